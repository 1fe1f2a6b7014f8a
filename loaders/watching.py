"""Watching a list: one shared poller however many follow it.

The upstream pushes nothing, so whoever wants to know what changes has to ask again and again. A
watch does that once for everybody, for as long as somebody follows.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast

from domain.errors import GatewayError

V = TypeVar("V")

Sleep = Callable[[float], Awaitable[object]]


class _Follower(Generic[V]):
    """Holds the newest state only: a slow follower skips states instead of piling them up."""

    __slots__ = ("_changed", "_newest")

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._newest: V | GatewayError | None = None

    def offer(self, state: V | GatewayError) -> None:
        self._newest = state
        self._changed.set()

    async def take(self) -> V | GatewayError:
        await self._changed.wait()
        self._changed.clear()
        return cast("V | GatewayError", self._newest)


class _Watch(Generic[V]):
    """One polled question and everybody who follows it."""

    def __init__(self, read: Callable[[], Awaitable[V]], pace: Callable[[V | GatewayError], float], sleep: Sleep) -> None:
        self._read = read
        self._pace = pace
        self._sleep = sleep
        self._state: V | GatewayError | None = None
        self._followers: set[_Follower[V]] = set()
        self._task = asyncio.create_task(self._poll())

    def add(self, follower: _Follower[V]) -> None:
        self._followers.add(follower)
        if self._state is not None:
            follower.offer(self._state)

    def remove(self, follower: _Follower[V]) -> bool:
        """Whether nobody follows any more."""
        self._followers.discard(follower)
        return not self._followers

    async def end(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _poll(self) -> None:
        while True:
            state = await self._ask()
            if self._is_news(state):
                self._state = state
                for follower in self._followers:
                    follower.offer(state)
            await self._sleep(self._pace(state))

    async def _ask(self) -> V | GatewayError:
        try:
            return await self._read()
        except GatewayError as error:
            return error

    def _is_news(self, state: V | GatewayError) -> bool:
        if isinstance(state, GatewayError):  # an outage is news once, not at every attempt
            return type(state) is not type(self._state)
        return state != self._state


class Watches:
    """All watches of the process."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._watches: dict[Hashable, _Watch[Any]] = {}

    def __len__(self) -> int:
        return len(self._watches)

    async def follow(
        self,
        key: Hashable,
        read: Callable[[], Awaitable[V]],
        pace: Callable[[V | GatewayError], float],
    ) -> AsyncIterator[V | GatewayError]:
        """The state of a question as it is now, and again each time it has changed.

        A failure is told like a state, once until it is over. Closing the iterator stops following.

        Args:
            key: What the question is, with the organization and all else the answer depends on.
            read: Asks the question.
            pace: How many seconds to wait before asking again, given the latest state.

        """
        follower: _Follower[V] = _Follower()
        watch = self._watches.get(key)
        if watch is None:
            watch = self._watches[key] = _Watch(read, pace, self._sleep)
        watch.add(follower)
        try:
            while True:
                yield await follower.take()
        finally:
            if watch.remove(follower) and self._watches.get(key) is watch:
                del self._watches[key]
                await watch.end()

    async def aclose(self) -> None:
        """Stop polling, at the end of the process."""
        watches, self._watches = list(self._watches.values()), {}
        for watch in watches:
            await watch.end()
