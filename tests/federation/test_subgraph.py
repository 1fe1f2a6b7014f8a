"""The gateway as a subgraph: entities come through the same loaders and permissions as everything."""

from typing import Any

import pytest

from schema import print_schema
from tests.gateway_under_test import HOME, OTHER, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

ENTITIES = """query($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on User { email }
  ... on HeatPump { kind owner { email } }
} }"""


def user(node_id: str) -> dict[str, Any]:
    return {"__typename": "User", "id": node_id}


async def test_entities_answer_in_order_for_who_may_see_them() -> None:
    async with GatewayUnderTest(federation=True) as gateway:
        data = await gateway.ask(
            "query($id: ID!) { user(by: {id: $id}) { heatPumps { id } } }", {"id": gateway.user_id()}
        )
        heat_pump = data["user"]["heatPumps"][0]["id"]
        representations = [
            user(gateway.user_id(4)),
            {"__typename": "HeatPump", "id": heat_pump},
            user(gateway.user_id(RICH)),
            user(gateway.user_id(3, OTHER.organization_id)),
            user(heat_pump),
        ]
        emails = [gateway.user_row(position)["email"] for position in (4, RICH)]
        data = await gateway.ask(ENTITIES, {"representations": representations}, role="staff")
        own = {"__typename": "HeatPump", "kind": "HEAT_PUMP", "owner": {"email": emails[1]}}
        assert data["_entities"] == [
            {"__typename": "User", "email": emails[0]},
            own,
            {"__typename": "User", "email": emails[1]},
            None,
            None,
        ]
        data = await gateway.ask(ENTITIES, {"representations": representations}, role="user")
        assert data["_entities"] == [None, own, {"__typename": "User", "email": emails[1]}, None, None]


async def test_several_entities_are_one_call() -> None:
    async with GatewayUnderTest(federation=True) as gateway:
        representations = [user(gateway.user_id(position)) for position in range(10)]
        await gateway.ask(ENTITIES, {"representations": representations})
        assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"]


@pytest.mark.parametrize(
    "representation",
    [
        5,
        "User",
        {},
        {"__typename": "User"},
        {"id": "x"},
        {"__typename": "User", "id": 5},
        {"__typename": "User", "id": "x"},
        {"__typename": "Query", "id": "x"},
        {"__typename": "NoSuch", "id": "x"},
        {"__typename": ["User"], "id": "x"},
    ],
)
async def test_a_malformed_representation_is_an_error_in_its_place(representation: object) -> None:
    async with GatewayUnderTest(federation=True) as gateway:
        good = user(gateway.user_id())
        data, errors = await gateway.ask_with_errors(ENTITIES, {"representations": [good, representation]})
        email = gateway.user_row(RICH)["email"]
        assert data["_entities"] == [{"__typename": "User", "email": email}, None]
        assert errors == [("BAD_USER_INPUT", ["_entities", 1])]


async def test_too_many_representations_ask_nobody() -> None:
    async with GatewayUnderTest(federation=True) as gateway:
        representations = [user(gateway.user_id())] * 101
        data, errors = await gateway.ask_with_errors(ENTITIES, {"representations": representations})
        assert (data, errors) == (None, [("BAD_USER_INPUT", ["_entities"])])
        assert gateway.sandbox.calls == []


async def test_the_service_tells_its_schema() -> None:
    async with GatewayUnderTest(federation=True) as gateway:
        sdl = (await gateway.ask("{ _service { sdl } }"))["_service"]["sdl"]
        assert sdl == print_schema(federation=True).rstrip("\n")
        assert 'type User implements Node @key(fields: "id", resolvable: true)' in sdl


async def test_without_the_switch_there_is_nothing_of_it(gateway: GatewayUnderTest) -> None:
    assert "@key" not in print_schema()
    response = await gateway.post("{ _service { sdl } }", gateway.bearer())
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == [
        "GRAPHQL_VALIDATION_FAILED"
    ]
    assert "@key" not in print_schema()
