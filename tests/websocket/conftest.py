"""The stage that most of these tests play on."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage


@pytest.fixture(autouse=True)
def _nothing_else_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Only errors of operations are logged: no task, connection or server fails on the quiet."""
    yield
    failed = [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    # An exporter of another test's traces has a thread, which may still report that nobody took them.
    ours = [each for each in failed if not each.name.startswith(("gateway.errors", "opentelemetry."))]
    assert [each.getMessage() for each in ours] == []


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
