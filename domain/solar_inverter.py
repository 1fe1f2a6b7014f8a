"""A solar inverter, with the battery behind it if there is one."""

from domain.device import Device


class SolarInverter(Device, frozen=True, kw_only=True):
    """Power in watts, always positive: every direction of flow has a field of its own."""

    solar_power_rating_watts: float | None = None
    has_battery: bool = False
    battery_capacity_kilowatt_hours: float | None = None
    minimum_battery_level_percent: float | None = None
    maximum_battery_level_percent: float | None = None
    battery_level_percent: float | None = None
    battery_charge_power_watts: float | None = None
    battery_discharge_power_watts: float | None = None
    solar_production_power_watts: float | None = None
    solar_surplus_power_watts: float | None = None
    solar_deficit_power_watts: float | None = None
    household_consumption_power_watts: float | None = None
    grid_import_power_watts: float | None = None
    grid_export_power_watts: float | None = None
