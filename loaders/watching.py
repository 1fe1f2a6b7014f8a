"""Watching lists: one shared poller for each, however many follow it.

The upstream pushes nothing, so whoever wants to know what changes has to ask again and again. A
watch does that once for everybody, for as long as somebody follows.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from domain.errors import GatewayError

_log = logging.getLogger("gateway.watching")

V = TypeVar("V")

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Question(Generic[V]):
    """Something to ask again and again.

    ``key`` names the organization and all else the answer depends on; ``pace`` says, given the
    latest state, after how many seconds to ask again.
    """

    key: Hashable
    read: Callable[[], Awaitable[V]]
    pace: Callable[[V | GatewayError], float]


class _Unknown(Enum):
    """Nothing has been read yet, which is something else than having read that there is nothing."""

    UNKNOWN = 1


class _Follower(Generic[V]):
    """Holds the newest state of each question: who is slow skips states instead of piling them up."""

    __slots__ = ("_changed", "_news")

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._news: dict[Hashable, V | GatewayError] = {}

    def offer(self, key: Hashable, state: V | GatewayError) -> None:
        self._news[key] = state
        self._changed.set()

    async def take(self) -> Mapping[Hashable, V | GatewayError]:
        await self._changed.wait()
        self._changed.clear()
        news, self._news = self._news, {}
        return news


class _Watch(Generic[V]):
    """One polled question and everybody who follows it."""

    def __init__(self, question: Question[V], sleep: Sleep) -> None:
        self._question = question
        self._sleep = sleep
        self._state: V | GatewayError | _Unknown = _Unknown.UNKNOWN
        self._followers: set[_Follower[V]] = set()
        self._is_pausing = False
        self._is_outdated = False
        self._task = asyncio.create_task(self._poll())

    @property
    def followers(self) -> int:
        """How many follow it."""
        return len(self._followers)

    def add(self, follower: _Follower[V]) -> None:
        self._followers.add(follower)
        if self._state is not _Unknown.UNKNOWN:
            follower.offer(self._question.key, self._state)

    def remove(self, follower: _Follower[V]) -> bool:
        """Whether nobody follows any more."""
        self._followers.discard(follower)
        return not self._followers

    def nudge(self) -> None:
        """Ask now, or once more if an answer of before is under way."""
        if self._is_pausing:
            self._is_pausing = False
            self._task.cancel()
            self._task = asyncio.create_task(self._poll())
        else:
            self._is_outdated = True

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
                    follower.offer(self._question.key, state)
            await self._pause(self._question.pace(state))

    async def _pause(self, seconds: float) -> None:
        if self._is_outdated:
            self._is_outdated = False
            return
        self._is_pausing = True
        await self._sleep(seconds)
        self._is_pausing = False

    async def _ask(self) -> V | GatewayError:
        try:
            return await self._question.read()
        except GatewayError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a poller that died would freeze every stream
            _log.exception("a watched question failed unexpectedly")
            return GatewayError(str(error))

    def _is_news(self, state: V | GatewayError) -> bool:
        if isinstance(state, GatewayError):  # an outage is news once, not at every attempt
            return type(state) is not type(self._state)
        return state != self._state


class Watches(Generic[V]):
    """All watches of the process."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._watches: dict[Hashable, _Watch[V]] = {}

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def followers(self) -> int:
        """How many follow them; whoever follows several lists counts for each."""
        return sum(watch.followers for watch in self._watches.values())

    async def follow(
        self, questions: Sequence[Question[V]]
    ) -> AsyncGenerator[Mapping[Hashable, V | GatewayError], None]:
        """The states of some questions as they are now, and then whatever has changed, by key.

        A failure is told like a state, once until it is over. Closing the iterator stops following.
        """
        follower: _Follower[V] = _Follower()
        watches = [(question.key, self._watch(question, follower)) for question in questions]
        try:
            while True:
                yield await follower.take()
        finally:
            for key, watch in watches:
                if watch.remove(follower) and self._watches.get(key) is watch:
                    del self._watches[key]
                    await watch.end()

    def nudge(self, is_outdated: Callable[[Hashable], bool]) -> None:
        """Ask these questions again at once: somebody has just written what they are about."""
        for key, watch in self._watches.items():
            if is_outdated(key):
                watch.nudge()

    async def aclose(self) -> None:
        """Stop polling, at the end of the process."""
        watches, self._watches = list(self._watches.values()), {}
        for watch in watches:
            await watch.end()

    def _watch(self, question: Question[V], follower: _Follower[V]) -> _Watch[V]:
        watch = self._watches.get(question.key)
        if watch is None:
            watch = self._watches[question.key] = _Watch(question, self._sleep)
        watch.add(follower)
        return watch
