"""A journal in Redis: a retry finds its outcome whichever replica it reaches."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from cache.journal import KEPT_SECONDS, Journal, JournalEntry
from cache.redis import Connections
from cache.redis.link import REDIS_FAILURES

_log = logging.getLogger("gateway.writing")

T = TypeVar("T")

_encode = msgspec.msgpack.encode
_decoder = msgspec.msgpack.Decoder(JournalEntry)

_CLAIM = """
local known = redis.call('GET', KEYS[1])
if not known then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
return {known}
"""
_TAKE_OVER = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
_REMOVE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""


class RedisJournal:
    """Entries in Redis, and in a journal of this process beside it.

    While Redis is away writes go on, and are remembered by this process alone; Redis is told when
    somebody asks for them again.
    """

    def __init__(self, url: str, *, namespace: str, own: Journal) -> None:
        self._connections = Connections(url)
        self._prefix = f"{namespace}:write:"
        self._own = own

    async def claim(self, name: str, entry: JournalEntry) -> JournalEntry | None:
        """Put an entry down unless there is one."""
        found = await self._ask(lambda: self._script(_CLAIM, name, _encode(entry), int(KEPT_SECONDS)))
        if found is not None and found[0]:
            return _decoder.decode(found[0])
        known = await self._own.claim(name, entry)
        if found is not None and known is not None:  # written while Redis was away
            await self.put(name, known)
        return known

    async def put(self, name: str, entry: JournalEntry) -> None:
        """Put an entry in the place of what is there."""
        await self._own.put(name, entry)
        client: Any = self._connections.data
        await self._ask(lambda: client.set(self._prefix + name, _encode(entry), ex=int(KEPT_SECONDS)))

    async def take_over(self, name: str, known: JournalEntry, entry: JournalEntry) -> bool:
        """Put an entry in the place of the known one, unless that has changed."""
        arguments = (_encode(known), _encode(entry), int(KEPT_SECONDS))
        taken = await self._ask(lambda: self._script(_TAKE_OVER, name, *arguments))
        if taken is None:
            return await self._own.take_over(name, known, entry)
        if taken:
            await self._own.put(name, entry)
        return bool(taken)

    async def read(self, name: str) -> JournalEntry | None:
        """Give the entry of that name."""
        client: Any = self._connections.data
        found = await self._ask(lambda: client.get(self._prefix + name))
        return _decoder.decode(found) if found else await self._own.read(name)

    async def remove(self, name: str, known: JournalEntry) -> None:
        """Forget the known entry, unless it has changed."""
        await self._own.remove(name, known)
        await self._ask(lambda: self._script(_REMOVE, name, _encode(known)))

    async def aclose(self) -> None:
        """Close connections, and the journal of this process."""
        await self._connections.aclose()
        await self._own.aclose()

    def _script(self, text: str, name: str, *arguments: object) -> Awaitable[Any]:
        client: Any = self._connections.data
        answer: Awaitable[Any] = client.eval(text, 1, self._prefix + name, *arguments)
        return answer

    async def _ask(self, command: Callable[[], Awaitable[T]]) -> T | None:
        try:
            return await command()
        except REDIS_FAILURES as error:
            _log.warning(
                "Redis does not remember writes: this process does alone",
                extra={"error": type(error).__name__},
            )
            return None
