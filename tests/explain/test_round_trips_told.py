"""What takes longer the other way round: data, arguments and rights that decide on the round trips."""

import pytest

from domain.ids import IdKind
from gateway.explain.rounds import RELATED, ROUNDS
from partner_api import adaptive_limit
from permissions import MATRIX
from resolvers.mutations.devices import _RULES
from sandbox import Sandbox, SandboxOptions
from schema import build_schema, graphql_schema_of
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import NOON, RICH, TROUBLED, GatewayUnderTest, RoleName
from tests.upstream_waves import Waves

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core has no plan"),
]

BY_ID = "query($id: ID!) { user(by: {id: $id}) { buildings { name } } }"
BY_EMAIL = "query($email: String!) { user(by: {email: $email}) { buildings { name } } }"
EVERYBODY = "{ organization { users { nodes { buildings { name } } } } }"
OWNERS = "{ organization { users(first: 3) { nodes { devices { owner { email } } } } } }"
GONE_TOO = (
    "{ organization { users(first: 3, includeDeleted: true) { nodes { devices { owner { email } } } } } }"
)
ACTIONS = "query($id: ID!) { user(by: {id: $id}) { devices { actions { code } owner { email } } } }"
TWICE = """mutation($id: ID!) {
  a: buildingUpdate(input: {id: $id, name: "A"}) { building { owner { email } } }
  b: buildingUpdate(input: {id: $id, occupantCount: 2}) { building { devices { id } } }
}"""
RENAME = 'mutation($id: ID!) { buildingUpdate(input: {id: $id, name: "A"}) { building { id } } }'
WARMER = "mutation($id: ID!) { heatPumpUpdate(input: {id: $id, %s}) { heatPump { id } } }"
MOVE = "mutation($id: ID!, $to: ID) { deviceMove(input: {id: $id, buildingId: $to}) { device { id } } }"
CONFIGURATION = (
    "query($id: ID!) { user(by: {id: $id}) { chargingConfiguration { devices { device { id } } } } }"
)


@pytest.mark.parametrize(
    ("text", "about", "role", "trips"),
    [
        (BY_ID, "user", "administrator", 1),
        (BY_EMAIL, "user", "administrator", 2),
        (EVERYBODY, "user", "administrator", 2),
        (EVERYBODY, "user", "user", 1),
        (OWNERS, "user", "administrator", 2),
        (GONE_TOO, "user", "administrator", 2),
        (ACTIONS, "troubled", "administrator", 2),
        (TWICE, "building", "administrator", 1 + 1 + 2 + 1),
        (RENAME, "building", "administrator", 1),
        (WARMER % "minimumIndoorTemperatureCelsius: 19", "heat pump", "administrator", 2),
        (WARMER % "optimizationLevel: MID", "heat pump", "administrator", 1),
        (MOVE, "heat pump", "administrator", 2),
        (CONFIGURATION, "user", "administrator", 2),
    ],
)
async def test_round_trips_are_as_told(
    text: str, about: str, role: RoleName, trips: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adaptive_limit, "_START", 1000)
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    waves = Waves(sandbox)
    async with GatewayUnderTest(sandbox=sandbox, transport=waves) as gateway:
        building = gateway.id_below(RICH, "buildings", IdKind.BUILDING)
        own = {
            "user": gateway.user_id(),
            "troubled": gateway.user_id(TROUBLED),
            "building": building,
            "heat pump": gateway.id_below(RICH, "heat-pumps", IdKind.HEAT_PUMP),
        }
        email = gateway.user_row(RICH)["email"]
        variables = {"id": own[about], "to": building, "email": email}
        request = {"query": text, "variables": variables, "extensions": {"plan": True}}
        response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer(role))
        body = response.json()
        assert "errors" not in body
        plan = body["extensions"]["plan"]
        assert (plan["roundTrips"], len(waves.waves)) == (trips, trips)
        assert sum(map(len, waves.waves)) <= plan["upstreamCalls"]


def test_rules_between_fields_of_devices_are_the_ones_of_the_resolvers() -> None:
    snake = {
        frozenset("".join(f"_{c.lower()}" if c.isupper() else c for c in name) for name in group)
        for group in RELATED
    }
    assert snake == {group for rules in _RULES.values() for group in rules.related}


def test_only_fields_that_there_are_take_several_round_trips() -> None:
    types = graphql_schema_of(build_schema(MATRIX)).type_map
    for coordinate in ROUNDS:
        type_name, _, name = coordinate.partition(".")
        assert name in types[type_name].fields  # type: ignore[attr-defined]
