"""Small conversions that several kinds of rows share."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from partner_api import surprises

EnumType = TypeVar("EnumType", bound=Enum)

_MAXIMUM_DIGITS = 40
_MAXIMUM_POWER = 30


def instant(value: datetime | None) -> datetime | None:
    """Give an instant in UTC.

    The upstream names no zone for instants without an offset; they are taken as UTC. Its zero
    instant (year 1) stands for "never" and becomes ``None``.
    """
    if value is None or value.year <= 1:
        return None
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:  # within a day of the calendar's end
        return None


def time_of_day(text: str | None, field: str) -> time | None:
    """Read "07:30", "07:30:00" or a date-time, of which the wall clock's time counts as written."""
    if not text:
        return None
    try:
        moment = time.fromisoformat(text) if "-" not in text[:8] else datetime.fromisoformat(text).time()
    except ValueError:
        surprises.unusable(field, "not a time of day")
        return None
    return moment.replace(tzinfo=None)


def day(text: str | None, field: str) -> date | None:
    """Read a day, or a date-time, of which the day counts as written."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        surprises.unusable(field, "not a day")
        return None


def choice(
    text: str | None, table: Mapping[str, EnumType], otherwise: EnumType, field: str
) -> EnumType | None:
    """Look an enum value up; ``None`` stays ``None``, an unknown one becomes ``otherwise``.

    The keys of the table are lower case with underscores; other spellings ("Spot Hourly") are
    brought to that form.
    """
    if text is None:
        return None
    found = table.get(text)
    if found is not None:
        return found
    found = table.get(text.strip().lower().replace(" ", "_").replace("-", "_"))
    if found is not None:
        return found
    surprises.unknown_value(field, text)
    return otherwise


def lower_names(enum: type[EnumType], *, without: EnumType) -> dict[str, EnumType]:
    """Make the table for an enum whose wire values are its names in lower case."""
    table = {member.name.lower(): member for member in enum if member is not without}
    return table | {member.name: member for member in enum if member is not without}


def watts(kilowatts: float | None) -> float | None:
    """Convert kilowatts to watts."""
    if kilowatts is None:
        return None
    value = round(kilowatts * 1000.0, 6)  # 5.13 kW is 5130 W, not 5129.999999999999
    return value if math.isfinite(value) else None


def directions(signed: float | None) -> tuple[float | None, float | None]:
    """Split a signed flow into (flow in the positive direction, flow in the negative direction)."""
    if signed is None:
        return None, None
    if signed > 0.0:
        return signed, 0.0
    return 0.0, 0.0 - signed  # never -0.0


def scaled(number: float | None, factor: float) -> float | None:
    """Convert to another unit."""
    if number is None:
        return None
    value = round(number * factor, 9)  # 125.9 Wh are 0.1259 kWh, not 0.12590000000000001
    return value if math.isfinite(value) else None


def kilowatt_hours(watt_hours: float | None) -> float | None:
    """Convert watt hours to kilowatt hours."""
    return scaled(watt_hours, 0.001)


def whole(number: float | None) -> int | None:
    """Give a count, which the upstream sends as any number; ``None`` if it cannot be one."""
    if number is None or not 0.0 <= number < 2.0**31 - 1.0:
        return None
    return round(number)


def is_plain(amount: Decimal) -> bool:
    """Whether the number can be written out: neither NaN nor a million digits long."""
    if not (amount.is_finite() and -_MAXIMUM_POWER < amount.adjusted() < _MAXIMUM_POWER):
        return False
    # The digits are never more than the characters; taking the number apart costs ten times as much.
    return len(str(amount)) <= _MAXIMUM_DIGITS or len(amount.as_tuple().digits) <= _MAXIMUM_DIGITS


def exact(amount: Decimal | None, field: str) -> Decimal | None:
    """Give an exact amount; one that cannot be written out becomes ``None``."""
    if amount is None or is_plain(amount):
        return amount
    surprises.unusable(field, "not a plain number")
    return None
