"""Day-ahead prices and load curves on the wire."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from domain.device import PriceZone
from domain.errors import UpstreamInvalidResponse
from domain.trading import DayAheadPrice, DayAheadPrices, LoadCurve, LoadCurvePoint
from partner_api import surprises
from partner_api.wire.row import WireRow, expect_same, identity
from partner_api.wire.values import day, exact, instant, kilowatt_hours


class WireDayAheadPrice(WireRow, frozen=True, kw_only=True, gc=False):
    """The price of one quarter hour."""

    timestamp: datetime | None = None
    price: Decimal | None = None


class WirePricesQuery(WireRow, frozen=True, kw_only=True, gc=False):
    """What was asked, as the upstream understood it."""

    org_id: str | None = None
    price_zone: str | None = None


class WirePricesMetadata(WireRow, frozen=True, kw_only=True, gc=False):
    """Beside the prices."""

    query: WirePricesQuery | None = None
    error: str | None = None


class WireDayAheadPrices(WireRow, frozen=True, kw_only=True, gc=False):
    """The answer."""

    metadata: WirePricesMetadata | None = None
    data: list[WireDayAheadPrice] | None = None


class WireLoadCurvePoint(WireRow, frozen=True, kw_only=True, gc=False):
    """The energy of one interval."""

    timestamp: datetime | None = None
    energy_wh: float | None = None


class WireLoadCurves(WireRow, frozen=True, kw_only=True, gc=False):
    """With steering and without."""

    optimized: list[WireLoadCurvePoint] | None = None
    unoptimized: list[WireLoadCurvePoint] | None = None


class WireLoadCurve(WireRow, frozen=True, kw_only=True, gc=False):
    """The answer. ``date`` is a day."""

    trade_id: str | None = None
    date: str | None = None
    expiration: datetime | None = None
    curves: WireLoadCurves | None = None


def to_day_ahead_prices(
    row: WireDayAheadPrices, organization_id: str, price_zone: PriceZone
) -> DayAheadPrices:
    """Make the record, with the prices in order of time.

    Raises:
        UpstreamInvalidResponse: There is no list, or it answers another question.

    """
    metadata = row.metadata or WirePricesMetadata()
    query = metadata.query or WirePricesQuery()
    if query.org_id is not None:
        expect_same(query.org_id, organization_id, "the organization of day-ahead prices")
    if query.price_zone not in (None, price_zone.name):
        raise UpstreamInvalidResponse("the price zone is not the one that was asked for")
    if metadata.error:
        surprises.unusable("day_ahead_prices.metadata.error", "an error beside the data")
    if row.data is None:
        raise UpstreamInvalidResponse("day-ahead prices have no list")
    prices = []
    for each in row.data:
        starts_at = instant(each.timestamp)
        price = exact(each.price, "day_ahead_prices.price")
        if starts_at is None or price is None:
            surprises.unusable("day_ahead_prices.data", "an entry without price or timestamp")
            continue
        prices.append(DayAheadPrice(starts_at=starts_at, price_per_megawatt_hour=price))
    prices.sort(key=lambda each: each.starts_at)
    return DayAheadPrices(price_zone=price_zone, prices=tuple(prices))


def to_load_curve(row: WireLoadCurve, on: date | None) -> LoadCurve:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: It is another day's, or nothing that could be traded.

    """
    delivery_on = day(row.date, "load_curve.date")
    if on is not None and delivery_on not in (None, on):
        raise UpstreamInvalidResponse("the day of a load curve is not the one that was asked for")
    curves = row.curves
    if curves is None:
        raise UpstreamInvalidResponse("a load curve has no curves")
    return LoadCurve(
        trade_id=identity(row.trade_id, "the trade id of a load curve"),
        delivery_on=delivery_on or on,
        expires_at=instant(row.expiration),
        optimized=_points(curves.optimized or ()),
        unoptimized=_points(curves.unoptimized or ()),
    )


def _points(rows: Iterable[WireLoadCurvePoint]) -> tuple[LoadCurvePoint, ...]:
    points = []
    for row in rows:
        starts_at = instant(row.timestamp)
        if starts_at is None:
            surprises.unusable("load_curve.curves", "a point without timestamp")
            continue
        points.append(
            LoadCurvePoint(starts_at=starts_at, energy_kilowatt_hours=kilowatt_hours(row.energy_wh))
        )
    points.sort(key=lambda point: point.starts_at)
    return tuple(points)
