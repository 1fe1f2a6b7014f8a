"""The reads on their way, so that closing the client can end them."""

import asyncio


class Running:
    """Attempts run in their callers' tasks, each inside a timer. Closing lets the timers run out."""

    def __init__(self) -> None:
        self._timers: set[asyncio.Timeout] = set()
        self._is_over = asyncio.Event()
        self.is_closed = False

    def __len__(self) -> int:
        return len(self._timers)

    def add(self, timer: asyncio.Timeout) -> None:
        """Note an attempt that begins."""
        self._timers.add(timer)

    def discard(self, timer: asyncio.Timeout) -> None:
        """Note that it has ended."""
        self._timers.discard(timer)
        if self.is_closed and not self._timers:
            self._is_over.set()

    def close(self) -> None:
        """Let nothing begin any more."""
        self.is_closed = True

    async def end_all(self) -> None:
        """End what runs, and wait until it has ended."""
        now = asyncio.get_running_loop().time()
        for timer in self._timers:
            timer.reschedule(now)
        if self._timers:
            await self._is_over.wait()
