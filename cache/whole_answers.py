"""Whole answers to clients, kept as bytes until anything in them is untrue or old."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

from cache.served import Freshness
from cache.tag import Tag

_OVERHEAD_BYTES = 1024
_TAG_BYTES = 400
_SHORTEST_SECONDS = 1.0
_MOST_PURGES = 20_000


class Mark(NamedTuple):
    """A moment: how many purges there were before, and the epoch; see :class:`WholeAnswers`."""

    purges: int
    epoch: int | None


@dataclass(slots=True)
class WholeAnswer:
    """An answer as it goes out.

    ``made_at`` and ``until`` are in the clock's seconds; ``age_seconds`` is how old the oldest upstream
    answer in it was when it was made. ``name`` is what it is called in metrics. ``encoded`` has its
    compressed forms by coding.
    """

    body: bytes
    made_at: float
    until: float
    age_seconds: float
    tags: frozenset[Tag]
    epoch: int
    size: int
    name: str = ""
    encoded: dict[str, bytes] = field(default_factory=dict)


class WholeAnswers:
    """Answers by key, within a bound of bytes; the least recently used ones leave first.

    An answer is kept for as long as everything that went into it counts as fresh, is dropped by the
    tags of that, and never kept if any of it was purged since its operation began. Keys must name
    all that an answer depends on, and first of all whose it is.
    """

    def __init__(
        self, max_bytes: int, clock: Callable[[], float], epoch: Callable[[], int | None] = lambda: 0
    ) -> None:
        """Make an empty store.

        Args:
            max_bytes: How much may be kept; nothing if it is 0.
            clock: Gives seconds.
            epoch: Through which connection purges of other replicas are heard of, ``None`` while
                there is none; what was made in an earlier epoch may have been purged unheard.

        """
        self._max_bytes = max_bytes
        self._clock = clock
        self._epoch = epoch
        self._answers: OrderedDict[Hashable, WholeAnswer] = OrderedDict()
        self._by_tag: dict[Tag, set[Hashable]] = {}
        self._purges = 0
        self._purged: dict[Tag, int] = {}
        self._forgotten = 0
        self.bytes = 0
        self.hits = 0
        self.misses = 0
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def is_enabled(self) -> bool:
        """Whether anything is kept."""
        return self._max_bytes > 0

    def begin(self) -> Mark:
        """A mark of this moment, for :meth:`keep`: taken before an operation reads anything."""
        return Mark(self._purges, self._epoch())

    def get(self, key: Hashable) -> WholeAnswer | None:
        """The answer of a key, if it is still good."""
        answer = self._answers.get(key)
        if answer is None:
            return None
        epoch = self._epoch()
        if self._clock() >= answer.until or (epoch is not None and epoch != answer.epoch):
            self._remove(key)
            return None
        self._answers.move_to_end(key)
        return answer

    def age(self, answer: WholeAnswer) -> float:
        """How old the oldest part of an answer is now, in seconds."""
        return answer.age_seconds + max(0.0, self._clock() - answer.made_at)

    def seconds_left(self, answer: WholeAnswer) -> float:
        """For how much longer it counts as fresh."""
        return answer.until - self._clock()

    def keep(
        self, mark: Mark, key: Hashable, key_bytes: int, body: bytes, freshness: Freshness, name: str = ""
    ) -> WholeAnswer | None:
        """Keep an answer, if it is worth it and nothing in it was written to meanwhile.

        Args:
            mark: What :meth:`begin` gave before the operation ran.
            key: All that the answer depends on.
            key_bytes: How much room the key takes.
            body: The answer.
            freshness: What it was made of.
            name: What it is called in metrics.

        """
        began, epoch = mark.purges, mark.epoch
        tags = frozenset(freshness.tags)
        size = len(body) + key_bytes + _OVERHEAD_BYTES + _TAG_BYTES * len(tags)
        seconds = freshness.fresh_seconds
        if seconds < _SHORTEST_SECONDS or size > self._max_bytes // 8 or epoch is None:
            return None
        if began < self._forgotten or any(self._purged.get(tag, -1) >= began for tag in tags):
            return None
        now = self._clock()
        answer = WholeAnswer(body, now, now + seconds, freshness.oldest_seconds, tags, epoch, size, name)
        self._remove(key)
        self._answers[key] = answer
        for tag in tags:
            self._by_tag.setdefault(tag, set()).add(key)
        self.bytes += size
        self._make_room()
        return answer

    def add_encoded(self, key: Hashable, answer: WholeAnswer, coding: str, body: bytes) -> None:
        """Keep a compressed form beside an answer, if that is still the one of its key."""
        if self._answers.get(key) is answer and coding not in answer.encoded:
            answer.encoded[coding] = body
            answer.size += len(body)
            self.bytes += len(body)
            self._make_room()

    def forget(self, tags: Collection[Tag]) -> None:
        """Forget every answer that anything under these tags went into."""
        for tag in tags:
            for key in tuple(self._by_tag.get(tag, ())):
                self._remove(key)

    def drop(self, tags: Collection[Tag]) -> None:
        """The same, and keep none either that is being made."""
        if len(self._purged) > _MOST_PURGES:
            # What began before is not kept any more: nobody remembers what it may have missed.
            self._purged.clear()
            self._forgotten = self._purges
        for tag in tags:
            self._purged[tag] = self._purges
        self._purges += 1
        self.forget(tags)

    def _make_room(self) -> None:
        while self.bytes > self._max_bytes:
            self._remove(next(iter(self._answers)))
            self.evicted += 1

    def _remove(self, key: Hashable) -> None:
        answer = self._answers.pop(key, None)
        if answer is None:
            return
        self.bytes -= answer.size
        for tag in answer.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
