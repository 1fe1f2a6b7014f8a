"""What became of an operation, in one word and in codes."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any


class Outcome(Enum):
    """``PARTIAL`` has data and errors, ``ERROR`` no data; who ``ABANDONED`` did not wait for an answer."""

    OK = "ok"
    PARTIAL = "partial"
    ERROR = "error"
    REFUSED = "refused"
    ABANDONED = "abandoned"


def outcome_of(payload: Mapping[str, Any]) -> Outcome:
    """The outcome that a response map tells of, or one of its later parts."""
    if next(_codes(payload), None) is None:
        return Outcome.OK
    has_data = payload.get("data") is not None or "incremental" in payload or "completed" in payload
    return Outcome.PARTIAL if has_data else Outcome.ERROR


def codes_of(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of all its errors, each once, in their order."""
    return tuple(dict.fromkeys(_codes(payload)))


def _codes(payload: Mapping[str, Any]) -> Iterator[str]:
    for error in payload.get("errors") or ():
        yield error["extensions"]["code"]
    for members in ("incremental", "completed"):
        for entry in payload.get(members) or ():
            for error in entry.get("errors") or ():
                yield error["extensions"]["code"]
