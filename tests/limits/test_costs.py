"""What operations are reckoned to cost: never less than they do, and not absurdly more."""

from random import Random
from typing import Any

import pytest
from graphql import GraphQLField, OperationDefinitionNode, build_schema, get_introspection_query, parse

from domain.ids import IdKind, encode_id
from execution.guard import Costs, CostTableError, Items, Points, Pricing, Weight, measure
from gateway.limits import cost_table
from gateway.settings import LimitSettings
from permissions import MATRIX
from schema import build_schema as build_own_schema
from schema import graphql_schema_of, loads
from tests.execution.differential.random_documents import Taste, random_document
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest, RoleName
from tests.journeys.documented import ROOT, operations, operations_on

SCHEMA = graphql_schema_of(build_own_schema(MATRIX))
PRICING = Pricing(Costs.of(SCHEMA, cost_table(), loads))
EVERYBODY = 250
PAGES = sorted((ROOT / "docs").glob("*.md"))


def points(text: str, owners: int = EVERYBODY, **variables: object) -> Points:
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return PRICING.price(document, operation).points(variables, owners)


def calls(text: str, owners: int = EVERYBODY, **variables: object) -> int:
    return points(text, owners, **variables).calls


# The table


SMALL = build_schema("type Query { a: A, list: [A], plain: Int } type A { b: Int }")


def is_loading(field: GraphQLField) -> bool:
    return SMALL.query_type is not None and field is SMALL.query_type.fields["a"]


@pytest.mark.parametrize(
    ("table", "gap"),
    [
        ({}, "field Query.a has no cost; field Query.list has no cost"),
        ({"Query.a": Weight()}, "field Query.list has no cost"),
        (
            {"Query.a": Weight(), "Query.list": Weight()},
            "field Query.list gives a list, and its row says not how long",
        ),
        (
            {"Query.a": Weight(), "Query.list": Weight(items=Items(3)), "Query.plain": Weight()},
            "cost Query.plain has no field that needs one",
        ),
        (
            {"Query.a": Weight(), "Query.list": Weight(items=Items(3)), "Query.gone": Weight()},
            "cost Query.gone has no field that needs one",
        ),
    ],
)
def test_a_missing_or_stale_row_stops_the_start(table: dict[str, Weight], gap: str) -> None:
    with pytest.raises(CostTableError) as caught:
        Costs.of(SMALL, table, is_loading)
    assert str(caught.value) == gap


@pytest.mark.parametrize("federation", [False, True])
def test_the_table_fits_the_schema(federation: bool) -> None:
    schema = graphql_schema_of(build_own_schema(MATRIX, federation=federation))
    Costs.of(schema, cost_table(federation=federation), loads)


# Single rules


def test_a_list_counts_once_for_each_owner_whatever_asks_for_it() -> None:
    home = """{ user(by: {id: "x"}) {
      buildings { owner { buildings { devices { building { id } } } } energyContracts { building { id } } }
      devices { owner { heatPumps { id } } } heatPumps { id } wallboxes { id }
    } }"""
    assert calls(home) == 1 + 1 + 1 + 4


@pytest.mark.parametrize(
    ("arguments", "users"),
    [
        ("", 20),
        ("(first: 7)", 7),
        ("(last: 7)", 7),
        ("(first: 0)", 0),
        ("(first: 1000)", 100),
        ("(first: null)", 20),
        ("(first: -5)", 0),
    ],
)
def test_the_page_is_what_its_arguments_say(arguments: str, users: int) -> None:
    text = f"{{ organization {{ users{arguments} {{ nodes {{ buildings {{ id }} }} }} }} }}"
    assert calls(text) == 1 + users
    assert calls(text, owners=1) == 1 + min(users, 1)


@pytest.mark.parametrize(
    ("variables", "users"),
    [
        ({}, 50),
        ({"n": 3}, 3),
        ({"n": None}, 20),
        ({"n": 3.0}, 3),
        ({"n": "x"}, 20),
        ({"n": True}, 20),
        ({"n": 10**30}, 100),
        ({"n": float("inf")}, 20),
        ({"n": [1]}, 20),
        ({"n": -1}, 0),
    ],
)
def test_sizes_may_be_variables_with_defaults(variables: dict[str, Any], users: int) -> None:
    text = "query($n: Int = 50) { organization { users(first: $n) { nodes { buildings { id } } } } }"
    assert calls(text, **variables) == 1 + users


def test_what_is_left_out_costs_nothing() -> None:
    text = """query($w: Boolean = true, $n: Boolean!) { user(by: {id: "x"}) {
      buildings @include(if: $w) { energyContracts { id } } heatPumps @skip(if: $n) { id }
      wallboxes @include(if: false) { id } electricVehicles @skip(if: true) { id }
    } }"""
    assert calls(text, n=True) == 1 + 2
    assert calls(text, n=False) == 1 + 3
    assert calls(text, n=True, w=False) == 1
    assert calls(text, w="nonsense") == 1 + 3


def test_one_that_is_left_out_does_not_hide_one_that_is_not() -> None:
    text = """query($w: Boolean!) { user(by: {id: "x"}) {
      buildings @include(if: $w) { name } buildings { energyContracts { id } }
    } }"""
    assert calls(text, w=False) == calls(text, w=True) == 3


def test_kinds_of_devices_are_chosen() -> None:
    text = 'query($k: [DeviceKind!]) { user(by: {id: "x"}) { devices(kinds: $k) { id } wallboxes { id } } }'
    assert calls(text) == calls(text, k=None) == 1 + 4
    assert calls(text, k=[]) == calls(text, k=["WALLBOX"]) == 1 + 1
    assert calls(text, k=["WALLBOX", "HEAT_PUMP", "HEAT_PUMP"]) == calls(text, k="HEAT_PUMP") == 1 + 2
    assert calls('{ user(by: {id: "x"}) { devices(kinds: [HEAT_PUMP]) { id } } }') == 2
    inside = 'query($k: DeviceKind!) { user(by: {id: "x"}) { devices(kinds: [$k]) { id } } }'
    assert calls(inside, k="WALLBOX") == 1 + 4  # an upper bound


def test_calls_for_single_devices_are_bounded_by_how_many_somebody_has() -> None:
    assert calls('{ device(id: "x") { actions { code } } }') == 1 + 1
    text = (
        '{ user(by: {id: "x"}) { devices { actions { code } } buildings { devices { actions { code } } } } }'
    )
    assert calls(text) == 1 + 4 + 1 + 20


def test_a_fragment_does_not_count_twice_where_it_is_merged() -> None:
    one = '{ user(by: {id: "x"}) { buildings { id } heatPumps { id } } }'
    two = """query { user(by: {id: "x"}) { ...A } ...B }
      fragment A on User { buildings { id } }
      fragment B on Query { user(by: {id: "x"}) { buildings { id } heatPumps { id } } }"""
    assert calls(one) == calls(two) == 3
    assert calls('{ a: user(by: {id: "x"}) { id } b: user(by: {id: "y"}) { id } }') == 2


def test_whoever_was_listed_need_not_be_looked_up() -> None:
    text = "{ organization { users(first: 9%s) { nodes { buildings { owner { id } } } } } }"
    assert calls(text % "") == calls(text % ", includeDeleted: false") == 1 + 9
    assert calls(text % ", includeDeleted: true") == 1 + 9 + 9
    text = "query($d: Boolean = false) " + text % ", includeDeleted: $d"
    assert (calls(text), calls(text, d=True)) == (1 + 9, 1 + 9 + 9)


def test_a_mutation_has_a_weight_of_its_own() -> None:
    text = """mutation { a: buildingDelete(input: {id: "x"}) { deletedId }
                         b: buildingDelete(input: {id: "y"}) { userErrors { message } } }"""
    assert calls(text) == 20


def test_introspection_costs_about_what_it_gives() -> None:
    text = "{ __schema { types { name fields { name args { name } } } } }"
    reckoned = points(text)
    assert reckoned.calls == 0
    types = SCHEMA.type_map.values()
    fields = [
        field for each in types for field in getattr(each, "fields", {}).values() if hasattr(field, "args")
    ]
    actual = 1 + 2 * len(types) + 2 * len(fields) + 2 * sum(len(field.args) for field in fields)
    assert 0.9 * actual < reckoned.values < 1.5 * actual


def test_tools_may_read_the_whole_schema_as_anybody() -> None:
    text = get_introspection_query(
        descriptions=True, specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )
    limits = LimitSettings().user.document
    _, excess = measure(parse(text), limits)
    assert excess is None
    assert points(text).total < limits.points


# Against the sandbox


async def cost_of(
    gateway: GatewayUnderTest, text: str, variables: dict[str, Any], role: RoleName = "administrator"
) -> dict[str, int]:
    body = {"query": text, "variables": variables, "extensions": {"cost": True}}
    response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer(role))
    cost: dict[str, int] = response.json()["extensions"]["cost"]
    return cost


HOME_SCREEN = """query($id: ID!) { user(by: {id: $id}) {
  firstName buildings { id name energyContracts { id supplier } }
  devices { id kind connectionStatus ... on HeatPump { powerWatts } ... on ElectricVehicle { isCharging } }
} }"""
DASHBOARD = """query($n: Int!) { organization { users(first: $n) { totalCount nodes {
  firstName lastName email buildings { name } energyContracts { supplier type }
  devices { kind connectionStatus building { name } }
} } } }"""


@pytest.mark.anyio
async def test_the_screens_of_apps_are_well_within_the_limits(gateway: GatewayUnderTest) -> None:
    limits = gateway.settings.limits
    home = await cost_of(gateway, HOME_SCREEN, {"id": gateway.user_id()}, "user")
    assert home["requested"] <= limits.user.document.points / 10
    assert home["requested"] <= limits.user.points_per_minute / 500
    assert 7 <= home["actual"] <= home["requested"]
    for size in (50, 100):
        assert points(DASHBOARD, n=size).total <= limits.staff.document.points / 4
        assert points(DASHBOARD, n=size).total <= limits.staff.points_per_minute / 100
    dashboard = await cost_of(gateway, DASHBOARD, {"n": 24})
    assert len(gateway.sandbox.calls) == 7 + 1 + 24 * 6
    assert 0.5 * dashboard["requested"] <= dashboard["actual"] <= dashboard["requested"]


@pytest.mark.anyio
async def test_no_documented_operation_costs_more_than_reckoned(gateway: GatewayUnderTest) -> None:
    """Journeys run with all their variables elsewhere, where every test is held to the same."""
    texts = [*operations().values(), *(text for page in PAGES for text in operations_on(page))]
    ids = {
        "userId": gateway.user_id(),
        "id": gateway.user_id(),
        "heatPumpId": gateway.id_below(RICH, "heat-pumps", IdKind.HEAT_PUMP),
        "electricVehicleId": gateway.id_below(RICH, "electric-vehicles", IdKind.ELECTRIC_VEHICLE),
        "deviceId": gateway.id_below(RICH, "heat-pumps", IdKind.HEAT_PUMP),
        "buildingId": gateway.id_below(RICH, "buildings", IdKind.BUILDING),
    }
    queries = [text for text in texts if text.startswith(("query", "{"))]
    assert len(queries) > 12
    ran = 0
    for text in queries:
        before = len(gateway.sandbox.calls)
        response = await gateway.post(text, gateway.bearer(), ids)
        made = len(gateway.sandbox.calls) - before
        assert made <= calls(text, EVERYBODY, **ids), text
        ran += response.json().get("data") is not None
    assert ran > 12


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(4))
async def test_no_random_document_costs_more_than_reckoned(gateway: GatewayUnderTest, seed: int) -> None:
    """Tens of thousands can be tried with ``python -m tests.limits.random_costs``."""
    assert await run_random_documents(gateway, seed, 12) > 3


async def run_random_documents(gateway: GatewayUnderTest, seed: int, count: int) -> int:
    """Run random documents of a seed as all roles; gives how many made upstream calls."""
    random = Random(seed)  # noqa: S311 - no secret
    ids = [gateway.user_id(position) for position in (0, 1, RICH)]
    below = (("buildings", IdKind.BUILDING), ("heat-pumps", IdKind.HEAT_PUMP))
    ids += [gateway.id_below(RICH, name, kind) for name, kind in below]
    ids += [encode_id(IdKind.ORGANIZATION, HOME.organization_id, HOME.organization_id), "nonsense"]
    asking = 0
    for _ in range(count):
        taste = Taste(
            leaf=lambda random, scalar, _name: random.choice(LEAVES.get(scalar, ids)),
            max_depth=random.randint(2, 6),
            max_selections=random.choice((3, 6, 10)),
        )
        case = random_document(SCHEMA, random, taste)
        before = len(gateway.sandbox.calls)
        role = random.choice(ROLES)
        user = 1 if role == "staff" else None
        await gateway.post(case.text, gateway.bearer(role, user), case.variables)
        made = len(gateway.sandbox.calls) - before
        assert made <= calls(case.text, 1 if role == "user" else EVERYBODY, **case.variables), (
            case.text,
            case.variables,
        )
        asking += made > 0
    return asking


ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")
LEAVES: dict[str, list[Any]] = {
    "String": ["", "e", "nonsense"],
    "Int": [0, 1, 2, 20],
    "Boolean": [True, False],
    "Float": [0.5],
    "Date": ["2026-10-01", "2026-10-10"],
    "DateTime": ["2026-10-01T00:00:00+00:00", "2026-10-08T00:00:00+02:00"],
}
