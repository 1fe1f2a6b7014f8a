"""An httpx transport over aiohttp's connections.

httpx's own pool rescans all connections for every waiting request, and loses a slot per cancelled
one; aiohttp's does neither. What stands between the two is on the way of every call, so it does no
more than it must: no object is made per call that can be kept.
"""

from collections.abc import AsyncIterator, Callable
from functools import lru_cache

import aiohttp
import httpx
from yarl import URL

_URLS = 4096
_TIMEOUTS = 64
_READ = ("GET", "HEAD")


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends requests with the session that ``make_session`` makes, when the first one is sent.

    Of a request's extensions, the timeouts ``connect`` and ``read`` are obeyed. Failures are raised
    as httpx's errors whose cause is aiohttp's.
    """

    def __init__(self, make_session: Callable[[], aiohttp.ClientSession]) -> None:
        self._make_session = make_session
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give the answer as soon as its head is there."""
        session = self._session
        if session is None:
            session = self._session = self._make_session()
        timeout = request.extensions.get("timeout", {})
        headers = [(name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw]
        is_read = request.method in _READ
        try:
            response = await session.request(
                request.method,
                # Addresses of writes are not kept: they may hold a secret.
                _known_url(str(request.url)) if is_read else URL(str(request.url), encoded=True),
                headers=headers,
                data=None if is_read else request.content or None,
                allow_redirects=False,
                timeout=_timeout(timeout.get("connect"), timeout.get("read")),
                middlewares=() if is_read else (_SendOnce(),),
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error) from error
        answer = httpx.Response(response.status, headers=response.raw_headers, stream=_Body(response))
        answer.headers.encoding = "latin-1"  # or httpx tries several, for every header that is asked for
        return answer

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, in the pieces in which it comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self  # a generator would cost more: the event loop keeps books of those

    async def __anext__(self) -> bytes:
        content = self._response.content
        try:
            while not content.at_eof():
                piece = await content.readany()
                if piece:
                    return piece
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error) from error
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Give the connection back; unless the body has come to its end, close it."""
        self._response.release()


class _SendOnce:
    """Keeps aiohttp from sending a write a second time, whatever the session is set to.

    aiohttp repeats a request that it calls idempotent (PUT and DELETE are) once, when its connection
    breaks before any byte of an answer. How to tell it otherwise is private to it, while a middleware
    is asked for every attempt.
    """

    def __init__(self) -> None:
        self._was_sent = False

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if self._was_sent:
            raise aiohttp.ServerDisconnectedError("not sent again")
        self._was_sent = True
        return await handler(request)


@lru_cache(_URLS)
def _known_url(text: str) -> URL:
    return URL(text, encoded=True)


@lru_cache(_TIMEOUTS)
def _timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    # The one covers looking the name up as well, the other each address that was found.
    return aiohttp.ClientTimeout(connect=connect, sock_connect=connect, sock_read=read)


def _as_httpx(error: Exception) -> httpx.TransportError:
    text = str(error)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(text)
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(text)
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(text)
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientOSError):
        return httpx.ReadError(text)
    return httpx.RemoteProtocolError(text)
