"""What an operation loaded goes away with it, and does not wait for the garbage collector."""

import gc
from collections.abc import Iterator

import pytest

from loaders import Loaders
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import GatewayUnderTest, RoleName

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core's executor refers to itself"),
]

HOMES = """{ organization { users(first: 20) { nodes {
  id buildings { id energyContracts { id } devices { __typename id } }
} } } }"""
HOME = "query ($id: ID!) { user(by: {id: $id}) { id buildings { name devices { id } } } }"


@pytest.fixture
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def loaders_left() -> int:
    return sum(isinstance(each, Loaders) for each in gc.get_objects())


@pytest.mark.usefixtures("_without_collector")
@pytest.mark.parametrize("role", ["staff", "user"])
async def test_nothing_of_an_operation_is_left_to_the_garbage_collector(role: RoleName) -> None:
    async with GatewayUnderTest() as gateway:
        before = loaders_left()
        for _ in range(3):  # cold, and again
            if role == "staff":
                await gateway.ask(HOMES, role=role, user=1)
            else:
                await gateway.ask(HOME, {"id": gateway.user_id()}, role=role)
            await gateway.ask("query ($id: ID!) { user(by: {id: $id}) { id } }", {"id": gateway.user_id()})
        assert loaders_left() == before
