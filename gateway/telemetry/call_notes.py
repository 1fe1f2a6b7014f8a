"""What an operation asked and wrote, in the order of asking: ``extensions.upstream``."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from cache import Origin

MOST_NOTES = 1000
"""After so many only their number is told: a page that draws them shows no more."""


class CallSource(Enum):
    """Where an answer came from.

    A ``SHARED_CALL`` was made by another operation that asked the same. ``NO_CALL`` was needed where
    another replica had just got the answer.
    """

    UPSTREAM = "UPSTREAM"
    SHARED_CALL = "SHARED_CALL"
    NO_CALL = "NO_CALL"
    CACHE = "CACHE"
    SHARED_CACHE = "SHARED_CACHE"
    STALE = "STALE"
    INSTEAD_OF_ERROR = "INSTEAD_OF_ERROR"


_BY_ORIGIN = {
    Origin.LOCAL: CallSource.CACHE,
    Origin.SHARED: CallSource.SHARED_CACHE,
    Origin.STALE: CallSource.STALE,
    Origin.INSTEAD_OF_ERROR: CallSource.INSTEAD_OF_ERROR,
}


@dataclass(slots=True)
class CallNote:
    """A question to the Partner API, or a write. Times are in monotonic seconds.

    ``is_asked`` is whether this operation's own question was the one that was answered, and not that
    of another operation; ``is_own_call`` is whether that took a call.
    """

    kind: str
    began_at: float
    ended_at: float | None = None
    origin: Origin | None = None
    age: float = 0.0
    outcome: str = "RUNNING"
    attempts: int = 0
    is_asked: bool = False
    is_own_call: bool = False

    @property
    def is_kept_answer(self) -> bool:
        """Whether it is an answer of before, however it was kept."""
        return self.origin is not None and self.origin is not Origin.UPSTREAM

    @property
    def source(self) -> CallSource:
        """Where the answer came from."""
        if self.is_kept_answer:
            return _BY_ORIGIN[self.origin or Origin.LOCAL]
        if self.is_own_call:
            return CallSource.UPSTREAM
        return CallSource.NO_CALL if self.is_asked else CallSource.SHARED_CALL

    def told(self, start: float, now: float) -> dict[str, object]:
        """What is told of it, with times in milliseconds since ``start``."""
        told: dict[str, object] = {
            "kind": self.kind,
            "startMs": _milliseconds(self.began_at - start),
            "durationMs": _milliseconds((now if self.ended_at is None else self.ended_at) - self.began_at),
            "source": self.source.value,
            "outcome": self.outcome,
            "attempts": self.attempts,
        }
        if self.is_kept_answer:
            told["ageSeconds"] = int(self.age)
        return told


class CallNotes:
    """The notes of one operation."""

    __slots__ = ("_notes", "_omitted", "_start")

    def __init__(self, start: float) -> None:
        self._start = start
        self._notes: list[CallNote] = []
        self._omitted = 0

    def add(self, note: CallNote) -> None:
        """Take a note, if there is room for it."""
        if len(self._notes) < MOST_NOTES:
            self._notes.append(note)
        else:
            self._omitted += 1

    def told(self, now: float) -> dict[str, Any]:
        """The extension as clients see it."""
        return {
            "durationMs": _milliseconds(now - self._start),
            "calls": [note.told(self._start, now) for note in self._notes],
            "omitted": self._omitted,
        }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
