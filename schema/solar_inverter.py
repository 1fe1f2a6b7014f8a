"""Solar inverters."""

from domain import solar_inverter as records
from resolvers import ahead
from schema.connection import Connection
from schema.declaring import attribute, describes, field
from schema.device import Device
from schema.savings import StatisticsPeriod, device_savings
from schema.schedule import BETA, ScheduleEntry, device_schedule
from schema.time_series import DESCRIPTION, SolarInverterDataPoint, device_data

_FLOW = "Never negative: the other direction has a field of its own. Null if not reported."


@describes(
    records.SolarInverter,
    "A solar inverter, with the battery behind it if there is one: its settings, and its state as last "
    "reported.",
    owner=ahead.owner,
)
class SolarInverter(Device):
    """An inverter."""

    solar_power_rating_watts: float | None = attribute("The peak power of the panels; null if not entered.")
    has_battery: bool = attribute("Whether a battery is connected.")
    battery_capacity_kilowatt_hours: float | None = attribute("What the battery holds; null without one.")
    minimum_battery_level_percent: float | None = attribute(
        "The level below which the battery is not emptied; null if not set."
    )
    maximum_battery_level_percent: float | None = attribute(
        "The level above which the battery is not filled; null if not set."
    )
    battery_level_percent: float | None = attribute("How full the battery is; null if not reported.")
    battery_charge_power_watts: float | None = attribute(f"The power that goes into the battery. {_FLOW}")
    battery_discharge_power_watts: float | None = attribute(
        f"The power that comes out of the battery. {_FLOW}"
    )
    solar_production_power_watts: float | None = attribute(
        "The power the panels deliver now; null if not reported."
    )
    solar_surplus_power_watts: float | None = attribute(
        f"By how much production exceeds what the household uses. {_FLOW}"
    )
    solar_deficit_power_watts: float | None = attribute(
        f"By how much the household uses more than is produced. {_FLOW}"
    )
    household_consumption_power_watts: float | None = attribute(
        "The power the household uses now; null if not reported."
    )
    grid_import_power_watts: float | None = attribute(f"The power that comes from the grid. {_FLOW}")
    grid_export_power_watts: float | None = attribute(f"The power that goes to the grid. {_FLOW}")
    savings: list[StatisticsPeriod] | None = field(
        device_savings, "What the inverter saved, period by period.", null_means_error=True
    )
    data: Connection[SolarInverterDataPoint] | None = field(device_data, DESCRIPTION, null_means_error=True)
    schedule: list[ScheduleEntry] | None = field(
        device_schedule, f"What steering plans, in the order of time. {BETA}", null_means_error=True
    )
