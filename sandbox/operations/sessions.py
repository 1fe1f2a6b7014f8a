"""Charging sessions of a vehicle."""

from datetime import date

from sandbox.clock import from_wire
from sandbox.device_kinds import VEHICLE
from sandbox.models.charging import CurrentSession, SessionList
from sandbox.models.formats import Day, SessionLimit, SessionOffset
from sandbox.operation import Call, Operation
from sandbox.operations.devices import device_path, find_device
from sandbox.state.sessions import SessionBook
from sandbox.state.vehicle import cycle_of
from sandbox.store.device_record import DeviceRecord
from sandbox.validation.parameters import Parameter

TAG = "Electric Vehicle Sessions"


def list_sessions(call: Call) -> SessionList:
    """One page of the completed sessions between two UTC days, both included, newest first."""
    record = find_device(VEHICLE, call)
    first, last = (date.fromisoformat(call.query[name]).toordinal() for name in ("from", "to"))
    book = _book(record, call)
    days = book.completed_days(first, last, from_wire(record.row.created_at), call.now)[::-1]
    offset, limit = call.query["offset"], call.query["limit"]
    page = days[offset : offset + limit]
    return SessionList(total=len(days), items=[book.completed(day) for day in page])


def current_session(call: Call) -> CurrentSession:
    """The running session; null, with status 200, when none is running."""
    record = find_device(VEHICLE, call)
    running = _book(record, call).current(call.now) if record.row.is_authenticated else None
    return CurrentSession(session=running)


def _book(record: DeviceRecord, call: Call) -> SessionBook:
    cycle = cycle_of(record)
    return SessionBook(record.row.id, record.seed, cycle, cycle.boosts(record.boosts, call.now))


SESSIONS = f"{device_path(VEHICLE)}/sessions"

OPERATIONS = (
    Operation(
        "GET",
        SESSIONS,
        TAG,
        "List completed charging sessions",
        list_sessions,
        SessionList,
        parameters=(
            Parameter("from", Day, required=True, description="First UTC day, included."),
            Parameter("to", Day, required=True, description="Last UTC day, included."),
            Parameter("limit", SessionLimit, default=50),
            Parameter("offset", SessionOffset, default=0),
        ),
    ),
    Operation(
        "GET", f"{SESSIONS}/current", TAG, "Get the running charging session", current_session, CurrentSession
    ),
)
