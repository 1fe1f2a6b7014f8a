"""Dataloaders: each question is asked once per operation, and its keys together.

A loader lives as long as one operation. It answers in the order of the keys it is given, and a key
whose fetch fails is an error in that key's place only.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from domain.errors import UpstreamTimeout

K = TypeVar("K")
V = TypeVar("V")


class Loader(Generic[K, V]):
    """What both shapes share: one future per key, and an end when the operation's time is up."""

    __slots__ = ("_expired", "_futures")

    def __init__(self) -> None:
        self._futures: dict[K, asyncio.Future[V]] = {}
        self._expired = False

    def load(self, key: K) -> asyncio.Future[V]:
        """The answer for one key, which is fetched the first time it is asked for.

        The future is the caller's own: cancelling it takes the answer from nobody else.
        """
        future = self._futures.get(key)
        if future is None:
            future = self._futures[key] = asyncio.get_running_loop().create_future()
            future.add_done_callback(_retrieve)
            if self._expired:
                future.set_exception(UpstreamTimeout("asked after the deadline of the operation"))
            else:
                self._start(key, future)
        return future if future.done() else asyncio.shield(future)

    async def load_many(self, keys: Sequence[K]) -> list[V | BaseException]:
        """The answers in the order of the keys, with exceptions in the place of failed ones."""
        futures = [self.load(key) for key in keys]
        if all(future.done() and not future.cancelled() for future in futures):
            return [future.exception() or future.result() for future in futures]
        return await asyncio.gather(*futures, return_exceptions=True)

    @property
    def asked(self) -> int:
        """How many different keys were asked for."""
        return len(self._futures)

    def knows(self, key: K) -> bool:
        """Whether the key was asked for before, so that asking again costs nothing."""
        return key in self._futures

    def forget(self) -> None:
        """Ask anew from now on: something was written. Who waits already gets what is on its way."""
        self._futures = {key: future for key, future in self._futures.items() if not future.done()}

    def expire(self) -> None:
        """Fail what is still awaited, and whatever is asked from now on, with ``UPSTREAM_TIMEOUT``.

        What has arrived stays, so that an operation that runs out of time still answers with it.
        """
        self._expired = True
        for future in self._futures.values():
            if not future.done():
                future.set_exception(UpstreamTimeout("the deadline of the operation has passed"))

    def _start(self, key: K, future: asyncio.Future[V]) -> None:
        raise NotImplementedError


class ListLoader(Loader[K, V]):
    """Loads per key, for a source that has no bulk read: every distinct key is one call.

    All calls start at once; the client below limits how many are under way. The future of a key
    is ready as soon as its own call is, so that a slow key holds up nothing that hangs off another.
    """

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[K], asyncio.Future[V]]) -> None:
        super().__init__()
        self._fetch = fetch

    def _start(self, key: K, future: asyncio.Future[V]) -> None:
        self._fetch(key).add_done_callback(lambda answer: _copy(answer, future))


class BatchLoader(Loader[K, V | None]):
    """Loads together what was asked for in one turn of the event loop.

    ``fetch`` gets the distinct keys and answers with a mapping; a key missing from it is ``None``.
    """

    __slots__ = ("_asked", "_fetch", "_task", "_waiting")

    def __init__(self, fetch: Callable[[Sequence[K]], Coroutine[Any, Any, Mapping[K, V]]]) -> None:
        super().__init__()
        self._fetch = fetch
        self._asked = 0
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def asked(self) -> int:
        """How many different keys were asked for; what only came with something else is none of them."""
        return self._asked

    def prime(self, pairs: Iterable[tuple[K, V]]) -> None:
        """Note answers that came with something else; what was asked for before stays as it is."""
        loop = asyncio.get_running_loop()
        for key, value in pairs:
            if key not in self._futures:
                self._futures[key] = loop.create_future()
                self._futures[key].set_result(value)

    def _start(self, key: K, future: asyncio.Future[V | None]) -> None:
        self._asked += 1
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._dispatch)
        self._waiting[key] = future

    def _dispatch(self) -> None:
        waiting, self._waiting = self._waiting, {}
        self._task = asyncio.create_task(self._settle(waiting))

    async def _settle(self, waiting: Mapping[K, asyncio.Future[V | None]]) -> None:
        try:
            found = await self._fetch(tuple(waiting))
        except Exception as error:  # noqa: BLE001 - it is handed to everybody who waits
            for future in waiting.values():
                if not future.done():
                    future.set_exception(error)
            return
        for key, future in waiting.items():
            if not future.done():
                future.set_result(found.get(key))


def _copy(answer: asyncio.Future[V], future: asyncio.Future[V]) -> None:
    if future.done():
        return
    if answer.cancelled():
        future.cancel()
    elif (error := answer.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(answer.result())


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Look at a failed future's exception, for when the operation that wanted it has gone."""
    if not future.cancelled():
        future.exception()
