"""Asking a second time when an answer is slower than nearly all others of its kind."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_QUANTILE = 0.99
_STEP = 0.05
_ENOUGH = 100


class _Slowest:
    """Follows the 99th percentile: a small step down for each quicker call, a large one up else."""

    __slots__ = ("count", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.count = 1

    def learn(self, seconds: float) -> None:
        self.count += 1
        self.seconds *= 1 + _STEP * (_QUANTILE if seconds > self.seconds else _QUANTILE - 1)


class Hedges:
    """Knows how long the slowest percent of each operation takes, and races two attempts then."""

    def __init__(self) -> None:
        self._slowest: dict[str, _Slowest] = {}

    def learn(self, operation: str, seconds: float) -> None:
        """Note how long a call took."""
        known = self._slowest.get(operation)
        if known is None:
            self._slowest[operation] = _Slowest(seconds)
        else:
            known.learn(seconds)

    def patience(self, operation: str) -> float | None:
        """After how many seconds to ask again; ``None`` while too few answers were seen."""
        known = self._slowest.get(operation)
        return None if known is None or known.count < _ENOUGH else known.seconds

    async def race(
        self,
        operation: str,
        first: Callable[[], Coroutine[Any, Any, Answer]],
        second: Callable[[int], Coroutine[Any, Any, Answer]],
        enter: Callable[[], int | None],
    ) -> Answer:
        """The first good answer of one or two attempts, or else the error of the first attempt.

        ``enter`` says whether there may be a second one. Whoever loses is cancelled, and has ended
        when this returns.
        """
        patience = self.patience(operation)
        if patience is None:
            return await first()
        racers = [asyncio.create_task(first())]
        try:
            await asyncio.wait(racers, timeout=patience)
            if not racers[0].done() and (admitted := enter()) is not None:
                racers.append(asyncio.create_task(second(admitted)))
            return await _winner(racers)
        finally:
            for racer in racers:
                racer.cancel()
            await asyncio.wait(racers)


async def _winner(racers: list[asyncio.Task[Answer]]) -> Answer:
    running = set(racers)
    while running:
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for racer in done:
            if not racer.cancelled() and racer.exception() is None:
                return racer.result()
    return racers[0].result()
