"""The transport: httpx's interface, and the lane for reads beside it."""

import asyncio
import ssl
from collections.abc import AsyncIterator

import httpx

from partner_api.http1.address import Origin, origin_of
from partner_api.http1.lane import Http1Lane
from partner_api.http1.pool import Pool
from partner_api.http1.reply import Reply
from partner_api.http1.requests import head

_NEVER = float("inf")


class Http1Transport(httpx.AsyncBaseTransport):
    """Keeps connections for ``kept_seconds``, and opens as many as it is asked for.

    Redirects are not followed, cookies not kept, the environment is not looked at, and bodies are left
    packed. Of a request's extensions the timeouts ``connect`` and ``read`` are obeyed. Failures are
    raised as httpx's errors. Nothing is ever sent a second time.
    """

    def __init__(self, tls: ssl.SSLContext, kept_seconds: float) -> None:
        self._tls = tls
        self._kept_seconds = kept_seconds
        self._pools: dict[Origin, Pool] = {}
        self._is_closed = False

    def lane(self, base: httpx.URL, connect: float | None, read: float | None) -> Http1Lane:
        """The quick way for reads below a base URL, with these timeouts in seconds."""
        return Http1Lane(lambda: self._pool(base), base, connect, read)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give the answer as soon as its head is there."""
        timeout = request.extensions.get("timeout", {})
        pool, connect, read = self._pool(request.url), timeout.get("connect"), timeout.get("read")
        data = await _written(request)
        connection = pool.take() or await pool.wait(connect, is_read=False)
        reply = Reply(is_read=False, has_no_body=request.method == "HEAD")
        connection.begin(data, reply, _NEVER, read)
        await reply.wait()
        response = httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply))
        response.headers.encoding = "latin-1"  # or httpx tries several, for every header that is asked for
        return response

    def end_reads(self) -> None:
        """End what was asked through lanes and is not answered yet, with ``httpx.CloseError``."""
        for pool in self._pools.values():
            pool.end_reads()

    async def aclose(self) -> None:
        """Close all connections."""
        self._is_closed = True
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, url: httpx.URL) -> Pool:
        if self._is_closed:
            raise httpx.ConnectError("the transport is closed")
        origin = origin_of(url)
        pool = self._pools.get(origin)
        if pool is None:
            pool = Pool(origin, self._tls, self._kept_seconds, asyncio.get_running_loop())
            self._pools[origin] = pool
        return pool


class _Body(httpx.AsyncByteStream):
    """The body of an answer, in the pieces in which it comes."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self  # a generator would cost more: the event loop keeps books of those

    async def __anext__(self) -> bytes:
        piece = await self._reply.piece()
        if not piece:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Close the connection, unless the answer has come to its end."""
        self._reply.abandon()


async def _written(request: httpx.Request) -> bytes:
    assert isinstance(request.stream, httpx.AsyncByteStream)  # noqa: S101 - tells the type checker
    body = b"".join([part async for part in request.stream])
    headers = request.headers.raw
    if "transfer-encoding" in request.headers:  # the length is known now
        headers = [header for header in headers if header[0].lower() != b"transfer-encoding"]
        headers.append((b"Content-Length", b"%d" % len(body)))
    return head(request.method.encode("ascii"), request.url.raw_path, headers) + body
