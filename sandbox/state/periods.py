"""Cutting time into the periods of a resolution."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sandbox.clock import day_start

DATA_RESOLUTIONS = ("15MIN", "1HOUR", "1DAY", "1WEEK", "1MONTH")
STATISTICS_RESOLUTIONS = ("1DAY", "1WEEK", "1MONTH", "1QUARTER", "1YEAR")
MOST_PERIODS = 10_000

_FIXED = {
    "15MIN": timedelta(minutes=15),
    "1HOUR": timedelta(hours=1),
    "1DAY": timedelta(days=1),
    "1WEEK": timedelta(weeks=1),
}
_MONTHS = {"1MONTH": 1, "1QUARTER": 3, "1YEAR": 12}


class TooManyPeriodsError(ValueError):
    """The range holds more than `MOST_PERIODS` periods."""


def period_start(moment: datetime, resolution: str) -> datetime:
    """The start of the period `moment` lies in; weeks start on Monday, all in UTC."""
    if resolution == "15MIN":
        return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    if resolution == "1HOUR":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = day_start(moment)
    if resolution == "1DAY":
        return day
    if resolution == "1WEEK":
        return day - min(timedelta(days=day.weekday()), day - datetime.min.replace(tzinfo=UTC))
    months = _MONTHS[resolution]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def period_end(start: datetime, resolution: str) -> datetime:
    """The end of a period, which is the start of the next one; the end of time stays where it is."""
    latest = datetime.max.replace(tzinfo=UTC)
    fixed = _FIXED.get(resolution)
    if fixed is not None:
        return start + fixed if latest - start > fixed else latest
    months = start.month - 1 + _MONTHS[resolution]
    year = start.year + months // 12
    return latest if year > latest.year else start.replace(year=year, month=months % 12 + 1)


def periods(first: datetime, last: datetime, resolution: str) -> Iterator[tuple[datetime, datetime]]:
    """The periods that begin before `last`, from the one `first` lies in.

    Raises `TooManyPeriodsError` after `MOST_PERIODS`.
    """
    start = period_start(first, resolution)
    count = 0
    while start < last:
        count += 1
        if count > MOST_PERIODS:
            raise TooManyPeriodsError(resolution)
        end = period_end(start, resolution)
        yield start, end
        if end <= start:
            return
        start = end
