"""One organization's access: where its API is, its token, its way there, and reading from it."""

import asyncio

import httpx

from partner_api.exchange import Exchange
from partner_api.gate import Gate
from partner_api.line import Line
from partner_api.oauth import TokenSource
from partner_api.reading import Reading
from partner_api.shared import Shared
from partner_api.snapshot import UpstreamState
from partner_api.token_request import Token, TokenRequest
from partner_api.transport import lane_over, transport_failures
from partner_api.upstream import Upstream
from partner_api.writing import Writer

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
        self.reading = Reading(exchange, self.tokens, self.gate, shared)
        self.writer = Writer(
            shared.transport,
            self.tokens,
            url=lambda path: httpx.URL(f"{base}/{path}"),  # not kept: it may hold a secret
            phases=shared.timeouts.phases,
            total=shared.timeouts.total,
            meter=shared.meter,
        )

    def state(self) -> UpstreamState:
        """How it stands at the moment."""
        now = self._shared.clock()
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
            paused_seconds=gate.pause.left(now),
            has_token=self.tokens.is_at_hand(now),
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
