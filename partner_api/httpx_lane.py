"""Reads over any httpx transport."""

from functools import lru_cache

import httpx

from partner_api.lane import Headers

_URLS = 4096
_NO_BODY = httpx.ByteStream(b"")
"""Saves httpx the search for what to send."""


class HttpxLane:
    """Asks below one base address.

    Requests go straight to the transport: httpx's client adds redirects, cookies and a log line with
    the address, which nobody wants here. ``phases`` are the timeouts that the transport is told.
    """

    keeps_time = False

    def __init__(self, transport: httpx.AsyncBaseTransport, base: str, phases: dict[str, float]) -> None:
        self._transport = transport
        # Parsing an address takes 30 µs, and the same ones are asked for again and again.
        self._url = lru_cache(_URLS)(lambda path: httpx.URL(f"{base}/{path}"))
        self._host = httpx.URL(base).netloc
        self._extensions = {"timeout": phases}

    async def get(self, path: str, headers: Headers, more: Headers, until: float) -> "HttpxReply":  # noqa: ARG002
        """Ask, and give the answer when its head is there. Raises whatever the transport raises."""
        raw = [(b"Host", self._host)]
        raw += [(name.encode(), value.encode()) for name, value in headers + more]
        request = httpx.Request(
            "GET",
            self._url(path),
            headers=raw,
            stream=_NO_BODY,
            extensions=self._extensions,
        )
        return HttpxReply(await self._transport.handle_async_request(request))


class HttpxReply:
    """An httpx response as a reply."""

    is_over = False

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self._headers = response.headers
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - the transport is async
        self._stream = response.stream

    def header(self, name: str) -> str | None:
        """The value of a header; several are one, with commas between them."""
        value: str | None = self._headers.get(name)
        return value

    def content(self) -> tuple[str | None, str | None]:
        """The content's type and encoding."""
        return self.header("content-type"), self.header("content-encoding")

    async def body(self, maximum: int) -> bytes:
        """The body as it came; of one that is longer than ``maximum``, the part that shows it."""
        pieces = []
        left = maximum
        async for piece in self._stream:
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                break
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def aclose(self) -> None:
        """Let go of the answer."""
        await self._stream.aclose()
