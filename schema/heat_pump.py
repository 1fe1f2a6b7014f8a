"""Heat pumps."""

from datetime import datetime

from domain import heat_pump as records
from domain.heat_pump import OptimizationLevel
from resolvers import ahead
from schema.connection import Connection
from schema.declaring import attribute, describes, field
from schema.device import Device
from schema.savings import StatisticsPeriod, device_savings
from schema.schedule import BETA, ScheduleEntry, device_schedule
from schema.statistics import heat_pump_statistics
from schema.time_series import DESCRIPTION, HeatPumpDataPoint, device_data


@describes(records.HeatPump, "A heat pump: its settings, and its state as last reported.", owner=ahead.owner)
class HeatPump(Device):
    """A heat pump."""

    optimization_level: OptimizationLevel | None = attribute("How far steering may go; null if not set.")
    indoor_target_temperature_offset_celsius: float | None = attribute(
        "By how much the indoor target is shifted, in degrees Celsius; null if not set."
    )
    domestic_hot_water_standard_temperature_celsius: float | None = attribute(
        "The usual temperature of the hot water; null if not set."
    )
    is_hot_water_heating_enabled: bool = attribute("Whether hot water may be steered.")
    is_space_heating_enabled: bool = attribute("Whether heating may be steered.")
    is_pool_heating_enabled: bool = attribute("Whether pool heating may be steered.")
    is_space_cooling_enabled: bool = attribute("Whether cooling may be steered.")
    is_heating_policy_enabled: bool = attribute("Whether the heating policy applies.")
    heating_policy_name: str | None = attribute("The name of the heating policy; null without one.")
    minimum_indoor_temperature_celsius: float | None = attribute(
        "The lowest indoor temperature; null if not set."
    )
    maximum_indoor_temperature_celsius: float | None = attribute(
        "The highest indoor temperature; null if not set."
    )
    minimum_domestic_hot_water_temperature_celsius: float | None = attribute(
        "The lowest temperature of the hot water; null if not set."
    )
    is_away_mode_enabled: bool | None = attribute("Whether away mode is planned or on; null if not known.")
    away_mode_starts_at: datetime | None = attribute("When away mode starts; null if not set.")
    away_mode_ends_at: datetime | None = attribute("When away mode ends; null if not set.")
    away_mode_minimum_temperature_celsius: float | None = attribute(
        "The lowest indoor temperature in away mode; null if not set."
    )
    operational_mode: str | None = attribute(
        "What the heat pump is doing, such as `Heating` or `Hot Water`; null if not reported."
    )
    power_watts: float | None = attribute("The electric power drawn now; null if not reported.")
    outdoor_temperature_celsius: float | None = attribute("The temperature outside; null if not reported.")
    indoor_temperature_celsius: float | None = attribute("The temperature inside; null without a sensor.")
    domestic_hot_water_temperature_celsius: float | None = attribute(
        "The temperature of the hot water; null if not reported."
    )
    inlet_temperature_celsius: float | None = attribute(
        "The temperature of the water that goes into the heating; null if not reported."
    )
    consumption_last_day_kilowatt_hours: float | None = attribute(
        "The electricity used in the last day; null if not reported."
    )
    consumption_last_week_kilowatt_hours: float | None = attribute(
        "The electricity used in the last week; null if not reported."
    )
    consumption_last_month_kilowatt_hours: float | None = attribute(
        "The electricity used in the last month; null if not reported."
    )
    consumption_updated_at: datetime | None = attribute(
        "When the consumption figures were last worked out; null before the first time."
    )
    savings: list[StatisticsPeriod] | None = field(
        device_savings, "What the heat pump saved, period by period.", null_means_error=True
    )
    statistics: list[StatisticsPeriod] | None = field(
        heat_pump_statistics,
        "What the heat pump used and saved in the last period of each length that is over, the shortest "
        "first.",
        null_means_error=True,
    )
    data: Connection[HeatPumpDataPoint] | None = field(device_data, DESCRIPTION, null_means_error=True)
    schedule: list[ScheduleEntry] | None = field(
        device_schedule, f"What steering plans, in the order of time. {BETA}", null_means_error=True
    )
