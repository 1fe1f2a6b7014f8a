"""Every field of every kind, row by row, against what the sandbox has in store."""

from decimal import Decimal

import pytest

from domain.building import Building
from domain.charging_session import ChargingSession
from domain.device import DeviceKind
from domain.electric_vehicle import ElectricVehicle
from domain.energy_contract import EnergyContract
from domain.heat_pump import HeatPump
from domain.ids import IdKind, decode_id, organization_tag
from domain.record import Record
from domain.solar_inverter import SolarInverter
from domain.user import User
from domain.wallbox import Wallbox
from partner_api import PartnerApi
from sandbox import DEMO_ORGANIZATIONS, Sandbox
from tests.partner_api import field_tables as tables
from tests.partner_api.alike import assert_alike, assert_complete

pytestmark = pytest.mark.anyio

ORGANIZATION = DEMO_ORGANIZATIONS[0].organization_id

DEVICE_KINDS = [
    (DeviceKind.HEAT_PUMP, "heat-pumps", HeatPump, IdKind.HEAT_PUMP, tables.HEAT_PUMP),
    (
        DeviceKind.ELECTRIC_VEHICLE,
        "electric-vehicles",
        ElectricVehicle,
        IdKind.ELECTRIC_VEHICLE,
        tables.ELECTRIC_VEHICLE,
    ),
    (
        DeviceKind.SOLAR_INVERTER,
        "inverters",
        SolarInverter,
        IdKind.SOLAR_INVERTER,
        tables.SOLAR_INVERTER,
    ),
    (DeviceKind.WALLBOX, "wallboxes", Wallbox, IdKind.WALLBOX, tables.WALLBOX),
]


async def test_users(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    rows = sandbox.users(ORGANIZATION)

    users = await sandbox_api.users(ORGANIZATION)

    assert len(users) == len(rows) > 40
    for row, user in zip(rows, users, strict=True):
        placed = row["latitude"] is not None and row["longitude"] is not None
        table = tables.USER if placed else {k: v for k, v in tables.USER.items() if "location" not in v[0]}
        assert_alike(row, user, table)
        assert (user.location is not None) == placed
        assert decode_id(user.id) == (IdKind.USER, organization_tag(ORGANIZATION), row["id"], row["id"])
    assert_complete(rows[0], User, tables.USER)
    assert len({user.role for user in users}) == 3


async def test_one_user_is_the_same_as_in_the_list(sandbox_api: PartnerApi) -> None:
    users = await sandbox_api.users(ORGANIZATION)

    assert await sandbox_api.user(ORGANIZATION, users[7].user_id) == users[7]


async def test_deleted_users_only_come_when_asked_for(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    rows = sandbox.rows(f"/org/{ORGANIZATION}/users?include_deleted=true")

    with_deleted = await sandbox_api.users(ORGANIZATION, include_deleted=True)

    assert [user.user_id for user in with_deleted] == [row["id"] for row in rows]
    assert len(with_deleted) > len(await sandbox_api.users(ORGANIZATION))


async def test_buildings(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    seen = 0
    for user in sandbox.users(ORGANIZATION):
        rows = sandbox.rows(f"/org/{ORGANIZATION}/users/{user['id']}/buildings")
        buildings = await sandbox_api.buildings(ORGANIZATION, user["id"])
        for row, building in zip(rows, buildings, strict=True):
            assert_alike(row, building, tables.BUILDING)
            assert building.owner_id == user["id"]
            assert decode_id(building.id) == (
                IdKind.BUILDING,
                organization_tag(ORGANIZATION),
                user["id"],
                row["id"],
            )
            assert_complete(row, Building, tables.BUILDING)
            seen += 1
    assert seen > 20


async def test_energy_contracts(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    seen = 0
    for user in sandbox.users(ORGANIZATION):
        rows = sandbox.rows(f"/org/{ORGANIZATION}/users/{user['id']}/energy-contracts")
        contracts = await sandbox_api.energy_contracts(ORGANIZATION, user["id"])
        for row, contract in zip(rows, contracts, strict=True):
            assert_alike(row, contract, tables.ENERGY_CONTRACT)
            assert contract.owner_id == user["id"]
            assert row["id"] in (contract.energy_contract_id, None)
            assert decode_id(contract.id) == (
                IdKind.ENERGY_CONTRACT,
                organization_tag(ORGANIZATION),
                user["id"],
                contract.energy_contract_id,
            )
            expected = [(Decimal(str(p["price"])), tables.at(p["timestamp"])) for p in row["energy_prices"]]
            found = [(price.price_per_kilowatt_hour, price.starts_at) for price in contract.prices]
            assert found == sorted(expected, key=lambda price: price[1])
            table = tables.ENERGY_CONTRACT | {
                "id": ("energy_contract_id", tables.same),
                "energy_prices": ("prices", tables.same),
            }
            assert_complete(row, EnergyContract, table)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(("kind", "collection", "record_type", "id_kind", "table"), DEVICE_KINDS)
async def test_devices(
    kind: DeviceKind,
    collection: str,
    record_type: type[Record],
    id_kind: IdKind,
    table: tables.Table,
    sandbox: Sandbox,
    sandbox_api: PartnerApi,
) -> None:
    seen = 0
    for user in sandbox.users(ORGANIZATION):
        rows = sandbox.rows(f"/org/{ORGANIZATION}/users/{user['id']}/{collection}")
        devices = await sandbox_api.devices(ORGANIZATION, user["id"], kind)
        for row, device in zip(rows, devices, strict=True):
            assert type(device) is record_type
            assert device.kind is kind
            assert_alike(row, device, table)
            assert decode_id(device.id) == (id_kind, organization_tag(ORGANIZATION), user["id"], row["id"])
            if row["device_model"] is not None:
                assert_complete(row, record_type, table)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(("kind", "collection"), [each[:2] for each in DEVICE_KINDS])
async def test_pending_actions(
    kind: DeviceKind, collection: str, sandbox: Sandbox, sandbox_api: PartnerApi
) -> None:
    for user in sandbox.users(ORGANIZATION):
        path = f"/org/{ORGANIZATION}/users/{user['id']}/{collection}"
        for row in sandbox.rows(path):
            expected = [
                (
                    action["code"],
                    action["resolution_link"]["url"].partition("secret=")[0],
                    tuple(action["resolution_link"]["required_parameters"]),
                )
                for action in sandbox.rows(f"{path}/{row['id']}")["actions"]
            ]
            actions = await sandbox_api.pending_actions(ORGANIZATION, user["id"], kind, row["id"])
            assert [
                (a.code, a.resolution_url.partition("secret=")[0], a.required_parameters) for a in actions
            ] == expected


async def test_the_second_organization_has_its_own_token_and_data(
    sandbox: Sandbox, sandbox_api: PartnerApi
) -> None:
    other = DEMO_ORGANIZATIONS[1].organization_id

    users = await sandbox_api.users(other)

    assert [user.user_id for user in users] == [row["id"] for row in sandbox.users(other)]
    assert not {user.user_id for user in users} & {row["id"] for row in sandbox.users(ORGANIZATION)}


async def test_the_charging_session_a_vehicle_is_in(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    running = idle = 0
    for user in sandbox.users(ORGANIZATION):
        below = f"/org/{ORGANIZATION}/users/{user['id']}/electric-vehicles"
        for vehicle in sandbox.rows(below):
            row = sandbox.rows(f"{below}/{vehicle['id']}/sessions/current")["session"]
            session = await sandbox_api.current_charging_session(ORGANIZATION, user["id"], vehicle["id"])
            if row is None:
                assert session is None
                idle += 1
                continue
            assert session is not None
            assert_alike(row, session, tables.CHARGING_SESSION)
            assert_complete(row, ChargingSession, tables.CHARGING_SESSION)
            running += 1
    assert running > 0
    assert idle > 0
