"""Time parameters and the refusals they can cause."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.clock import from_wire
from sandbox.errors import BadRequest, Unprocessable
from sandbox.models.formats import Timestamp
from sandbox.operation import Call
from sandbox.state.periods import MOST_PERIODS, TooManyPeriodsError, periods
from sandbox.validation import problems
from sandbox.validation.parameters import Parameter

FROM = Parameter("from_datetime", Timestamp, description="Start of the range; by default a day ago.")
TO = Parameter("to_datetime", Timestamp, description="End of the range; by default now.")


def moment_of(call: Call, name: str, default: datetime) -> datetime:
    """A timestamp parameter, or the default if it was not sent."""
    text = call.query[name]
    return default if text is None else from_wire(text)


def loose_moment(call: Call, name: str) -> datetime:
    """A required parameter that may be a day or a timestamp; raises `Unprocessable` for others."""
    try:
        return from_wire(call.query[name])
    except (ValueError, OverflowError):
        reason = "invalid date, time or offset"
        problem = problems.unparsable(("query", name), "datetime_parsing", "datetime", reason)
        raise Unprocessable([problem]) from None


def listed_words(call: Call, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a comma list; none sent means all. Raises `Unprocessable` for unknown ones."""
    text = call.query[name]
    if not text:
        return allowed
    words = tuple(word.strip() for word in text.split(","))
    if any(word not in allowed for word in words):
        raise Unprocessable([problems.not_listed(("query", name), allowed)])
    return words


def cut(first: datetime, last: datetime, resolution: str) -> Iterator[tuple[datetime, datetime]]:
    """The periods of a range; raises `BadRequest` if they are too many to answer."""
    try:
        yield from periods(first, last, resolution)
    except TooManyPeriodsError:
        reason = f"The range holds more than {MOST_PERIODS} periods of {resolution}"
        raise BadRequest(reason) from None
