"""One question and its answer, without any opinion on whether to ask."""

from functools import lru_cache

import httpx

from partner_api.body import ACCEPTED_ENCODINGS, read_json_bytes, stream_of
from partner_api.call import Call
from partner_api.no_data import says_no_data
from partner_api.oauth import TokenSource
from partner_api.status import error_for
from partner_api.telemetry import Measurement

_URLS = 4096

RawHeaders = list[tuple[bytes, bytes]]


_NO_BODY = httpx.ByteStream(b"")
"""Saves httpx the search for what to send."""


class Exchange:
    """Asks below one base address with one organization's token.

    Requests go straight to the transport: httpx's client adds redirects, cookies and a log line with
    the address, which nobody wants here and every call would pay for.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        tokens: TokenSource,
        base: str,
        phases: dict[str, float],
    ) -> None:
        self._transport = transport
        self._tokens = tokens
        self._extensions = {"timeout": phases}
        # Parsing an address takes 30 µs, and the same ones are asked for again and again.
        self._url = lru_cache(_URLS)(lambda path: httpx.URL(f"{base}/{path}"))
        self._host = httpx.URL(base).netloc
        self._header = ""
        self._headers: RawHeaders = []

    async def ask(self, call: Call, measurement: Measurement) -> bytes:
        """Give the body of a success.

        Raises:
            UpstreamError: The upstream refused, failed, or sent something that is not JSON.
            Exception: Whatever a transport raises.

        """
        response = await self._send(call, await self._tokens.header())
        try:
            measurement.status = response.status_code
            error = error_for(response)
            if error is None:
                return await read_json_bytes(response)
            if call.body_without_data is not None and await says_no_data(response):
                return call.body_without_data
            raise error
        finally:
            await stream_of(response).aclose()

    async def _send(self, call: Call, header: str) -> httpx.Response:
        """Send; and once more with another token if this one is refused."""
        response = await self._transport.handle_async_request(self._request(call, header))
        if response.status_code != 401 or not self._tokens.refused(header):
            return response
        await stream_of(response).aclose()
        header = await self._tokens.header()
        response = await self._transport.handle_async_request(self._request(call, header))
        if response.status_code == 401:
            self._tokens.replacement_refused()
        return response

    def _request(self, call: Call, header: str) -> httpx.Request:
        if header != self._header:
            self._header, self._headers = header, self._headers_with(header)
        headers = self._headers.copy()
        for name, value in call.headers:
            headers.append((name.encode(), value.encode()))
        if call.request_id is not None:
            headers.append((b"X-Request-Id", call.request_id.encode()))
        return httpx.Request(
            "GET", self._url(call.path), headers=headers, stream=_NO_BODY, extensions=self._extensions
        )

    def _headers_with(self, header: str) -> RawHeaders:
        return [
            (b"Host", self._host),
            (b"Accept", b"application/json"),
            (b"Accept-Encoding", ACCEPTED_ENCODINGS.encode()),
            (b"Authorization", header.encode()),
        ]
