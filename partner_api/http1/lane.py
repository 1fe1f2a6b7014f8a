"""The quick way for reads: no URL, header or request object is made, and one timer serves many calls."""

import asyncio
from collections.abc import Callable

import httpx

from partner_api.http1.pool import Pool
from partner_api.http1.reply import Reply
from partner_api.http1.requests import END, VERSION, header_lines, is_target
from partner_api.lane import Headers


class Http1Lane:
    """Asks below one base URL. ``connect`` and ``quiet`` are in seconds; ``None`` is no limit of its own.

    A kept connection may turn out to be dead before any byte of an answer has come: that race is part
    of keeping connections. Nothing is sent again here: whoever asks does so within a budget that counts it.
    """

    keeps_time = True

    def __init__(
        self, find_pool: Callable[[], Pool], base: httpx.URL, connect: float | None, quiet: float | None
    ) -> None:
        self._find_pool = find_pool
        self._pool: Pool | None = None
        self._connect = connect
        self._quiet = quiet
        self._begin = b"GET " + base.raw_path.rstrip(b"/") + b"/"
        self._host = base.netloc
        self._headers: Headers | None = None
        self._end = b""
        self._more: Headers = ()
        self._more_lines = b""

    async def get(self, path: str, headers: Headers, more: Headers, until: float) -> Reply:
        """Ask, and give the answer when its head is there.

        Raises:
            httpx.TransportError: There is none, or none in time; or the path or a header is none.

        """
        pool = self._pool
        if pool is None:
            pool = self._pool = self._find_pool()
        request = self._written(path, headers, more)
        connection = pool.take()
        if connection is None:
            connection = await pool.wait(self._seconds(until), is_read=True)
        reply = Reply(is_read=True)
        connection.begin(request, reply, until, self._quiet)
        await reply.wait()
        return reply

    def _seconds(self, until: float) -> float:
        left = until - asyncio.get_running_loop().time()
        return left if self._connect is None else min(self._connect, left)

    def _written(self, path: str, headers: Headers, more: Headers) -> bytes:
        if headers is not self._headers:
            self._end = VERSION + header_lines([(b"Host", self._host), *_encoded(headers)])
            self._headers = headers
        if not is_target(path):
            raise httpx.LocalProtocolError("not a path")
        if more != self._more:  # the calls of one operation have the same
            self._more, self._more_lines = more, header_lines(_encoded(more))
        return b"".join((self._begin, path.encode(), self._end, self._more_lines, END))


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]
