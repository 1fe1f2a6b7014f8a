"""Compares two answers to one document.

Data must be equal, and so must errors, as sets of message, path, locations and extensions. One thing
is left open by the specification: of several errors that null a common place any one may be told,
and graphql-core tells whichever it comes across first. As long as nothing is awaited that is in the
order of the document, and exactly the same is asked for here; where something is awaited it is a
question of time, so there errors inside a place that an error has nulled only have to be there.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graphql import ExecutionResult, GraphQLError

Path = tuple[str | int, ...]
Told = tuple[Path | None, str, str, str]


class Difference(AssertionError):
    """Two answers that should be equal are not."""


def compare(reference: ExecutionResult, other: ExecutionResult, *, exactly: bool) -> None:
    """Compare.

    Raises:
        Difference: They are not equal.

    """
    if repr(reference.data) != repr(other.data):
        errors = f"{reference.errors}\n  {other.errors}"
        raise Difference(f"data\n  {reference.data!r}\n  {other.data!r}\n  {errors}")
    told, others = _told(reference.errors or ()), _told(other.errors or ())
    if not exactly:
        nulled = {
            place for error in told | others if (place := _nulled(error[0], reference.data)) is not None
        }
        told, others = _without(nulled, told), _without(nulled, others)
    if told != others:
        missing, extra = sorted(map(repr, told - others)), sorted(map(repr, others - told))
        raise Difference("errors\n  missing " + "\n  ".join(missing) + "\n  extra " + "\n  ".join(extra))


def _told(errors: Iterable[GraphQLError]) -> Counter[Told]:
    return Counter(
        (
            None if error.path is None else tuple(error.path),
            error.message,
            repr(error.locations),
            repr(error.extensions),
        )
        for error in errors
    )


def _without(nulled: set[Path], told: Counter[Told]) -> Counter[Told]:
    """Errors in and under these places stand for one another."""
    kept: Counter[Told] = Counter()
    for error, count in told.items():
        path = error[0]
        places = [] if path is None else [place for place in nulled if path[: len(place)] == place]
        if places:
            kept[min(places, key=len), "inside", "", ""] = 1
        else:
            kept[error] = count
    return kept


def _nulled(path: Path | None, data: Any) -> Path | None:
    """The place above the path that is null, if there is one."""
    for depth, step in enumerate(path or ()):
        if data is None:
            return path[:depth] if path else None
        data = data[step]
    return None
