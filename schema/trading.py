"""What a trading desk reads."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from strawberry import Parent

from domain import organization as organization_records
from domain import trading as records
from domain.device import PriceZone
from domain.trading import LoadCurveResolution
from resolvers import trading as resolvers
from resolvers.context import Info
from resolvers.pagination import Page, PageRequest
from schema.connection import After, Before, First, Last
from schema.declaring import argument, attribute, describes
from schema.time_range import From, ToWithinPeriods

_Zone = Annotated[
    PriceZone,
    argument("The price zone. The Partner API knows these prices of some zones only, and refuses others."),
]
_CurveZone = Annotated[
    PriceZone | None,
    argument("Only the devices in this price zone, on the day the Partner API chooses."),
]
_DeliveryOn = Annotated[
    date | None,
    argument("The day; the one the Partner API chooses if not given. Not together with `priceZone`."),
]
_Resolution = Annotated[
    LoadCurveResolution | None,
    argument("How long each period is; as the Partner API chooses if not given."),
]


@describes(
    records.DayAheadPrice,
    "A price of the day-ahead market, valid from an instant until the next price starts.",
)
class DayAheadPrice:
    """A price."""

    starts_at: datetime = attribute("From when on the price is valid.")
    price_per_megawatt_hour: Decimal = attribute("The price of a megawatt hour in euros.")


@describes(records.LoadCurvePoint, "The energy used from an instant until the next point's.")
class LoadCurvePoint:
    """A period of a curve."""

    starts_at: datetime = attribute("When the period begins.")
    energy_kilowatt_hours: float | None = attribute("The energy of the period; null if it is not known.")


@describes(
    records.LoadCurve,
    "The load expected for a day, with steering and without, to be confirmed or declined in time.",
)
class LoadCurve:
    """A curve."""

    trade_id: str = attribute("What the curve is confirmed or declined by.")
    delivery_on: date | None = attribute("The day it is for; null if the Partner API does not say.")
    expires_at: datetime | None = attribute(
        "Until when it can be confirmed; null if the Partner API does not say."
    )
    optimized: list[LoadCurvePoint] = attribute("The load with steering, in the order of time.")
    unoptimized: list[LoadCurvePoint] = attribute("The load without steering, in the order of time.")


async def day_ahead_prices(
    organization: Parent[organization_records.Organization],
    info: Info,
    price_zone: _Zone,
    from_: From,
    to: ToWithinPeriods,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[records.DayAheadPrice]:
    """The field ``dayAheadPrices`` of an organization."""
    request = PageRequest(first, after, last, before)
    return await resolvers.day_ahead_prices_page(info.context, price_zone, from_, to, request)


async def load_curve(
    organization: Parent[organization_records.Organization],
    info: Info,
    price_zone: _CurveZone = None,
    delivery_on: _DeliveryOn = None,
    resolution: _Resolution = None,
) -> records.LoadCurve | None:
    """The field ``loadCurve`` of an organization."""
    return await resolvers.load_curve(info.context, price_zone, delivery_on, resolution)
