"""Writing what each kind of device has of its own."""

from domain.heat_pump import OptimizationLevel
from partner_api.wire.changes.device import DEVICE
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import at, hours_and_minutes, kilowatts, one_of

_LEVELS = {OptimizationLevel.LOW: "Low", OptimizationLevel.MID: "Mid", OptimizationLevel.MAX: "Max"}

HEAT_PUMP: Table = {
    **DEVICE,
    "optimization_level": Field("optimization_level", one_of(_LEVELS)),
    "indoor_target_temperature_offset_celsius": Field("indoor_target_temperature_offset"),
    "domestic_hot_water_standard_temperature_celsius": Field("dhw_standard_temperature"),
    "is_hot_water_heating_enabled": Field("is_hot_water_heating_enabled"),
    "is_space_heating_enabled": Field("is_space_heating_enabled"),
    "is_pool_heating_enabled": Field("is_pool_heating_enabled"),
    "is_space_cooling_enabled": Field("is_space_cooling_enabled"),
    "is_heating_policy_enabled": Field("is_heating_policy_enabled"),
    "heating_policy_name": Field("heating_policy_name"),
    "minimum_indoor_temperature_celsius": Field("minimum_temperature_limit"),
    "maximum_indoor_temperature_celsius": Field("maximum_temperature_limit"),
    "minimum_domestic_hot_water_temperature_celsius": Field("minimum_dhw_temperature_limit"),
    "is_away_mode_enabled": Field("is_away_mode_enabled"),
    "away_mode_starts_at": Field("away_mode_start", at),
    "away_mode_ends_at": Field("away_mode_end", at),
    "away_mode_minimum_temperature_celsius": Field("away_mode_minimum_temperature_limit"),
}

ELECTRIC_VEHICLE: Table = {
    **DEVICE,
    "charge_target_minimum_percent": Field("charge_target_min"),
    "minimum_charge_percent": Field("minimum_charge_limit"),
    "charge_deadline": Field("charge_deadline_at", hours_and_minutes),
    "is_charge_policy_enabled": Field("is_charge_policy_enabled"),
    "surplus_export_to_start_watts": Field("hems_min_export_to_start_w"),
    "surplus_import_to_stop_watts": Field("hems_max_import_before_stopping_w"),
    "battery_capacity_kilowatt_hours": Field("battery_capacity_kwh"),
}

SOLAR_INVERTER: Table = {
    **DEVICE,
    "solar_power_rating_watts": Field("solar_power_rating_kw", kilowatts),
    "has_battery": Field("is_battery_connected"),
    "battery_capacity_kilowatt_hours": Field("battery_capacity_kwh"),
    "minimum_battery_level_percent": Field("min_battery_charge"),
    "maximum_battery_level_percent": Field("max_battery_charge"),
}

WALLBOX: Table = {
    **DEVICE,
    "charge_target_minimum_percent": Field("charge_target_min"),
    "charge_target_maximum_percent": Field("charge_target_max"),
    "minimum_charge_percent": Field("minimum_charge_limit"),
    "maximum_charge_power_watts": Field("charge_power_max_w"),
    "charge_deadline_at": Field("charge_deadline_at", at),
    "is_charge_policy_enabled": Field("is_charge_policy_enabled"),
    "is_overcharge_allowed": Field("is_over_charge_allowed"),
}
