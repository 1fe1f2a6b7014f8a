"""What is hidden answers exactly like what does not exist, and made-up ids reach nobody else's data."""

from uuid import UUID

import pytest

from domain.ids import IdKind, encode_id
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.permissions.homes import OTHERS, OWN, home_of

pytestmark = pytest.mark.anyio

NOBODY = str(UUID(int=0x1234_5678_0000_4000_8000_0000_0000_0000))
NOTHING = str(UUID(int=0x8765_4321_0000_4000_8000_0000_0000_0000))
HOME_ID, OTHER_ID = HOME.organization_id, OTHER.organization_id

KINDS = [kind for kind in IdKind if kind not in (IdKind.ORGANIZATION, IdKind.USER)]
BY_NAME = {
    "user": IdKind.USER,
    "building": IdKind.BUILDING,
    "energyContract": IdKind.ENERGY_CONTRACT,
    "heatPump": IdKind.HEAT_PUMP,
    "electricVehicle": IdKind.ELECTRIC_VEHICLE,
    "solarInverter": IdKind.SOLAR_INVERTER,
    "wallbox": IdKind.WALLBOX,
}
FIELD = {
    "user": "user(by: {id: $id})",
    "building": "building(id: $id)",
    "energyContract": "energyContract(id: $id)",
    "heatPump": "device(id: $id)",
    "electricVehicle": "device(id: $id)",
    "solarInverter": "device(id: $id)",
    "wallbox": "device(id: $id)",
}


async def raw(gateway: GatewayUnderTest, role: RoleName, field: str, node_id: str) -> tuple[object, ...]:
    """Everything a client can see of an answer but its request id and how long it took."""
    headers = {**gateway.bearer(role), "x-request-id": "the-same"}
    response = await gateway.post(f"query($id: ID!) {{ found: {field} {{ id }} }}", headers, {"id": node_id})
    timing = response.headers.pop("server-timing", "").partition("=")[0]
    return response.status_code, timing, sorted(response.headers.items()), response.content


@pytest.mark.parametrize("role", ["administrator", "staff", "user"])
async def test_hidden_and_missing_look_the_same(gateway: GatewayUnderTest, role: RoleName) -> None:
    hidden_home = home_of(gateway, OTHERS) if role == "user" else home_of(gateway, OWN, OTHER_ID)
    for name, kind in BY_NAME.items():
        own_part = None if kind is IdKind.USER else NOTHING
        missing = encode_id(kind, HOME_ID, NOBODY, own_part)
        for field in (FIELD[name], "node(id: $id)"):
            answers = {
                repr(await raw(gateway, role, field, node_id)) for node_id in (hidden_home.ids[name], missing)
            }
            assert len(answers) == 1, (name, field)
            assert (await raw(gateway, role, field, missing))[-1] == b'{"data":{"found":null}}'


async def test_missing_objects_of_a_visible_user_are_null_after_one_call(gateway: GatewayUnderTest) -> None:
    own = gateway.user_row(OWN)["id"]
    for kind in KINDS:
        gateway.sandbox.reset_calls()
        node_id = encode_id(kind, HOME_ID, own, NOTHING)
        data = await gateway.ask("query($id: ID!) { node(id: $id) { id } }", {"id": node_id}, role="user")
        assert data == {"node": None}
        assert len(gateway.sandbox.calls) == (0 if kind is IdKind.OTHER_DEVICE else 1)


async def test_anothers_object_under_ones_own_user_is_not_found(gateway: GatewayUnderTest) -> None:
    """An id grants nothing: the object is only looked for in the lists of the user it names."""
    own, others = home_of(gateway), home_of(gateway, OTHERS)
    collections = {
        IdKind.BUILDING: "buildings",
        IdKind.ENERGY_CONTRACT: "energy-contracts",
        IdKind.HEAT_PUMP: "heat-pumps",
        IdKind.ELECTRIC_VEHICLE: "electric-vehicles",
        IdKind.SOLAR_INVERTER: "inverters",
        IdKind.WALLBOX: "wallboxes",
    }
    for kind, collection in collections.items():
        gateway.sandbox.reset_calls()
        theirs = gateway.sandbox.rows(f"{others.path}/{collection}")[0]["id"]
        node_id = encode_id(kind, HOME_ID, own.user["id"], theirs)
        data = await gateway.ask("query($id: ID!) { node(id: $id) { id } }", {"id": node_id}, role="user")
        assert data == {"node": None}
        assert gateway.sandbox.calls == [f"GET {own.path}/{collection}"]


async def test_an_object_under_another_kind_is_not_found(gateway: GatewayUnderTest) -> None:
    own = home_of(gateway)
    heat_pump = gateway.sandbox.rows(f"{own.path}/heat-pumps")[0]["id"]
    node_id = encode_id(IdKind.WALLBOX, HOME_ID, own.user["id"], heat_pump)
    data = await gateway.ask("query($id: ID!) { device(id: $id) { id } }", {"id": node_id}, role="user")
    assert data == {"device": None}


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_a_user_of_the_other_organization_under_ones_own_tag(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    """Forging the tag only leads to a question about a user that one's own organization has not."""
    foreign = home_of(gateway, OWN, OTHER_ID)
    ids = [encode_id(IdKind.USER, HOME_ID, foreign.user["id"])]
    ids += [encode_id(kind, HOME_ID, foreign.user["id"], NOTHING) for kind in KINDS]
    data = await gateway.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}, role=role)
    assert data == {"nodes": [None] * len(ids)}
    below = (f"GET /org/{HOME_ID}/users", f"GET /device-onboarding/{NOTHING}")
    assert all(call.startswith(below) for call in gateway.sandbox.calls)
