"""What clients are told that they may do to real objects: own ones, others' and people of each role."""

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest, RoleName
from tests.permissions.homes import OTHERS, OWN, home_of

pytestmark = pytest.mark.anyio

RUD = ["READ", "UPDATE", "DELETE"]
RU = ["READ", "UPDATE"]
R = ["READ"]

ADMINISTRATOR_0, STAFF_1, STAFF_2, SERVER = 0, 1, 2, None

ON_PEOPLE: list[tuple[RoleName, int | None, int, list[str] | None]] = [
    # viewer's role, who the viewer is, who is looked at, what the viewer may do
    ("administrator", SERVER, ADMINISTRATOR_0, RUD),
    ("administrator", SERVER, STAFF_1, RUD),
    ("administrator", SERVER, OWN, RUD),
    ("administrator", ADMINISTRATOR_0, ADMINISTRATOR_0, RUD),
    ("administrator", ADMINISTRATOR_0, STAFF_1, RUD),
    ("administrator", ADMINISTRATOR_0, OWN, RUD),
    ("staff", SERVER, ADMINISTRATOR_0, R),
    ("staff", SERVER, STAFF_1, R),
    ("staff", SERVER, OWN, RUD),
    ("staff", STAFF_1, ADMINISTRATOR_0, R),
    ("staff", STAFF_1, STAFF_1, RU),
    ("staff", STAFF_1, STAFF_2, R),
    ("staff", STAFF_1, OWN, RUD),
    ("user", OWN, ADMINISTRATOR_0, None),
    ("user", OWN, STAFF_1, None),
    ("user", OWN, OWN, RU),
    ("user", OWN, OTHERS, None),
]


@pytest.mark.parametrize(("role", "viewer", "target", "expected"), ON_PEOPLE)
async def test_on_people(
    gateway: GatewayUnderTest, role: RoleName, viewer: int | None, target: int, expected: list[str] | None
) -> None:
    query = "query($id: ID!) { user(by: {id: $id}) { viewerCan } }"
    data = await gateway.ask(query, {"id": gateway.user_id(target)}, role=role, user=viewer)
    assert data == {"user": None if expected is None else {"viewerCan": expected}}
    assert len(gateway.sandbox.calls) == (0 if expected is None else 1)


async def test_somebody_with_an_unknown_role_is_guarded_like_an_administrator(
    gateway: GatewayUnderTest,
) -> None:
    row = {**gateway.user_row(OWN), "role": "superhero"}
    gateway.sandbox.add_fault(Fault(match=f"/users/{row['id']}$", kind="status", status=200, body=row))
    query = "query($id: ID!) { user(by: {id: $id}) { role viewerCan } }"
    for role, expected in (("administrator", RUD), ("staff", R)):
        data = await gateway.ask(query, {"id": gateway.user_id(OWN)}, role=role)  # type: ignore[arg-type]
        assert data == {"user": {"role": "OTHER", "viewerCan": expected}}


CREATE_IN_ORGANIZATION: list[tuple[RoleName, int | None, list[str]]] = [
    ("administrator", SERVER, ["ADMINISTRATORS", "STAFF", "USERS"]),
    ("administrator", ADMINISTRATOR_0, ["ADMINISTRATORS", "STAFF", "USERS"]),
    ("staff", SERVER, ["USERS"]),
    ("staff", STAFF_1, ["USERS"]),
    ("user", OWN, []),
]


@pytest.mark.parametrize(("role", "viewer", "expected"), CREATE_IN_ORGANIZATION)
async def test_creating_people(
    gateway: GatewayUnderTest, role: RoleName, viewer: int | None, expected: list[str]
) -> None:
    data = await gateway.ask("{ organization { viewerCanCreate } }", role=role, user=viewer)
    assert data == {"organization": {"viewerCanCreate": expected}}
    assert gateway.sandbox.calls == []


EVERYTHING = ["BUILDINGS", "ENERGY_CONTRACTS", "DEVICES"]

CREATE_FOR_USER: list[tuple[RoleName, int, list[str] | None]] = [
    ("administrator", ADMINISTRATOR_0, EVERYTHING),
    ("administrator", OWN, EVERYTHING),
    ("staff", ADMINISTRATOR_0, EVERYTHING),
    ("staff", OWN, EVERYTHING),
    ("user", OWN, ["BUILDINGS", "DEVICES"]),
    ("user", OTHERS, None),
]


@pytest.mark.parametrize(("role", "target", "expected"), CREATE_FOR_USER)
async def test_creating_for_a_user(
    gateway: GatewayUnderTest, role: RoleName, target: int, expected: list[str] | None
) -> None:
    query = "query($id: ID!) { user(by: {id: $id}) { viewerCanCreate } }"
    data = await gateway.ask(query, {"id": gateway.user_id(target)}, role=role)
    assert data == {"user": None if expected is None else {"viewerCanCreate": expected}}


OWNED = """query($ids: [ID!]!) { nodes(ids: $ids) {
  __typename
  ... on Building { viewerCan }
  ... on EnergyContract { viewerCan }
  ... on Device { viewerCan }
} }"""
OBJECTS = {
    "building": "Building",
    "energyContract": "EnergyContract",
    "heatPump": "HeatPump",
    "electricVehicle": "ElectricVehicle",
    "solarInverter": "SolarInverter",
    "wallbox": "Wallbox",
}


@pytest.mark.parametrize("role", ["administrator", "staff"])
@pytest.mark.parametrize("target", [OWN, OTHERS])
async def test_administrators_and_staff_manage_what_every_user_owns(
    gateway: GatewayUnderTest, role: RoleName, target: int
) -> None:
    home = home_of(gateway, target)
    data = await gateway.ask(OWNED, {"ids": [home.ids[name] for name in OBJECTS]}, role=role)
    assert data["nodes"] == [{"__typename": name, "viewerCan": RUD} for name in OBJECTS.values()]


@pytest.mark.parametrize(("may_edit", "on_contract"), [(False, R), (True, RUD)])
async def test_end_users_manage_what_they_own(may_edit: bool, on_contract: list[str]) -> None:
    async with GatewayUnderTest(end_users_may_edit_contracts=may_edit) as gateway:
        home, others = home_of(gateway), home_of(gateway, OTHERS)
        data = await gateway.ask(OWNED, {"ids": [home.ids[name] for name in OBJECTS]}, role="user")
        assert data["nodes"] == [
            {"__typename": name, "viewerCan": on_contract if name == "EnergyContract" else RUD}
            for name in OBJECTS.values()
        ]
        gateway.sandbox.reset_calls()
        data = await gateway.ask(OWNED, {"ids": [others.ids[name] for name in OBJECTS]}, role="user")
        assert data["nodes"] == [None] * len(OBJECTS)
        assert gateway.sandbox.calls == []


async def test_with_the_switch_end_users_add_contracts_for_themselves_only() -> None:
    async with GatewayUnderTest(end_users_may_edit_contracts=True) as gateway:
        data = await gateway.ask(
            "{ viewer { user { viewerCan viewerCanCreate } organization { viewerCanCreate } } }", role="user"
        )
    assert data["viewer"] == {
        "user": {"viewerCan": RU, "viewerCanCreate": EVERYTHING},
        "organization": {"viewerCanCreate": []},
    }


async def test_a_device_of_an_unknown_kind_is_a_device(gateway: GatewayUnderTest) -> None:
    """There is none in the sandbox: an id of one is looked for and answered with null."""
    own = gateway.user_row(OWN)["id"]
    node_id = encode_id(IdKind.OTHER_DEVICE, HOME.organization_id, own, own)
    data = await gateway.ask("query($id: ID!) { device(id: $id) { viewerCan } }", {"id": node_id})
    assert data == {"device": None}
    assert gateway.sandbox.calls == []
