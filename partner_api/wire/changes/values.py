"""How single values are written."""

from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from partner_api.query import instant_text
from partner_api.wire.values import is_plain

EnumType = TypeVar("EnumType", bound=Enum)

at = instant_text
"""Instants: in UTC, with a Z at the end."""


def hours_and_minutes(moment: time) -> str:
    """Write a wall clock's time as ``HH:MM``.

    Raises:
        ValueError: It has seconds or a time zone, which would be lost.

    """
    if moment.second or moment.microsecond or moment.tzinfo is not None:
        raise ValueError("a time of day must be in whole minutes and without a time zone")
    return moment.strftime("%H:%M")


def kilowatts(watts: float) -> float:
    """Convert watts to kilowatts."""
    return round(watts / 1000.0, 9)


def exact(amount: Decimal) -> Decimal:
    """Give an amount that can be written out, digit for digit.

    Raises:
        ValueError: It is not finite, or absurdly long.

    """
    if not is_plain(amount):
        raise ValueError("an amount must be a plain number")
    return amount


def one_of(names: Mapping[EnumType, str]) -> Callable[[EnumType], str]:
    """Write an enum by the upstream's names."""

    def write(value: EnumType) -> str:
        name = names.get(value)
        if name is None:
            raise ValueError(f"{value.name} has no name upstream")
        return name

    return write


def by_name(value: Enum) -> str:
    """Write an enum whose names are the upstream's own."""
    return value.name


def by_lower_name(value: Enum) -> str:
    """Write an enum whose names are the upstream's own in lower case."""
    return value.name.lower()
