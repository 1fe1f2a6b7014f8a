"""Small conversions that several kinds of rows share."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar

from partner_api import surprises

EnumType = TypeVar("EnumType", bound=Enum)


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
