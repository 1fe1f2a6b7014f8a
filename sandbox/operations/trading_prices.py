"""Day-ahead prices of a trading desk."""

from datetime import datetime, timedelta
from http import HTTPStatus

from sandbox.clock import day_start, from_wire, to_wire
from sandbox.models.enums import TradingPriceState, TradingPriceZone
from sandbox.models.errors import ErrorDetail
from sandbox.models.formats import Timestamp
from sandbox.models.trading import (
    TradingPricePoint,
    TradingPrices,
    TradingPricesMetadata,
    TradingPricesQuery,
    TradingPricesResult,
    TradingPricesWrite,
)
from sandbox.operation import Call, Operation
from sandbox.operations.time_ranges import cut
from sandbox.state.prices import spot_price
from sandbox.validation.parameters import Parameter

TAG = "Trading"
CALCULATION_HOUR = 13
"""UTC hour of the daily load curve calculation; prices for the next day come before it."""


def get_prices(call: Call) -> TradingPrices:
    """Quarter hours of the range: written prices, else those of the market, which end tomorrow."""
    query = TradingPricesQuery(org_id=call.organization.id, **call.query)
    first, last = from_wire(query.from_dt), from_wire(query.to_dt)
    known_until = day_start(call.now) + timedelta(days=2)
    data = []
    for moment, _ in cut(first, last, "15MIN"):
        price = call.world.trading.price(query.org_id, query.price_zone, moment)
        if price is None and moment < known_until:
            price = round(1000 * spot_price(moment), 2)
        if price is not None:
            data.append(TradingPricePoint(timestamp=to_wire(moment), price=price))
    return TradingPrices(metadata=TradingPricesMetadata(query=query, error=None), data=data)


def create_prices(call: Call) -> TradingPricesResult:
    """Writes prices of future days; nothing is written unless the state says success."""
    return _write(call, existing_wanted=False)


def update_prices(call: Call) -> TradingPricesResult:
    """Writes over prices that were written before; nothing is written unless the state says success."""
    return _write(call, existing_wanted=True)


def _write(call: Call, *, existing_wanted: bool) -> TradingPricesResult:
    organization_id = call.organization.id
    zone = call.body["metadata"]["price_zone"]
    points = [(from_wire(point["timestamp"]), point["price"]) for point in call.body["data"]]
    book = call.world.trading
    existing = sum(book.price(organization_id, zone, moment) is not None for moment, _ in points)
    state, error = _judge(points, existing, existing_wanted=existing_wanted, now=call.now)
    if state == "success":
        book.write(organization_id, zone, points)
    calculation = day_start(call.now) + timedelta(hours=CALCULATION_HOUR)
    if calculation <= call.now:
        calculation += timedelta(days=1)
    return TradingPricesResult(state=state, next_load_curve_calculation=to_wire(calculation), error=error)


def _judge(
    points: list[tuple[datetime, float]], existing: int, *, existing_wanted: bool, now: datetime
) -> tuple[TradingPriceState, str | None]:
    if not points:
        return "empty", "no prices were sent"
    if min(moment for moment, _ in points) < day_start(now) + timedelta(days=1):
        return "late", "prices are taken for future days only"
    if existing and not existing_wanted:
        return "existing", f"{existing} prices exist already"
    if existing_wanted and existing < len(points):
        return "non_existing", f"{len(points) - existing} prices do not exist yet"
    return "success", None


PRICES = "/org/{org_id}/trading/dayahead/prices"

OPERATIONS = (
    Operation(
        "GET",
        PRICES,
        TAG,
        "Read day-ahead prices",
        get_prices,
        TradingPrices,
        parameters=(
            Parameter("from_dt", Timestamp, required=True),
            Parameter("to_dt", Timestamp, required=True),
            Parameter("price_zone", TradingPriceZone, required=True),
        ),
        refusals={int(HTTPStatus.BAD_REQUEST): ErrorDetail},
    ),
    Operation(
        "POST", PRICES, TAG, "Write day-ahead prices", create_prices, TradingPricesResult, TradingPricesWrite
    ),
    Operation(
        "PATCH",
        PRICES,
        TAG,
        "Change day-ahead prices",
        update_prices,
        TradingPricesResult,
        TradingPricesWrite,
    ),
)
