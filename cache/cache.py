"""The one object that reads go through and that writes tell what they changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any, TypeVar, cast

from cache.answering import Answering
from cache.counters import CacheCounters
from cache.failures import Failures
from cache.fetching import Fetching
from cache.freshness import RULES, Kind
from cache.levels import Levels
from cache.local import LocalLevel
from cache.loops import running_loop
from cache.question import Ask
from cache.redis import SharedLevel
from cache.served import Freshness, Served
from cache.soon import Soon
from cache.tag import Key, Tag
from cache.whole_answers import WholeAnswers
from domain.errors import UpstreamNotFound

T = TypeVar("T")
D = TypeVar("D")

_NOTHING = object()

MAX_ENTRIES = 50_000
MAX_BYTES = 64 * 1024 * 1024


class Cache:
    """One per process. ``docs/caching.md`` tells what it promises.

    Answers are kept decoded in this process and, if there is a Redis, as bytes for all replicas.
    Equal questions that are asked at the same moment share one call, here and across replicas.
    Keys name the organization and all else that an answer depends on.
    """

    def __init__(
        self,
        *,
        is_enabled: bool = True,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
        whole_answers_max_bytes: int = 0,
        redis_url: str | None = None,
        namespace: str = "gateway",
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Make the cache; :meth:`start` connects it.

        Args:
            is_enabled: Whether anything is kept; calls are shared in any case.
            max_entries: How many answers are held in this process.
            max_bytes: How many bytes of upstream JSON these may have been decoded from.
            whole_answers_max_bytes: How many bytes of whole answers to clients are kept; 0 for none.
            redis_url: Where the Redis is that replicas share, see :func:`cache.check_url`.
            namespace: What names in Redis begin with.
            clock: Gives seconds since the epoch.

        """
        self.is_enabled = is_enabled
        """Whether anything is kept."""
        clock = clock or _steady_clock()
        counters = CacheCounters()
        local = LocalLevel(max_entries, max_bytes)
        whole = WholeAnswers(whole_answers_max_bytes if is_enabled else 0, clock, self._epoch)
        self._levels = Levels(clock, local, Failures(clock), counters, whole)
        if redis_url is not None and is_enabled:
            self._levels.shared = SharedLevel(
                redis_url,
                namespace=namespace,
                counters=counters.redis,
                on_purge=self._purged_elsewhere,
                clock=clock,
            )
        self._fetching = Fetching(self._levels)
        self._answering = Answering(self._levels, self._fetching)
        self._purging: set[asyncio.Task[None]] = set()
        self._listeners: list[Callable[[Collection[Tag]], None]] = []

    async def start(self) -> None:
        """Connect to Redis, if there is one. It being away is no error, and waited for briefly."""
        if self._levels.shared is not None:
            await self._levels.shared.start()

    def read(self, key: Key, ask: Ask[T], freshness: Freshness) -> Soon[T]:
        """The answer to a question: held here, or kept, shared with who asks already, or asked for.

        A future is the caller's own, and fails like the question does. How fresh the answer is, is
        noted in ``freshness``.
        """
        if not self._keeps(key):
            return self._asked_unkept(key, ask, freshness)
        value: Any = self.held(key, freshness, _NOTHING)
        if value is not _NOTHING:
            found: T = value
            return found
        levels = self._levels
        if levels.shared is None and levels.local.get(key) is None:
            # Nothing is known, and there is nobody else to ask. That is nearly every cold call.
            return self._handed(
                levels.fetches.join(key, lambda: self._fetching.fetch(key, ask)), key, freshness
            )
        served = self._answering.at_once(key, ask)
        if served is not None:
            self._note(key, served, freshness)
            if not served.entry.is_absent:
                return cast("T", served.entry.value)
            absent: asyncio.Future[T] = running_loop().create_future()
            _fail(absent, _absence(served))
            return absent
        return self._handed(
            levels.answers.join(key, lambda: self._answering.answer(key, ask)), key, freshness
        )

    def held(self, key: Key, freshness: Freshness, default: D) -> object | D:
        """The answer if it is held in this process and fresh; nearly all questions end here.

        What does not exist is not held in this sense.
        """
        entry = self._answering.held(key)
        if entry is None or entry.is_absent:
            return default
        tag = key.tag
        fresh = RULES[tag.kind].fresh
        age = self._levels.age(entry)
        if age >= fresh:
            return default
        freshness.note_fresh(tag, fresh, age)
        self._levels.counters.kinds[tag.kind].note_local(age)
        return entry.value

    def held_each(
        self, kind: Kind, owner_ids: Sequence[str], details: tuple[object, ...], of: str, freshness: Freshness
    ) -> list[object | None]:
        """The same for one question about many owners of an organization; ``None`` for what is not held."""
        if not self.is_enabled:
            return [None] * len(owner_ids)
        levels, rule = self._levels, RULES[kind]
        epoch = levels.epoch_of_held()
        get, fresh = levels.local.get, rule.fresh
        now = levels.clock()
        found: list[object | None] = []
        tags: list[Tag] = []
        ages: list[float] = []
        for owner_id in owner_ids:
            tag = Tag(of, kind, owner_id)
            entry = get(Key(tag, details))
            if entry is None or entry.is_absent or (epoch is not None and entry.epoch != epoch):
                found.append(None)
                continue
            age = now - entry.began_at
            if age >= fresh:
                found.append(None)
                continue
            tags.append(tag)
            ages.append(age)
            found.append(entry.value)
        if tags:
            if min(ages) < 0.0:  # another replica's clock was ahead
                ages = [max(0.0, age) for age in ages]
            freshness.note_fresh_each(tags, fresh, max(ages))
            levels.counters.kinds[kind].note_local_each(ages)
        return found

    def join(self, key: Key, parts: Sequence[Key], values: Sequence[object], value: object) -> None:
        """Keep what was made of the answers to several questions of one tag, while they stand.

        See :meth:`LocalLevel.join`. It is found by :meth:`held` alone.
        """
        if self.is_enabled:
            self._levels.local.join(key, parts, values, value)

    def refresh(self, key: Key, ask: Ask[T], freshness: Freshness) -> asyncio.Future[T]:
        """The answer as it is now: asked for, whatever is known, or shared with who asks already."""
        if not self._keeps(key):
            return self._asked_unkept(key, ask, freshness)
        return self._handed(
            self._levels.fetches.join(key, lambda: self._fetching.fetch_now(key, ask)), key, freshness
        )

    def share(
        self, key: Key, fetch: Callable[[], Coroutine[Any, Any, T]], freshness: Freshness
    ) -> asyncio.Future[T]:
        """The answer to a question that is never kept: shared with who asks already, or fetched."""
        task = self._levels.fetches.join(key, fetch)
        return _copied(task, lambda task: task.result(), key, freshness)

    async def purge(self, tags: Iterable[Tag]) -> None:
        """Make everything under these tags untrue, here and in all replicas: it was written to.

        What is kept is dropped, and nobody joins a call that began before. Once this returns, no
        replica that hears of purges serves anything of before, nor does Redis; with Redis away that
        holds for this process only. Never fails, and goes on if whoever waits for it goes away. Whoever
        listens is told at the end.
        """
        gone = frozenset(tags)
        self._levels.drop(gone)
        if self._levels.shared is None:
            self._tell(gone)
            return
        task = asyncio.create_task(self._purge_everywhere(gone, self._levels.shared))
        self._purging.add(task)
        task.add_done_callback(self._purging.discard)
        await asyncio.shield(task)

    @property
    def whole_answers(self) -> WholeAnswers:
        """Whole answers to clients, dropped by the same purges."""
        return self._levels.whole

    def on_purge(self, listener: Callable[[Collection[Tag]], None]) -> None:
        """Have a listener told of every purge, of this replica and of others."""
        self._listeners.append(listener)

    def counters(self) -> CacheCounters:
        """How it goes. The numbers go on counting; what is held is as of now."""
        levels, counters = self._levels, self._levels.counters
        counters.entries, counters.bytes = len(levels.local), levels.local.bytes
        counters.evicted, counters.too_large = levels.local.evicted, levels.local.too_large
        oldest = levels.local.oldest()
        counters.oldest_seconds = 0.0 if oldest is None else max(0.0, levels.clock() - oldest)
        return counters

    async def aclose(self) -> None:
        """Cancel what is being asked, and disconnect, at the end of the process."""
        if self._purging:
            await asyncio.wait(set(self._purging))
        await self._levels.answers.aclose()
        await self._levels.fetches.aclose()
        if self._levels.shared is not None:
            await self._levels.shared.aclose()

    async def _purge_everywhere(self, tags: frozenset[Tag], shared: SharedLevel) -> None:
        await shared.purge(tags)
        self._levels.drop(tags)  # what was read from Redis in the meantime
        self._tell(tags)

    def _epoch(self) -> int | None:
        """The epoch of what is made now; one for good without Redis, ``None`` while it is away.

        While Redis is away nothing that others write is heard of: whole answers are not kept then,
        and those of before stand for as long as they are fresh, like everything that is held.
        """
        shared = self._levels.shared
        if shared is None:
            return 0
        return shared.epoch if shared.is_up else None

    def _keeps(self, key: Key) -> bool:
        return self.is_enabled and RULES[key.tag.kind].is_kept

    def _purged_elsewhere(self, tags: Collection[Tag]) -> None:
        gone = frozenset(tags)
        self._levels.drop(gone)
        self._tell(gone)

    def _tell(self, tags: frozenset[Tag]) -> None:
        for listener in self._listeners:
            listener(tags)

    def _asked_unkept(self, key: Key, ask: Ask[T], freshness: Freshness) -> asyncio.Future[T]:
        """The same as :meth:`share` for a question, of whose answer only the record is of interest."""
        task = self._levels.fetches.join(key, lambda: ask(False).fetch())
        return _copied(task, lambda task: task.result()[1], key, freshness)

    def _handed(self, task: asyncio.Task[Served], key: Key, freshness: Freshness) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = task.get_loop().create_future()

        def hand_over(task: asyncio.Task[Served]) -> None:
            if not _has_failed(task, future):
                served = task.result()
                self._note(key, served, freshness)
                if served.entry.is_absent:
                    _fail(future, _absence(served))
                else:
                    future.set_result(served.entry.value)
                return
            freshness.note_doubt()  # it may be missing in an answer that tells of it in its own way
            if not task.cancelled() and task.exception() is not None and not future.cancelled():
                self._levels.counters.kinds[key.tag.kind].failures += 1

        task.add_done_callback(hand_over)
        return future

    def _note(self, key: Key, served: Served, freshness: Freshness) -> None:
        freshness.note(key.tag, served)
        if self._levels.epoch_of_held() not in (None, served.entry.epoch):
            freshness.note_doubt()  # Redis is back, but has not said yet whether it was purged
        self._levels.counters.kinds[key.tag.kind].note(served)


def _absence(served: Served) -> UpstreamNotFound:
    return UpstreamNotFound(str(served.entry.value))


def _copied(
    task: asyncio.Task[D], take: Callable[[asyncio.Task[D]], T], key: Key, freshness: Freshness
) -> asyncio.Future[T]:
    """What is taken of the result of a task that several may wait for, as a future of one's own."""
    freshness.note_new(key.tag)
    future: asyncio.Future[T] = task.get_loop().create_future()

    def copy(task: asyncio.Task[D]) -> None:
        if not _has_failed(task, future):
            future.set_result(take(task))
        else:
            freshness.note_doubt()

    task.add_done_callback(copy)
    return future


def _has_failed(task: asyncio.Task[Any], future: asyncio.Future[Any]) -> bool:
    """Whether there is nothing to hand over: the task failed, or nobody waits for the future."""
    if future.done():
        return True
    if task.cancelled():
        future.cancel()
        return True
    error = task.exception()
    if error is not None:
        _fail(future, error)
    return error is not None


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    future.set_exception(error)
    future.exception()  # seen: whoever asked may have gone


def _steady_clock() -> Callable[[], float]:
    """Seconds since the epoch that never step back while the process lives."""
    offset = time.time() - time.monotonic()
    return lambda: time.monotonic() + offset
