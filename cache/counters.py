"""The cache in numbers: a cache that never hits must be visible."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from cache.freshness import Kind
from cache.served import Origin, Served

AGE_BOUNDS = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
"""Upper bounds, in seconds, of the classes that ages are counted in; there is one more beyond."""


@dataclass(slots=True)
class KindCounters:
    """What became of the questions of one kind, since the start.

    Every question counts once in ``served``, by where its answer came from, or in ``failures``.
    Those whose answer came from the ``UPSTREAM`` had to wait for a call, though maybe for one that
    somebody else, here or in another replica, had begun. ``fetched`` counts the calls.
    """

    served: dict[Origin, int] = field(default_factory=lambda: dict.fromkeys(Origin, 0))
    failures: int = 0
    fetched: int = 0
    ages: list[int] = field(default_factory=lambda: [0] * (len(AGE_BOUNDS) + 1))
    age_seconds: float = 0.0

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(self.served.values()) + self.failures

    @property
    def hit_ratio(self) -> float:
        """The part of the questions that did not have to wait for the upstream; 0 without any."""
        hits = self.served[Origin.LOCAL] + self.served[Origin.SHARED] + self.served[Origin.STALE]
        return hits / self.asked if self.asked else 0.0

    def note(self, served: Served) -> None:
        """Count an answer, and its age if it was kept."""
        self.served[served.origin] += 1
        if served.origin is not Origin.UPSTREAM:
            self._note_ages((served.age,))

    def note_local(self, age: float) -> None:
        """Count a fresh answer that was held in this process, of that age in seconds."""
        self.note_local_each((age,))

    def note_local_each(self, ages: Sequence[float]) -> None:
        """The same for several."""
        self.served[Origin.LOCAL] += len(ages)
        self._note_ages(ages)

    def _note_ages(self, ages: Sequence[float]) -> None:
        for age in ages:
            self.ages[bisect_right(AGE_BOUNDS, age)] += 1
        self.age_seconds += sum(ages)


@dataclass(slots=True)
class RedisCounters:
    """How it goes with Redis. ``is_up`` is ``None`` where none is configured."""

    is_up: bool | None = None
    round_trips: int = 0
    failures: int = 0
    times_away: int = 0
    purges_received: int = 0
    purges_unacknowledged: int = 0


@dataclass(slots=True)
class OnceCounters:
    """What became of writes that came with an idempotency key.

    ``first`` were new. ``joined`` waited for the same write under way in this process, ``recalled``
    were answered from what the journal remembers, ``resumed`` took over an earlier attempt that
    nobody knows the end of, and ``reused`` were refused: the key belongs to another request.
    """

    first: int = 0
    joined: int = 0
    recalled: int = 0
    resumed: int = 0
    reused: int = 0


@dataclass(slots=True)
class CacheCounters:
    """Plain numbers for whoever shows them. ``bytes`` and ``entries`` are what is held right now.

    ``oldest_seconds`` is the age of the oldest answer held, 0 without any. ``unreadable`` counts
    answers in Redis that meant nothing to this version.
    """

    kinds: dict[Kind, KindCounters] = field(default_factory=lambda: {kind: KindCounters() for kind in Kind})
    redis: RedisCounters = field(default_factory=RedisCounters)
    entries: int = 0
    bytes: int = 0
    oldest_seconds: float = 0.0
    evicted: int = 0
    too_large: int = 0
    purged: int = 0
    unreadable: int = 0
