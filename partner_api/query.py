"""Query strings: only what was asked for, and every value encoded."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode


def with_query(path: str, values: Mapping[str, str | int | None]) -> str:
    """Append the values that are there; a comma list is one value."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode(given, quote_via=quote, safe='')}" if given else path


def instant_text(moment: datetime) -> str:
    """Write an instant in UTC, as the upstream itself does.

    Raises:
        ValueError: It has no time zone, or is none any more in UTC.

    """
    if moment.utcoffset() is None:
        raise ValueError("an instant must have a time zone")
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:  # within a day of the calendar's end
        raise ValueError("an instant must lie within the calendar") from None


def day_text(day: date) -> str:
    """Write a day.

    Raises:
        ValueError: It is an instant, of which nobody can say which day was meant.

    """
    if isinstance(day, datetime):
        raise ValueError("a day must not be an instant")
    return day.isoformat()
