"""Time as the sandbox sees it: an injected clock, five-minute steps and wire timestamps in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

STEP = timedelta(minutes=5)
"""How often a device reports: readings stay the same within one step."""


def utc_now() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def step_start(moment: datetime) -> datetime:
    """The start of the five-minute step `moment` lies in."""
    return moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)


def day_start(moment: datetime) -> datetime:
    """Midnight UTC of the day of `moment`."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def to_wire(moment: datetime) -> str:
    """`moment` as the API prints it: ISO 8601 in UTC, with Z; fractions only when there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """The moment a checked wire timestamp stands for; without an offset it counts as UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
