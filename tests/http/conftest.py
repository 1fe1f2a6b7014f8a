"""A small gateway of its own for each test, and tokens that all of them accept."""

from collections.abc import AsyncIterator

import pytest

from tests.http.small_gateway import Identity, SmallGateway


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return Identity(tmp_path_factory.mktemp("identity"))


@pytest.fixture
async def small(identity: Identity) -> AsyncIterator[SmallGateway]:
    async with SmallGateway(identity) as running:
        yield running
