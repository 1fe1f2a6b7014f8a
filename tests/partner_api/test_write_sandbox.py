"""Writes against the sandbox: what was set is there afterwards, and nothing else changed."""

import asyncio
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.changes.base import set_fields
from domain.changes.building import BuildingChanges
from domain.changes.charge_policy import ChargePolicyChanges, ChargePolicyDayChange
from domain.changes.device import DeviceModelChange
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.solar_inverter import SolarInverterChanges
from domain.changes.user import UserChanges
from domain.changes.wallbox import WallboxChanges
from domain.device import DeviceKind
from domain.errors import UpstreamInvalid, UpstreamNotFound
from domain.roles import Role
from partner_api import PartnerApi
from sandbox import Sandbox, SandboxOptions
from tests.partner_api.conftest import NOW, sandbox_upstreams
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import ORGANIZATION
from tests.partner_api.write_strategies import DEVICE_FAMILIES, FAMILIES, NEEDED, REFUSED, changes

KINDS: dict[Any, DeviceKind] = {
    HeatPumpChanges: DeviceKind.HEAT_PUMP,
    ElectricVehicleChanges: DeviceKind.ELECTRIC_VEHICLE,
    SolarInverterChanges: DeviceKind.SOLAR_INVERTER,
    WallboxChanges: DeviceKind.WALLBOX,
}
EXAMPLES = 15


class _Nothing:
    def __getattr__(self, name: str) -> None:
        return None


NOTHING = _Nothing()


class Home:
    """A user with one of everything, made through the client, in a sandbox of its own."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        sandbox = Sandbox(SandboxOptions(users=1), clock=lambda: NOW)
        transport = httpx.ASGITransport(sandbox.app)
        self.api = PartnerApi(sandbox_upstreams("http://sandbox.test"), transport=transport)
        self.user_id = ""
        self.ids: dict[type, str] = {}
        self.run(self._fill())

    def run(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401
        async def waited() -> object:
            return await work

        return self.runner.run(waited())

    async def _fill(self) -> None:
        api, owner = self.api, UserChanges(role=Role.USER, email="home@example.test")
        self.user_id = (await api.create_user(ORGANIZATION, owner)).user_id
        ids = (ORGANIZATION, self.user_id)
        building = await api.create_building(*ids, BuildingChanges(name="Home"))
        contract = await api.create_energy_contract(*ids, EnergyContractChanges())
        self.ids = {BuildingChanges: building.building_id, EnergyContractChanges: contract.energy_contract_id}
        for cls, kind in KINDS.items():
            device = await api.create_device(*ids, kind, cls(building_id=building.building_id))
            assert device.building_id == building.building_id
            self.ids[cls] = device.device_id

    async def write(self, wanted: Json) -> Json:
        cls, api, ids = type(wanted), self.api, (ORGANIZATION, self.user_id)
        if cls in KINDS:
            return await api.update_device(*ids, KINDS[cls], self.ids[cls], wanted)
        if cls is UserChanges:
            return await api.update_user(*ids, wanted)
        if cls is BuildingChanges:
            return await api.update_building(*ids, self.ids[cls], wanted)
        if cls is EnergyContractChanges:
            return await api.update_energy_contract(*ids, self.ids[cls], wanted)
        if cls is ChargePolicyChanges:
            return await api.set_charge_policy(*ids, self.ids[ElectricVehicleChanges], wanted)
        return await api.set_charging_config(*ids, wanted)

    async def read(self, cls: type) -> Json:
        api, ids = self.api, (ORGANIZATION, self.user_id)
        if cls in KINDS:
            return (await api.devices(*ids, KINDS[cls]))[0]
        if cls is UserChanges:
            return await api.user(*ids)
        if cls is BuildingChanges:
            return (await api.buildings(*ids))[0]
        if cls is EnergyContractChanges:
            return (await api.energy_contracts(*ids))[0]
        if cls is ChargePolicyChanges:
            return await api.charge_policy(*ids, self.ids[ElectricVehicleChanges])
        return await api.charging_config(*ids)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    made = Home()
    yield made
    made.run(made.api.aclose())
    made.runner.close()


def assert_shows(after: Json, before: Json, wanted: msgspec.Struct, cls: type[msgspec.Struct]) -> None:
    """What is set is there; what is not set is as it was."""
    values = set_fields(wanted)
    for name in cls.__struct_fields__:
        found = getattr(after, name)
        value = values.get(name, msgspec.UNSET)
        if value is msgspec.UNSET:
            assert found == getattr(before, name), name
        elif isinstance(value, msgspec.Struct):
            whole = isinstance(value, DeviceModelChange | ChargePolicyDayChange)
            assert_shows(found, NOTHING if whole else getattr(before, name), value, type(value))
        else:
            assert found == value, name


@pytest.mark.parametrize("cls", FAMILIES, ids=lambda cls: cls.__name__)
def test_what_was_set_is_read_back_and_the_rest_stays(cls: type[msgspec.Struct], home: Home) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        wanted = data.draw(changes(cls, FAMILIES[cls], NEEDED.get(cls, ())))
        before = home.run(home.read(cls))
        answered = home.run(home.write(wanted))
        after = home.run(home.read(cls))
        assert_shows(answered, before, wanted, cls)
        assert answered == after

    check()


@pytest.mark.parametrize(
    ("cls", "field", "value"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value)[:40])
)
def test_what_the_reference_refuses_is_told_by_field_and_nothing_changes(
    cls: type[msgspec.Struct], field: str, value: Json, home: Home
) -> None:
    wanted: dict[str, Json] = {"name": "Home"} if cls is BuildingChanges else {}
    if cls is HeatPumpChanges and field.startswith("minimum"):
        wanted["maximum_indoor_temperature_celsius"] = 25.0
    before = home.run(home.read(cls))
    with pytest.raises(UpstreamInvalid) as caught:
        home.run(home.write(cls(**wanted | {field: value})))
    inner = set_fields(value) if isinstance(value, msgspec.Struct) else {}
    assert [problem.path for problem in caught.value.problems] == [(field, *inner)]
    assert home.run(home.read(cls)) == before


@pytest.mark.parametrize("cls", DEVICE_FAMILIES, ids=lambda cls: cls.__name__)
def test_devices_go_both_ways(cls: Json, home: Home) -> None:
    ids, kind = (ORGANIZATION, home.user_id), KINDS[cls]
    first = home.run(home.api.create_device(*ids, kind, cls(comment="1"))).device_id
    second = home.run(home.api.create_device(*ids, kind, cls(comment="2"))).device_id
    home.run(home.api.delete_device(*ids, kind, first))
    home.run(home.api.soft_delete_device(*ids, kind, second, NOW - timedelta(days=1)))
    assert [device.device_id for device in home.run(home.api.devices(*ids, kind))] == [home.ids[cls]]
    with pytest.raises(UpstreamNotFound):
        home.run(home.api.delete_device(*ids, kind, first))


def test_users_buildings_and_contracts_go(home: Home) -> None:
    api, run = home.api, home.run
    user = run(api.create_user(ORGANIZATION, UserChanges(role=Role.STAFF, email="gone@example.test")))
    ids = (ORGANIZATION, user.user_id)
    building = run(api.create_building(*ids, BuildingChanges(name="B")))
    contract = run(api.create_energy_contract(*ids, EnergyContractChanges(building_id=building.building_id)))
    assert contract.building_id == building.building_id
    run(api.delete_energy_contract(*ids, contract.energy_contract_id))
    run(api.delete_building(*ids, building.building_id))
    assert (run(api.buildings(*ids)), run(api.energy_contracts(*ids))) == ((), ())
    run(api.delete_user(*ids))
    assert user.user_id not in [each.user_id for each in run(api.users(ORGANIZATION))]


def test_all_writable_fields_are_tried() -> None:
    left_out = {"steering_state", "monitored_at", "lifecycle_state"}  # readings of the sandbox, too
    left_out |= {"has_battery", "away_mode_starts_at", "away_mode_ends_at"}  # not by themselves
    for cls, fields in FAMILIES.items():
        assert set(cls.__struct_fields__) - set(fields) <= left_out
