"""Noticing clients that do not take what is sent to them."""

import asyncio

_LEAST_BYTES_PER_SECOND = 512


class SlowReader:
    """Watches one connection while more is waiting to be sent than its transport likes to hold, or
    while it is being closed: then the rest can only get less.
    """

    __slots__ = ("_seconds", "_since", "_size")

    def __init__(self, seconds: float) -> None:
        """Make it; within so many seconds some progress has to be made."""
        self._seconds = seconds
        self._since: float | None = None
        self._size = 0

    def has_taken(self) -> None:
        """The transport holds so little again that more may be sent."""
        self._since = None

    def is_stuck(self, transport: asyncio.Transport, now: float, *, is_waiting: bool) -> bool:
        """Whether the client has taken next to nothing for too long. Asked again and again.

        Args:
            transport: The connection's.
            now: The time of the event loop.
            is_waiting: Whether there is too much to be sent, or the rest before closing.

        """
        if not is_waiting:
            self._since = None
            return False
        size = transport.get_write_buffer_size()
        if self._since is None:
            self._since, self._size = now, size
        elif now - self._since >= self._seconds:
            if self._size - size < _LEAST_BYTES_PER_SECOND * self._seconds:
                return True
            self._since, self._size = now, size
        return False
