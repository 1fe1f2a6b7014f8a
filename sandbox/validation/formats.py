"""Checks of the string formats: each returns the canonical text or adds one problem."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

from sandbox.clock import from_wire, to_wire
from sandbox.validation import problems
from sandbox.validation.problems import Loc, Problem

FormatCheck = Callable[[str, Loc, list[Problem]], str]

_CANONICAL_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")


def check_uuid(text: str, loc: Loc, found: list[Problem]) -> str:
    """A UUID in any usual spelling; returned in lower case with hyphens."""
    if _CANONICAL_UUID.fullmatch(text):
        return text
    try:
        return str(UUID(text))
    except ValueError:
        found.append(problems.unparsable(loc, "uuid_parsing", "UUID", "invalid character or length"))
        return text


def check_timestamp(text: str, loc: Loc, found: list[Problem]) -> str:
    """An ISO 8601 date with time; returned in UTC."""
    try:
        return to_wire(from_wire(text))
    except (ValueError, OverflowError):
        reason = "invalid date, time or offset"
        found.append(problems.unparsable(loc, "datetime_parsing", "datetime", reason))
        return text


def check_day(text: str, loc: Loc, found: list[Problem]) -> str:
    """An ISO 8601 calendar day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        found.append(problems.unparsable(loc, "date_from_datetime_parsing", "date", "invalid calendar day"))
        return text


def check_email(text: str, loc: Loc, found: list[Problem]) -> str:
    """An e-mail address: something, an @, and a host name with a dot."""
    if not _EMAIL.fullmatch(text):
        message = "value is not a valid email address"
        found.append(
            Problem("value_error", list(loc), message, {"reason": "An address has a name, @ and a host."})
        )
    return text


CHECKS: dict[str, FormatCheck] = {
    "uuid": check_uuid,
    "date-time": check_timestamp,
    "date": check_day,
    "email": check_email,
}
