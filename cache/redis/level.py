"""The level that all replicas share: the upstream's bytes in Redis."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from cache.counters import RedisCounters
from cache.redis.bus import Bus
from cache.redis.connections import Connections
from cache.redis.envelope import Envelope
from cache.redis.gathered import Gathered
from cache.redis.link import Link
from cache.redis.names import Names
from cache.redis.purges import Purges
from cache.redis.turns import Claim, Turn, Turns
from cache.redis.values import Values
from cache.tag import Key, Tag

_FIRST_ATTEMPT_SECONDS = 2.0
_LAST_WORDS_SECONDS = 1.0

Sleep = Callable[[float], Awaitable[object]]


class Seen(NamedTuple):
    """What Redis says: the generation of the tag, and the answer if there is one of that generation."""

    generation: bytes | None
    envelope: Envelope | None


class _Put(NamedTuple):
    key: Key
    data: bytes
    seconds: float


class SharedLevel:
    """Everything in it may be gone at any moment, and Redis with it: then answers are ``None``.

    ``on_purge`` is called with the tags that another replica has purged. ``clock`` gives seconds
    since the epoch.
    """

    def __init__(
        self,
        url: str,
        *,
        namespace: str,
        counters: RedisCounters,
        on_purge: Callable[[Collection[Tag]], None],
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._connections = Connections(url)
        data = self._connections.data
        self._names = Names(namespace)
        self._link = Link(counters)
        self._values = Values(data)
        self._bus = Bus(self._connections, self._link)
        self._purges = Purges(data, self._bus, self._link, self._names, counters, clock, on_purge)
        self._turns = Turns(data, self._link, self._names, self._envelope, sleep)
        self._looks: Gathered[Key, Seen | None]
        self._looks = Gathered(self._look_many, lambda key: key.tag.organization_id)
        self._puts: Gathered[_Put, None]
        self._puts = Gathered(self._put_many, lambda put: (put.key.tag.organization_id, put.seconds))
        self._storing: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether Redis can be asked, and purges of other replicas are heard of."""
        return self._link.is_up

    @property
    def epoch(self) -> int:
        """How often Redis came up: what was kept in an earlier epoch needs to be looked up again."""
        return self._link.epoch

    async def start(self) -> None:
        """Begin to listen. Waits for the first attempt to connect, for two seconds at most."""
        listening = self._bus.run(self._purges.listeners, self._purges.catch_up)
        self._listening = asyncio.create_task(listening)
        await self._bus.until_tried(_FIRST_ATTEMPT_SECONDS)

    def look(self, key: Key) -> Awaitable[Seen | None]:
        """What there is for a question. All that is asked in one turn of the loop is one command."""
        return self._looks(key)

    async def take_turn(self, key: Key, newer_than: float) -> Turn:
        """Whether we ask the upstream, see :class:`Turns`."""
        return await self._turns.take(key, newer_than)

    def put(self, key: Key, envelope: Envelope, seconds: float, claim: Claim | None) -> None:
        """Store an answer for so many seconds, then let others have their turn. Nobody waits."""
        task = asyncio.create_task(self._put(key, envelope, seconds, claim))
        self._storing.add(task)
        task.add_done_callback(self._storing.discard)

    def release(self, claim: Claim, failure: str | None = None) -> None:
        """Let others have their turn; ``failure`` is the code of the error if there was one."""
        self._turns.release(claim, failure)

    async def purge(self, tags: Iterable[Tag]) -> None:
        """Make answers untrue in Redis and in all replicas, see :class:`Purges`."""
        await self._purges.purge(tags)

    async def aclose(self) -> None:
        """Finish what is being stored and told, if that is soon, and close connections."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                if self._storing:
                    await asyncio.wait(set(self._storing))
                await self._turns.settle()
                await self._purges.settle()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._connections.aclose()

    async def _envelope(self, key: Key) -> Envelope | None:
        seen = await self._looks(key)
        return None if seen is None else seen.envelope

    async def _put(self, key: Key, envelope: Envelope, seconds: float, claim: Claim | None) -> None:
        await self._puts(_Put(key, envelope.pack(), seconds))
        if claim is not None:
            await self._turns.release(claim)

    async def _look_many(self, keys: Sequence[Key]) -> Sequence[Seen | None]:
        tags = list(dict.fromkeys(key.tag for key in keys))
        names = [self._names.generation(tag) for tag in tags]
        names += [self._names.value(key) for key in keys]
        found = await self._link.ask(lambda: self._values.get_many(names))
        if found is None:
            return [None] * len(keys)
        generations = dict(zip(tags, found, strict=False))
        return [_seen(generations[key.tag], data) for key, data in zip(keys, found[len(tags) :], strict=True)]

    async def _put_many(self, puts: Sequence[_Put]) -> Sequence[None]:
        pairs = [(self._names.value(put.key), put.data) for put in puts]
        await self._link.ask(lambda: self._set_many(pairs, puts[0].seconds))
        return [None] * len(puts)

    async def _set_many(self, pairs: Sequence[tuple[str, bytes]], seconds: float) -> bool:
        await self._values.set_many(pairs, seconds)
        return True


def _seen(generation: bytes | None, data: bytes | None) -> Seen:
    envelope = Envelope.unpack(data) if data is not None else None
    is_valid = envelope is not None and envelope.generation == generation
    return Seen(generation, envelope if is_valid else None)
