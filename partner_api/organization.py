"""One organization's access: where its API is, its token, its way there, and reading from it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import httpx

from domain.errors import UpstreamError
from partner_api.call import Call
from partner_api.exchange import Exchange
from partner_api.gate import Gate
from partner_api.line import Line
from partner_api.oauth import TokenSource
from partner_api.reading import Reading
from partner_api.shared import Shared
from partner_api.snapshot import UpstreamState
from partner_api.telemetry import name_in
from partner_api.token_request import Token, TokenRequest
from partner_api.transport import lane_over, transport_failures
from partner_api.upstream import Upstream
from partner_api.writing import Writer

Answer = TypeVar("Answer")

_LONGEST_TOKEN_SECONDS = 2.0


class Organization:
    """Everything that calls to one organization share. ``line`` is its upstream's."""

    def __init__(self, upstream: Upstream, line: Line, shared: Shared) -> None:
        self._shared = shared
        self._token_request = TokenRequest(upstream, shared.timeouts.phases)
        self.tokens = TokenSource(self._fetch_token, shared.clock)
        self.gate = Gate(
            upstream.organization_id,
            line,
            shared.discipline,
            patience=shared.timeouts.pool,
            clock=shared.clock,
            sleep=shared.sleep,
        )
        base = upstream.base_url.rstrip("/")
        exchange = Exchange(lane_over(shared.transport, base, shared.timeouts), self.tokens, shared.running)
        self._reading = Reading(exchange, self.tokens, self.gate, shared)
        self.writer = Writer(
            shared.transport,
            self.tokens,
            url=lambda path: httpx.URL(f"{base}/{path}"),  # not kept: it may hold a secret
            phases=shared.timeouts.phases,
            total=shared.timeouts.total,
            meter=shared.meter,
        )

    async def get(self, call: Call, decode: Callable[[bytes], Answer]) -> Answer:
        """Read something, and again if that fails in a way that may pass.

        Raises:
            UpstreamError: There is no usable answer.

        """
        try:
            return await self._reading.read(call, decode)
        except UpstreamError as error:
            name_in(error, call.operation)
            raise

    def state(self) -> UpstreamState:
        """How it stands at the moment."""
        gate, line, name = self.gate, self.gate.line, self._token_request.organization_id
        return UpstreamState(
            organization_id=name,
            is_breaker_open=gate.breaker.is_open,
            times_breaker_opened=gate.breaker.times_opened,
            limit=line.limit.value,
            in_flight_of_all=line.in_flight,
            in_flight=line.running(name),
            waiting=line.waiting_of(name),
            retries_left=gate.budget.left,
            paused_seconds=gate.pause.left(self._shared.clock()),
            has_token=self.tokens.is_at_hand,
        )

    async def _fetch_token(self) -> Token:
        name = self._token_request.organization_id
        seconds = min(self._shared.timeouts.attempt, self._shared.timeouts.total, _LONGEST_TOKEN_SECONDS)
        with self._shared.meter.call("token", name) as measurement, transport_failures():
            async with asyncio.timeout(seconds):
                response = await self._shared.transport.handle_async_request(self._token_request.build())
                try:
                    measurement.status = response.status_code
                    return await self._token_request.read(response)
                finally:
                    await response.aclose()
