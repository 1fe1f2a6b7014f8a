"""What cannot be set is refused before anything is sent."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from domain.building import PropertyType
from domain.changes.base import Changes, set_fields
from domain.changes.building import BuildingChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.user import UserChanges
from domain.changes.wallbox import WallboxChanges
from domain.charging_config import SmartChargingMode
from domain.device import DeviceKind, PriceZone
from domain.energy_contract import EnergyPrice
from domain.roles import Role
from partner_api import PartnerApi
from partner_api.wire.changes.device_kinds import HEAT_PUMP, SOLAR_INVERTER
from partner_api.wire.changes.table import body_of
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION, USER, ScriptedUpstream

pytestmark = pytest.mark.anyio

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_only_what_is_set_counts() -> None:
    assert set_fields(UserChanges()) == {}
    assert set_fields(UserChanges(first_name=None, email="a")) == {"email": "a", "first_name": None}


@pytest.mark.parametrize(
    ("cls", "values"),
    [
        (UserChanges, {"role": Role.OTHER}),
        (BuildingChanges, {"name": "B", "property_type": PropertyType.OTHER}),
        (WallboxChanges, {"price_zone": PriceZone.OTHER}),
        (ChargingConfigChanges, {"mode": SmartChargingMode.OTHER}),
    ],
)
def test_nobody_can_choose_what_stands_for_the_unknown(cls: type[Changes], values: Json) -> None:
    with pytest.raises(ValueError, match="cannot be set to OTHER"):
        cls(**values)


@pytest.mark.parametrize(
    "changes",
    [
        ElectricVehicleChanges(charge_deadline=time(7, 0, 30)),
        ElectricVehicleChanges(charge_deadline=time(7, tzinfo=UTC)),
        ElectricVehicleChanges(power_pause_ends_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        HeatPumpChanges(comment="another kind's"),
    ],
)
async def test_values_that_would_lose_something_are_not_sent(
    changes: ElectricVehicleChanges, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match=r"must|another"):
        await api.update_device(ORGANIZATION, USER, DeviceKind.ELECTRIC_VEHICLE, DEVICE, changes)
    assert upstream.seen == []


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e60"])
async def test_amounts_must_be_plain_numbers(
    amount: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    prices = (EnergyPrice(price_per_kilowatt_hour=Decimal(amount), starts_at=AT),)
    with pytest.raises(ValueError, match="plain number"):
        await api.create_energy_contract(ORGANIZATION, USER, EnergyContractChanges(prices=prices))
    assert upstream.seen == []


async def test_what_devices_cannot_do_is_refused(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    with pytest.raises(ValueError, match="lifecycle"):
        await api.create_device(
            ORGANIZATION, USER, DeviceKind.HEAT_PUMP, HeatPumpChanges(lifecycle_state="error")
        )
    with pytest.raises(ValueError, match="boost"):
        await api.start_boost(ORGANIZATION, USER, DeviceKind.HEAT_PUMP, DEVICE)
    with pytest.raises(ValueError, match="written"):
        await api.delete_device(ORGANIZATION, USER, DeviceKind.OTHER, DEVICE)
    assert upstream.seen == []


def test_every_field_has_a_name_upstream_and_none_has_two() -> None:
    for table in (HEAT_PUMP, SOLAR_INVERTER):
        names = [field.name for field in table.values()]
        assert len(set(names)) == len(names)
    assert set(HEAT_PUMP) == set(HeatPumpChanges.__struct_fields__)
    assert body_of(HeatPumpChanges(model=None), HEAT_PUMP) == {"device_model": None}
