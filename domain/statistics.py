"""What a device used and saved, period by period."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

from domain.record import Record


class StatisticsResolution(Enum):
    """How long the period is that figures stand for."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    OTHER = "OTHER"


class StatisticsKeyword(Enum):
    """A group of figures that can be asked for by itself."""

    SAVINGS = "SAVINGS"
    CONSUMPTION = "CONSUMPTION"


class StatisticsPeriod(Record, frozen=True, kw_only=True):
    """The figures of one period; those of other kinds of devices are ``None``.

    Savings are an amount of ``savings_currency`` (``None`` when the answer names none), and percent
    of what would have been paid. The upstream documents no unit of the consumption: it is what the
    answer names, else kilowatt hours.
    """

    resolution: StatisticsResolution
    starts_at: datetime
    ends_at: datetime | None = None
    savings_total: Decimal | None = None
    savings_currency: str | None = None
    savings_percent: float | None = None
    consumption_kilowatt_hours: float | None = None
    estimated_consumption_kilowatt_hours: float | None = None
    charge_session_count: int | None = None
    average_charge_power_watts: float | None = None
    solar_production_kilowatt_hours: float | None = None
    grid_export_kilowatt_hours: float | None = None


class OrganizationSavings(Record, frozen=True, kw_only=True):
    """What all devices of an organization saved together.

    The upstream documents no currency here; it is taken to be the euro, as in charging sessions.
    """

    total_euros: Decimal | None = None
    heat_pumps_euros: Decimal | None = None
    electric_vehicles_euros: Decimal | None = None
    inverters_euros: Decimal | None = None
