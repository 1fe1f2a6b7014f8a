"""One gateway for the tests of a module: they ask much and change nothing that they do not put back."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway_under_test import GatewayUnderTest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def shared_gateway() -> AsyncIterator[GatewayUnderTest]:
    async with GatewayUnderTest() as running:
        yield running


@pytest.fixture
def gateway(shared_gateway: GatewayUnderTest) -> GatewayUnderTest:
    """The module's gateway, with no fault in force and no call counted."""
    shared_gateway.sandbox.clear_faults()
    shared_gateway.sandbox.reset_calls()
    return shared_gateway
