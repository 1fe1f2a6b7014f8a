"""Schedules on the wire. No shape is documented, so every likely one is taken."""

from collections.abc import Iterable
from datetime import datetime

from domain.errors import UpstreamInvalidResponse
from domain.schedule import ScheduleEntry
from partner_api import surprises
from partner_api.decoding import RowDecoder
from partner_api.wire.row import WireRow
from partner_api.wire.values import instant


class WireScheduleEntry(WireRow, frozen=True, kw_only=True, gc=False):
    """A period and its mode, under any of the names that the upstream uses for such elsewhere."""

    not_promised = frozenset(
        {
            "start_time",
            "start_datetime",
            "starts_at",
            "time",
            "timestamp",
            "end_time",
            "end_datetime",
            "ends_at",
        }
    )

    start: datetime | None = None
    start_time: datetime | None = None
    start_datetime: datetime | None = None
    starts_at: datetime | None = None
    time: datetime | None = None
    timestamp: datetime | None = None
    end: datetime | None = None
    end_time: datetime | None = None
    end_datetime: datetime | None = None
    ends_at: datetime | None = None
    mode: str | None = None


class WireSchedules(WireRow, frozen=True, kw_only=True, gc=False):
    """The list, where it comes in an object."""

    data: list[WireScheduleEntry] | None = None
    schedules: list[WireScheduleEntry] | None = None


_entries = RowDecoder(WireScheduleEntry)
_envelope = RowDecoder(WireSchedules)


def to_schedule(body: bytes) -> tuple[ScheduleEntry, ...]:
    """Read a body, in upstream order.

    Raises:
        UpstreamInvalidResponse: There is no list of objects to be found.

    """
    if body.lstrip()[:1] == b"[":
        return _records(_entries.rows(body))
    envelope = _envelope.row(body)
    rows = envelope.data if envelope.data is not None else envelope.schedules
    if rows is None:
        raise UpstreamInvalidResponse("schedules have no list")
    return _records(rows)


def _records(rows: Iterable[WireScheduleEntry]) -> tuple[ScheduleEntry, ...]:
    entries = []
    for row in rows:
        starts = (row.start, row.start_time, row.start_datetime, row.starts_at, row.time, row.timestamp)
        entry = ScheduleEntry(
            starts_at=_first(starts),
            ends_at=_first((row.end, row.end_time, row.end_datetime, row.ends_at)),
            mode=row.mode or None,
        )
        if entry == _NOTHING:
            surprises.unusable("schedule", "an entry with nothing known in it")
            continue
        entries.append(entry)
    return tuple(entries)


_NOTHING = ScheduleEntry()


def _first(values: Iterable[datetime | None]) -> datetime | None:
    return next((moment for value in values if (moment := instant(value)) is not None), None)
