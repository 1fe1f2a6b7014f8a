"""Ranges of time that somebody asks figures of."""

from datetime import UTC, datetime, timedelta

from domain.errors import BadUserInput

MOST_PERIODS = 9_999
"""A range that begins and ends within periods then touches 10,000 of them."""


def check_range(from_at: datetime, to_at: datetime) -> None:
    """Refuse a time that does not end after it began.

    Raises:
        BadUserInput: Names the argument.

    """
    for name, moment in (("from", from_at), ("to", to_at)):
        try:
            moment.astimezone(UTC)
        except OverflowError:  # within a day of the calendar's ends
            raise BadUserInput(f"`{name}` must lie within the calendar in UTC.") from None
    if to_at <= from_at:
        raise BadUserInput("`to` must be later than `from`.")


def check_periods(from_at: datetime, to_at: datetime, length: timedelta) -> None:
    """Refuse a range that is empty or has more periods of that length than one answer may hold.

    Raises:
        BadUserInput: Names the argument.

    """
    check_range(from_at, to_at)
    if to_at - from_at > MOST_PERIODS * length:
        raise BadUserInput(f"`to` must be at most {MOST_PERIODS:,} periods later than `from`.")


def check_days(from_at: datetime, to_at: datetime, most: int) -> None:
    """Refuse a range that is empty or has more days than that.

    Raises:
        BadUserInput: Names the argument.

    """
    check_range(from_at, to_at)
    if to_at - from_at > timedelta(days=most):
        raise BadUserInput(f"`to` must be at most {most} days later than `from`.")
