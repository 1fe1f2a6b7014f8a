"""Load curves of the day ahead, and confirming them."""

from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid5

from sandbox.clock import day_start, to_wire
from sandbox.errors import NotFound
from sandbox.models.enums import LoadCurveResolution, PriceZone
from sandbox.models.formats import Day
from sandbox.models.trading import LoadCurve, LoadCurveConfirmation, LoadCurves, LoadPoint
from sandbox.operation import Call, Operation
from sandbox.operations.time_ranges import cut
from sandbox.state.nature import seed_of, share
from sandbox.state.prices import spot_price
from sandbox.validation.parameters import Parameter

TAG = "Loadcurves"
WHOLE_ORGANIZATION = "all"
ZONES: tuple[str, ...] = get_args(PriceZone)
CONFIRM_HOUR, CONFIRM_MINUTE = 13, 30
WATT_PER_USER = 900


def organization_curve(call: Call) -> LoadCurve:
    """The curve of the organization for a day, by default tomorrow."""
    text = call.query["date"]
    day = date.fromisoformat(text) if text is not None else _tomorrow(call)
    return _curve(call, WHOLE_ORGANIZATION, day)


def zone_curve(call: Call) -> LoadCurve:
    """The curve of one price zone for tomorrow; 404 for a zone that does not exist."""
    organization_id = call.organization.id
    zone = call.path["price_zone_key"]
    if not organization_id or zone not in ZONES:
        raise NotFound
    return _curve(call, zone, _tomorrow(call))


def confirm(call: Call) -> LoadCurveConfirmation:
    """Accepts or declines the curve of today, tomorrow or the day after; 404 for another trade."""
    organization_id = call.organization.id
    days = [call.now.date() + timedelta(days=ahead) for ahead in range(3)]
    known = {_trade_id(organization_id, zone, day) for zone in (WHOLE_ORGANIZATION, *ZONES) for day in days}
    if call.body["trade_id"] not in known:
        raise NotFound
    return LoadCurveConfirmation(**call.body)


def _tomorrow(call: Call) -> date:
    return call.now.date() + timedelta(days=1)


def _trade_id(organization_id: str, zone: str, day: date) -> str:
    return str(uuid5(UUID(organization_id), f"trade/{zone}/{day.isoformat()}"))


def _curve(call: Call, zone: str, day: date) -> LoadCurve:
    start = datetime(day.year, day.month, day.day, tzinfo=call.now.tzinfo)
    # The last day of the calendar has no next midnight; its curve is simply one minute shorter.
    end = start + timedelta(hours=23, minutes=59)
    seed = seed_of(f"{call.organization.id}/{zone}")
    users = len(call.organization.active_users())
    optimized, unoptimized = [], []
    for moment, following in cut(start, end, call.query["resolution"] or "15MIN"):
        hours = (following - moment) / timedelta(hours=1)
        load = users * WATT_PER_USER * hours * (0.8 + 0.4 * share(seed, int(moment.timestamp())))
        steered = load * (1.4 - 4 * spot_price(moment))
        optimized.append(LoadPoint(timestamp=to_wire(moment), energy_wh=round(steered)))
        unoptimized.append(LoadPoint(timestamp=to_wire(moment), energy_wh=round(load)))
    expiration = day_start(call.now) + timedelta(hours=CONFIRM_HOUR, minutes=CONFIRM_MINUTE)
    return LoadCurve(
        trade_id=_trade_id(call.organization.id, zone, day),
        date=day.isoformat(),
        expiration=to_wire(expiration),
        curves=LoadCurves(optimized=optimized, unoptimized=unoptimized),
    )


CURVE = "/org/{org_id}/trading/dayahead/loadcurve"
RESOLUTION = Parameter("resolution", LoadCurveResolution)

ZONE_CURVE = f"{CURVE}/pricezone/{{price_zone_key}}"
CONFIRMATION = f"{CURVE}/confirmation"

OPERATIONS = (
    Operation(
        "GET", CURVE, TAG, "Load curve of the organization", organization_curve, LoadCurve,
        parameters=(Parameter("date", Day), RESOLUTION),
    ),
    Operation(
        "GET", ZONE_CURVE, TAG, "Load curve of a price zone", zone_curve, LoadCurve,
        parameters=(RESOLUTION,), textual_path_parameters=frozenset({"price_zone_key"}),
    ),
    Operation(
        "POST", CONFIRMATION, TAG, "Confirm a load curve", confirm,
        LoadCurveConfirmation, LoadCurveConfirmation,
    ),
)  # fmt: skip
