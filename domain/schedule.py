"""What steering plans for a device."""

from datetime import datetime

from domain.record import Record


class ScheduleEntry(Record, frozen=True, kw_only=True):
    """A period and the mode planned for it, in the upstream's own words.

    The upstream calls schedules beta and documents no shape, so anything may be missing.
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: str | None = None
