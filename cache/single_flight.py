"""Single flight: however many ask for the same thing at the same moment, it is fetched once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar, cast

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

    def __len__(self) -> int:
        return len(self._running)

    def join(self, key: Hashable, fetch: Callable[[], Coroutine[Any, Any, T]]) -> asyncio.Task[T]:
        """The running fetch of this key, started if there is none.

        The task belongs to everybody: await it through :func:`asyncio.shield`.
        """
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(fetch())
            self._running[key] = task
            task.add_done_callback(lambda done: self._end(key, done))
        return cast("asyncio.Task[T]", task)

    def _end(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # seen: every waiter may have gone

    async def aclose(self) -> None:
        """Cancel what still runs, at the end of the process."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
