"""The problems a request can have, worded as the API words them."""

from collections.abc import Sequence

from sandbox.models.errors import ValidationErrorItem

Problem = ValidationErrorItem
Loc = tuple[str | int, ...]

BODY: Loc = ("body", "payload")


def missing(loc: Loc) -> Problem:
    """A required value was not sent."""
    return Problem("missing", list(loc), "Field required")


def wrong_type(loc: Loc, kind: str, wanted: str) -> Problem:
    """The value has another JSON type."""
    return Problem(kind, list(loc), f"Input should be {wanted}")


def too_long(loc: Loc, limit: int) -> Problem:
    """The string is longer than `limit` characters."""
    message = f"String should have at most {limit} characters"
    return Problem("string_too_long", list(loc), message, {"max_length": limit})


def pattern_mismatch(loc: Loc, pattern: str) -> Problem:
    """The string does not match `pattern`."""
    message = f"String should match pattern '{pattern}'"
    return Problem("string_pattern_mismatch", list(loc), message, {"pattern": pattern})


def too_small(loc: Loc, limit: float) -> Problem:
    """The number lies below `limit`."""
    message = f"Input should be greater than or equal to {limit}"
    return Problem("greater_than_equal", list(loc), message, {"ge": limit})


def too_large(loc: Loc, limit: float) -> Problem:
    """The number lies above `limit`."""
    message = f"Input should be less than or equal to {limit}"
    return Problem("less_than_equal", list(loc), message, {"le": limit})


def not_listed(loc: Loc, values: Sequence[object]) -> Problem:
    """The value is not one of the closed list."""
    quoted = [f"'{value}'" for value in values]
    expected = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return Problem("literal_error", list(loc), f"Input should be {expected}", {"expected": expected})


def unparsable(loc: Loc, kind: str, wanted: str, reason: str) -> Problem:
    """The string is no `wanted`, for `reason`."""
    return Problem(kind, list(loc), f"Input should be a valid {wanted}, {reason}", {"error": reason})


def broken_rule(loc: Loc, reason: str) -> Problem:
    """The value is well formed but breaks a rule of the API."""
    return Problem("value_error", list(loc), f"Value error, {reason}", {"error": reason})


def broken_field_rule(field: str, reason: str) -> Problem:
    """A rule broken by one field of the body."""
    return broken_rule((*BODY, field), reason)
