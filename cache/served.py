"""What was served from where and how old it was, for one operation."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from cache.entry import Entry
from cache.freshness import RULES
from cache.tag import Tag

_LONGEST_FRESH = max(rule.fresh for rule in RULES.values())


class Origin(Enum):
    """Where an answer came from."""

    __hash__ = object.__hash__  # Enum's own is Python, and every answer is counted by its origin

    LOCAL = "local"
    SHARED = "shared"
    STALE = "stale"
    INSTEAD_OF_ERROR = "instead_of_error"
    UPSTREAM = "upstream"


# Before Python 3.12 looking a member up in its enum costs as much as a function call.
_LOCAL, _UPSTREAM = Origin.LOCAL, Origin.UPSTREAM


class Served(NamedTuple):
    """An entry as it is handed out, with its age in seconds.

    ``is_failing`` tells of a stale one whether the upstream has just failed to give a newer one.
    """

    entry: Entry
    age: float
    origin: Origin
    is_failing: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether it is older than it should be."""
        return self.origin in (Origin.STALE, Origin.INSTEAD_OF_ERROR)


class Freshness:
    """How fresh the answers of one operation were, taken together, and what they were about."""

    __slots__ = ("_stale_age", "_until_stale", "elsewhere", "is_failing", "oldest_seconds", "tags")

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        """The tag of every answer, in the order in which they were there."""
        self.elsewhere: dict[Origin, int] = {}
        """How many answers came from anywhere but this process."""
        self._until_stale: float = _LONGEST_FRESH
        self._stale_age: float | None = None
        self.oldest_seconds: float = 0.0
        """The age of the oldest answer."""
        self.is_failing = False
        """Whether something old was served because the upstream failed."""

    @property
    def count(self) -> int:
        """How many answers there were."""
        return len(self.tags)

    @property
    def local(self) -> int:
        """How many of them were held in this process."""
        return len(self.tags) - sum(self.elsewhere.values())

    @property
    def fresh_seconds(self) -> float:
        """For how much longer everything counts as fresh; 0 if anything was stale."""
        return 0.0 if self._stale_age is not None else max(0.0, self._until_stale)

    @property
    def staleness(self) -> dict[str, object] | None:
        """What clients are told if anything was served beyond its fresh time."""
        if self._stale_age is None:
            return None
        return {"oldestSeconds": int(self._stale_age), "isUpstreamFailing": self.is_failing}

    def note(self, tag: Tag, served: Served) -> None:
        """Take one answer into account."""
        if served.origin is not _LOCAL:
            self.elsewhere[served.origin] = self.elsewhere.get(served.origin, 0) + 1
        rule = RULES[tag.kind]
        self.note_fresh(tag, rule.absent if served.entry.is_absent else rule.fresh, served.age)
        if served.is_stale:
            self._stale_age = max(self._stale_age or 0.0, served.age)
            self.is_failing = self.is_failing or served.is_failing

    def note_fresh(self, tag: Tag, limit: float, age: float) -> None:
        """The same for one of that age that is fresh up to the limit, both in seconds."""
        self.tags.append(tag)
        if limit - age < self._until_stale:
            self._until_stale = limit - age
        if age > self.oldest_seconds:
            self.oldest_seconds = age

    def note_fresh_each(self, tags: Sequence[Tag], limit: float, oldest: float) -> None:
        """The same for several, of which the oldest is of that age."""
        self.note_fresh(tags[0], limit, oldest)
        self.tags += tags[1:]

    def note_new(self, tag: Tag) -> None:
        """Take an answer into account that comes straight from the upstream."""
        self.elsewhere[_UPSTREAM] = self.elsewhere.get(_UPSTREAM, 0) + 1
        self.note_fresh(tag, RULES[tag.kind].fresh, 0.0)

    def note_doubt(self) -> None:
        """Have the answer not be kept: something is missing in it, or may have been purged unheard."""
        self._until_stale = 0.0


class NotingFreshness(Freshness):
    """Knows what one question was answered with, and passes it on to its operation's freshness."""

    __slots__ = ("_whole", "age", "origin")

    def __init__(self, whole: Freshness) -> None:
        super().__init__()
        self._whole = whole
        self.origin: Origin | None = None
        """Where the answer came from; ``None`` before that, and for what is never kept."""
        self.age = 0.0
        """How old it was, in seconds."""

    def note(self, tag: Tag, served: Served) -> None:
        """Take note of the answer."""
        self.origin, self.age = served.origin, served.age
        self._whole.note(tag, served)

    def note_fresh(self, tag: Tag, limit: float, age: float) -> None:
        """Take note of one that is held in this process."""
        self.origin, self.age = _LOCAL, age
        self._whole.note_fresh(tag, limit, age)

    def note_fresh_each(self, tags: Sequence[Tag], limit: float, oldest: float) -> None:
        """Take note of several."""
        self.origin, self.age = _LOCAL, oldest
        self._whole.note_fresh_each(tags, limit, oldest)

    def note_new(self, tag: Tag) -> None:
        """Pass on that it comes straight from the upstream."""
        self._whole.note_new(tag)

    def note_doubt(self) -> None:
        """Pass on that the answer must not be kept."""
        self._whole.note_doubt()
