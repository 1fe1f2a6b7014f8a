"""Every link from one object to another stays with the same owner, for every role."""

from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest, RoleName
from tests.permissions.homes import OTHERS, OWN, all_ids, home_of

pytestmark = pytest.mark.anyio

LISTS = "energyContracts { ...of } heatPumps { ...of } electricVehicles { ...of } solarInverters { ...of } "
LISTS += "wallboxes { ...of } devices { ...of } "
TREE = f"""query($id: ID!) {{ user(by: {{id: $id}}) {{ id {LISTS} buildings {{ ...of {LISTS} }} }} }}
fragment of on Node {{
  id
  ... on Building {{ owner {{ id }} }}
  ... on EnergyContract {{ owner {{ id }} building {{ id owner {{ id }} }} }}
  ... on Device {{ owner {{ id }} building {{ id owner {{ id }} }} }}
}}"""
LIST_OF = {
    "buildings": "building",
    "energyContracts": "energyContract",
    "heatPumps": "heatPump",
    "electricVehicles": "electricVehicle",
    "solarInverters": "solarInverter",
    "wallboxes": "wallbox",
}
KINDS = ("heatPump", "electricVehicle", "solarInverter", "wallbox")


def ids_in(nodes: list[dict[str, Any]]) -> list[str]:
    return sorted(node["id"] for node in nodes)


@pytest.mark.parametrize(
    ("role", "target"),
    [("administrator", OWN), ("administrator", OTHERS), ("staff", OWN), ("staff", OTHERS), ("user", OWN)],
)
async def test_everything_of_a_user_and_nothing_else(
    gateway: GatewayUnderTest, role: RoleName, target: int
) -> None:
    home, owned = home_of(gateway, target), all_ids(gateway, target)
    data = await gateway.ask(TREE, {"id": home.ids["user"]}, role=role)
    user = data["user"]
    assert user["id"] == home.ids["user"]
    for name, kind in LIST_OF.items():
        assert ids_in(user[name]) == owned[kind], name
    assert ids_in(user["devices"]) == sorted(node_id for kind in KINDS for node_id in owned[kind])
    found = [user[name] for name in (*LIST_OF, "devices")]
    found += [building[name] for building in user["buildings"] for name in LIST_OF if name in building]
    for node in (node for nodes in found for node in nodes):
        assert node["owner"] == {"id": home.ids["user"]}
        building = node.get("building")
        if building is not None:
            assert building["id"] in owned["building"]
            assert building["owner"] == {"id": home.ids["user"]}
    collections = ("", "/buildings", "/energy-contracts", "/heat-pumps", "/electric-vehicles", "/inverters")
    expected = [f"GET {home.path}{collection}" for collection in (*collections, "/wallboxes")]
    assert sorted(gateway.sandbox.calls) == sorted(expected)


async def test_a_building_has_its_own_contracts_and_devices(gateway: GatewayUnderTest) -> None:
    home = home_of(gateway)
    data = await gateway.ask(TREE, {"id": home.ids["user"]}, role="user")
    contracts = gateway.sandbox.rows(f"{home.path}/energy-contracts")
    collections = {
        "heatPumps": (IdKind.HEAT_PUMP, "heat-pumps"),
        "electricVehicles": (IdKind.ELECTRIC_VEHICLE, "electric-vehicles"),
        "solarInverters": (IdKind.SOLAR_INVERTER, "inverters"),
        "wallboxes": (IdKind.WALLBOX, "wallboxes"),
    }
    buildings = gateway.sandbox.rows(f"{home.path}/buildings")
    assert len(buildings) == 2
    for row in buildings:
        global_id = encode_id(IdKind.BUILDING, HOME.organization_id, home.user["id"], row["id"])
        building = next(each for each in data["user"]["buildings"] if each["id"] == global_id)
        assert ids_in(building["energyContracts"]) == sorted(
            encode_id(IdKind.ENERGY_CONTRACT, HOME.organization_id, home.user["id"], contract["id"])
            for contract in contracts
            if contract["building"] in (None, row["id"])
        )
        every_kind: list[str] = []
        for name, (kind, collection) in collections.items():
            expected = [
                encode_id(kind, HOME.organization_id, home.user["id"], device["id"])
                for device in gateway.sandbox.rows(f"{home.path}/{collection}")
                if device["building"] == row["id"]
            ]
            assert ids_in(building[name]) == sorted(expected), name
            every_kind += expected
        assert ids_in(building["devices"]) == sorted(every_kind)


@pytest.mark.parametrize("role", ["administrator", "user"])
async def test_a_link_to_anothers_building_is_not_followed(gateway: GatewayUnderTest, role: RoleName) -> None:
    """Should the Partner API ever name somebody else's building, it is as if there were none."""
    own, others = home_of(gateway), home_of(gateway, OTHERS)
    theirs = gateway.sandbox.rows(f"{others.path}/buildings")[0]["id"]
    for collection in ("heat-pumps", "energy-contracts"):
        rows = [{**row, "building": theirs} for row in gateway.sandbox.rows(f"{own.path}/{collection}")]
        gateway.sandbox.add_fault(
            Fault(match=f"{own.path}/{collection}$", kind="status", status=200, body=rows)
        )
    query = """query($id: ID!) { user(by: {id: $id}) {
      heatPumps { building { id } } energyContracts { building { id } appliesToAllBuildings }
      buildings { heatPumps { id } energyContracts { id } }
    } }"""
    data = await gateway.ask(query, {"id": own.ids["user"]}, role=role)
    assert data["user"] == {
        "heatPumps": [{"building": None}] * 2,
        "energyContracts": [{"building": None, "appliesToAllBuildings": False}] * 3,
        "buildings": [{"heatPumps": [], "energyContracts": []}] * 2,
    }
    assert not [call for call in gateway.sandbox.calls if others.user["id"] in call]


@pytest.mark.parametrize("role", ["administrator", "user"])
async def test_a_device_of_another_user_in_the_list_is_refused(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    """Should the Partner API ever list somebody else's device, it is not handed on."""
    own, others = home_of(gateway), home_of(gateway, OTHERS)
    rows = gateway.sandbox.rows(f"{others.path}/heat-pumps")
    gateway.sandbox.add_fault(Fault(match=f"{own.path}/heat-pumps$", kind="status", status=200, body=rows))
    query = "query($id: ID!) { user(by: {id: $id}) { id heatPumps { id } wallboxes { owner { id } } } }"
    data, errors = await gateway.ask_with_errors(query, {"id": own.ids["user"]}, role=role)
    user_id = own.ids["user"]
    assert data == {"user": {"id": user_id, "heatPumps": None, "wallboxes": [{"owner": {"id": user_id}}] * 2}}
    assert errors == [("UPSTREAM_INVALID_RESPONSE", ["user", "heatPumps"])]


@pytest.mark.parametrize("role", ["administrator", "user"])
async def test_another_user_in_the_place_of_the_one_asked_for_is_refused(
    gateway: GatewayUnderTest, role: RoleName
) -> None:
    own, others = home_of(gateway), home_of(gateway, OTHERS)
    gateway.sandbox.add_fault(Fault(match=f"{own.path}$", kind="status", status=200, body=others.user))
    query = "query($id: ID!) { user(by: {id: $id}) { email buildings { id } } }"
    data, errors = await gateway.ask_with_errors(query, {"id": own.ids["user"]}, role=role)
    assert data == {"user": None}
    assert errors == [("UPSTREAM_INVALID_RESPONSE", ["user"])]
    # What is the asked one's own may have been asked for along with the record.
    assert set(gateway.sandbox.calls) - {f"GET {own.path}/buildings"} == {f"GET {own.path}"}


async def test_the_pending_actions_of_ones_own_device(gateway: GatewayUnderTest) -> None:
    """They carry a secret: only the owner's detail is asked for, and only by those who see the owner."""
    position = 7  # the user one of whose heat pumps has lost its connection
    home = gateway.user_row(position)["id"]
    path = f"/org/{HOME.organization_id}/users/{home}/heat-pumps"
    row = next(each for each in gateway.sandbox.rows(path) if each["action_needed"])
    node_id = encode_id(IdKind.HEAT_PUMP, HOME.organization_id, home, row["id"])
    query = "query($id: ID!) { device(id: $id) { id actions { code resolutionUrl } authorizationUrl } }"
    data = await gateway.ask(query, {"id": node_id}, role="user", user=position)
    assert data["device"]["id"] == node_id
    assert len(data["device"]["actions"]) == 1
    assert gateway.sandbox.calls == [f"GET {path}", f"GET {path}/{row['id']}"]
    gateway.sandbox.reset_calls()
    assert await gateway.ask(query, {"id": node_id}, role="user", user=OWN) == {"device": None}
    assert gateway.sandbox.calls == []
