"""Dataloaders: each question is asked once per operation, and its keys together.

A loader lives as long as one operation. It answers in the order of the keys it is given, and a key
whose fetch fails is an error in that key's place only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

from cache import Soon, own, running_loop
from domain.errors import UpstreamTimeout

K = TypeVar("K")
V = TypeVar("V")

_UNASKED = object()


class Loader(Generic[K, V]):
    """What both shapes share: one answer per key, and an end when the operation's time is up."""

    __slots__ = ("_expired", "_known", "_outdated")

    def __init__(self) -> None:
        self._known: dict[K, Soon[V]] = {}
        self._outdated: tuple[Soon[V], ...] = ()
        self._expired = False

    def get(self, key: K) -> Soon[V]:
        """The answer for one key, or its future; it is fetched the first time it is asked for.

        A future is the caller's own: cancelling it takes the answer from nobody else.
        """
        answer = self._find(key)
        if isinstance(answer, asyncio.Future) and not answer.done():
            return own(answer)
        return answer

    def _find(self, key: K) -> Soon[V]:
        """The same, but a future is everybody's: it must not be cancelled."""
        known: Any = self._known.get(key, _UNASKED)
        if known is _UNASKED:
            asked = self._known[key] = self._expired_answer() if self._expired else self._ask(key)
            return asked
        if not isinstance(known, asyncio.Future):
            found: V = known
            return found
        is_pending = not known.done() or known.cancelled() or known.exception() is not None
        return known if is_pending else cast("V", known.result())

    def prefetch(self, keys: Sequence[K]) -> None:
        """Begin to ask for what will be needed soon. Nobody waits, and a failure is told later."""
        for key in keys:
            if key not in self._known and not self._expired:
                self._known[key] = self._ask(key)

    def load(self, key: K) -> asyncio.Future[V]:
        """The same as a future in any case."""
        answer = self.get(key)
        if isinstance(answer, asyncio.Future):
            return answer
        future: asyncio.Future[V] = running_loop().create_future()
        future.set_result(answer)
        return future

    def get_each(self, keys: Sequence[K]) -> list[Soon[V]]:
        """The same for many keys, in their order."""
        return [self.get(key) for key in keys]

    def get_all(self, keys: Sequence[K]) -> Soon[list[V]]:
        """The answers in the order of the keys, or their future.

        It fails like the first key in that order that fails, once all have an end.
        """
        answers = [self._find(key) for key in keys]
        waiting = [each for each in answers if isinstance(each, asyncio.Future)]
        if not waiting:
            return cast("list[V]", answers)
        future: asyncio.Future[list[V]] = waiting[0].get_loop().create_future()
        missing = len(waiting)

        def arrived(answer: asyncio.Future[V]) -> None:
            nonlocal missing
            missing -= 1
            _retrieve(answer)  # of several that fail one is handed on
            if missing or future.done():
                return
            try:
                future.set_result(
                    [each.result() if isinstance(each, asyncio.Future) else each for each in answers]
                )
            except asyncio.CancelledError:
                future.cancel()
            except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
                future.set_exception(error)
                future.exception()  # seen: the operation that wanted it may have gone

        for each in waiting:
            each.add_done_callback(arrived)
        return future

    async def load_many(self, keys: Sequence[K]) -> list[V | BaseException]:
        """The answers in the order of the keys, with exceptions in the place of failed ones."""
        answers = [self.get(key) for key in keys]
        waiting = [each for each in answers if isinstance(each, asyncio.Future)]
        if not waiting:
            return cast("list[V | BaseException]", answers)
        arrived = iter(await asyncio.gather(*waiting, return_exceptions=True))
        return [next(arrived) if isinstance(each, asyncio.Future) else each for each in answers]

    @property
    def asked(self) -> int:
        """How many different keys were asked for."""
        return len(self._known)

    def knows(self, key: K) -> bool:
        """Whether the key was asked for before, so that asking again costs nothing."""
        return key in self._known

    def forget(self) -> None:
        """Ask anew from now on: something was written. Who waits already gets what is on its way."""
        if self._known:
            awaited = [each for each in self._known.values() if _is_awaited(each)]
            self._outdated = (*filter(_is_awaited, self._outdated), *awaited)
            self._known = {}

    def expire(self) -> None:
        """Fail what is still awaited, and whatever is asked from now on, with ``UPSTREAM_TIMEOUT``.

        What has arrived stays, so that an operation that runs out of time still answers with it.
        """
        self._expired = True
        for each in (*self._known.values(), *self._outdated):
            if isinstance(each, asyncio.Future) and not each.done():
                each.set_exception(UpstreamTimeout("the deadline of the operation has passed"))
                each.exception()  # seen: nobody may wait for it

    def _ask(self, key: K) -> Soon[V]:
        raise NotImplementedError

    def _expired_answer(self) -> asyncio.Future[V]:
        future: asyncio.Future[V] = _own_future()
        future.set_exception(UpstreamTimeout("asked after the deadline of the operation"))
        return future


class ListLoader(Loader[K, V]):
    """Loads per key, for a source that has no bulk read: every distinct key is one call.

    All calls start at once; the client below limits how many are under way. The future of a key
    is ready as soon as its own call is, so that a slow key holds up nothing that hangs off another.
    """

    __slots__ = ("_fetch", "_held_each")

    def __init__(
        self,
        fetch: Callable[[K], Soon[V]],
        held_each: Callable[[Sequence[K]], Sequence[V | None]] | None = None,
    ) -> None:
        """Make an empty loader.

        Args:
            fetch: Gives the answer for one key, or its future. That is the loader's own: it may
                be failed before its time, and whoever makes it has looked at its exception.
            held_each: Gives at once what is at hand for many keys, and ``None`` for the others.

        """
        super().__init__()
        self._fetch = fetch
        self._held_each = held_each

    def get_each(self, keys: Sequence[K]) -> list[Soon[V]]:
        """The answers for many keys, or their futures, in the order of the keys."""
        self._take_held(keys)
        answers: list[Soon[V]] = []
        for key in keys:
            answer = self._known.get(key)
            # Nothing but records is held, and those are never None.
            is_there = answer is not None and not isinstance(answer, asyncio.Future)
            answers.append(cast("V", answer) if is_there else self.get(key))
        return answers

    def prefetch(self, keys: Sequence[K]) -> None:
        """Begin to ask for what will be needed soon. Nobody waits, and a failure is told later."""
        self._take_held(keys)
        super().prefetch(keys)

    def _take_held(self, keys: Sequence[K]) -> None:
        """Note what is at hand for these keys: together, that costs a third of asking for each."""
        known = self._known
        if self._held_each is None or self._expired:
            return
        unasked = [key for key in keys if key not in known]
        if unasked:
            for key, value in zip(unasked, self._held_each(unasked), strict=True):
                if value is not None:
                    known[key] = value

    def _ask(self, key: K) -> Soon[V]:
        return self._fetch(key)


class BatchLoader(Loader[K, V | None]):
    """Loads together what was asked for in one turn of the event loop.

    ``fetch`` gets the distinct keys and answers with a mapping; a key missing from it is ``None``.
    ``held`` gives at once what is at hand, and ``None`` for what has to be fetched.
    """

    __slots__ = ("_asked", "_fetch", "_held", "_task", "_waiting")

    def __init__(
        self,
        fetch: Callable[[Sequence[K]], Coroutine[Any, Any, Mapping[K, V]]],
        held: Callable[[K], V | None] = lambda _key: None,
    ) -> None:
        super().__init__()
        self._fetch = fetch
        self._asked = 0
        self._held = held
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def asked(self) -> int:
        """How many different keys were asked for; what only came with something else is none of them."""
        return self._asked

    def prime(self, pairs: Iterable[tuple[K, V]]) -> None:
        """Note answers that came with something else; what was asked for before stays as it is."""
        for key, value in pairs:
            self._known.setdefault(key, value)

    def _ask(self, key: K) -> Soon[V | None]:
        self._asked += 1
        held = self._held(key)
        if held is not None:
            return held
        if not self._waiting:
            running_loop().call_soon(self._dispatch)
        future = self._waiting.get(key)  # it was forgotten before it was asked for
        if future is None:
            future = self._waiting[key] = _own_future()
        return future

    def _dispatch(self) -> None:
        waiting, self._waiting = self._waiting, {}
        self._task = running_loop().create_task(self._settle(waiting))

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


def _own_future() -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = running_loop().create_future()
    future.add_done_callback(_retrieve)
    return future


def _is_awaited(known: object) -> bool:
    return isinstance(known, asyncio.Future) and not known.done()


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Look at a failed future's exception, for when the operation that wanted it has gone."""
    if not future.cancelled():
        future.exception()
