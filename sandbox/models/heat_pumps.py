"""Heat pumps: temperatures in degrees Celsius, power in watts, energy in kWh."""

from msgspec import UNSET, UnsetType

from sandbox.models.devices import Device, DeviceWrite, ReauthenticateAction
from sandbox.models.enums import OptimizationLevel
from sandbox.models.formats import Text20, Text100, Timestamp


class HeatPump(Device, kw_only=True):
    """A heat pump with its settings and live readings."""

    indoor_target_temperature_offset: float | None = None
    dhw_standard_temperature: float | None = None
    is_hot_water_heating_enabled: bool = False
    is_space_heating_enabled: bool = False
    is_pool_heating_enabled: bool = False
    is_space_cooling_enabled: bool = False
    heating_policy_name: Text100 | None = None
    maximum_temperature_limit: float | None = None
    minimum_temperature_limit: float | None = None
    minimum_dhw_temperature_limit: float | None = None
    is_heating_policy_enabled: bool = False
    away_mode_start: Timestamp | None = None
    away_mode_end: Timestamp | None = None
    is_away_mode_enabled: bool | None = None
    away_mode_minimum_temperature_limit: float | None = None
    optimization_level: OptimizationLevel | None = "Mid"
    operational_mode: Text100 | None = None
    current_power_consumption_w: float | None = None
    outdoor_temperature: float | None = None
    indoor_actual_temperature: float | None = None
    dhw_temperature: float | None = None
    inlet_temperature: float | None = None
    consumption_last_day_kwh: float | None = None
    consumption_last_week_kwh: float | None = None
    consumption_last_month_kwh: float | None = None
    consumption_last_updated_at: Timestamp | None = None


class HeatPumpDetail(HeatPump, kw_only=True):
    """A heat pump with the actions somebody must take."""

    actions: list[ReauthenticateAction] = []


class HeatPumpCreate(DeviceWrite, kw_only=True):
    """A new heat pump."""

    indoor_target_temperature_offset: float | UnsetType | None = UNSET
    dhw_standard_temperature: float | UnsetType | None = UNSET
    is_hot_water_heating_enabled: bool | UnsetType = UNSET
    is_space_heating_enabled: bool | UnsetType = UNSET
    is_pool_heating_enabled: bool | UnsetType = UNSET
    is_space_cooling_enabled: bool | UnsetType = UNSET
    heating_policy_name: Text100 | UnsetType | None = UNSET
    maximum_temperature_limit: float | UnsetType | None = UNSET
    minimum_temperature_limit: float | UnsetType | None = UNSET
    minimum_dhw_temperature_limit: float | UnsetType | None = UNSET
    is_heating_policy_enabled: bool | UnsetType = UNSET
    away_mode_start: Timestamp | UnsetType | None = UNSET
    away_mode_end: Timestamp | UnsetType | None = UNSET
    is_away_mode_enabled: bool | UnsetType | None = UNSET
    away_mode_minimum_temperature_limit: float | UnsetType | None = UNSET
    optimization_level: OptimizationLevel | UnsetType | None = UNSET


class HeatPumpUpdate(HeatPumpCreate, kw_only=True):
    """Changes of a heat pump; setting `deleted_at` soft-deletes it, null brings it back."""

    deleted_at: Timestamp | UnsetType | None = UNSET
    lifecycle_state: Text20 | UnsetType = UNSET
    lifecycle_error: str | UnsetType | None = UNSET
    optimization_score: float | UnsetType | None = UNSET
