"""Boost charging of vehicles and wallboxes."""

from http import HTTPStatus

from sandbox.device_kinds import VEHICLE, WALLBOX, DeviceKind
from sandbox.errors import BoostRefused
from sandbox.models.enums import BoostRefusal
from sandbox.models.errors import BoostConflict
from sandbox.operation import NO_CONTENT, Call, Operation
from sandbox.operations.devices import bound, device_path, find_device
from sandbox.state.vehicle import boost_state, cycle_of


def start_boost(kind: DeviceKind, call: Call) -> object:
    """Plugged in and idle: starts. Unplugged: arms the next session, any number of times.

    Refuses with 409 while the device charges, when the battery is full, or without a connection.
    """
    record = find_device(kind, call)
    if not record.reports:
        reason: BoostRefusal = "no_active_session" if kind is VEHICLE else "internal_error"
        raise BoostRefused(BoostConflict("unavailable", reason))
    cycle = cycle_of(record)
    boosts = cycle.boosts(record.boosts, call.now)
    state = cycle.at(call.now, boosts)
    if state.is_charging or state.boost != "none":
        raise BoostRefused(BoostConflict(boost_state(state), "already_charging"))
    if state.session is None:
        if not cycle.is_armed(record.boosts, call.now):
            record.boosts.boosts = boosts
            record.boosts.armed_at = call.now
        return NO_CONTENT
    if state.level >= cycle.limit:
        raise BoostRefused(BoostConflict(boost_state(state), "fully_charged"))
    record.boosts.boosts = boosts
    record.boosts.armed_at = None
    record.boosts.start(call.now)
    return NO_CONTENT


def cancel_boost(kind: DeviceKind, call: Call) -> object:
    """Disarms. On a wallbox it also ends a running boost; on a vehicle only unplugging does."""
    record = find_device(kind, call)
    record.boosts.boosts = cycle_of(record).boosts(record.boosts, call.now)
    record.boosts.armed_at = None
    if kind is WALLBOX:
        record.boosts.stop(call.now)
    return NO_CONTENT


def boost_operations(kind: DeviceKind) -> tuple[Operation, ...]:
    """Start and cancel for a kind."""
    path = f"{device_path(kind)}/boost"
    refusals = {int(HTTPStatus.CONFLICT): BoostConflict}
    start, cancel = bound(start_boost, kind), bound(cancel_boost, kind)
    return (
        Operation(
            "POST", path, kind.tag, f"Boost {kind.singular}, now or next time", start, refusals=refusals
        ),
        Operation("DELETE", path, kind.tag, f"Cancel the boost of {kind.singular}", cancel),
    )
