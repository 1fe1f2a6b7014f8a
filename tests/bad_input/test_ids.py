"""Ids that are none, or of something else: refused at their place before anybody is asked."""

import base64
import string

import pytest

from domain.ids import IdKind, encode_id
from tests.bad_input.answers import Outcome, failing, refused_before_running
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest

pytestmark = pytest.mark.anyio

OWNER = "71752191-a444-5e2d-be62-ef0847bbb916"
BUILDING = encode_id(IdKind.BUILDING, HOME.organization_id, OWNER, OWNER)
USER = encode_id(IdKind.USER, HOME.organization_id, OWNER)
GOOD = {
    kind: encode_id(
        kind,
        HOME.organization_id,
        OWNER,
        None if kind in (IdKind.ORGANIZATION, IdKind.USER) else OWNER,
    )
    for kind in IdKind
}


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


_RAW = base64.urlsafe_b64decode(BUILDING + "=" * (-len(BUILDING) % 4))
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"

MALFORMED = {
    "empty": "",
    "space": " ",
    "spaces around": f" {BUILDING} ",
    "newline behind": f"{BUILDING}\n",
    "a bare UUID": OWNER,
    "a number": "5",
    "negative": "-1",
    "a word": "null",
    "base64 of a Relay id": _packed(b"Building:1"),
    "base64 of JSON": _packed(b'{"id": 1}'),
    "base64 of a UUID": _packed(OWNER.encode()),
    "one byte": _packed(b"\x03"),
    "one byte less": _packed(_RAW[:-1]),
    "one byte more": _packed(_RAW + b"\x00"),
    "the length of a user": _packed(_RAW[:21]),
    "a user with too much": _packed(b"\x02" + _RAW[1:]),
    "kind 0": _packed(b"\x00" + _RAW[1:]),
    "kind 11": _packed(b"\x0b" + _RAW[1:]),
    "kind 255": _packed(b"\xff" + _RAW[1:]),
    "second spelling": BUILDING[:-1] + _ALPHABET[_ALPHABET.index(BUILDING[-1]) ^ 1],
    "padded": BUILDING + "=" * (-len(BUILDING) % 4),
    "padded without need": BUILDING + "====",
    "upper case": BUILDING.upper(),
    "lower case": BUILDING.lower(),
    "the other alphabet": "+/" + BUILDING[2:],
    "unicode": "Größe",
    "unicode digits": "٣" * len(BUILDING),
    "full width": "".join(chr(ord(letter) + 0xFEE0) for letter in BUILDING),
    "NUL": "\x00",
    "NUL inside": f"{BUILDING[:10]}\x00{BUILDING[11:]}",
    "NUL behind": f"{BUILDING}\x00",
    "long": "A" * 10_000,
    "path": "../../org/x",
    "path behind": f"{BUILDING}/../{BUILDING}",
    "dots": "..",
    "url-encoded": "%2e%2e%2forg%2fx",
    "url-encoded id": "%" + BUILDING.encode().hex("%"),
    "query": f"{BUILDING}?include_deleted=true",
    "fragment": f"{BUILDING}#",
    "two": f"{BUILDING},{BUILDING}",
    "SQL": "' OR '1'='1",
    "right-to-left": f"\u202e{BUILDING}",
    "lone surrogate": "\ud800",
}

ENTRIES = {
    "node": ("query($id: ID!) { node(id: $id) { id } }", ["node"]),
    "building": ("query($id: ID!) { building(id: $id) { id } }", ["building"]),
    "energyContract": ("query($id: ID!) { energyContract(id: $id) { id } }", ["energyContract"]),
    "device": ("query($id: ID!) { device(id: $id) { id } }", ["device"]),
    "user": ("query($id: ID!) { user(by: {id: $id}) { id } }", ["user"]),
    "onboardingSession": ("query($id: ID!) { onboardingSession(id: $id) { id } }", ["onboardingSession"]),
    "nodes": ("query($id: ID!) { nodes(ids: [$id]) { id } }", ["nodes"]),
    "alias": ("query($id: ID!) { mine: building(id: $id) { id } }", ["mine"]),
}


@pytest.mark.parametrize("entry", ENTRIES)
async def test_malformed(gateway: GatewayUnderTest, entry: str) -> None:
    query, path = ENTRIES[entry]
    for name, text in MALFORMED.items():
        if name == "lone surrogate":
            continue  # cannot be sent by this client: see the requests in bytes
        expected = Outcome(200, {path[0]: None}, [("BAD_USER_INPUT", [*path])])
        assert await failing(gateway, query, {"id": text}) == expected, name
    assert gateway.sandbox.calls == []
    assert gateway.sandbox.token_requests == 0


@pytest.mark.parametrize("role", ["administrator", "staff", "user"])
async def test_a_malformed_id_costs_nothing_else(gateway: GatewayUnderTest, role: str) -> None:
    query = """query($id: ID!) {
      before: viewer { role } bad: building(id: $id) { id } worse: node(id: $id) { id } after: viewer { role }
    }"""
    result = await failing(gateway, query, {"id": "../../org/x"}, role=role)  # type: ignore[arg-type]
    viewer = {"role": role.upper()}
    assert result == Outcome(
        200,
        {"before": viewer, "bad": None, "worse": None, "after": viewer},
        [("BAD_USER_INPUT", ["bad"]), ("BAD_USER_INPUT", ["worse"])],
    )
    assert gateway.sandbox.calls == []


WRONG_KIND = {
    "building": {IdKind.BUILDING},
    "energyContract": {IdKind.ENERGY_CONTRACT},
    "user": {IdKind.USER},
    "onboardingSession": {IdKind.ONBOARDING_SESSION},
    "device": {
        IdKind.HEAT_PUMP,
        IdKind.ELECTRIC_VEHICLE,
        IdKind.SOLAR_INVERTER,
        IdKind.WALLBOX,
        IdKind.OTHER_DEVICE,
    },
}


@pytest.mark.parametrize("entry", WRONG_KIND)
async def test_the_right_id_of_another_kind(gateway: GatewayUnderTest, entry: str) -> None:
    query, path = ENTRIES[entry]
    wrong = set(IdKind) - WRONG_KIND[entry]
    assert len(wrong) in (5, 9)
    for kind in wrong:
        expected = Outcome(200, {entry: None}, [("BAD_USER_INPUT", [*path])])
        assert await failing(gateway, query, {"id": GOOD[kind]}) == expected, kind
    assert gateway.sandbox.calls == []


async def test_an_id_of_another_kind_of_another_organization(gateway: GatewayUnderTest) -> None:
    """That it is of the wrong kind is plain to see, whosever it is."""
    foreign = encode_id(IdKind.USER, OTHER.organization_id, OWNER)
    query, _ = ENTRIES["building"]
    expected = Outcome(200, {"building": None}, [("BAD_USER_INPUT", ["building"])])
    assert await failing(gateway, query, {"id": foreign}) == expected
    assert gateway.sandbox.calls == []


async def test_the_message_names_the_argument(gateway: GatewayUnderTest) -> None:
    response = await gateway.post(
        'query($ids: [ID!]!) { nodes(ids: $ids) { id } user(by: {id: "x"}) { id } node(id: "x") { id } }',
        gateway.bearer(),
        {"ids": [BUILDING, BUILDING, "x"]},
    )
    # Siblings have no order, and the two engines each have their own.
    assert sorted(error["message"] for error in response.json()["errors"]) == [
        "`by.id` is not an id of this API.",
        "`id` is not an id of this API.",
        "`ids[2]` is not an id of this API.",
    ]


async def test_one_bad_id_among_many(gateway: GatewayUnderTest) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { role } }"
    expected = Outcome(
        200, {"nodes": None, "viewer": {"role": "ADMINISTRATOR"}}, [("BAD_USER_INPUT", ["nodes"])]
    )
    assert await failing(gateway, query, {"ids": [USER, "x", BUILDING]}) == expected
    assert gateway.sandbox.calls == []


async def test_too_many_ids(gateway: GatewayUnderTest) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    foreign = encode_id(IdKind.USER, OTHER.organization_id, OWNER)
    assert await gateway.ask(query, {"ids": [foreign] * 100}) == {"nodes": [None] * 100}
    assert await gateway.ask(query, {"ids": []}) == {"nodes": []}
    expected = Outcome(200, {"nodes": None}, [("BAD_USER_INPUT", ["nodes"])])
    assert await failing(gateway, query, {"ids": [foreign] * 101}) == expected
    too_complex = refused_before_running("DOCUMENT_TOO_COMPLEX")
    assert await failing(gateway, query, {"ids": [foreign] * 4_000}) == too_complex
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("by", [{}, {"id": USER, "email": "a@b.example"}, {"id": None}, {"email": None}])
async def test_a_user_by_nothing_or_by_two_things(
    gateway: GatewayUnderTest, by: dict[str, str | None]
) -> None:
    query = "query($by: UserBy!) { user(by: $by) { id } }"
    assert await failing(gateway, query, {"by": by}) == refused_before_running("BAD_USER_INPUT")
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize(
    "by", ["{}", '{id: "x", email: "a@b.example"}', "{id: null}", '{id: null, email: "a@b.example"}']
)
async def test_a_user_by_nothing_or_by_two_things_literally(gateway: GatewayUnderTest, by: str) -> None:
    result = await failing(gateway, f"{{ user(by: {by}) {{ id }} }}")
    assert result == refused_before_running("GRAPHQL_VALIDATION_FAILED")
    assert gateway.sandbox.calls == []
