"""What a device measured and was steered by, as points in time."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

from domain.device import DeviceKind
from domain.record import Record


class DataResolution(Enum):
    """How long the period is that a point stands for."""

    FIFTEEN_MINUTES = "FIFTEEN_MINUTES"
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class DataPoint(Record, frozen=True, kw_only=True):
    """One period, from ``starts_at`` to the next point. What was not recorded is ``None``.

    The upstream documents no unit of the price. It is taken to be per kilowatt hour, in the
    currency of the price zone, unless the answer itself says per megawatt hour.
    """

    starts_at: datetime
    price_per_kilowatt_hour: Decimal | None = None


class HeatPumpDataPoint(DataPoint, frozen=True, kw_only=True):
    """Temperatures in degrees Celsius, energy of the period in kilowatt hours.

    The upstream documents no unit of the consumption. It is taken to be watt hours, unless the
    answer itself names another.
    """

    inlet_temperature_celsius: float | None = None
    domestic_hot_water_temperature_celsius: float | None = None
    estimated_consumption_kilowatt_hours: float | None = None
    filtered_estimated_consumption_kilowatt_hours: float | None = None
    simulated_consumption_kilowatt_hours: float | None = None
    unoptimized_consumption_kilowatt_hours: float | None = None


class ElectricVehicleDataPoint(DataPoint, frozen=True, kw_only=True):
    """Battery level in percent, energy of the period in kilowatt hours.

    The upstream documents no unit of the consumption. It is taken to be watt hours, unless the
    answer itself names another.
    """

    battery_level_percent: float | None = None
    estimated_consumption_kilowatt_hours: float | None = None
    unoptimized_consumption_kilowatt_hours: float | None = None
    is_charging: bool | None = None
    is_plugged_in: bool | None = None
    is_at_optimized_location: bool | None = None


class InverterDataPoint(DataPoint, frozen=True, kw_only=True):
    """Power in watts, with a field for each direction of flow. Battery level in percent.

    The upstream calls its series of inverters beta and documents neither names nor units; they are
    taken to be those of the inverter's own state.
    """

    solar_production_power_watts: float | None = None
    household_consumption_power_watts: float | None = None
    battery_level_percent: float | None = None
    grid_import_power_watts: float | None = None
    grid_export_power_watts: float | None = None


class TimeSeries(Record, frozen=True, kw_only=True):
    """The points of one device in order of time, all of the class that belongs to ``kind``."""

    kind: DeviceKind
    resolution: DataResolution
    points: tuple[DataPoint, ...] = ()
