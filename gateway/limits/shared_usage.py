"""What replicas use together, counted in Redis."""

import asyncio
import logging
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from cache.redis import REDIS_FAILURES, Connections
from gateway.limits.usage import Usage

_log = logging.getLogger("gateway.limits")

_PATIENCE_SECONDS = 0.05
_PAUSE_SECONDS = 1.0
_KEPT_SECONDS = 150

_EXCHANGE = """
local used = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {used, tonumber(redis.call('GET', KEYS[2]) or 0)}
"""
"""KEYS: this minute and the one before, in one slot. ARGV: what is new, seconds to keep it."""


class SharedUsage:
    """Tells Redis what was used here, and learns what was used everywhere.

    While Redis is away, every replica counts for itself: it is asked again after a second, and
    meanwhile nobody waits. What could not be told is told later in the same minute.
    """

    def __init__(self, url: str, *, namespace: str, clock: Callable[[], float]) -> None:
        self._connections = Connections(url)
        self._prefix = f"{namespace}:used:"
        self._clock = clock
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._away_until = 0.0
        self._is_known_away = False

    async def exchange(self, key: str, usage: Usage, now: float) -> None:
        """Tell and learn, and wait for that, briefly. Never fails."""
        task = self.exchange_behind(key, usage, now)
        if task is not None:
            # The task goes on by itself: a command that is cancelled leaves a connection half read.
            done, _ = await asyncio.wait((task,), timeout=_PATIENCE_SECONDS)
            if not done:
                self._failed(TimeoutError())

    def exchange_behind(self, key: str, usage: Usage, now: float) -> asyncio.Task[None] | None:
        """The same without waiting; ``None`` while Redis is away."""
        task = self._under_way.get(key)
        if task is None and now >= self._away_until:
            task = self._under_way[key] = asyncio.create_task(self._exchange(key, usage))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return task

    async def aclose(self) -> None:
        """Close connections, when everything that is under way has ended."""
        if self._under_way:
            await asyncio.wait(set(self._under_way.values()))
        await self._connections.aclose()

    async def _exchange(self, key: str, usage: Usage) -> None:
        told, minute = usage.unsent, usage.minute
        usage.unsent = 0
        client: Any = self._connections.data
        # Hashed: who or which address it is, is nobody's business in Redis. One slot for both keys.
        name = f"{self._prefix}{{{blake2b(key.encode(), digest_size=16).hexdigest()}}}"
        try:
            used, before = await client.eval(
                _EXCHANGE, 2, f"{name}:{minute}", f"{name}:{minute - 1}", told, _KEPT_SECONDS
            )
        except REDIS_FAILURES as error:
            if usage.minute == minute:
                usage.unsent += told
            self._failed(error)
            return
        self._is_known_away = False
        if usage.minute == minute:
            usage.used, usage.before = max(0, used) + usage.unsent, max(0, before)
            usage.known_at = self._clock()

    def _failed(self, error: BaseException) -> None:
        self._away_until = self._clock() + _PAUSE_SECONDS
        if not self._is_known_away:
            self._is_known_away = True
            _log.warning(
                "Redis does not count what is used: every replica does for itself",
                extra={"error": type(error).__name__},
            )
