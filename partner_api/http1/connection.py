"""One connection, and the one request that is on it at a time."""

import asyncio
from typing import TYPE_CHECKING, cast

import httptools
import httpx

from partner_api.http1.reply import BUFFERED_BYTES, RawHeaders, Reply

if TYPE_CHECKING:
    from partner_api.http1.pool import Pool

MAXIMUM_OVERHEAD = 64 * 1024
_OVERHEAD_PER_BYTE = 8  # a chunk of one byte has five bytes around it
_NEVER = float("inf")
_EARLY = 0.001
"""Event loops round the times of timers."""


class _UnaskedError(Exception):
    """More came than was asked for."""


class Connection(asyncio.Protocol):
    """Writes a request, and fills its :class:`Reply` with what comes back.

    Closed by whatever is not a whole, well-formed answer to exactly what was asked: it is kept only
    if nobody can doubt where the next answer begins. ``uses`` counts requests.

    A timer is not made for each request: one that is set already and due too early looks, when it
    is due, whether there is still time, and goes on for that long.
    """

    __slots__ = (
        "_due",
        "_feed",
        "_has_head",
        "_headers",
        "_is_kept",
        "_is_paused",
        "_parser",
        "_pool",
        "_quiet",
        "_received",
        "_reply",
        "_status",
        "_timer",
        "_timer_at",
        "_transport",
        "_unsent",
        "_until",
        "is_closed",
        "loop",
        "uses",
    )

    def __init__(self, pool: "Pool", loop: asyncio.AbstractEventLoop) -> None:
        self._pool = pool
        self.loop = loop
        self._transport: asyncio.Transport
        self._parser = httptools.HttpResponseParser(self)
        self._feed = self._parser.feed_data
        self._reply: Reply | None = None
        self._status = 0
        self._headers: RawHeaders = []
        self._has_head = True
        self._is_kept = False
        self._is_paused = False
        self._received = 0
        self._unsent = b""
        self._until = 0.0
        self._quiet: float | None = None
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self.is_closed = False
        self.uses = 0

    @property
    def reply(self) -> Reply | None:
        """What is waited for."""
        return self._reply

    def begin(self, request: bytes, reply: Reply, until: float, quiet: float | None) -> None:
        """Send a request: a read with others that begin at the same moment, a write at once.

        ``until`` is when the whole answer must be there, by the loop's clock, and may be infinite;
        ``quiet`` is how many seconds may pass without anything coming.
        """
        self._reply = reply
        reply.connection = self
        self._received = 0
        self._until = until
        self._quiet = quiet
        self.uses += 1
        if quiet is not None:
            self._extend(quiet)
        else:
            self._due = until
            if until < _NEVER and (self._timer is None or self._timer_at > until):
                self._set_timer(until)
        if reply.is_read:
            self._unsent = request
            self._pool.send_soon(self)
        else:
            self._transport.write(request)

    def send(self) -> None:
        """Send the request that was begun, unless that has come to nothing in the meantime."""
        request, self._unsent = self._unsent, b""
        if not self.is_closed:
            self._transport.write(request)

    def abort(self) -> None:
        """Close at once; what was waited for ends with it."""
        if not self.is_closed:
            self.is_closed = True
            self._transport.abort()

    def close(self) -> None:
        """Close in good order: nothing is on the way."""
        if not self.is_closed:
            self.is_closed = True
            self._transport.close()

    def resume(self) -> None:
        """Read on, if reading was stopped because nobody wanted more."""
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()

    def fail(self, error: Exception) -> None:
        """End what is waited for, and close."""
        reply, self._reply = self._reply, None
        self.abort()
        if reply is not None:
            reply.connection = None
            reply.is_over = False
            reply.failed(error)

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by their classes

    def data_received(self, data: bytes) -> None:
        """Take in what has come."""
        reply = self._reply
        if reply is None or self._unsent:
            self._unasked(reply)
            return
        reply.is_begun = True
        self._received += len(data)
        try:
            self._feed(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._is_kept = False
            if not reply.is_over:  # or else it is about what came behind the answer
                self._malformed(error)
                return
        if self._received > MAXIMUM_OVERHEAD + _OVERHEAD_PER_BYTE * reply.size:
            self.fail(httpx.RemoteProtocolError("too much around the body"))
        elif reply.is_over:
            self._ended(reply)
        elif self._has_head:
            self._is_partial(reply)
        elif self._quiet is not None:
            self._extend(self._quiet)

    def connection_lost(self, error: Exception | None) -> None:
        """The peer has closed, or the network has gone, or we have closed."""
        self.is_closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._pool.lost(self)
        reply, self._reply = self._reply, None
        if reply is None or reply.is_over:
            return
        reply.connection = None
        if error is None and reply.ends_with_connection:
            reply.is_over = True
            reply.wake()
        elif reply.status:
            reply.failed(_caused(httpx.ReadError("the answer broke off"), error))
        else:
            reply.failed(_caused(httpx.RemoteProtocolError("no answer"), error))

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins; behind another one, that nobody asked for."""
        if self._reply is None or self._reply.is_over:
            raise _UnaskedError
        self._headers = self._reply.headers
        self._status = 0
        self._has_head = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; or one behind the body, where it means nothing to us."""
        if not self._has_head:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is there."""
        status = self._status = self._parser.get_status_code()
        if status >= 200:
            self._has_head = True
            reply = self._reply
            assert reply is not None  # noqa: S101 - tells the type checker
            reply.status = status
            if reply.has_no_body:
                reply.is_over, self._is_kept = True, False
        elif status < 100 or status == 101:  # to switch the protocol was not asked for
            raise _UnaskedError

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        reply = self._reply
        if reply is None or reply.is_over:
            raise _UnaskedError
        reply.take(data)

    def on_message_complete(self) -> None:
        """An answer is whole; or only a word in between, as "103 Early Hints" is."""
        reply = self._reply
        assert reply is not None  # noqa: S101 - tells the type checker
        if self._status < 200:
            reply.headers.clear()
            return
        reply.is_over = True
        self._is_kept = self._parser.should_keep_alive()

    # What follows from it.

    def _ended(self, reply: Reply) -> None:
        self._reply = None
        reply.connection = None
        if self._is_kept and not self.is_closed and not self._transport.get_write_buffer_size():
            self._pool.release(self)
        else:  # it is to be closed, or the answer came before the request was out
            self.abort()
        reply.wake()

    def _unasked(self, reply: Reply | None) -> None:
        """Something came that cannot be the answer: nothing was asked, or it is not sent yet."""
        if reply is None:
            self.abort()
        else:
            self.fail(httpx.RemoteProtocolError("an answer before the request was out"))

    def _is_partial(self, reply: Reply) -> None:
        if reply.size >= reply.wanted:
            reply.wake()
        if reply.size >= max(reply.taken + BUFFERED_BYTES, reply.wanted) and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        if self._quiet is not None:
            self._extend(self._quiet)

    def _malformed(self, error: Exception) -> None:
        self.fail(_caused(httpx.RemoteProtocolError("not an HTTP answer"), error))

    def _extend(self, quiet: float) -> None:
        self._due = min(self._until, self.loop.time() + quiet)
        if self._timer is None or self._timer_at > self._due:
            self._set_timer(self._due)

    def _set_timer(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = when
        self._timer = self.loop.call_at(when, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        if self._reply is None:
            return
        now = self.loop.time()
        if self._is_paused and self._quiet is not None and now < self._until:
            self._extend(self._quiet)  # it is not the peer who is quiet
        elif self._due - now > _EARLY:
            if self._due < _NEVER:
                self._set_timer(self._due)
        else:
            self.fail(httpx.ReadTimeout("no answer in time"))


def _caused(error: Exception, cause: Exception | None) -> Exception:
    error.__cause__ = cause
    return error
