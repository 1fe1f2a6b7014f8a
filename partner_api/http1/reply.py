"""The answer to one request, as it comes in."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partner_api.http1.connection import Connection

RawHeaders = list[tuple[bytes, bytes]]

BUFFERED_BYTES = 256 * 1024
"""So much of a body is taken in that nobody has asked for yet."""

_TYPE, _ENCODING = b"content-type", b"content-encoding"
_TYPE_LENGTH, _ENCODING_LENGTH = len(_TYPE), len(_ENCODING)
_HAS_LENGTH = frozenset({b"content-length", b"transfer-encoding"})


class Reply:
    """Filled by its connection, read by one task.

    ``status`` is 0 until the head is there; ``is_over`` once the body is there as well. ``error`` is
    what ended it before. ``is_begun`` is whether any byte has come. Of the body ``size`` bytes have
    come, ``taken`` of which were handed on; whoever waits is woken when there are ``wanted``.
    """

    __slots__ = (
        "_first",
        "_more",
        "_waiter",
        "connection",
        "error",
        "has_no_body",
        "headers",
        "is_begun",
        "is_over",
        "is_read",
        "size",
        "status",
        "taken",
        "wanted",
    )

    def __init__(self, *, is_read: bool, has_no_body: bool = False) -> None:
        self.has_no_body = has_no_body  # whatever the head says, as after HEAD
        self.status = 0
        self.headers: RawHeaders = []
        self.is_read = is_read
        self.is_begun = False
        self.is_over = False
        self.error: Exception | None = None
        self.connection: Connection | None = None
        self._first = b""
        self.size = 0
        self.taken = 0
        self.wanted = 0
        self._more: bytearray | None = None
        self._waiter: asyncio.Future[None] | None = None

    def header(self, name: str) -> str | None:
        """The value of a header, given in lower case; the first, if there are several."""
        wanted, length = name.encode(), len(name)
        for key, value in self.headers:
            if len(key) == length and key.lower() == wanted:
                return value.decode("latin-1").strip()
        return None

    def content(self) -> tuple[str | None, str | None]:
        """The content's type and encoding; the first of each, if there are several."""
        content_type: bytes | None = None
        encoding: bytes | None = None
        for key, value in self.headers:
            length = len(key)
            if length == _TYPE_LENGTH:
                if content_type is None and key.lower() == _TYPE:
                    content_type = value
            elif length == _ENCODING_LENGTH and encoding is None and key.lower() == _ENCODING:
                encoding = value
        return (
            None if content_type is None else content_type.decode("latin-1").strip(),
            None if encoding is None else encoding.decode("latin-1").strip(),
        )

    @property
    def ends_with_connection(self) -> bool:
        """Whether nothing but the end of the connection tells where the body ends."""
        return self.status != 0 and not any(name.lower() in _HAS_LENGTH for name, _ in self.headers)

    def take(self, data: bytes) -> None:
        """Take in a piece of the body. However many come, each byte is copied a few times at most."""
        if self.size == self.taken:
            self._first = data
        elif self._more is None:
            self._more = bytearray(self._first)
            self._more += data
        else:
            self._more += data
        self.size += len(data)

    async def body(self, maximum: int) -> bytes:
        """The whole body; or so much that it is more than ``maximum``. Raises what ended it."""
        if not self.is_over and self.size <= maximum:
            await self.wait(maximum + 1)
        return self._first if self._more is None else bytes(self._more)

    async def piece(self) -> bytes:
        """What has come of the body since the last time; nothing at its end. Raises what ended it."""
        if not self.is_over and self.size == self.taken:
            await self.wait(self.size + 1)
        data = self._first if self._more is None else bytes(self._more)
        self._first, self._more, self.taken = b"", None, self.size
        return data

    def abandon(self) -> None:
        """Close the connection at once, unless it has come to the end of the answer."""
        if self.connection is not None:
            self.connection.abort()

    async def aclose(self) -> None:
        """The same, as :class:`partner_api.lane.Reply` has it."""
        self.abandon()

    def failed(self, error: Exception) -> None:
        """Tell that no more will come."""
        self.error = error
        self.wake()

    def wake(self) -> None:
        """Let whoever waits look again."""
        waiter = self._waiter
        if waiter is not None:
            self._waiter = None
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, wanted: int = 0) -> None:
        """Wait for the head, or until so many bytes of the body have come. Raises what ended it."""
        if self.error is None:
            self.wanted = wanted
            connection = self.connection
            if connection is not None:
                connection.resume()
            loop = asyncio.get_running_loop() if connection is None else connection.loop
            self._waiter = loop.create_future()
            try:
                await self._waiter
            except asyncio.CancelledError:
                self.abandon()
                raise
        if self.error is not None:
            raise self.error
