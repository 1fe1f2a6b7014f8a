"""The scalars of the schema."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import NewType, TypeVar

from strawberry import scalar
from strawberry.schema.types.base_scalars import wrap_parser
from strawberry.types.scalar import ScalarDefinition

T = TypeVar("T")

CurrencyCode = NewType("CurrencyCode", str)

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def _currency(text: str) -> str:
    if _CURRENCY.fullmatch(text) is None:
        raise ValueError("Expected three capital letters.")
    return text


def _instant(text: str) -> datetime:
    instant = _read(datetime.fromisoformat, text, "an instant in ISO 8601")
    if instant.tzinfo is None:
        raise ValueError("An instant needs an offset from UTC.")
    return instant


def _day(text: str) -> date:
    return _read(date.fromisoformat, text, "a day in ISO 8601")


def _time_of_day(text: str) -> time:
    return _read(time.fromisoformat, text, "a time of day in ISO 8601")


def _read(parse: Callable[[str], T], text: str, expected: str) -> T:
    """Parse, and fail in words of our own: the standard library's change with its version."""
    try:
        return parse(text)
    except ValueError:
        raise ValueError(f"Expected {expected}.") from None


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: scalar(
        name="DateTime",
        description="An instant in ISO 8601 with its offset from UTC, such as `2026-03-29T01:30:00+00:00`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=datetime.isoformat,
        parse_value=wrap_parser(_instant, "DateTime"),
    ),
    date: scalar(
        name="Date",
        description="A calendar day in ISO 8601, such as `2026-03-29`.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=date.isoformat,
        parse_value=wrap_parser(_day, "Date"),
    ),
    time: scalar(
        name="Time",
        description="A time of day on the clock of the place in question, in ISO 8601, such as `06:30:00`.",
        serialize=time.isoformat,
        parse_value=wrap_parser(_time_of_day, "Time"),
    ),
    Decimal: scalar(
        name="Decimal",
        description='An exact decimal number, written as a string to lose no digit, such as `"0.2899"`.',
        serialize=str,
        parse_value=wrap_parser(Decimal, "Decimal", (InvalidOperation,), include_error=False),
    ),
    CurrencyCode: scalar(
        name="CurrencyCode",
        description="A currency by its ISO 4217 code, such as `EUR`.",
        specified_by_url="https://en.wikipedia.org/wiki/ISO_4217",
        serialize=str,
        parse_value=wrap_parser(_currency, "CurrencyCode"),
    ),
}
