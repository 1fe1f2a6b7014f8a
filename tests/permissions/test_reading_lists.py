"""The list of users: everybody for those who may see everybody, exactly oneself for an end user."""

import base64
from typing import Any

import pytest

from sandbox import Fault
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.permissions.homes import DEVICES, OTHERS, OWN, all_ids, home_of

pytestmark = pytest.mark.anyio

USERS = """query($filter: UserFilter, $search: String, $includeDeleted: Boolean! = false) { organization {
  users(first: 100, filter: $filter, search: $search, includeDeleted: $includeDeleted) {
    totalCount
    edges { node { id } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage }
  }
} }"""


def page(ids: list[str]) -> dict[str, Any]:
    """The answer that lists these users and nobody else."""
    nodes = [{"id": each} for each in ids]
    return {
        "organization": {
            "users": {
                "totalCount": len(ids),
                "edges": [{"node": node} for node in nodes],
                "nodes": nodes,
                "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
            }
        }
    }


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_those_who_see_everybody(gateway: GatewayUnderTest, role: RoleName) -> None:
    rows = gateway.sandbox.users(HOME.organization_id)
    by_email = sorted(range(len(rows)), key=lambda position: str(rows[position]["email"]))
    data = await gateway.ask(USERS, role=role)
    assert data == page([gateway.user_id(position) for position in by_email])
    assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"]


async def test_an_end_user_sees_exactly_themselves(gateway: GatewayUnderTest) -> None:
    own = home_of(gateway)
    themselves = page([own.ids["user"]])
    narrowings: list[dict[str, Any]] = [
        {},
        {"includeDeleted": True},
        {"search": ""},
        {"search": own.user["first_name"]},
        {"search": own.user["email"]},
        {"filter": {}},
        {"filter": {"role": "USER"}},
        {"filter": {"email": own.user["email"], "externalId": own.user["external_user_id"]}},
    ]
    for variables in narrowings:
        gateway.sandbox.reset_calls()
        assert await gateway.ask(USERS, variables, role="user") == themselves, variables
        assert gateway.sandbox.calls == [f"GET {own.path}"], variables


async def test_an_end_user_finds_nobody_else(gateway: GatewayUnderTest) -> None:
    own, other = home_of(gateway), home_of(gateway, OTHERS)
    foreign = home_of(gateway, OWN, OTHER.organization_id)
    administrator = gateway.user_row(0)
    for variables in (
        {"search": other.user["email"]},
        {"search": other.user["external_user_id"]},
        {"search": foreign.user["email"]},
        {"search": "admin"},
        {"filter": {"email": other.user["email"]}},
        {"filter": {"externalId": other.user["external_user_id"]}},
        {"filter": {"email": administrator["email"]}},
        {"filter": {"role": "ADMINISTRATOR"}},
        {"filter": {"role": "STAFF"}, "includeDeleted": True},
        {"filter": {"role": "OTHER"}},
    ):
        gateway.sandbox.reset_calls()
        assert await gateway.ask(USERS, variables, role="user") == page([]), variables
        assert gateway.sandbox.calls == [f"GET {own.path}"], variables


async def test_sizes_and_orders_do_not_widen_the_list(gateway: GatewayUnderTest) -> None:
    query = """query($order: UserOrder, $first: Int, $last: Int) { organization {
      users(first: $first, last: $last, orderBy: $order) { totalCount nodes { id } pageInfo { hasNextPage } }
    } }"""
    own = {"id": gateway.user_id(OWN)}
    orders = [
        {"field": field, "direction": direction}
        for field in ("EMAIL", "FIRST_NAME", "LAST_NAME", "EXTERNAL_ID", "TOWN", "ROLE")
        for direction in ("ASCENDING", "DESCENDING")
    ]
    for order in orders:
        for size in ({"first": 1}, {"first": 100}, {"last": 1}, {"last": 100}):
            data = await gateway.ask(query, {"order": order, **size}, role="user")
            assert data["organization"]["users"] == {
                "totalCount": 1,
                "nodes": [own],
                "pageInfo": {"hasNextPage": False},
            }
    data = await gateway.ask(query, {"first": 0}, role="user")
    assert data["organization"]["users"] == {
        "totalCount": 1,
        "nodes": [],
        "pageInfo": {"hasNextPage": True},
    }


async def test_an_end_user_whose_record_is_gone_sees_nobody(gateway: GatewayUnderTest) -> None:
    own = home_of(gateway)
    gateway.sandbox.add_fault(Fault(match=f"/users/{own.user['id']}$", kind="status", status=404))
    query = """query($id: ID!) {
      viewer { user { id } }
      organization { users { totalCount nodes { id } } }
      user(by: {id: $id}) { id }
      node(id: $id) { id }
    }"""
    data = await gateway.ask(query, {"id": own.ids["user"]}, role="user")
    assert data == {
        "viewer": {"user": None},
        "organization": {"users": {"totalCount": 0, "nodes": []}},
        "user": None,
        "node": None,
    }
    assert gateway.sandbox.calls == [f"GET {own.path}"]


FLEET = """query($kinds: [DeviceKind!], $after: String) { organization {
  devices(first: 100, kinds: $kinds, after: $after) {
    totalCount nodes { id owner { id } } unavailableOwners { id } pageInfo { hasNextPage }
  }
} }"""


async def test_an_end_users_fleet_is_their_own_devices(gateway: GatewayUnderTest) -> None:
    own, owned = home_of(gateway), all_ids(gateway)
    devices = {node_id for name in DEVICES for node_id in owned[name]}
    somewhere = base64.urlsafe_b64encode(b'["devices",["",0,""]]').decode().rstrip("=")
    for after in (None, somewhere):
        gateway.sandbox.reset_calls()
        data = await gateway.ask(FLEET, {"after": after}, role="user")
        fleet = data["organization"]["devices"]
        assert {node["id"] for node in fleet["nodes"]} == devices
        assert {node["owner"]["id"] for node in fleet["nodes"]} == {own.ids["user"]}
        assert (fleet["totalCount"], fleet["unavailableOwners"]) == (len(devices), [])
        assert fleet["pageInfo"] == {"hasNextPage": False}
        assert all(call.startswith(f"GET {own.path}") for call in gateway.sandbox.calls)


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_the_fleet_of_those_who_see_everybody(gateway: GatewayUnderTest, role: RoleName) -> None:
    data = await gateway.ask(FLEET, {"kinds": ["WALLBOX"]}, role=role)
    fleet = data["organization"]["devices"]
    rows = gateway.sandbox.users(HOME.organization_id)
    expected = {node_id for position in range(len(rows)) for node_id in all_ids(gateway, position)["wallbox"]}
    assert {node["id"] for node in fleet["nodes"]} == expected
    assert (fleet["totalCount"], len(fleet["nodes"])) == (len(expected), len(expected))
    organization = f"GET /org/{HOME.organization_id}/users"
    wallboxes = [f"{organization}/{row['id']}/wallboxes" for row in rows]
    assert sorted(gateway.sandbox.calls) == sorted([organization, *wallboxes])
