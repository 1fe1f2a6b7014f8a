"""A heat pump: its settings, and its state as last reported."""

from datetime import datetime
from enum import Enum

from domain.device import Device


class OptimizationLevel(Enum):
    """How far steering may shift a heat pump away from comfort."""

    LOW = "LOW"
    MID = "MID"
    MAX = "MAX"
    OTHER = "OTHER"


class HeatPump(Device, frozen=True, kw_only=True):
    """Temperatures in degrees Celsius, power in watts, energy in kilowatt hours."""

    optimization_level: OptimizationLevel | None = None
    indoor_target_temperature_offset_celsius: float | None = None
    domestic_hot_water_standard_temperature_celsius: float | None = None
    is_hot_water_heating_enabled: bool = False
    is_space_heating_enabled: bool = False
    is_pool_heating_enabled: bool = False
    is_space_cooling_enabled: bool = False
    is_heating_policy_enabled: bool = False
    heating_policy_name: str | None = None
    minimum_indoor_temperature_celsius: float | None = None
    maximum_indoor_temperature_celsius: float | None = None
    minimum_domestic_hot_water_temperature_celsius: float | None = None
    is_away_mode_enabled: bool | None = None
    away_mode_starts_at: datetime | None = None
    away_mode_ends_at: datetime | None = None
    away_mode_minimum_temperature_celsius: float | None = None
    operational_mode: str | None = None
    power_watts: float | None = None
    outdoor_temperature_celsius: float | None = None
    indoor_temperature_celsius: float | None = None
    domestic_hot_water_temperature_celsius: float | None = None
    inlet_temperature_celsius: float | None = None
    consumption_last_day_kilowatt_hours: float | None = None
    consumption_last_week_kilowatt_hours: float | None = None
    consumption_last_month_kilowatt_hours: float | None = None
    consumption_updated_at: datetime | None = None
