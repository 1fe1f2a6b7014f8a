"""What a run is waiting for, and what has arrived.

Each awaited thing has slots: the places that it goes to, several if rows share it. Slots are filled
in waves, by the run and not by callbacks: what arrived in one turn of the event loop is one wave.
"""

import asyncio
from collections.abc import Awaitable
from types import CoroutineType
from typing import Any, Protocol


class Slot(Protocol):
    """Where something goes when it is there."""

    def fill(self, value: Any, error: Exception | None) -> None:
        """Take the value, or the error that there is instead of it."""
        ...


class Waiting:
    """Everything that is awaited at a time."""

    __slots__ = ("_arrived", "_slots", "_wake")

    def __init__(self) -> None:
        self._slots: dict[asyncio.Future[Any], list[Slot]] = {}
        self._arrived: list[asyncio.Future[Any]] = []
        self._wake: asyncio.Future[None] | None = None

    def __bool__(self) -> bool:
        return bool(self._slots)

    def add(self, awaitable: Awaitable[Any], slot: Slot) -> None:
        """Await something; what is there already goes to its slot at once.

        Raises:
            asyncio.CancelledError: It is there already, and was cancelled.

        """
        if type(awaitable) is CoroutineType:
            future: asyncio.Future[Any] = asyncio.get_running_loop().create_task(awaitable)
        else:
            future = asyncio.ensure_future(awaitable)
            if future.done():
                slot.fill(*_outcome(future))
                return
        slots = self._slots.get(future)
        if slots is None:
            self._slots[future] = [slot]
            future.add_done_callback(self._notice)
        else:
            slots.append(slot)

    async def fill_next(self) -> None:
        """Wait until something has arrived, and fill the slots of everything that has.

        Raises:
            asyncio.CancelledError: The run was cancelled, or something that it waits for.

        """
        if not self._arrived:
            # Asking asyncio which loop runs is a system call before Python 3.12; what is awaited knows.
            self._wake = next(iter(self._slots)).get_loop().create_future()
            await self._wake
            self._wake = None
        arrived, self._arrived = self._arrived, []
        for future in arrived:
            value, error = _outcome(future)
            for slot in self._slots.pop(future):
                slot.fill(value, error)

    async def abandon(self) -> None:
        """Cancel everything that is awaited, and wait until it is gone."""
        futures = [future for future in self._slots if not future.done()]
        for future in futures:
            future.cancel()
        await asyncio.gather(*futures, return_exceptions=True)

    def _notice(self, future: asyncio.Future[Any]) -> None:
        self._arrived.append(future)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)


def _outcome(future: asyncio.Future[Any]) -> tuple[Any, Exception | None]:
    try:
        return future.result(), None
    except Exception as error:  # noqa: BLE001 - any resolver's own
        return None, error
