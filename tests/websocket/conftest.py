"""The stage that most of these tests play on."""

from collections.abc import AsyncIterator

import pytest

from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """An endpoint of its own with the usual limits."""
    async with Stage() as running:
        yield running


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[InProcessClient]:
    """A connection that was acknowledged."""
    async with InProcessClient(stage.endpoint) as connected:
        await connected.initialise(stage.identity.bearer())
        yield connected
