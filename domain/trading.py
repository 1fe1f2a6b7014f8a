"""Prices and loads of the coming day, for a trading desk."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from domain.device import PriceZone
from domain.record import Record


class DayAheadPrice(Record, frozen=True, kw_only=True):
    """The price from an instant until the next price's instant, in euros per megawatt hour."""

    starts_at: datetime
    price_per_megawatt_hour: Decimal


class DayAheadPrices(Record, frozen=True, kw_only=True):
    """The day-ahead market's prices in one zone, in order of time."""

    price_zone: PriceZone
    prices: tuple[DayAheadPrice, ...] = ()


class LoadCurveResolution(Enum):
    """How long the period is that a point of a load curve stands for."""

    FIFTEEN_MINUTES = "FIFTEEN_MINUTES"
    HOUR = "HOUR"


class LoadCurvePoint(Record, frozen=True, kw_only=True):
    """The energy used from an instant until the next point's instant."""

    starts_at: datetime
    energy_kilowatt_hours: float | None = None


class LoadCurve(Record, frozen=True, kw_only=True):
    """The load expected for a day, with steering and without, to be traded before ``expires_at``.

    ``trade_id`` is what a desk confirms or declines. The upstream's pages contradict each other here,
    so anything else may be missing.
    """

    trade_id: str
    delivery_on: date | None = None
    expires_at: datetime | None = None
    optimized: tuple[LoadCurvePoint, ...] = ()
    unoptimized: tuple[LoadCurvePoint, ...] = ()
