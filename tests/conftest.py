"""The whole gateway over the sandbox, as every test that speaks GraphQL uses it."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway_under_test import GatewayUnderTest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayUnderTest]:
    """A gateway of its own over a sandbox of its own, in this process."""
    async with GatewayUnderTest() as running:
        yield running
