"""Solar inverters, with their battery: power in watts, charge in per cent."""

from msgspec import UNSET, UnsetType

from sandbox.models.devices import Device, DeviceWrite, ReauthenticateAction
from sandbox.models.formats import Percent, PercentNumber, Text20, Timestamp


class SolarInverter(Device, kw_only=True):
    """An inverter. Battery power is positive while discharging, grid power while exporting."""

    solar_power_rating_kw: float | None = None
    battery_capacity_kwh: float | None = None
    is_battery_connected: bool = False
    min_battery_charge: PercentNumber | None = None
    max_battery_charge: PercentNumber | None = None
    current_solar_production_w: int | None = None
    household_consumption_w: int | None = None
    battery_charge_level_percent: Percent | None = None
    battery_charge_discharge_power_w: int | None = None
    current_power_to_grid_w: int | None = None
    solar_surplus_w: int | None = None


class SolarInverterDetail(SolarInverter, kw_only=True):
    """An inverter with the actions somebody must take."""

    actions: list[ReauthenticateAction] = []


class SolarInverterCreate(DeviceWrite, kw_only=True):
    """A new inverter."""

    solar_power_rating_kw: float | UnsetType | None = UNSET
    battery_capacity_kwh: float | UnsetType | None = UNSET
    is_battery_connected: bool | UnsetType = UNSET
    min_battery_charge: PercentNumber | UnsetType | None = UNSET
    max_battery_charge: PercentNumber | UnsetType | None = UNSET


class SolarInverterUpdate(SolarInverterCreate, kw_only=True):
    """Changes of an inverter; setting `deleted_at` soft-deletes it, null brings it back."""

    deleted_at: Timestamp | UnsetType | None = UNSET
    lifecycle_state: Text20 | UnsetType = UNSET
    lifecycle_error: str | UnsetType | None = UNSET
    optimization_score: float | UnsetType | None = UNSET
