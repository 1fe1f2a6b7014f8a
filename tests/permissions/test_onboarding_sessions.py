"""Onboarding sessions: the upstream finds anybody's, so the gateway has to look whose they are."""

from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.onboarding import open_session
from tests.permissions.homes import OTHERS, OWN, home_of

pytestmark = pytest.mark.anyio

ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")
NOBODY = "12345678-0000-4000-8000-000000000000"
WAYS = ("onboardingSession(id: $id)", "node(id: $id)")
FIELDS = """id authenticationUrl successUrl cancelUrl expiresOn kind language priceZone
user { id } device { id }"""


def query_of(way: str, fields: str = FIELDS) -> str:
    return f"query($id: ID!) {{ found: {way} {{ id ... on OnboardingSession {{ {fields} }} }} }}"


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_visible_is_found_with_one_call(gateway: GatewayUnderTest, role: RoleName) -> None:
    for position in (OWN,) if role == "user" else (OWN, OTHERS):
        row, node_id = await open_session(gateway, position, device_type="hp")
        for way in WAYS:
            gateway.sandbox.reset_calls()
            data = await gateway.ask(query_of(way), {"id": node_id}, role=role)
            assert data["found"] == {
                "id": node_id,
                "authenticationUrl": row["authentication_url"],
                "successUrl": row["success_url"],
                "cancelUrl": row["cancel_url"],
                "expiresOn": row["expiration_date"],
                "kind": "HEAT_PUMP",
                "language": "GERMAN",
                "priceZone": "AT",
                "user": {"id": gateway.user_id(position)},
                "device": None,
            }
            user = f"GET {home_of(gateway, position).path}"
            assert gateway.sandbox.calls == [f"GET /device-onboarding/{row['id']}", user]


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_not_visible_is_null_and_nobody_is_asked(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    hidden = [(await open_session(gateway, OWN, OTHER.organization_id))[1]]
    if role == "user":
        hidden.append((await open_session(gateway, OTHERS))[1])
    gateway.sandbox.reset_calls()
    for node_id in hidden:
        for way in WAYS:
            assert await gateway.ask(query_of(way), {"id": node_id}, role=role) == {"found": None}
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("role", ROLES)
async def test_a_session_under_another_user_than_its_own_looks_like_none(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    """Naming oneself in an id gives nobody what belongs to somebody else."""
    theirs, _ = await open_session(gateway, OTHERS)
    foreign, _ = await open_session(gateway, OWN, OTHER.organization_id)
    own = gateway.user_row(OWN)["id"]
    headers = {**gateway.bearer(role), "x-request-id": "the-same"}
    for way in WAYS:
        answers = set()
        for session_id in (theirs["id"], foreign["id"], NOBODY):
            gateway.sandbox.reset_calls()
            node_id = encode_id(IdKind.ONBOARDING_SESSION, HOME.organization_id, own, session_id)
            response = await gateway.post(query_of(way), headers, {"id": node_id})
            answers.add(response.content)
            assert gateway.sandbox.calls == [f"GET /device-onboarding/{session_id}"]
        assert answers == {b'{"data":{"found":null}}'}


@pytest.mark.parametrize("role", ROLES)
async def test_the_device_that_was_connected(gateway: GatewayUnderTest, role: RoleName) -> None:
    row, node_id = await open_session(gateway, OWN)
    home, other = home_of(gateway), home_of(gateway, OTHERS)
    pump = gateway.sandbox.rows(f"{home.path}/heat-pumps")[0]["id"]
    theirs = gateway.sandbox.rows(f"{other.path}/heat-pumps")[0]["id"]
    session = f"/device-onboarding/{row['id']}"
    lists = [
        f"GET {home.path}/{each}" for each in ("electric-vehicles", "heat-pumps", "inverters", "wallboxes")
    ]
    cases: list[tuple[dict[str, Any], str | None, list[str]]] = [
        ({"object_id": pump, "device_type": "hp"}, home.ids["heatPump"], [f"GET {home.path}/heat-pumps"]),
        ({"object_id": pump, "device_type": None}, home.ids["heatPump"], lists),
        ({"object_id": pump, "device_type": "wb"}, None, [f"GET {home.path}/wallboxes"]),
        ({"object_id": pump, "device_type": "boat"}, None, []),
        ({"object_id": theirs, "device_type": "hp"}, None, [f"GET {home.path}/heat-pumps"]),
        ({"object_id": None, "device_type": "hp"}, None, []),
    ]
    for fields, expected, asked in cases:
        gateway.sandbox.clear_faults()
        gateway.sandbox.reset_calls()
        gateway.sandbox.add_fault(Fault(match=session, kind="status", status=200, body=row | fields))
        data = await gateway.ask(query_of(WAYS[0], "device { id }"), {"id": node_id}, role=role)
        assert data["found"] == {"id": node_id, "device": expected and {"id": expected}}, fields
        assert sorted(gateway.sandbox.calls) == sorted([f"GET {session}", *asked]), fields


async def test_words_that_are_not_known(gateway: GatewayUnderTest) -> None:
    row, node_id = await open_session(gateway, OWN)
    odd = {
        "device_type": "boat",
        "language": "tlh",
        "price_zone_default": "MARS",
        "success_url": None,
        "cancel_url": "",
        "expiration_date": None,
    }
    gateway.sandbox.add_fault(Fault(match="/device-onboarding/", kind="status", status=200, body=row | odd))
    data = await gateway.ask(
        query_of(WAYS[0], "kind language priceZone successUrl cancelUrl expiresOn"), {"id": node_id}
    )
    assert data["found"] == {
        "id": node_id,
        "kind": "OTHER",
        "language": "OTHER",
        "priceZone": "OTHER",
        "successUrl": None,
        "cancelUrl": None,
        "expiresOn": None,
    }


async def test_many_sessions_at_once(gateway: GatewayUnderTest) -> None:
    row, node_id = await open_session(gateway, OWN)
    another, another_id = await open_session(gateway, OTHERS)
    _, foreign = await open_session(gateway, OWN, OTHER.organization_id)
    data = await gateway.ask(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [foreign, node_id, another_id, node_id]}
    )
    assert data == {"nodes": [None, {"id": node_id}, {"id": another_id}, {"id": node_id}]}
    assert sorted(gateway.sandbox.calls) == sorted(
        f"GET /device-onboarding/{each['id']}" for each in (row, another)
    )


async def test_a_session_that_cannot_be_read(gateway: GatewayUnderTest) -> None:
    _, node_id = await open_session(gateway, OWN)
    gateway.sandbox.add_fault(Fault(match="/device-onboarding/", kind="garbage"))
    data, errors = await gateway.ask_with_errors(query_of(WAYS[0]), {"id": node_id})
    assert data == {"found": None}
    assert errors == [("UPSTREAM_INVALID_RESPONSE", ["found"])]
