"""Answers to operations, as maps that are not written yet."""

from typing import Any, NamedTuple

from cache import Freshness, Mark
from gateway import errors

Payload = dict[str, Any]


class MadeOf(NamedTuple):
    """What the answer to a query came from: for whoever keeps it.

    ``mark`` is the moment before anything was read; ``is_personal`` says whether anything was
    decided by who the viewer is, and not by organization and role alone. ``name`` is what metrics
    call the operation.
    """

    mark: Mark
    freshness: Freshness
    is_personal: bool
    name: str


class Answer(NamedTuple):
    """A response map, and for how many seconds more it counts as fresh (0 if it must not be kept).

    ``age_seconds`` is the age of the oldest upstream answer in it. ``has_run`` is false if the
    operation never began, for variables that cannot be coerced. ``made_of`` is there for answers
    that may be kept as they are.
    """

    payload: Payload
    fresh_seconds: float
    has_run: bool
    age_seconds: float = 0.0
    made_of: MadeOf | None = None


def payload_of(result: Any, request_id: str) -> Payload:  # noqa: ANN401 - both kinds of results look alike
    """The response map of a result: its data, and its errors as clients are told them."""
    payload: Payload = {}
    if result.errors:
        payload["errors"] = errors.execution_errors(result.errors, request_id)
    if has_run(result):
        payload["data"] = result.data
    return payload


def with_staleness(payload: Payload, freshness: Freshness) -> Payload:
    """Say so if anything that was served so far is older than it should be."""
    staleness = freshness.staleness
    if staleness is not None:
        payload["extensions"] = {"staleness": staleness}
    return payload


def has_run(result: Any) -> bool:  # noqa: ANN401 - both kinds of results look alike
    """Whether the operation began: it has data, or errors of fields that explain why that is null."""
    return result.data is not None or any(error.path is not None for error in result.errors or ())
