"""Values that have the right type and are not acceptable, or have the wrong type altogether."""

from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from tests.bad_input.answers import Outcome, failing, refused_before_running
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

NOT_VALID = refused_before_running("GRAPHQL_VALIDATION_FAILED")
BAD_VARIABLE = refused_before_running("BAD_USER_INPUT")

ROLE = "query($role: Role) { organization { users(filter: {role: $role}) { totalCount } } }"
SIZE = "query($n: Int) { organization { users(first: $n) { totalCount } } }"


@pytest.mark.parametrize(
    "literal", ["NOBODY", "administrator", '"ADMINISTRATOR"', "1", "[USER, STAFF]", "{}"]
)
async def test_unknown_enum_values_in_the_document(gateway: GatewayUnderTest, literal: str) -> None:
    query = f"{{ organization {{ users(filter: {{role: {literal}}}) {{ totalCount }} }} }}"
    assert await failing(gateway, query) == NOT_VALID
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("value", ["NOBODY", "administrator", "admin", "", " USER", 1, True, ["USER"], {}])
async def test_unknown_enum_values_in_variables(gateway: GatewayUnderTest, value: object) -> None:
    assert await failing(gateway, ROLE, {"role": value}) == BAD_VARIABLE
    assert gateway.sandbox.calls == []


async def test_unknown_kinds_of_devices_and_orders(gateway: GatewayUnderTest) -> None:
    for query in (
        "{ viewer { user { devices(kinds: [FRIDGE]) { id } } } }",
        "{ viewer { user { devices(kinds: [HEAT_PUMP, null]) { id } } } }",
        "{ organization { users(orderBy: {field: AGE}) { totalCount } } }",
        "{ organization { users(orderBy: {field: EMAIL, direction: UP}) { totalCount } } }",
        "{ organization { users(orderBy: {direction: DESCENDING}) { totalCount } } }",
        '{ organization { users(filter: {surname: "x"}) { totalCount } } }',
        "{ organization { users(limit: 5) { totalCount } } }",
        "{ organization { users(includeDeleted: null) { totalCount } } }",
    ):
        assert await failing(gateway, query) == NOT_VALID, query
    assert gateway.sandbox.calls == []


OUT_OF_BOUNDS = [-1, -2_147_483_648, 101, 2_147_483_647]


@pytest.mark.parametrize("argument", ["first", "last"])
@pytest.mark.parametrize("size", OUT_OF_BOUNDS)
async def test_pages_that_are_too_small_or_too_large(
    gateway: GatewayUnderTest, argument: str, size: int
) -> None:
    query = f"query($n: Int) {{ organization {{ id users({argument}: $n) {{ totalCount }} }} }}"
    organization = encode_id(IdKind.ORGANIZATION, HOME.organization_id, HOME.organization_id)
    expected = Outcome(
        200,
        {"organization": {"id": organization, "users": None}},
        [("BAD_USER_INPUT", ["organization", "users"])],
    )
    assert await failing(gateway, query, {"n": size}) == expected
    assert await failing(gateway, query.replace("($n: Int)", "").replace("$n", str(size))) == expected
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("size", [2_147_483_648, -2_147_483_649, 10**30, 1.5, "5", "", True, [5], {}])
async def test_sizes_that_are_no_sizes(gateway: GatewayUnderTest, size: object) -> None:
    assert await failing(gateway, SIZE, {"n": size}) == BAD_VARIABLE
    assert gateway.sandbox.calls == []


async def test_sizes_that_are_no_sizes_in_the_document(gateway: GatewayUnderTest) -> None:
    for literal in ("2147483648", "9" * 400, "1.5", '"5"', "true", "[5]", "{}"):
        query = f"{{ organization {{ users(first: {literal}) {{ totalCount }} }} }}"
        assert await failing(gateway, query) == NOT_VALID, literal
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("sizes", ["first: 1, last: 1", "first: 0, last: 0", "first: 1, last: 1000"])
async def test_both_ends_at_once(gateway: GatewayUnderTest, sizes: str) -> None:
    expected = Outcome(
        200, {"organization": {"users": None}}, [("BAD_USER_INPUT", ["organization", "users"])]
    )
    assert await failing(gateway, f"{{ organization {{ users({sizes}) {{ totalCount }} }} }}") == expected
    assert gateway.sandbox.calls == []


PRICES = """query($id: ID!, $from: DateTime, $before: DateTime) {
  energyContract(id: $id) { id prices(startsFrom: $from, startsBefore: $before) { totalCount } }
}"""
NOT_INSTANTS: list[Any] = [
    "2026-01-01T00:00:00",
    "2026-01-01",
    "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "yesterday",
    "",
    "0",
    "2026-01-01T00:00:00+25:00",
    "٢٠٢٦-٠١-٠١T00:00:00Z",
    0,
    1_767_225_600,
    1.5,
    True,
    ["2026-01-01T00:00:00Z"],
    {},
]


async def test_instants_that_are_none(gateway: GatewayUnderTest) -> None:
    contract = encode_id(IdKind.ENERGY_CONTRACT, HOME.organization_id, HOME.organization_id, "0" * 32)
    for value in NOT_INSTANTS:
        for name in ("from", "before"):
            result = await failing(gateway, PRICES, {"id": contract, name: value})
            assert result == BAD_VARIABLE, (name, value)
    for literal in ('"2026-01-01T00:00:00"', '"tomorrow"', "5", "true", "NOW", "{}", "[]"):
        query = f'{{ energyContract(id: "{contract}") {{ prices(startsFrom: {literal}) {{ totalCount }} }} }}'
        assert await failing(gateway, query) == NOT_VALID, literal
    assert gateway.sandbox.calls == []


async def test_what_is_wrong_with_an_instant_is_said_in_our_own_words(gateway: GatewayUnderTest) -> None:
    for value in ("yesterday", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+25:00"):
        variables = {"id": "x", "from": value}
        response = await gateway.post(PRICES, gateway.bearer(), variables)
        message = response.json()["errors"][0]["message"]
        for word in ("isoformat", "timedelta", "offset must be", "month must be"):
            assert word not in message, message


async def test_the_ends_of_time(gateway: GatewayUnderTest) -> None:
    """Instants next to what a calendar can hold are compared, not stumbled over."""
    row = gateway.user_row(RICH)["id"]
    contracts = gateway.sandbox.rows(f"/org/{HOME.organization_id}/users/{row}/energy-contracts")
    node_id = encode_id(IdKind.ENERGY_CONTRACT, HOME.organization_id, row, contracts[0]["id"])
    for first, last in (
        ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
        ("0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59+23:59"),
    ):
        data = await gateway.ask(PRICES, {"id": node_id, "from": first, "before": last})
        assert data["energyContract"]["prices"]["totalCount"] >= 1
        data = await gateway.ask(PRICES, {"id": node_id, "from": last, "before": first})
        assert data["energyContract"]["prices"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("ID!", None),
        ("ID!", True),
        ("ID!", 1.5),
        ("ID!", ["x"]),
        ("ID!", {}),
        ("[ID!]!", [None]),
        ("[ID!]!", {}),
    ],
)
async def test_variables_of_the_wrong_type(gateway: GatewayUnderTest, declared: str, value: object) -> None:
    field = "node(id: $v)" if declared == "ID!" else "nodes(ids: $v)"
    query = f"query($v: {declared}) {{ {field} {{ id }} }}"
    assert await failing(gateway, query, {"v": value}) == BAD_VARIABLE
    assert gateway.sandbox.calls == []


async def test_missing_variables(gateway: GatewayUnderTest) -> None:
    query = "query($v: ID!) { node(id: $v) { id } }"
    assert await failing(gateway, query) == BAD_VARIABLE
    assert await failing(gateway, query, {}) == BAD_VARIABLE
    assert await failing(gateway, query, {"V": "x"}) == BAD_VARIABLE
    assert gateway.sandbox.calls == []


async def test_a_null_in_the_place_of_a_default(gateway: GatewayUnderTest) -> None:
    query = "query($d: Boolean) { organization { users(includeDeleted: $d) { totalCount } } viewer { role } }"
    expected = Outcome(
        200,
        {"organization": {"users": None}, "viewer": {"role": "ADMINISTRATOR"}},
        [("BAD_USER_INPUT", ["organization", "users"])],
    )
    assert await failing(gateway, query, {"d": None}) == expected
    assert gateway.sandbox.calls == []


async def test_variables_nobody_asked_for_are_left_alone(gateway: GatewayUnderTest) -> None:
    variables = {"unused": "x", "__proto__": {"role": "ADMINISTRATOR"}, "": 1}
    data = await gateway.ask("{ viewer { role } }", variables, role="user")
    assert data == {"viewer": {"role": "USER"}}


async def test_many_wrong_variables_give_a_handful_of_errors(gateway: GatewayUnderTest) -> None:
    result = await failing(gateway, "query($v: [ID!]!) { nodes(ids: $v) { id } }", {"v": [None] * 500})
    assert result.status == 200
    assert result.data is ...
    assert set(map(repr, result.errors)) == {repr(("BAD_USER_INPUT", None))}
    assert len(result.errors) <= 6
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("text", ["\x00", "%", "a' OR 1=1", "../../", "\u202e", "💥" * 500, "x" * 50_000])
async def test_odd_searches_find_nobody_and_break_nothing(gateway: GatewayUnderTest, text: str) -> None:
    query = """query($t: String!) {
      organization { users(search: $t) { totalCount } }
      byEmail: user(by: {email: $t}) { id }
      byKey: user(by: {externalId: $t}) { id }
    }"""
    data = await gateway.ask(query, {"t": text})
    assert data == {"organization": {"users": {"totalCount": 0}}, "byEmail": None, "byKey": None}
    assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"]
