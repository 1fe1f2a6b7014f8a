"""Budgets of a minute: by viewer in points, by address in requests.

Everything is counted in this process, in microseconds. With Redis, replicas tell each other what
they counted: behind the requests while little is used, and before a request is answered when much
is. So nobody waits for Redis who is far from a limit, and nobody gets far beyond it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from gateway.limits.shared_usage import SharedUsage
from gateway.limits.usage import Usage

_TOLD_EVERY_SECONDS = 1.0
_FRESH_SECONDS = 0.25
_MUCH = 0.5
_UNTOLD = 0.05


class Refused(NamedTuple):
    """There is not enough left; there will be after so many seconds."""

    retry_after_seconds: float


class Budgets:
    """A bounded store of what was used, whoever was idle for longest leaving first."""

    def __init__(
        self,
        clock: Callable[[], float],
        shared: SharedUsage | None = None,
        max_kept: int = 100_000,
    ) -> None:
        """Make an empty store.

        Args:
            clock: Seconds since the epoch; replicas that share budgets agree on it.
            shared: What replicas share, if they do.
            max_kept: How many usages are kept, each of some 300 bytes.

        """
        self._clock = clock
        self._shared = shared
        self._max_kept = max_kept
        self._kept: OrderedDict[str, Usage] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def spend(self, key: str, points: int, limit: int) -> Refused | None:
        """Take points out of a budget, or say why not. Takes nothing if there is not enough."""
        now = self._clock()
        usage = self._usage(key, now)
        if self._shared is not None:
            age = now - usage.known_at
            is_close = age > _FRESH_SECONDS and usage.level(now) + points > limit * _MUCH
            if is_close or usage.unsent >= limit * _UNTOLD:
                await self._shared.exchange(key, usage, now)
            elif age > _TOLD_EVERY_SECONDS:
                self._shared.exchange_behind(key, usage, now)
        if usage.level(now) + points > limit:
            return Refused(usage.seconds_until(points, limit, now))
        usage.used += points
        usage.unsent += points
        return None

    def charge(self, key: str, points: int) -> None:
        """Take points that are owed already, or give some back if they are negative."""
        usage = self._usage(key, self._clock())
        points = max(points, -usage.used)
        usage.used += points
        usage.unsent += points

    def left(self, key: str, limit: int) -> int:
        """How much is left of a budget."""
        now = self._clock()
        return max(0, int(limit - self._usage(key, now).level(now)))

    async def aclose(self) -> None:
        """Disconnect from what replicas share."""
        if self._shared is not None:
            await self._shared.aclose()

    def _usage(self, key: str, now: float) -> Usage:
        usage = self._kept.get(key)
        if usage is None:
            usage = self._kept[key] = Usage()
            if len(self._kept) > self._max_kept:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        usage.roll(now)
        return usage


def make_budgets(redis_url: str | None, namespace: str) -> Budgets:
    """The budgets of this process, which replicas share if there is a Redis."""
    shared = None
    if redis_url is not None:
        shared = SharedUsage(redis_url, namespace=namespace, clock=time.time)
    return Budgets(time.time, shared)
