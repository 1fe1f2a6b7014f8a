"""The reads on their way, so that closing the client can end them."""

import asyncio
from collections.abc import Callable


class Running:
    """Counts the attempts. They run in their callers' tasks; whoever keeps their time can end them."""

    def __init__(self) -> None:
        self._count = 0
        self._ends: list[Callable[[], None]] = []
        self._is_over = asyncio.Event()
        self.is_closed = False

    def __len__(self) -> int:
        return self._count

    def begin(self) -> None:
        """Note an attempt that begins."""
        self._count += 1

    def end(self) -> None:
        """Note that it has ended."""
        self._count -= 1
        if self.is_closed and not self._count:
            self._is_over.set()

    def when_closing(self, end: Callable[[], None]) -> None:
        """Have something called that ends what runs."""
        self._ends.append(end)

    def close(self) -> None:
        """Let nothing begin any more."""
        self.is_closed = True

    async def end_all(self) -> None:
        """End what runs, and wait until it has ended."""
        for end in self._ends:
            end()
        if self._count:
            await self._is_over.wait()
