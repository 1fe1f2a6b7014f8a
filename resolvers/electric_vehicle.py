"""What hangs off an electric vehicle."""

from datetime import date

from strawberry import Parent

from cache import Soon
from domain.charge_policy import ChargePolicy
from domain.charging_session import ChargingSession
from domain.electric_vehicle import ElectricVehicle
from domain.errors import BadUserInput
from resolvers.context import Context, Info
from resolvers.cursor import Order
from resolvers.pagination import Edge, Page, PageRequest

_ORDER = Order("chargingSessions", tuple[str, str, int])
_MOST_SESSIONS = 1_000_000


def charge_policy(vehicle: Parent[ElectricVehicle], info: Info) -> Soon[ChargePolicy]:
    """The vehicle's weekly charge policy."""
    key = (info.context.access.require_user(vehicle.owner_id), vehicle.device_id)
    return info.context.loaders.details.charge_policy_by_vehicle.get(key)


def current_charging_session(vehicle: Parent[ElectricVehicle], info: Info) -> Soon[ChargingSession | None]:
    """The session that the vehicle is in."""
    key = (info.context.access.require_user(vehicle.owner_id), vehicle.device_id)
    return info.context.loaders.details.charging_session_by_vehicle.get(key)


async def charging_sessions_page(
    context: Context, vehicle: ElectricVehicle, from_on: date, to_on: date, request: PageRequest
) -> Page[ChargingSession]:
    """A page of the vehicle's completed sessions between two days, both included.

    The upstream has pages by number only, so a cursor is a place in the list of these days.

    Raises:
        BadUserInput: The last day is before the first, or the cursor is of other days.

    """
    if to_on < from_on:
        raise BadUserInput("`to` must not be before `from`.")
    days = (from_on.isoformat(), to_on.isoformat())
    offset = 0
    if request.after is not None:
        *of_days, position = _ORDER.key(request.after, "after")
        if tuple(of_days) != days or not 0 <= position < _MOST_SESSIONS:
            raise BadUserInput("`after` is a cursor of other days.")
        offset = position + 1
    owner_id = context.access.require_user(vehicle.owner_id)
    key = (owner_id, vehicle.device_id, from_on, to_on, max(1, request.size), offset)
    page = await context.loaders.details.charging_sessions_by_vehicle.load(key)
    edges = [
        Edge(session, _ORDER, (*days, offset + index))
        for index, session in enumerate(page.sessions[: request.size])
    ]
    return Page(
        edges,
        has_next_page=offset + len(edges) < page.total_count,
        has_previous_page=offset > 0,
        total_count=page.total_count,
    )
