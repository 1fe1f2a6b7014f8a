"""A sandbox whose clock stands still, and callers of it."""

from collections.abc import AsyncIterator

import pytest

from sandbox import Sandbox
from tests.sandbox.sandbox_client import OTHER, HandClock, SandboxClient


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def sandbox(clock: HandClock) -> Sandbox:
    return Sandbox(clock=clock)


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(sandbox) as client:
        yield client


@pytest.fixture
async def other_api(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    """A caller of the other organization."""
    async with SandboxClient(sandbox, OTHER) as client:
        yield client
