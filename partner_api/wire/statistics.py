"""Statistics and savings on the wire."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from domain.errors import UpstreamInvalidResponse
from domain.statistics import (
    OrganizationSavings,
    StatisticsKeyword,
    StatisticsPeriod,
    StatisticsResolution,
)
from partner_api import surprises
from partner_api.wire.metadata import WireMetadata, kilowatt_hours_per_unit, units_of
from partner_api.wire.row import WireRow
from partner_api.wire.values import choice, exact, instant, kilowatt_hours, scaled, whole

_RESOLUTIONS = {
    StatisticsResolution.DAY: "1DAY",
    StatisticsResolution.WEEK: "1WEEK",
    StatisticsResolution.MONTH: "1MONTH",
    StatisticsResolution.QUARTER: "1QUARTER",
    StatisticsResolution.YEAR: "1YEAR",
}
_RESOLUTIONS_BY_TEXT = {text.lower(): resolution for resolution, text in _RESOLUTIONS.items()}
_KEYWORDS = {StatisticsKeyword.SAVINGS: "savings", StatisticsKeyword.CONSUMPTION: "consumption"}
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class WirePeriod(WireRow, frozen=True, kw_only=True, gc=False):
    """From the start to the end."""

    start_period: datetime | None = None
    end_period: datetime | None = None


class WireSavings(WireRow, frozen=True, kw_only=True, gc=False):
    """What was saved."""

    total: Decimal | None = None
    percentage: float | None = None


class WireConsumption(WireRow, frozen=True, kw_only=True, gc=False):
    """What was used."""

    total: float | None = None


class WireKindFigures(WireRow, frozen=True, kw_only=True, gc=False):
    """The figures that only one kind of device has: each kind sends some of them."""

    not_promised = frozenset(
        {
            "estimated_consumption_wh",
            "charge_session_count",
            "average_charge_power_w",
            "solar_production_wh",
            "grid_export_wh",
        }
    )

    estimated_consumption_wh: float | None = None
    charge_session_count: float | None = None
    average_charge_power_w: float | None = None
    solar_production_wh: float | None = None
    grid_export_wh: float | None = None


class WireStatisticsPeriod(WireRow, frozen=True, kw_only=True, gc=False):
    """The figures of one period."""

    resolution: str | None = None
    period: WirePeriod | None = None
    savings: WireSavings | None = None
    consumption: WireConsumption | None = None
    heat_pump: WireKindFigures | None = None
    electric_vehicle: WireKindFigures | None = None
    inverter: WireKindFigures | None = None


class WireStatistics(WireRow, frozen=True, kw_only=True, gc=False):
    """The answer."""

    metadata: WireMetadata | None = None
    data: list[WireStatisticsPeriod] | None = None


class WireOrganizationSavings(WireRow, frozen=True, kw_only=True, gc=False):
    """What an organization's devices saved."""

    total_savings: Decimal | None = None
    heat_pump_savings: Decimal | None = None
    electric_vehicle_savings: Decimal | None = None
    inverter_savings: Decimal | None = None


def resolution_text(resolution: StatisticsResolution) -> str:
    """Give the upstream's name of a resolution.

    Raises:
        ValueError: It is the one that stands for all that have no name here.

    """
    if resolution is StatisticsResolution.OTHER:
        raise ValueError("this resolution has no name upstream")
    return _RESOLUTIONS[resolution]


def resolutions_text(resolutions: Iterable[StatisticsResolution]) -> str | None:
    """Give the comma list of resolutions; ``None`` leaves the choice to the upstream."""
    return ",".join(dict.fromkeys(resolution_text(each) for each in resolutions)) or None


def keywords_text(keywords: Iterable[StatisticsKeyword]) -> str | None:
    """Give the comma list of keywords; ``None`` asks for everything."""
    return ",".join(dict.fromkeys(_KEYWORDS[each] for each in keywords)) or None


def to_statistics(row: WireStatistics) -> tuple[StatisticsPeriod, ...]:
    """Make the records, in upstream order.

    Raises:
        UpstreamInvalidResponse: There is no list.

    """
    if row.data is None:
        raise UpstreamInvalidResponse("statistics have no list")
    units = units_of(row.metadata, "statistics")
    factor = kilowatt_hours_per_unit(units, ("consumption",), "kwh", "statistics")
    currency = (units.get("savings") or "").strip()
    code = currency if _CURRENCY.fullmatch(currency) else None
    if currency and code is None:
        surprises.unknown_value("statistics.metadata.units", currency)
    periods = []
    for period in row.data:
        starts_at = None if period.period is None else instant(period.period.start_period)
        if starts_at is None:
            surprises.unusable("statistics.data", "a period without start")
            continue
        periods.append(_period(period, starts_at, factor, code))
    return tuple(periods)


def _period(
    row: WireStatisticsPeriod, starts_at: datetime, factor: float, currency: str | None
) -> StatisticsPeriod:
    other = StatisticsResolution.OTHER
    resolution = choice(row.resolution, _RESOLUTIONS_BY_TEXT, other, "statistics.resolution")
    savings = row.savings or WireSavings()
    figures = row.heat_pump or row.electric_vehicle or row.inverter or WireKindFigures()
    saved = exact(savings.total, "statistics.savings.total")
    return StatisticsPeriod(
        resolution=resolution or other,
        starts_at=starts_at,
        ends_at=None if row.period is None else instant(row.period.end_period),
        savings_total=saved,
        savings_currency=None if saved is None else currency,
        savings_percent=savings.percentage,
        consumption_kilowatt_hours=scaled(None if row.consumption is None else row.consumption.total, factor),
        estimated_consumption_kilowatt_hours=kilowatt_hours(figures.estimated_consumption_wh),
        charge_session_count=whole(figures.charge_session_count),
        average_charge_power_watts=figures.average_charge_power_w,
        solar_production_kilowatt_hours=kilowatt_hours(figures.solar_production_wh),
        grid_export_kilowatt_hours=kilowatt_hours(figures.grid_export_wh),
    )


def to_organization_savings(row: WireOrganizationSavings) -> OrganizationSavings:
    """Make the record."""
    return OrganizationSavings(
        total_euros=exact(row.total_savings, "organization_savings.total_savings"),
        heat_pumps_euros=exact(row.heat_pump_savings, "organization_savings.heat_pump_savings"),
        electric_vehicles_euros=exact(
            row.electric_vehicle_savings, "organization_savings.electric_vehicle_savings"
        ),
        inverters_euros=exact(row.inverter_savings, "organization_savings.inverter_savings"),
    )
