"""Where answers are kept and looked for: the state that everything about the cache works on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from cache.counters import CacheCounters
from cache.entry import Entry
from cache.failures import Failures
from cache.local import LocalLevel
from cache.redis import SharedLevel
from cache.single_flight import SingleFlight
from cache.tag import Key, Tag
from cache.whole_answers import WholeAnswers


@dataclass(slots=True)
class Levels:
    """What is held here, what lies in Redis if there is one, and what is being asked.

    ``whole`` are answers to clients, made of what is held.
    ``answers`` are readers that wait for Redis or the upstream, ``fetches`` calls to the upstream:
    one of each for a question, however many want it.
    """

    clock: Callable[[], float]
    local: LocalLevel
    failures: Failures
    counters: CacheCounters
    whole: WholeAnswers
    shared: SharedLevel | None = None
    answers: SingleFlight = field(default_factory=SingleFlight)
    fetches: SingleFlight = field(default_factory=SingleFlight)

    def epoch_of_held(self) -> int | None:
        """The epoch that held entries must be of, if they must: of others a purge may have been missed."""
        shared = self.shared
        return shared.epoch if shared is not None and shared.is_up else None

    def age(self, entry: Entry) -> float:
        """How long ago the upstream was asked, in seconds."""
        return max(0.0, self.clock() - entry.began_at)

    def keep(self, flights: SingleFlight, key: Key, entry: Entry) -> bool:
        """Keep what the running one of these flights gave, unless something was written meanwhile."""
        if flights.is_outdated():
            return False
        # An answer made of an older one would show it again to somebody who has seen this one.
        if self.local.put(key, entry):
            self.whole.drop((key.tag,))
        else:  # an older one may have had to leave, but not while anybody was at it
            self.whole.forget((key.tag,))
        return True

    def discard(self, key: Key, entry: Entry) -> None:
        """Forget this one of what is held, which was found to be untrue."""
        self.local.discard(key, entry)
        self.whole.drop((key.tag,))

    def drop(self, tags: frozenset[Tag]) -> None:
        """Forget what is known under these tags, and have nobody join what is being asked."""
        self.counters.purged += self.local.drop(tags)
        self.failures.drop(tags)
        self.whole.drop(tags)
        for flights in (self.answers, self.fetches):
            flights.forget(lambda key: cast("Key", key).tag in tags)
