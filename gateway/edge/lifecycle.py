"""Where the process is between its start and its end, for everybody who has to know."""

from collections.abc import Awaitable, Callable

from gateway.http.endings import Endings


class Lifecycle:
    """First the process drains: it says that it is not ready, and answers all the same. Then its
    streams end, and what runs is finished.
    """

    def __init__(self) -> None:
        self.is_draining = False
        self.streams = Endings()
        self._closers: list[Callable[[], Awaitable[None]]] = []

    def at_end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Have something called when streams end. It may be called more than once."""
        self._closers.append(close)

    def drain(self) -> None:
        """From now on, be not ready."""
        self.is_draining = True

    async def end_streams(self) -> None:
        """Tell all streams to reconnect elsewhere, and wait until connections have ended."""
        self.drain()
        self.streams.come()
        for close in self._closers:
            await close()
