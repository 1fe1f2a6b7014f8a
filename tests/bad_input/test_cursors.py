"""Cursors that are none, or belong to another list or order."""

import base64
import json

import pytest

from domain.ids import IdKind, encode_id
from tests.bad_input.answers import Outcome, failing
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

ORGANIZATION = encode_id(IdKind.ORGANIZATION, HOME.organization_id, HOME.organization_id)


def packed(value: object) -> str:
    """A cursor-like text."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


USER = "71752191-a444-5e2d-be62-ef0847bbb916"
GARBAGE = {
    "empty": "",
    "space": " ",
    "a number": "5",
    "Relay's own": packed(b"arrayconnection:5"),
    "unicode": "Größe",
    "NUL": "\x00",
    "path": "../../org/x",
    "not JSON": packed(b"users/EMAIL"),
    "not UTF-8": packed(b'["users/EMAIL",[false,"\xff",""]]'),
    "nothing in it": packed([]),
    "null": packed(None),
    "an object": packed({}),
    "no key": packed(["users/EMAIL"]),
    "key too short": packed(["users/EMAIL", [False, "x"]]),
    "key too long": packed(["users/EMAIL", [False, "x", USER, 1]]),
    "key of other types": packed(["users/EMAIL", ["x", False, USER]]),
    "null in the key": packed(["users/EMAIL", [False, None, USER]]),
    "something behind": packed(["users/EMAIL", [False, "x", USER], 1]),
    "another order": packed(["users/TOWN", [False, "x", USER]]),
    "an unknown order": packed(["users/", [False, "x", USER]]),
    "another list": packed(["prices", [1.5, 0]]),
    "too long": packed(["users/EMAIL", [False, "x" * 3_000, USER]]),
    "far too long": "A" * 50_000,
    "an id": ORGANIZATION,
    "trailing newline": packed(["users/EMAIL", [False, "x", USER]]) + "\n",
    "nested": packed(b"[" * 1_000),
}
QUERY = "query($c: String) { organization { id users(%s: $c) { totalCount } } }"
EXPECTED = Outcome(
    200,
    {"organization": {"id": ORGANIZATION, "users": None}},
    [("BAD_USER_INPUT", ["organization", "users"])],
)


@pytest.mark.parametrize("argument", ["after", "before"])
async def test_garbage(gateway: GatewayUnderTest, argument: str) -> None:
    for name, cursor in GARBAGE.items():
        assert await failing(gateway, QUERY % argument, {"c": cursor}) == EXPECTED, name


async def test_nobody_is_asked_for_a_page_behind_garbage(gateway: GatewayUnderTest) -> None:
    for argument in ("after", "before"):
        assert await failing(gateway, QUERY % argument, {"c": "x"}) == EXPECTED
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize(
    ("sizes", "direction", "argument"),
    [("first: 5", "ASCENDING", "after"), ("last: 5", "DESCENDING", "before")],
)
async def test_the_message_names_the_argument(
    gateway: GatewayUnderTest, sizes: str, direction: str, argument: str
) -> None:
    order = f"{{field: EMAIL, direction: {direction}}}"
    query = f'{{ organization {{ users({sizes}, {argument}: "x", orderBy: {order}) {{ totalCount }} }} }}'
    response = await gateway.post(query, gateway.bearer())
    (error,) = response.json()["errors"]
    assert error["message"] == f"`{argument}` is not a cursor of this list and order."


async def test_a_real_cursor_of_another_order(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(
        "{ organization { users(first: 1, orderBy: {field: TOWN}) { pageInfo { endCursor } } } }"
    )
    cursor = data["organization"]["users"]["pageInfo"]["endCursor"]
    assert await failing(gateway, QUERY % "after", {"c": cursor}) == EXPECTED


async def test_a_real_cursor_of_another_list(gateway: GatewayUnderTest) -> None:
    owner = gateway.user_row(RICH)["id"]
    rows = gateway.sandbox.rows(f"/org/{HOME.organization_id}/users/{owner}/energy-contracts")
    contract = encode_id(IdKind.ENERGY_CONTRACT, HOME.organization_id, owner, rows[0]["id"])
    query = "query($id: ID!, $c: String) { energyContract(id: $id) { id prices(after: $c) { totalCount } } }"
    data = await gateway.ask("{ organization { users(first: 1) { pageInfo { endCursor } } } }")
    cursor = data["organization"]["users"]["pageInfo"]["endCursor"]
    # What is wrong with the arguments of one list must not cost the contract it hangs off.
    assert await failing(gateway, query, {"id": contract, "c": cursor}) == Outcome(
        200,
        {"energyContract": {"id": contract, "prices": None}},
        [("BAD_USER_INPUT", ["energyContract", "prices"])],
    )
    data = await gateway.ask(
        "query($id: ID!) { energyContract(id: $id) { prices(first: 1) { pageInfo { endCursor } } } }",
        {"id": contract},
    )
    cursor = data["energyContract"]["prices"]["pageInfo"]["endCursor"]
    assert await failing(gateway, QUERY % "after", {"c": cursor}) == EXPECTED


async def test_an_end_users_cursor_shows_nothing_of_others(gateway: GatewayUnderTest) -> None:
    """A cursor made up to stand anywhere in the order still only cuts the viewer's own list."""
    for cursor in (packed(["users/EMAIL", [False, "", ""]]), packed(["users/EMAIL", [True, "z", "z"]])):
        for argument in ("after", "before"):
            query = QUERY.replace("totalCount", "totalCount nodes { id }") % argument
            data = await gateway.ask(query, {"c": cursor}, role="user")
            users = data["organization"]["users"]
            assert users["totalCount"] == 1
            assert users["nodes"] in ([], [{"id": gateway.user_id(RICH)}])
