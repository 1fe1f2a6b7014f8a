"""Single flight: however many ask for the same thing at the same moment, it is fetched once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

from cache.loops import running_loop

T = TypeVar("T")


class SingleFlight:
    """Shares running fetches between everybody who wants the same key.

    A fetch runs in a task of its own and always to its end: a client that goes away stops waiting,
    but never aborts a call that somebody else waits for, or leaves a connection half read. Nothing
    is kept once a fetch has ended.

    Keys must name the organization and everything else that the answer depends on.
    """

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[Any]] = {}
        self._outdated: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running) + len(self._outdated)

    def join(self, key: Hashable, fetch: Callable[[], Coroutine[Any, Any, T]]) -> asyncio.Task[T]:
        """The running fetch of this key, started if there is none.

        The task belongs to everybody: await it through :func:`asyncio.shield`.
        """
        task: asyncio.Task[T] | None = self._running.get(key)
        if task is None:
            task = running_loop().create_task(fetch())
            self._running[key] = task
            task.add_done_callback(lambda done: self._end(key, done))
        return task

    def is_running(self, key: Hashable) -> bool:
        """Whether there is a fetch of this key to join."""
        return key in self._running

    def is_outdated(self) -> bool:
        """Whether the fetch that asks this, from its own task, was forgotten while it ran."""
        return bool(self._outdated) and asyncio.current_task() in self._outdated

    def forget(self, is_outdated: Callable[[Hashable], bool]) -> None:
        """Let nobody else join the running fetches of these keys.

        They began before a write, so their answers may be of before. Who waits for one already is
        answered with it.
        """
        for key in [key for key in self._running if is_outdated(key)]:
            self._outdated.add(self._running.pop(key))

    def _end(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        self._outdated.discard(task)
        if not task.cancelled():
            task.exception()  # seen: every waiter may have gone

    async def aclose(self) -> None:
        """Cancel what still runs, at the end of the process."""
        tasks = [*self._running.values(), *self._outdated]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
