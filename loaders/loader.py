"""Dataloaders: each question is asked once per operation, and its keys together.

A loader lives as long as one operation. It answers in the order of the keys it is given, and a key
whose fetch fails is an error in that key's place only.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ListLoader(Generic[K, V]):
    """Loads per key, for a source that has no bulk read: every distinct key is one call.

    All calls start at once; the client below limits how many are under way. The future of a key
    is ready as soon as its own call is, so that a slow key holds up nothing that hangs off another.
    """

    __slots__ = ("_fetch", "_futures")

    def __init__(self, fetch: Callable[[K], asyncio.Future[V]]) -> None:
        self._fetch = fetch
        self._futures: dict[K, asyncio.Future[V]] = {}

    def load(self, key: K) -> asyncio.Future[V]:
        """The answer for one key, which is fetched the first time it is asked for."""
        future = self._futures.get(key)
        if future is None:
            future = self._futures[key] = self._fetch(key)
            future.add_done_callback(_retrieve)
        return _own(future)

    def knows(self, key: K) -> bool:
        """Whether the key was asked for before, so that asking again costs nothing."""
        return key in self._futures

    async def load_many(self, keys: Sequence[K]) -> list[V | BaseException]:
        """The answers in the order of the keys, with exceptions in the place of failed ones."""
        return await asyncio.gather(*(self.load(key) for key in keys), return_exceptions=True)


class BatchLoader(Generic[K, V]):
    """Loads together what was asked for in one turn of the event loop.

    ``fetch`` gets the distinct keys and answers with a mapping; a key missing from it is ``None``.
    """

    __slots__ = ("_fetch", "_futures", "_task", "_waiting")

    def __init__(self, fetch: Callable[[Sequence[K]], Coroutine[Any, Any, Mapping[K, V]]]) -> None:
        self._fetch = fetch
        self._futures: dict[K, asyncio.Future[V | None]] = {}
        self._waiting: list[K] = []
        self._task: asyncio.Task[None] | None = None

    def load(self, key: K) -> asyncio.Future[V | None]:
        """The answer for one key, which is fetched the first time it is asked for."""
        future = self._futures.get(key)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._futures[key] = loop.create_future()
            future.add_done_callback(_retrieve)
            if not self._waiting:
                loop.call_soon(self._dispatch)
            self._waiting.append(key)
        return _own(future)

    def prime(self, pairs: Iterable[tuple[K, V]]) -> None:
        """Note answers that came with something else; what was asked for before stays as it is."""
        loop = asyncio.get_running_loop()
        for key, value in pairs:
            if key not in self._futures:
                future: asyncio.Future[V | None] = loop.create_future()
                future.set_result(value)
                self._futures[key] = future

    def _dispatch(self) -> None:
        keys, self._waiting = self._waiting, []
        self._task = asyncio.create_task(self._settle(keys, self._fetch(keys)))

    async def _settle(self, keys: Sequence[K], answers: Awaitable[Mapping[K, V]]) -> None:
        try:
            found = await answers
        except Exception as error:  # noqa: BLE001 - it is handed to everybody who waits
            for key in keys:
                if not self._futures[key].done():
                    self._futures[key].set_exception(error)
            return
        for key in keys:
            if not self._futures[key].done():
                self._futures[key].set_result(found.get(key))


def _own(future: asyncio.Future[V]) -> asyncio.Future[V]:
    """A future that one waiter may cancel without taking the answer from the others."""
    return future if future.done() else asyncio.shield(future)


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Look at a failed future's exception, for when the operation that wanted it has gone."""
    if not future.cancelled():
        future.exception()
