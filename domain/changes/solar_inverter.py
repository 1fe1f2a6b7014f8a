"""Changes of solar inverters."""

from msgspec import UNSET, UnsetType

from domain.changes.device import DeviceChanges


class SolarInverterChanges(DeviceChanges, frozen=True, kw_only=True):
    """Power in watts, levels in percent (0 to 100). A battery needs a capacity."""

    solar_power_rating_watts: float | UnsetType | None = UNSET
    has_battery: bool | UnsetType = UNSET
    battery_capacity_kilowatt_hours: float | UnsetType | None = UNSET
    minimum_battery_level_percent: float | UnsetType | None = UNSET
    maximum_battery_level_percent: float | UnsetType | None = UNSET
