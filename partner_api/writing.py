"""One write to one organization, and what can be said about it afterwards.

Three outcomes are told apart, because the caller may only repeat the middle one:

* refused (``UpstreamRejected`` and below): the upstream said that it did nothing;
* surely not sent, or surely not looked at (``UpstreamUnavailable``, ``UpstreamTimeout``): no
  token, no connection, 429, or a 503 that says when to come back (a server that sheds load);
* unknown (``WriteOutcomeUnknown``): everything else once bytes may have left. That includes 500,
  a 503 without ``Retry-After``, and 502 and 504, which a proxy sends when the server behind it,
  having read the request, gave no usable answer; 408, which proxies send for slow servers, too;
  a success whose body cannot be read; and 303, which is how some servers answer a done POST.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import httpx

from domain.errors import UpstreamError, UpstreamUnavailable, WriteOutcomeUnknown
from partner_api.body import ACCEPTED_ENCODINGS, read_json_bytes
from partner_api.oauth import TokenSource
from partner_api.refusals import refusal
from partner_api.status import error_for
from partner_api.telemetry import Measurement, Meter
from partner_api.transport import is_before_sending, transport_failures
from partner_api.write import Write

Answer = TypeVar("Answer")

_UNCLEAR = frozenset({303, 408})
_NOT_IMPLEMENTED = 501


class Writer:
    """Writes for one organization. ``url`` makes the address for a path below the base URL.

    Requests go straight to the transport: httpx's client would log their URLs, and those of cues
    carry a secret.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        tokens: TokenSource,
        *,
        url: Callable[[str], httpx.URL],
        phases: dict[str, float],
        total: float,
        meter: Meter,
    ) -> None:
        self._transport = transport
        self._tokens = tokens
        self._url = url
        self._extensions = {"timeout": phases}
        self._total = total
        self._meter = meter

    async def write(self, write: Write, decode: Callable[[bytes], Answer]) -> Answer:
        """Write once. Only after a 401 it is sent again, since that did nothing.

        Raises:
            UpstreamRejected: The upstream did nothing.
            UpstreamUnavailable: It surely did not get the write. ``UpstreamTimeout`` likewise.
            WriteOutcomeUnknown: It may have got it.

        """
        attempt = _Attempt()
        with self._meter.call(write.operation, write.organization_id) as measurement:
            try:
                with transport_failures():
                    async with asyncio.timeout(self._total):
                        return await self._exchange(write, decode, attempt, measurement)
            except UpstreamError as error:
                if attempt.is_settled or not attempt.may_have_left:
                    raise
                raise WriteOutcomeUnknown(str(error)) from None
            except asyncio.CancelledError:
                if attempt.may_have_left:
                    raise WriteOutcomeUnknown("the client was closed before an answer came") from None
                raise UpstreamUnavailable("the client was closed") from None

    async def _exchange(
        self,
        write: Write,
        decode: Callable[[bytes], Answer],
        attempt: "_Attempt",
        measurement: Measurement,
    ) -> Answer:
        response = await self._send(write, attempt)
        try:
            measurement.status = response.status_code
            error = await _verdict(write, response)
            if error is not None:
                attempt.is_settled = not isinstance(error, WriteOutcomeUnknown)
                raise error
            return decode(await read_json_bytes(response) if write.has_answer else b"")
        finally:
            await response.aclose()

    async def _send(self, write: Write, attempt: "_Attempt") -> httpx.Response:
        header = await self._tokens.header() if write.needs_token else None
        response = await self._send_once(write, header, attempt)
        if response.status_code != 401 or header is None or not self._tokens.refused(header):
            return response
        await response.aclose()
        attempt.may_have_left = False
        response = await self._send_once(write, await self._tokens.header(), attempt)
        if response.status_code == 401:
            self._tokens.replacement_refused()
        return response

    async def _send_once(self, write: Write, header: str | None, attempt: "_Attempt") -> httpx.Response:
        request = self._request(write, header)
        attempt.may_have_left = True
        try:
            return await self._transport.handle_async_request(request)
        except Exception as error:
            attempt.may_have_left = not is_before_sending(error)
            raise

    def _request(self, write: Write, header: str | None) -> httpx.Request:
        headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED_ENCODINGS}
        if header is not None:
            headers["Authorization"] = header
        if write.body is not None:
            headers["Content-Type"] = "application/json"
        if write.request_id is not None:
            headers["X-Request-Id"] = write.request_id
        headers.update(write.headers)
        return httpx.Request(
            write.method,
            self._url(write.path),
            headers=headers,
            content=write.body,
            extensions=self._extensions,
        )


class _Attempt:
    """How far a write came. It is settled once the upstream has said that it did nothing."""

    __slots__ = ("is_settled", "may_have_left")

    def __init__(self) -> None:
        self.may_have_left = False
        self.is_settled = False


async def _verdict(write: Write, response: httpx.Response) -> UpstreamError | None:
    """Say what a status means; ``None`` for a success."""
    status = response.status_code
    if 200 <= status < 300:
        return None
    if status in _UNCLEAR:
        return WriteOutcomeUnknown(f"status {status}")
    if status == 503 and "retry-after" in response.headers:
        return UpstreamUnavailable("status 503 with Retry-After")
    if status >= 500 and status != _NOT_IMPLEMENTED:
        return WriteOutcomeUnknown(f"status {status}")
    if status == 429:
        return error_for(response)
    return await refusal(write, response)
