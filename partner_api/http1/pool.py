"""The connections to one origin."""

import asyncio
import ssl
from collections import deque

import httpx

from partner_api.http1.address import Address, Origin
from partner_api.http1.connection import Connection

MOST_OPENING = 32
_CLOSING_SECONDS = 1.0
_MOST_AT_ONCE = 32


class Pool:
    """Keeps connections that are not in use for ``kept_seconds``, and opens more as they are needed.

    The one that was used last is used next, so that what is too much is not used any more, and
    expires. Whoever finds none waits for the first that is there: one that another call gives back,
    or one of those that are being opened. There are never more of those than calls that wait, and
    not more than ``MOST_OPENING``: a handshake costs as much time here as tens of calls, so a crowd
    is served sooner by those that have one.

    How many there may be is not limited here. Who asks too much waits in line, see
    :mod:`partner_api.line`.
    """

    def __init__(
        self, origin: Origin, tls: ssl.SSLContext, kept_seconds: float, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._address = Address(origin, tls, loop)
        self._kept_seconds = kept_seconds
        self._loop = loop
        self._idle: dict[Connection, float] = {}  # since when; the longest first
        self._open: set[Connection] = set()
        self._waiting: deque[asyncio.Future[Connection]] = deque()
        self._reads: set[asyncio.Future[Connection]] = set()
        self._opening: set[asyncio.Task[float | None]] = set()
        self._expiry: asyncio.TimerHandle | None = None
        self._all_lost: asyncio.Future[None] | None = None
        self._outbox: list[Connection] = []
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._open)

    def take(self) -> Connection | None:
        """One that is not in use, or ``None``."""
        idle = self._idle
        while idle:
            connection, _ = idle.popitem()
            if not connection.is_closed:
                return connection
        return None

    async def wait(self, seconds: float | None, *, is_read: bool) -> Connection:
        """The first that is there, within so many seconds. Whether it is for a read decides how that ends.

        Raises:
            httpx.ConnectTimeout: None was there in time. ``httpx.ConnectError``: None can be opened.

        """
        until = None if seconds is None else self._loop.time() + seconds
        while True:
            turn: asyncio.Future[Connection] = self._loop.create_future()
            self._waiting.append(turn)
            if is_read:
                self._reads.add(turn)
                turn.add_done_callback(self._reads.discard)
            self._open_more(seconds)
            try:
                async with asyncio.timeout_at(until):
                    connection = await turn
            except BaseException as error:
                self._quit(turn)
                if isinstance(error, TimeoutError):
                    raise httpx.ConnectTimeout("no connection in time") from None
                raise
            if not connection.is_closed:  # it may have been lost on the way
                return connection

    async def open(self, seconds: float | None) -> Connection:
        """A new one, within so many seconds. Raises what :meth:`wait` does."""
        connection = await self._address.connect(lambda: Connection(self, self._loop), seconds)
        if self._is_closed or connection.is_closed:
            connection.abort()
            raise httpx.ConnectError("closed at once")
        self._open.add(connection)
        return connection

    def send_soon(self, connection: Connection) -> None:
        """Have a connection send what it has begun, together with others that begin in this turn of the loop.

        Each request may wake a server that sleeps, on another core or behind the network; one that comes
        right behind another finds it awake. That is worth 5 to 10 % of the CPU time of an answer, and costs
        a request at most the time in which so many others are made.
        """
        self._outbox.append(connection)
        if len(self._outbox) == 1:
            self._loop.call_soon(self._send_all)
        elif len(self._outbox) >= _MOST_AT_ONCE:
            self._send_all()

    def _send_all(self) -> None:
        connections, self._outbox = self._outbox, []
        for connection in connections:
            connection.send()

    def release(self, connection: Connection) -> None:
        """Give one back: to whoever waits, or for later."""
        if self._is_closed:
            connection.close()
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        self._idle[connection] = self._loop.time()
        if self._expiry is None:
            self._expiry = self._loop.call_later(self._kept_seconds, self._expire)

    def lost(self, connection: Connection) -> None:
        """Tell that one is closed."""
        self._idle.pop(connection, None)
        self._open.discard(connection)
        if self._all_lost is not None and not self._open and not self._all_lost.done():
            self._all_lost.set_result(None)

    def end_reads(self) -> None:
        """End the reads that wait for a connection, or on one for their answer, with ``httpx.CloseError``."""
        for turn in self._reads:
            if not turn.done():
                turn.set_exception(httpx.CloseError("the client is closed"))
        for connection in frozenset(self._open):
            if connection.reply is not None and connection.reply.is_read:
                connection.fail(httpx.CloseError("the client is closed"))

    async def aclose(self) -> None:
        """Close all, whatever they are in the middle of."""
        self._is_closed = True
        if self._expiry is not None:
            self._expiry.cancel()
        for task in self._opening:
            task.cancel()
        if self._opening:
            await asyncio.wait(set(self._opening))
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(httpx.ConnectError("closed"))
        if self._open:
            self._all_lost = self._loop.create_future()
            for connection in self._open:
                connection.abort()
            await asyncio.wait([self._all_lost], timeout=_CLOSING_SECONDS)

    def _open_more(self, seconds: float | None) -> None:
        while len(self._opening) < min(len(self._waiting), MOST_OPENING) and not self._is_closed:
            task = self._loop.create_task(self._open_one(seconds))
            self._opening.add(task)
            task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[float | None]) -> None:
        self._opening.discard(task)
        if not task.cancelled():
            self._open_more(task.result())

    async def _open_one(self, seconds: float | None) -> float | None:
        """Open one for whoever waits, or tell one of them why not; gives the time limit back."""
        try:
            connection = await self.open(seconds)
        except httpx.TransportError as error:
            while self._waiting:
                turn = self._waiting.popleft()
                if not turn.done():
                    turn.set_exception(error)
                    break
        else:
            self.release(connection)
        return seconds

    def _quit(self, turn: asyncio.Future[Connection]) -> None:
        """Stop waiting. One that came at the same moment goes to the next."""
        turn.cancel()
        if turn in self._waiting:
            self._waiting.remove(turn)
        if not turn.cancelled() and turn.exception() is None and not turn.result().is_closed:
            self.release(turn.result())

    def _expire(self) -> None:
        self._expiry = None
        now = self._loop.time()
        for connection, since in list(self._idle.items()):
            left = since + self._kept_seconds - now
            if left > 0:
                self._expiry = self._loop.call_later(left, self._expire)
                return
            del self._idle[connection]
            connection.close()
