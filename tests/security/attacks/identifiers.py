"""Asking for what belongs to somebody else, through every entry point."""

import base64
from typing import Any

from domain.ids import IdKind, encode_id
from tests.security.attacks.attack import Target, attack, codes
from tests.served_gateway import HOME, OTHER

_COLLECTIONS = {
    "building": (IdKind.BUILDING, "buildings"),
    "energyContract": (IdKind.ENERGY_CONTRACT, "energy-contracts"),
    "heatPump": (IdKind.HEAT_PUMP, "heat-pumps"),
    "electricVehicle": (IdKind.ELECTRIC_VEHICLE, "electric-vehicles"),
    "solarInverter": (IdKind.SOLAR_INVERTER, "inverters"),
    "wallbox": (IdKind.WALLBOX, "wallboxes"),
}


def _ids(
    target: Target, organization_id: str, user: dict[str, Any], told: str | None = None
) -> dict[str, str]:
    """The ids of a user's first things; ``told`` is the organization that they pretend to be of."""
    path = f"/org/{organization_id}/users/{user['id']}"
    told = told or organization_id
    found = {"user": encode_id(IdKind.USER, told, user["id"])}
    for name, (kind, collection) in _COLLECTIONS.items():
        rows = target.gateway.sandbox.rows(f"{path}/{collection}")
        if rows:
            found[name] = encode_id(kind, told, user["id"], rows[0]["id"])
    return found


def _strangers(target: Target) -> list[dict[str, str]]:
    """Ids of another user, of another organization, and of that one pretending to be of the own."""
    return [
        _ids(target, HOME.organization_id, target.other),
        _ids(target, OTHER.organization_id, target.foreign),
        _ids(target, OTHER.organization_id, target.foreign, HOME.organization_id),
    ]


@attack("OWASP: IDOR, look-ups")
async def look_ups(target: Target) -> None:
    target.gateway.forget_calls()
    query = """query($user: ID!, $building: ID!, $contract: ID!, $device: ID!, $ids: [ID!]!) {
      user(by: {id: $user}) { email } building(id: $building) { name }
      energyContract(id: $contract) { meterId } device(id: $device) { comment }
      node(id: $building) { id } nodes(ids: $ids) { id ... on User { email } }
    }"""
    for ids in _strangers(target):
        device = next(
            ids[each] for each in ("heatPump", "wallbox", "electricVehicle", "solarInverter") if each in ids
        )
        variables = {"user": ids["user"], "building": ids["building"], "contract": ids["energyContract"]}
        response = await target.post(query, {**variables, "device": device, "ids": list(ids.values())})
        assert codes(response) == []
        data = response.json()["data"]
        assert data.pop("nodes") == [None] * len(ids)
        assert set(data.values()) == {None}
    assert target.gateway.calls() == []


@attack("OWASP: IDOR, people by e-mail address and external id")
async def people_by_other_keys(target: Target) -> None:
    query = "query($by: UserBy!) { user(by: $by) { id } }"
    keys = [
        {"email": target.other["email"]},
        {"externalId": target.other["external_user_id"]},
        {"email": target.foreign["email"]},
    ]
    for by in keys:
        assert (await target.post(query, {"by": by})).json() == {"data": {"user": None}}
    search = "query($s: String!) { organization { users(search: $s) { totalCount } } }"
    response = await target.post(search, {"s": target.other["email"]})
    assert response.json() == {"data": {"organization": {"users": {"totalCount": 0}}}}


@attack("OWASP: IDOR, mutations")
async def mutations(target: Target) -> None:
    target.gateway.forget_calls()
    attempts = {
        "userUpdate": ("user", {"firstName": "Mallory"}),
        "userDelete": ("user", {}),
        "buildingUpdate": ("building", {"name": "Mine"}),
        "buildingDelete": ("building", {}),
        "heatPumpUpdate": ("heatPump", {"comment": "Mine"}),
        "deviceDelete": ("heatPump", {}),
        "deviceOptimizationPause": ("heatPump", {}),
        "electricVehicleBoostStart": ("electricVehicle", {}),
    }
    for ids in _strangers(target):
        for mutation, (name, fields) in attempts.items():
            if name not in ids:
                continue
            kind = f"{mutation[0].upper()}{mutation[1:]}Input"
            query = f"mutation($i: {kind}!) {{ done: {mutation}(input: $i) {{ userErrors {{ code }} }} }}"
            answer = (await target.post(query, {"i": {"id": ids[name], **fields}})).json()
            outcome = answer["data"]["done"]
            if outcome is None:
                assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"], mutation
            else:
                assert outcome["userErrors"] == [{"code": "NOT_FOUND"}], mutation
    assert target.gateway.calls() == []


@attack("OWASP: IDOR, subscriptions")
async def subscriptions(target: Target) -> None:
    target.gateway.forget_calls()
    for ids in _strangers(target):
        followed = f'userDevicesUpdated(userId: "{ids["user"]}")'
        query = f"subscription {{ {followed} {{ removedIds changed {{ id }} }} }}"
        body = b'{"query": %b}' % _quoted(query)
        response = await target.send(body, accept="text/event-stream")
        assert b'"userDevicesUpdated":null' in response.content
        assert b"changed" not in response.content
    assert target.gateway.calls() == []


@attack("CVE-2025-22151 (strawberry-graphql): an id of one type read as another")
async def id_of_another_type(target: Target) -> None:
    target.gateway.forget_calls()
    user = encode_id(IdKind.USER, HOME.organization_id, target.own["id"])
    response = await target.post("query($id: ID!) { building(id: $id) { name } }", {"id": user})
    assert codes(response) == ["BAD_USER_INPUT"]
    assert response.json()["data"] == {"building": None}
    assert target.gateway.calls() == []


@attack("Path traversal in ids")
async def path_traversal_in_ids(target: Target) -> None:
    target.gateway.forget_calls()
    raw = b"\x03" + b"/../../users/" + target.other["id"].encode()
    evil = ("../users", "..%2f", "%2e%2e", "a/b", base64.urlsafe_b64encode(raw).decode(), "\x00", "A" * 5000)
    for text in evil:
        response = await target.post("query($id: ID!) { building(id: $id) { name } }", {"id": text})
        assert codes(response) == ["BAD_USER_INPUT"], text
    assert target.gateway.calls() == []


@attack("OWASP: access control, what the role never reads")
async def figures_of_the_organization(target: Target) -> None:
    target.gateway.forget_calls()
    query = """{ organization {
      savings(from: "2026-10-01T00:00:00Z", to: "2026-10-02T00:00:00Z") { totalEuros }
      loadCurve(priceZone: AT) { tradeId }
    } }"""
    response = await target.post(query)
    assert codes(response) == ["FORBIDDEN"] * 2
    assert response.json()["data"] == {"organization": {"savings": None, "loadCurve": None}}
    assert target.gateway.calls() == []


@attack("OWASP: access control, giving oneself another role")
async def role_of_ones_own(target: Target) -> None:
    target.gateway.forget_calls()
    user = encode_id(IdKind.USER, HOME.organization_id, target.own["id"])
    query = "mutation($i: UserRoleUpdateInput!) { userRoleUpdate(input: $i) { userErrors { code } } }"
    response = await target.post(query, {"i": {"id": user, "role": "ADMINISTRATOR"}})
    assert codes(response) == ["FORBIDDEN"]
    assert target.gateway.calls() == []


@attack("Cursors that were made by somebody else")
async def forged_cursors(target: Target) -> None:
    for order in ("users EMAIL", "users", "devices"):
        raw = f'["{order}",[false,"",""]]'.encode()
        cursor = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        query = "query($c: String) { organization { users(first: 50, after: $c) { nodes { email } } } }"
        response = await target.post(query, {"c": cursor})
        emails = {target.own["email"]}
        page = (response.json()["data"]["organization"] or {}).get("users") or {"nodes": []}
        assert {node["email"] for node in page["nodes"]} <= emails


def _quoted(text: str) -> bytes:
    return b'"' + text.replace('"', '\\"').encode() + b'"'
