"""One organization's access: where its API is, its token, and one exchange with it."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import NamedTuple, TypeVar

import httpx

from partner_api.body import ACCEPTED_ENCODINGS, read_json_bytes
from partner_api.no_data import says_no_data
from partner_api.oauth import BearerAuth, TokenSource
from partner_api.request_id import check_request_id
from partner_api.status import error_for
from partner_api.telemetry import Meter
from partner_api.token_request import Token, TokenRequest
from partner_api.transport import transport_failures
from partner_api.upstream import Timeouts, Upstream
from partner_api.writing import Writer

Answer = TypeVar("Answer")

_URLS = 4096


class Call(NamedTuple):
    """What to ask: the operation's name for logs and metrics, and the path below the base URL.

    ``headers`` are sent beside those of every call. ``body_without_data`` is what a 400 that says
    that there is no data stands for; without it, such a 400 is an error like any other.
    """

    operation: str
    organization_id: str
    path: str
    request_id: str | None
    headers: tuple[tuple[str, str], ...] = ()
    body_without_data: bytes | None = None

    def check(self) -> None:
        """Check what goes into a header.

        Raises:
            ValueError: The request id is not short, visible ASCII.

        """
        check_request_id(self.request_id)


class Organization:
    """Everything that calls to one organization share."""

    def __init__(
        self,
        upstream: Upstream,
        client: httpx.AsyncClient,
        *,
        transport: httpx.AsyncBaseTransport,
        timeouts: Timeouts,
        clock: Callable[[], float],
        meter: Meter,
    ) -> None:
        self._client = client
        self._meter = meter
        self._total = timeouts.total
        self._extensions = {"timeout": _phases(timeouts)}
        self._token_request = TokenRequest(upstream, _phases(timeouts))
        self.tokens = TokenSource(self._fetch_token, clock)
        self._auth = BearerAuth(self.tokens)
        self._headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED_ENCODINGS}
        base = upstream.base_url.rstrip("/")
        # Parsing a URL takes 30 µs, and the same ones are asked for again and again.
        self._url = lru_cache(_URLS)(lambda path: httpx.URL(f"{base}/{path}"))
        self.writer = Writer(
            transport,
            self.tokens,
            url=lambda path: httpx.URL(f"{base}/{path}"),  # not kept: it may hold a secret
            phases=_phases(timeouts),
            total=timeouts.total,
            meter=meter,
        )

    async def get(self, call: Call, decode: Callable[[bytes], Answer]) -> Answer:
        """Read something once, with one repetition if the token turns out to be refused.

        Raises:
            UpstreamError: There is no usable answer.

        """
        with self._meter.call(call.operation, call.organization_id) as measurement:
            with transport_failures():
                async with asyncio.timeout(self._total):
                    response = await self._send(call)
                    try:
                        measurement.status = response.status_code
                        body = await _body(response, call)
                    finally:
                        await response.aclose()
            return decode(body)

    async def _send(self, call: Call) -> httpx.Response:
        request = self._request(call)
        response = await self._client.send(request, auth=self._auth, stream=True)
        if response.status_code != 401:
            return response
        if not self.tokens.refused(request.headers["Authorization"]):
            return response
        await response.aclose()
        response = await self._client.send(self._request(call), auth=self._auth, stream=True)
        if response.status_code == 401:
            self.tokens.replacement_refused()
        return response

    def _request(self, call: Call) -> httpx.Request:
        # Not the client's build_request: it would merge in defaults, and cookies with them.
        request = httpx.Request(
            "GET", self._url(call.path), headers=self._headers, extensions=self._extensions
        )
        for name, value in call.headers:
            request.headers[name] = value
        if call.request_id is not None:
            request.headers["X-Request-Id"] = call.request_id
        return request

    async def _fetch_token(self) -> Token:
        name = self._token_request.organization_id
        with self._meter.call("token", name) as measurement, transport_failures():
            async with asyncio.timeout(self._total):
                response = await self._client.send(self._token_request.build(), stream=True)
                try:
                    measurement.status = response.status_code
                    return await self._token_request.read(response)
                finally:
                    await response.aclose()


async def _body(response: httpx.Response, call: Call) -> bytes:
    error = error_for(response)
    if error is None:
        return await read_json_bytes(response)
    if call.body_without_data is not None and await says_no_data(response):
        return call.body_without_data
    raise error


def _phases(timeouts: Timeouts) -> dict[str, float]:
    phases: dict[str, float] = asdict(timeouts)
    del phases["total"]  # the one that httpx does not know
    return phases
