"""An httpx transport over aiohttp's connections, to compare the gateway's own with."""

from collections.abc import AsyncIterator
from functools import lru_cache

import aiohttp
import httpx
from yarl import URL


class AiohttpTransport(httpx.AsyncBaseTransport):
    """As cheap as it gets: no object is made per call that can be kept."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give the answer as soon as its head is there."""
        session = self._session
        if session is None:
            session = self._session = aiohttp_session(self._connections)
        response = await session.request(
            request.method,
            _known_url(str(request.url)),
            headers=[(name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw],
            data=request.content if request.method == "POST" else None,
            allow_redirects=False,
        )
        answer = httpx.Response(response.status, headers=response.raw_headers, stream=_Body(response))
        answer.headers.encoding = "latin-1"
        return answer

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()


def aiohttp_session(connections: int) -> aiohttp.ClientSession:
    """aiohttp alone, made for as little work as it can do."""
    connector = aiohttp.TCPConnector(limit=connections)
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
    )


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        content = self._response.content
        while not content.at_eof():
            piece = await content.readany()
            if piece:
                return piece
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self._response.release()


@lru_cache(4096)
def _known_url(text: str) -> URL:
    return URL(text, encoded=True)
