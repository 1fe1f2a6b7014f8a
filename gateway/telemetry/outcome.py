"""What became of an operation, in one word and in codes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

OK: Final = "ok"
PARTIAL: Final = "partial"
"""There are data and errors."""

ERROR: Final = "error"
"""There are no data."""

REFUSED: Final = "refused"
"""Nothing was run."""

ABANDONED: Final = "abandoned"
"""Nobody waited for the answer any more."""

OUTCOMES = (OK, PARTIAL, ERROR, REFUSED, ABANDONED)


def outcome_of(payload: Mapping[str, Any]) -> str:
    """The outcome that a response map with errors tells of, or one of its later parts."""
    has_data = payload.get("data") is not None or "incremental" in payload or "completed" in payload
    return PARTIAL if has_data else ERROR


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
