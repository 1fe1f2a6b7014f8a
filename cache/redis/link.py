"""Whether Redis can be asked, and how long anybody waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.exceptions import RedisError

from cache.counters import RedisCounters

_log = logging.getLogger("gateway.cache")

T = TypeVar("T")

PATIENCE_SECONDS = 0.05
"""For one round trip. A slow Redis must not make requests slow."""

_LATE_SECONDS = 0.01
_MOST_ROUNDS = 20
_LONGEST_FAILING_SECONDS = 0.1

REDIS_FAILURES = (RedisError, OSError, TimeoutError, RuntimeError)
"""What commands end with while Redis is away. A RuntimeError is what uvloop has for writing to a
connection that broke after the client had looked at it; the client lets it through.
"""


class Link:
    """Redis is up from when purges are heard of until that ends, or commands fail.

    ``epoch`` counts how often it came up: what was kept in an earlier one may have been purged
    without a word. While it is away, nothing is asked and nobody waits.
    """

    def __init__(self, counters: RedisCounters) -> None:
        self._counters = counters
        self._counters.is_up = False
        self._failing_since: float | None = None
        self._is_known_away = False
        self.epoch = 0

    @property
    def is_up(self) -> bool:
        """Whether asking makes sense."""
        return bool(self._counters.is_up)

    def up(self) -> None:
        """Purges are heard of from now on, and all of our own were sent."""
        self.epoch += 1
        self._failing_since = None
        self._counters.is_up = True
        if self._is_known_away:
            self._is_known_away = False
            _log.warning("Redis is back")

    def away(self, error: BaseException | None = None) -> None:
        """Redis cannot be relied on until it comes up again. Told to the log once."""
        if self.is_up or not self._is_known_away:
            self._counters.times_away += 1
        self._counters.is_up = False
        if not self._is_known_away:
            self._is_known_away = True
            reason = type(error).__name__ if error is not None else "commands fail"
            _log.warning("Redis is away: %s; every replica is on its own until it is back", reason)

    async def ask(self, command: Callable[[], Awaitable[T]]) -> T | None:
        """What a command gives; ``None`` if Redis is away, fails or takes too long."""
        if not self.is_up:
            return None
        try:
            answer = await self.in_time(command, PATIENCE_SECONDS)
        except REDIS_FAILURES as error:
            now = asyncio.get_running_loop().time()
            if self._failing_since is None:
                self._failing_since = now
            # Many commands at once may run into the same moment of slowness.
            is_slow = now - self._failing_since < _LONGEST_FAILING_SECONDS
            if not (isinstance(error, TimeoutError) and is_slow):
                self.away(error)
            return None
        self._failing_since = None
        return answer

    async def in_time(self, command: Callable[[], Awaitable[T]], patience: float) -> T:
        """The same, whether it is up or not.

        The command is never cancelled: that would leave a connection half read. It ends by itself,
        within the limits of the client. And a loop that was busy for longer than our patience has
        not shown that Redis is slow: without that, many requests at once would make every one of
        them miss, when it hurts most.

        Raises:
            RedisError, OSError, RuntimeError: It failed.
            TimeoutError: It takes too long.

        """
        task = asyncio.ensure_future(command())
        task.add_done_callback(_retrieve)
        self._counters.round_trips += 1
        loop = asyncio.get_running_loop()
        for _ in range(_MOST_ROUNDS):
            until = loop.time() + patience
            await asyncio.wait((task,), timeout=patience)
            if task.done():
                break
            if loop.time() - until < _LATE_SECONDS:
                self._counters.failures += 1
                raise TimeoutError("Redis takes too long")
        if not task.done():
            self._counters.failures += 1
            raise TimeoutError("Redis takes too long")
        try:
            return task.result()
        except REDIS_FAILURES:
            self._counters.failures += 1
            raise


def _retrieve(task: asyncio.Future[T]) -> None:
    if not task.cancelled():
        task.exception()
