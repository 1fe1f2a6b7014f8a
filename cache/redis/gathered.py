"""Asking together what is asked for in one turn of the event loop."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - an item
A = TypeVar("A")

_MOST = 500
"""Of one command, so that Redis never works on one for long."""


class Gathered(Generic[I, A]):
    """Collects items and asks once for each group of them. ``ask`` answers in the items' order."""

    def __init__(
        self, ask: Callable[[Sequence[I]], Awaitable[Sequence[A]]], group: Callable[[I], Hashable]
    ) -> None:
        self._ask = ask
        self._group = group
        self._waiting: list[tuple[I, asyncio.Future[A]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, item: I) -> asyncio.Future[A]:
        """The answer to one item."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._dispatch)
        future: asyncio.Future[A] = loop.create_future()
        self._waiting.append((item, future))
        return future

    async def settle(self) -> None:
        """Wait until everything that was asked is answered."""
        while self._waiting or self._tasks:
            await asyncio.sleep(0)
            if self._tasks:
                await asyncio.wait(set(self._tasks))

    def _dispatch(self) -> None:
        waiting, self._waiting = self._waiting, []
        groups: dict[Hashable, list[tuple[I, asyncio.Future[A]]]] = {}
        for item, future in waiting:
            groups.setdefault(self._group(item), []).append((item, future))
        for group in groups.values():
            for start in range(0, len(group), _MOST):
                task = asyncio.create_task(self._settle(group[start : start + _MOST]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _settle(self, part: Sequence[tuple[I, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._ask([item for item, _ in part])
        except BaseException as error:
            for _, future in part:
                if not future.done():
                    future.set_exception(error)
                    future.exception()  # seen: whoever waited may have gone
            if not isinstance(error, Exception):
                raise
            return
        for (_, future), answer in zip(part, answers, strict=True):
            if not future.done():
                future.set_result(answer)
