"""Changes of heat pumps."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from domain.changes.device import DeviceChanges
from domain.heat_pump import OptimizationLevel


class HeatPumpChanges(DeviceChanges, frozen=True, kw_only=True):
    """Temperatures in degrees Celsius. Minimum limits must not be above their maximum."""

    optimization_level: OptimizationLevel | UnsetType | None = UNSET
    indoor_target_temperature_offset_celsius: float | UnsetType | None = UNSET
    domestic_hot_water_standard_temperature_celsius: float | UnsetType | None = UNSET
    is_hot_water_heating_enabled: bool | UnsetType = UNSET
    is_space_heating_enabled: bool | UnsetType = UNSET
    is_pool_heating_enabled: bool | UnsetType = UNSET
    is_space_cooling_enabled: bool | UnsetType = UNSET
    is_heating_policy_enabled: bool | UnsetType = UNSET
    heating_policy_name: str | UnsetType | None = UNSET
    minimum_indoor_temperature_celsius: float | UnsetType | None = UNSET
    maximum_indoor_temperature_celsius: float | UnsetType | None = UNSET
    minimum_domestic_hot_water_temperature_celsius: float | UnsetType | None = UNSET
    is_away_mode_enabled: bool | UnsetType | None = UNSET
    away_mode_starts_at: datetime | UnsetType | None = UNSET
    away_mode_ends_at: datetime | UnsetType | None = UNSET
    away_mode_minimum_temperature_celsius: float | UnsetType | None = UNSET
