"""Open streams, which are told when the process ends."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Endings:
    """The ends of open streams: a future each, done when the stream shall end."""

    def __init__(self) -> None:
        self._open: set[asyncio.Future[None]] = set()
        self._has_come = False

    @contextmanager
    def stream(self) -> Iterator[asyncio.Future[None]]:
        """The end of one stream, for as long as the block lasts."""
        ending: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._has_come:
            ending.set_result(None)
        self._open.add(ending)
        try:
            yield ending
        finally:
            self._open.discard(ending)

    def come(self) -> None:
        """End all streams, also those that begin from now on."""
        self._has_come = True
        for ending in self._open:
            if not ending.done():
                ending.set_result(None)
