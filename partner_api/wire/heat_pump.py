"""Heat pumps on the wire."""

from datetime import datetime

from domain.device import DeviceKind
from domain.heat_pump import HeatPump, OptimizationLevel
from partner_api.wire.device import WireDevice, device_fields
from partner_api.wire.values import choice, instant, lower_names

_LEVELS = lower_names(OptimizationLevel, without=OptimizationLevel.OTHER) | {
    "Low": OptimizationLevel.LOW,
    "Mid": OptimizationLevel.MID,
    "Max": OptimizationLevel.MAX,
}


class WireHeatPump(WireDevice, frozen=True, kw_only=True, gc=False):
    """A heat pump. The hot water temperature goes by two names in the upstream's pages."""

    not_promised = frozenset({"dhw_actual_temperature"})

    optimization_level: str | None = None
    indoor_target_temperature_offset: float | None = None
    dhw_standard_temperature: float | None = None
    is_hot_water_heating_enabled: bool | None = None
    is_space_heating_enabled: bool | None = None
    is_pool_heating_enabled: bool | None = None
    is_space_cooling_enabled: bool | None = None
    is_heating_policy_enabled: bool | None = None
    heating_policy_name: str | None = None
    minimum_temperature_limit: float | None = None
    maximum_temperature_limit: float | None = None
    minimum_dhw_temperature_limit: float | None = None
    is_away_mode_enabled: bool | None = None
    away_mode_start: datetime | None = None
    away_mode_end: datetime | None = None
    away_mode_minimum_temperature_limit: float | None = None
    operational_mode: str | None = None
    current_power_consumption_w: float | None = None
    outdoor_temperature: float | None = None
    indoor_actual_temperature: float | None = None
    dhw_temperature: float | None = None
    dhw_actual_temperature: float | None = None
    inlet_temperature: float | None = None
    consumption_last_day_kwh: float | None = None
    consumption_last_week_kwh: float | None = None
    consumption_last_month_kwh: float | None = None
    consumption_last_updated_at: datetime | None = None


def to_heat_pump(row: WireHeatPump, organization_id: str, user_id: str) -> HeatPump:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    hot_water = row.dhw_temperature
    return HeatPump(
        **device_fields(row, DeviceKind.HEAT_PUMP, organization_id, user_id),
        optimization_level=choice(
            row.optimization_level or None, _LEVELS, OptimizationLevel.OTHER, "heat_pump.optimization_level"
        ),
        indoor_target_temperature_offset_celsius=row.indoor_target_temperature_offset,
        domestic_hot_water_standard_temperature_celsius=row.dhw_standard_temperature,
        is_hot_water_heating_enabled=row.is_hot_water_heating_enabled or False,
        is_space_heating_enabled=row.is_space_heating_enabled or False,
        is_pool_heating_enabled=row.is_pool_heating_enabled or False,
        is_space_cooling_enabled=row.is_space_cooling_enabled or False,
        is_heating_policy_enabled=row.is_heating_policy_enabled or False,
        heating_policy_name=row.heating_policy_name,
        minimum_indoor_temperature_celsius=row.minimum_temperature_limit,
        maximum_indoor_temperature_celsius=row.maximum_temperature_limit,
        minimum_domestic_hot_water_temperature_celsius=row.minimum_dhw_temperature_limit,
        is_away_mode_enabled=row.is_away_mode_enabled,
        away_mode_starts_at=instant(row.away_mode_start),
        away_mode_ends_at=instant(row.away_mode_end),
        away_mode_minimum_temperature_celsius=row.away_mode_minimum_temperature_limit,
        operational_mode=row.operational_mode,
        power_watts=row.current_power_consumption_w,
        outdoor_temperature_celsius=row.outdoor_temperature,
        indoor_temperature_celsius=row.indoor_actual_temperature,
        domestic_hot_water_temperature_celsius=(
            hot_water if hot_water is not None else row.dhw_actual_temperature
        ),
        inlet_temperature_celsius=row.inlet_temperature,
        consumption_last_day_kilowatt_hours=row.consumption_last_day_kwh,
        consumption_last_week_kilowatt_hours=row.consumption_last_week_kwh,
        consumption_last_month_kilowatt_hours=row.consumption_last_month_kwh,
        consumption_updated_at=instant(row.consumption_last_updated_at),
    )
