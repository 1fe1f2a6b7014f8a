"""In production no message proposes a name, whatever is mistyped and wherever it is found out."""

from typing import Any

import pytest

from tests.engine_under_test import ENGINE
from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio

CONTRACT = "mutation($i: BuildingCreateInput!) { buildingCreate(input: $i) { building { id } } }"
ORDER = "query($o: UserOrder) { organization { users(orderBy: $o) { totalCount } } }"

MISTYPED: dict[str, tuple[str, dict[str, Any] | None]] = {
    "field": ("{ viewer { rol } }", None),
    "field of the root": ("{ viewr { role } }", None),
    "field of an interface, found on a type": ('{ node(id: "x") { emial } }', None),
    "field that is on a type of the interface": ('{ device(id: "x") { powerWatts } }', None),
    "argument": ('{ node(idd: "x") { id } }', None),
    "argument of a directive": ("{ viewer { role @skip(iff: true) } }", None),
    "directive": ("{ viewer { role @skp(if: true) } }", None),
    "type of a fragment": ("{ viewer { ... on Viewr { role } } }", None),
    "type of a named fragment": ("{ ...A } fragment A on Qery { viewer { role } }", None),
    "type of a variable": ("query($v: Strin) { viewer { role } }", None),
    "enum value": ('{ user(by: {id: "x"}) { devices(kinds: [HEAT_PUMPS]) { id } } }', None),
    "enum value as a string": ('{ user(by: {id: "x"}) { devices(kinds: ["HEAT_PUMP"]) { id } } }', None),
    "field of an input": ('{ user(by: {idd: "x"}) { id } }', None),
    "enum value in a variable": (
        'query($k: [DeviceKind!]) { user(by: {id: "x"}) { devices(kinds: $k) { id } } }',
        {"k": ["HEAT_PUMPS"]},
    ),
    "enum value inside of a variable": (ORDER, {"o": {"field": "EMIAL"}}),
    "field of an input in a variable": (ORDER, {"o": {"feild": "EMAIL"}}),
    "field of an input in a mutation's variable": (CONTRACT, {"i": {"ownerIdd": "x", "nam": "y"}}),
    "enum value in a default": (
        'query($k: [DeviceKind!] = [WALLBX]) { user(by: {id: "x"}) { devices(kinds: $k) { id } } }',
        None,
    ),
}


async def test_nothing_is_proposed_in_production() -> None:
    async with GatewayUnderTest(production=True, introspection=False) as gateway:
        for name, (text, variables) in MISTYPED.items():
            response = await gateway.post(text, gateway.bearer(), variables)
            told = [error["message"] for error in response.json()["errors"]]
            assert told, name
            assert not [message for message in told if "mean" in message.lower()], (name, told)
        assert gateway.sandbox.calls == []


async def test_names_are_proposed_in_development(gateway: GatewayUnderTest) -> None:
    """Or the test above would hold nothing."""
    proposed = set()
    for name, (text, variables) in MISTYPED.items():
        response = await gateway.post(text, gateway.bearer(), variables)
        if any("Did you mean" in error["message"] for error in response.json()["errors"]):
            proposed.add(name)
    assert len(proposed) > len(MISTYPED) * 0.7, (ENGINE, MISTYPED.keys() - proposed)


async def test_introspection_is_off_in_production() -> None:
    async with GatewayUnderTest(production=True, introspection=False) as gateway:
        for text in (
            "{ __schema { types { name } } }",
            '{ __type(name: "User") { name } }',
            "{ ...A } fragment A on Query { a: __schema { queryType { name } } }",
        ):
            body = (await gateway.post(text, gateway.bearer())).json()
            assert {error["extensions"]["code"] for error in body["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
        assert await gateway.ask("{ __typename viewer { __typename } }") == {
            "__typename": "Query",
            "viewer": {"__typename": "Viewer"},
        }


async def test_a_thousand_mistakes_are_a_handful_of_errors() -> None:
    async with GatewayUnderTest(production=True, introspection=False) as gateway:
        names = " ".join(f"viewr{number}" for number in range(1_000))
        response = await gateway.post(f"{{ viewer {{ {names} }} }}", gateway.bearer())
        assert len(response.json()["errors"]) == 6
        assert len(response.content) < 3_000
