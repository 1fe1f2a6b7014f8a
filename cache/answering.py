"""Deciding what is served: what is held, what lies in Redis, what the upstream says, or what is old."""

import asyncio
from typing import Any, NamedTuple

from cache.entry import Entry
from cache.fetching import Fetching
from cache.freshness import RULES
from cache.levels import Levels
from cache.question import Ask
from cache.redis import SharedLevel
from cache.served import Origin, Served
from cache.tag import Key
from domain.errors import UpstreamError, UpstreamRejected

PATIENCE_SECONDS = 1.0
"""For the upstream, with an old answer at hand. An operation may need several answers one after the
other, and whatever has not come by its deadline is missing, however much was known of it.
"""


class _Known(NamedTuple):
    """The newest that is known, and what it is good for besides helping out when the upstream fails."""

    entry: Entry | None
    origin: Origin
    may_be_fresh: bool
    may_be_stale: bool


class Answering:
    """What becomes of a question whose answers are kept."""

    def __init__(self, levels: Levels, fetching: Fetching) -> None:
        self._levels = levels
        self._fetching = fetching

    def held(self, key: Key) -> Entry | None:
        """What is held here, unless a purge of it may have been missed."""
        entry = self._levels.local.get(key)
        epoch = self._levels.epoch_of_held()
        return None if entry is not None and epoch is not None and entry.epoch != epoch else entry

    def at_once(self, key: Key, ask: Ask[Any]) -> Served | None:
        """What can be served without waiting for anybody."""
        held = self.held(key)
        if held is None:
            return None
        served = self._fresh(key, held, Origin.LOCAL)
        # With Redis, nothing is served for longer without a look at whether it was purged.
        is_alone = self._levels.shared is None
        return self._stale(key, held, ask) if served is None and is_alone else served

    async def answer(self, key: Key, ask: Ask[Any]) -> Served:
        """What can be served after a look into Redis, and asking the upstream if need be.

        Runs in a task of ``levels.answers``.

        Raises:
            UpstreamError: Neither is there an answer, nor a usable old one.

        """
        known = _Known(self._levels.local.get(key), Origin.LOCAL, may_be_fresh=True, may_be_stale=True)
        if self._levels.shared is not None:
            known = await self._looked_up(key, ask, known.entry, self._levels.shared)
        served: Served | None = None
        if known.entry is not None and known.may_be_fresh:
            served = self._fresh(key, known.entry, known.origin)
        if served is None and known.entry is not None and known.may_be_stale:
            served = self._stale(key, known.entry, ask)
        return served or await self._asked(key, ask, known.entry)

    async def _asked(self, key: Key, ask: Ask[Any], entry: Entry | None) -> Served:
        """What the upstream says, or what is known if it fails."""
        levels = self._levels
        newer_than = entry.began_at if entry is not None else float("-inf")
        fetch = levels.fetches.join(key, lambda: self._fetching.fetch(key, ask, newer_than))
        old = self._instead_of_error(key, entry)
        if old is not None:
            await asyncio.wait((fetch,), timeout=PATIENCE_SECONDS)
            # What was purged in the meantime is not old, but untrue.
            if not fetch.done() and not levels.answers.is_outdated():
                return old
        try:
            return await asyncio.shield(fetch)
        except UpstreamRejected:
            raise  # that is an answer
        except UpstreamError:
            old = self._instead_of_error(key, entry)
            if old is None or levels.answers.is_outdated():
                raise
            return old

    def _instead_of_error(self, key: Key, entry: Entry | None) -> Served | None:
        """What is known, if that is better than nothing."""
        if entry is None:
            return None
        age = self._levels.age(entry)
        if not entry.helps(age, RULES[key.tag.kind]):
            return None
        return Served(entry, age, Origin.INSTEAD_OF_ERROR, is_failing=True)

    def _fresh(self, key: Key, entry: Entry, origin: Origin) -> Served | None:
        age = self._levels.age(entry)
        return Served(entry, age, origin) if entry.is_fresh(age, RULES[key.tag.kind]) else None

    def _stale(self, key: Key, entry: Entry, ask: Ask[Any]) -> Served | None:
        """An answer within its stale window, which is asked for anew behind it, once."""
        levels = self._levels
        age = levels.age(entry)
        if not entry.is_stale(age, RULES[key.tag.kind]):
            return None
        is_failing = levels.failures.of(key) is not None
        if not is_failing:
            levels.fetches.join(key, lambda: self._fetching.fetch(key, ask, entry.began_at, is_behind=True))
        return Served(entry, age, Origin.STALE, is_failing)

    async def _looked_up(self, key: Key, ask: Ask[Any], entry: Entry | None, shared: SharedLevel) -> _Known:
        """The newest of what is held and what lies in Redis, unless it was purged."""
        epoch = shared.epoch
        seen = await shared.look(key)
        if seen is None:  # nobody knows: it may be served for as long as it counts as fresh
            return _Known(entry, Origin.LOCAL, may_be_fresh=True, may_be_stale=False)
        is_confirmed = False
        if entry is not None and None not in (entry.generation, seen.generation):
            is_confirmed = entry.generation == seen.generation
            if is_confirmed:
                entry.epoch = epoch
            else:  # it was purged without our hearing of it
                self._levels.discard(key, entry)
                entry = None
        found = seen.envelope
        if found is not None and not (entry and is_confirmed and entry.began_at >= found.began_at):
            newer = self._fetching.decoded(found, ask(False), epoch)
            if newer is not None:
                self._levels.keep(self._levels.answers, key, newer)
                return _Known(newer, Origin.SHARED, may_be_fresh=True, may_be_stale=True)
        is_heard_of = entry is not None and entry.epoch == epoch
        return _Known(entry, Origin.LOCAL, may_be_fresh=is_heard_of, may_be_stale=is_confirmed)
