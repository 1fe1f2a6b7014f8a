"""The limit on how many upstream calls run at the same time."""

import asyncio

from domain.errors import UpstreamTimeout


class Slots:
    """As many slots as there are connections. Who finds none waits in line, for a bounded time."""

    def __init__(self, count: int, seconds: float) -> None:
        self._semaphore = asyncio.Semaphore(count)
        self._seconds = seconds

    async def take(self) -> None:
        """Take a slot.

        Raises:
            UpstreamTimeout: None became free in time.

        """
        if not self._semaphore.locked():
            await self._semaphore.acquire()  # does not suspend
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._semaphore.acquire()
        except TimeoutError:
            raise UpstreamTimeout("no free connection in time") from None

    def give_back(self) -> None:
        """Give a slot back."""
        self._semaphore.release()
