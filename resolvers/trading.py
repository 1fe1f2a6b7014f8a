"""What a trading desk reads."""

from datetime import date, datetime, timedelta

from domain.device import PriceZone
from domain.errors import BadUserInput, UpstreamNotFound
from domain.trading import DayAheadPrice, LoadCurve, LoadCurveResolution
from resolvers.context import Context
from resolvers.cursor import Order
from resolvers.in_time import TimeOrder, page_in_time
from resolvers.organization import whole_organization
from resolvers.pagination import Page, PageRequest
from resolvers.time_range import check_periods

_ORDER: TimeOrder = Order("dayAheadPrices", tuple[float, int])
_QUARTER_HOUR = timedelta(minutes=15)


async def day_ahead_prices_page(
    context: Context, price_zone: PriceZone, from_at: datetime, to_at: datetime, request: PageRequest
) -> Page[DayAheadPrice]:
    """A page of the day-ahead market's prices in a range.

    Raises:
        BadUserInput: The zone has no name, the range is empty or too long, or a cursor is not one
            of such prices.
        Forbidden: The viewer may not see the whole organization.

    """
    _check_zone(price_zone)
    check_periods(from_at, to_at, _QUARTER_HOUR)
    _ORDER.check(request.after, request.before)
    key = (whole_organization(context), price_zone, from_at, to_at)
    answer = await context.loaders.details.day_ahead_prices_by_zone.load(key)
    return page_in_time(answer.prices, request, _ORDER)


async def load_curve(
    context: Context,
    price_zone: PriceZone | None,
    delivery_on: date | None,
    resolution: LoadCurveResolution | None,
) -> LoadCurve | None:
    """The load curve of the organization, or of one price zone; ``None`` if there is no such curve.

    Raises:
        BadUserInput: The zone has no name, or a day is given beside a zone.
        Forbidden: The viewer may not see the whole organization.

    """
    if price_zone is not None:
        _check_zone(price_zone)
        if delivery_on is not None:
            raise BadUserInput("`deliveryOn` and `priceZone` cannot be used together.")
    key = (whole_organization(context), price_zone, delivery_on, resolution)
    try:
        return await context.loaders.details.load_curve_by_zone.load(key)
    except UpstreamNotFound:
        return None


def _check_zone(price_zone: PriceZone) -> None:
    if price_zone is PriceZone.OTHER:
        raise BadUserInput("`priceZone` must not be OTHER.")
