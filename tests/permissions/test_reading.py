"""Every way in, for every role: what one may see is there, anything else is null and asks nobody."""

from dataclasses import dataclass

import pytest

from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.permissions.homes import DEVICES, OTHERS, OWN, Home, home_of

pytestmark = pytest.mark.anyio

ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")
OWN_ID = HOME.organization_id


@dataclass(frozen=True)
class Entry:
    """A way in: its field, what it looks up, and the list that it reads."""

    field: str
    target: str
    list_name: str


COLLECTION = {
    "user": "",
    "building": "/buildings",
    "energyContract": "/energy-contracts",
    **{name: f"/{collection}" for name, (_, collection) in DEVICES.items()},
}
ENTRIES = [
    Entry("user(by: {id: $id})", "user", ""),
    Entry("building(id: $id)", "building", "/buildings"),
    Entry("energyContract(id: $id)", "energyContract", "/energy-contracts"),
    *(Entry("device(id: $id)", name, f"/{collection}") for name, (_, collection) in DEVICES.items()),
    *(Entry("node(id: $id)", name, path) for name, path in COLLECTION.items()),
]


def query_of(entry: Entry) -> str:
    return f"query($id: ID!) {{ found: {entry.field} {{ id }} }}"


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_visible_is_found_with_one_call(gateway: GatewayUnderTest, role: RoleName) -> None:
    visible = [OWN] if role == "user" else [OWN, OTHERS]
    for home in (home_of(gateway, position) for position in visible):
        for entry in ENTRIES:
            gateway.sandbox.reset_calls()
            node_id = home.ids[entry.target]
            data = await gateway.ask(query_of(entry), {"id": node_id}, role=role)
            assert data == {"found": {"id": node_id}}, entry
            assert gateway.sandbox.calls == [f"GET {home.path}{entry.list_name}"], entry


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_not_visible_is_null_and_nobody_is_asked(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    hidden = [home_of(gateway, OWN, OTHER.organization_id), home_of(gateway, OTHERS, OTHER.organization_id)]
    if role == "user":
        hidden.append(home_of(gateway, OTHERS))
    for home in hidden:
        for entry in ENTRIES:
            data = await gateway.ask(query_of(entry), {"id": home.ids[entry.target]}, role=role)
            assert data == {"found": None}, entry
    assert gateway.sandbox.calls == []
    assert gateway.sandbox.token_requests == 0


@pytest.mark.parametrize("role", ROLES)
async def test_many_at_once(gateway: GatewayUnderTest, role: RoleName) -> None:
    own, other = home_of(gateway), home_of(gateway, OTHERS)
    foreign = home_of(gateway, OWN, OTHER.organization_id)
    ids = [home.ids[name] for name in COLLECTION for home in (foreign, own, other)]
    data = await gateway.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}, role=role)
    hidden = {*foreign.ids.values(), *(other.ids.values() if role == "user" else ())}
    assert data["nodes"] == [None if node_id in hidden else {"id": node_id} for node_id in ids]
    visible = [own] if role == "user" else [own, other]
    paths = [f"{home.path}{path}" for home in visible for path in COLLECTION.values() if path]
    # Both users at once: for those who may see everybody, the list is the one cheaper call.
    paths.append(own.path if role == "user" else f"/org/{OWN_ID}/users")
    assert sorted(gateway.sandbox.calls) == sorted(f"GET {path}" for path in paths)


@pytest.mark.parametrize("role", ROLES)
async def test_the_organization(gateway: GatewayUnderTest, role: RoleName) -> None:
    data = await gateway.ask("{ organization { id } viewer { organization { id } } }", role=role)
    own_id = data["organization"]["id"]
    assert data == {"organization": {"id": own_id}, "viewer": {"organization": {"id": own_id}}}
    headers = {"authorization": f"Bearer {gateway.token(organization_id=OTHER.organization_id)}"}
    response = await gateway.post("{ organization { id } }", headers)
    foreign_id = response.json()["data"]["organization"]["id"]
    assert foreign_id != own_id
    query = "query($a: ID!, $b: ID!) { own: node(id: $a) { id } foreign: node(id: $b) { id } }"
    data = await gateway.ask(query, {"a": own_id, "b": foreign_id}, role=role)
    assert data == {"own": {"id": own_id}, "foreign": None}
    assert gateway.sandbox.calls == []


BY_KEY = "query($by: UserBy!) { user(by: $by) { id } }"


def keys_of(home: Home) -> list[dict[str, str]]:
    return [{"externalId": home.user["external_user_id"]}, {"email": home.user["email"].upper()}]


@pytest.mark.parametrize("role", ROLES)
async def test_a_user_by_a_key(gateway: GatewayUnderTest, role: RoleName) -> None:
    own = home_of(gateway)
    for home in (own, home_of(gateway, OTHERS)):
        for key in keys_of(home):
            gateway.sandbox.reset_calls()
            data = await gateway.ask(BY_KEY, {"by": key}, role=role)
            seen = role != "user" or home is own
            assert data == {"user": {"id": home.ids["user"]} if seen else None}, key
            # An end user only ever reads their own record, whoever they ask for.
            asked = own.path if role == "user" else f"/org/{OWN_ID}/users"
            assert gateway.sandbox.calls == [f"GET {asked}"], key


@pytest.mark.parametrize("role", ROLES)
async def test_a_key_of_the_other_organization_finds_nobody(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    foreign = home_of(gateway, OWN, OTHER.organization_id)
    data = await gateway.ask(BY_KEY, {"by": {"email": foreign.user["email"]}}, role=role)
    assert data == {"user": None}
    # The two organizations happen to use the same keys: each finds its own user.
    data = await gateway.ask(BY_KEY, {"by": {"externalId": foreign.user["external_user_id"]}}, role=role)
    assert data == {"user": {"id": home_of(gateway).ids["user"]}}
    assert not [call for call in gateway.sandbox.calls if OTHER.organization_id in call]


async def test_the_viewers_own_record(gateway: GatewayUnderTest) -> None:
    query = "{ viewer { user { id email } } }"
    own = home_of(gateway)
    for role, position in (("administrator", 0), ("staff", 1), ("user", OWN)):
        data = await gateway.ask(query, role=role, user=position)  # type: ignore[arg-type]
        row = gateway.user_row(position)
        expected = {"id": gateway.user_id(position), "email": row["email"]}
        assert data == {"viewer": {"user": expected}}
    assert gateway.sandbox.calls[-1] == f"GET {own.path}"
    assert len(gateway.sandbox.calls) == 3


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_a_server_has_no_record_and_none_is_looked_for(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    assert await gateway.ask("{ viewer { user { id } } }", role=role) == {"viewer": {"user": None}}
    assert gateway.sandbox.calls == []
