"""Purging in Redis and in all replicas."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import count, groupby

import msgspec

from cache.counters import RedisCounters
from cache.freshness import LONGEST_LIFETIME, Kind
from cache.redis.bus import Bus
from cache.redis.connections import Data
from cache.redis.link import REDIS_FAILURES, Link
from cache.redis.names import Names
from cache.tag import Tag

_log = logging.getLogger("gateway.cache")

GENERATION_SECONDS = int(LONGEST_LIFETIME) + 3600
"""Generations outlive every answer that names them. If one is lost, its answers are lost with it."""

ACKNOWLEDGED_WITHIN_SECONDS = 0.5

PATIENCE_SECONDS = 0.5
"""Longer than for reads: a write that the other replicas do not hear of is worse than a slow one."""

_KINDS = {kind.value: kind for kind in Kind}


def new_generation() -> bytes:
    """One that no answer was ever stored under: 16 characters.

    A number to count up would begin anew once Redis has lost it, and make old answers valid again.
    """
    return secrets.token_hex(8).encode()


class _Message(msgspec.Struct, frozen=True):
    """What is published: tags by organization, kind and owner. ``id`` is to be acknowledged."""

    id: str
    replica: str
    tags: list[tuple[str, str, str | None]]


_decoder = msgspec.json.Decoder(_Message)


class _Acknowledgements:
    """How many replicas have followed a purge, and how many are to."""

    def __init__(self) -> None:
        self.got = 0
        self.wanted: int | None = None
        self.complete = asyncio.Event()

    def check(self) -> None:
        if self.wanted is not None and self.got >= self.wanted:
            self.complete.set()


class Purges:
    """Every tag has a generation in Redis; a purge gives it a new one, and tells everybody.

    What could not be told because Redis is away is told before Redis counts as up again.
    """

    def __init__(
        self,
        data: Data,
        bus: Bus,
        link: Link,
        names: Names,
        counters: RedisCounters,
        clock: Callable[[], float],
        on_purge: Callable[[Collection[Tag]], None],
    ) -> None:
        self._data = data
        self._bus = bus
        self._link = link
        self._names = names
        self._counters = counters
        self._clock = clock
        self._on_purge = on_purge
        self._replica = secrets.token_hex(8)
        self._numbers = count()
        self._unsent: dict[Tag, tuple[int, float]] = {}
        self._awaited: dict[str, _Acknowledgements] = {}
        self._replies: set[asyncio.Task[None]] = set()
        self.listeners: dict[str, Callable[[bytes], None]] = {
            names.purges: self._received,
            names.replies(self._replica): self._acknowledged,
        }

    @property
    def unsent(self) -> int:
        """How many tags wait for Redis to come back."""
        return len(self._unsent)

    async def purge(self, tags: Iterable[Tag]) -> None:
        """Make everything under these tags untrue, everywhere.

        Returns once all replicas that listen have followed, or after half a second. Redis being
        away is no error: this replica remembers, and tells later.
        """
        number, now = next(self._numbers), self._clock()
        self._unsent.update(dict.fromkeys(tags, (number, now)))
        if self._link.is_up:
            try:
                await self._send(is_awaited=True)
            except REDIS_FAILURES as error:
                self._link.away(error)

    async def catch_up(self) -> None:
        """Tell what could not be told. Raises what the client raises."""
        horizon = self._clock() - LONGEST_LIFETIME
        self._unsent = {tag: noted for tag, noted in self._unsent.items() if noted[1] > horizon}
        await self._send(is_awaited=False)

    async def settle(self) -> None:
        """Wait for what is being acknowledged."""
        if self._replies:
            await asyncio.wait(set(self._replies))

    async def _send(self, *, is_awaited: bool) -> None:
        unsent = dict(self._unsent)
        if not unsent:
            return
        tags = sorted(unsent, key=lambda tag: tag.organization_id)
        for _, group in groupby(tags, key=lambda tag: tag.organization_id):
            together = list(group)
            await self._link.in_time(partial(self._renew, together), PATIENCE_SECONDS)
        rows = [(tag.organization_id, tag.kind.value, tag.owner_id) for tag in tags]
        message = _Message(secrets.token_hex(8), self._replica, rows)
        awaited = self._awaited[message.id] = _Acknowledgements()
        try:
            data = msgspec.json.encode(message)
            publish = partial(self._bus.publish, self._names.purges, data)
            listening = await self._link.in_time(publish, PATIENCE_SECONDS)
            for tag, noted in unsent.items():
                if self._unsent.get(tag) == noted:
                    del self._unsent[tag]
            if is_awaited:
                awaited.wanted = listening - 1  # all but ourselves
                awaited.check()
                await self._wait(awaited)
        finally:
            del self._awaited[message.id]

    async def _renew(self, tags: Sequence[Tag]) -> None:
        generation = new_generation()
        async with self._data.pipeline(transaction=False) as pipeline:
            for tag in tags:
                pipeline.set(self._names.generation(tag), generation, ex=GENERATION_SECONDS)
            await pipeline.execute()

    async def _wait(self, awaited: _Acknowledgements) -> None:
        try:
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
                await awaited.complete.wait()
        except TimeoutError:
            self._counters.purges_unacknowledged += 1

    def _received(self, data: bytes) -> None:
        try:
            message = _decoder.decode(data)
        except (msgspec.MsgspecError, ValueError):
            _log.warning("a message about purging could not be read")
            return
        if message.replica == self._replica:
            return
        self._counters.purges_received += 1
        rows = message.tags
        self._on_purge([Tag(o, _KINDS[kind], owner) for o, kind, owner in rows if kind in _KINDS])
        reply = asyncio.create_task(self._acknowledge(message))
        self._replies.add(reply)
        reply.add_done_callback(self._replies.discard)

    async def _acknowledge(self, message: _Message) -> None:
        channel = self._names.replies(message.replica)
        await self._link.ask(lambda: self._bus.publish(channel, message.id.encode()))

    def _acknowledged(self, data: bytes) -> None:
        awaited = self._awaited.get(data.decode(errors="replace"))
        if awaited is not None:
            awaited.got += 1
            awaited.check()
