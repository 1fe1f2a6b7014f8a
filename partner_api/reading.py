"""Reading with discipline: in turn, within the time there is, and again where that helps."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable
from partner_api.call import Call
from partner_api.exchange import Exchange
from partner_api.gate import Gate
from partner_api.hedging import Hedges
from partner_api.oauth import TokenSource
from partner_api.retry import Retries
from partner_api.shared import Shared
from partner_api.telemetry import Measurement
from partner_api.transport import upstream_error
from partner_api.watching import ABANDONED, OK, UNFORESEEN

Answer = TypeVar("Answer")

_SURELY_NEEDED = 0.5
"""In less than half of what an operation usually takes, it hardly ever comes to an end."""


class Reading:
    """The reads of one organization. They run in their callers' tasks.

    A caller that is cancelled takes its request along, whose connection is closed then, never
    reused. Whoever shares answers (and that is where callers come and go) reads in a task of its own.
    """

    def __init__(self, exchange: Exchange, tokens: TokenSource, gate: Gate, shared: Shared) -> None:
        self._exchange = exchange
        self._tokens = tokens
        self._gate = gate
        self._limit = gate.line.limit
        self._retries = Retries(shared.discipline, gate.budget, shared.draw)
        self._hedges = Hedges() if shared.discipline.hedging else None
        self._attempt_seconds = shared.timeouts.attempt
        self._total = shared.timeouts.total
        self._clock = shared.clock
        self._sleep = shared.sleep
        self._meter = shared.meter
        self._running = shared.running

    async def read(self, call: Call, decode: Callable[[bytes], Answer]) -> Answer:
        """Read something.

        Raises:
            UpstreamError: There is no usable answer.

        """
        now = self._clock()
        deadline = now + self._total
        if call.deadline is not None and call.deadline < deadline:
            deadline = call.deadline
        attempt = 1
        while True:
            admitted = self._enter_at_once(call, deadline, now)
            if admitted is None:
                admitted = await self._enter(call, deadline)
            measurement = self._meter.start(call.operation, call.organization_id, attempt)
            try:
                if self._hedges is None or attempt > 1:
                    return await self._attempt(call, decode, deadline, admitted, measurement)
                return await self._hedged(self._hedges, call, decode, deadline, admitted, measurement)
            except UpstreamError as error:
                seconds = self._seconds_before_next(call, error, measurement, deadline)
                if seconds is None:
                    raise
            await self._sleep(seconds)
            attempt += 1
            now = self._clock()

    def _enter_at_once(self, call: Call, deadline: float, now: float) -> int | None:
        """The breaker's number if there is a place, a token and time; else :meth:`_enter` does the rest."""
        if self._running.is_closed or not self._tokens.is_at_hand(now):
            return None
        if deadline - now <= self._needed(call):
            return None
        return self._gate.enter_at_once(call.priority, now)

    async def _enter(self, call: Call, deadline: float) -> int:
        """Get a token and a place; gives the breaker's number."""
        not_sent = self._meter.start(call.operation, call.organization_id, 0)
        try:
            if not self._tokens.is_at_hand(self._clock()):  # nobody holds a place while waiting for a token
                await self._token(deadline)
            admitted = await self._gate.enter(call.priority, deadline)
            obstacle = self._obstacle(call, deadline, self._clock())
            if obstacle is not None:
                self._gate.leave(call.priority)
                raise obstacle
        except UpstreamError as error:
            self._meter.end(not_sent, error.code)
            raise
        return admitted

    async def _token(self, deadline: float) -> None:
        try:
            async with asyncio.timeout(deadline - self._clock()):
                await self._tokens.header()
        except TimeoutError:
            raise UpstreamTimeout("no token in time") from None

    def _obstacle(self, call: Call, deadline: float, now: float) -> UpstreamError | None:
        """Why it makes no sense to begin, if it does not."""
        if self._running.is_closed:
            return UpstreamUnavailable("the client is closed")
        if deadline - now <= self._needed(call):
            return UpstreamTimeout("no time left for an answer")
        return None

    def _needed(self, call: Call) -> float:
        return _SURELY_NEEDED * self._limit.typical_seconds(call.operation)

    async def _attempt(
        self,
        call: Call,
        decode: Callable[[bytes], Answer],
        deadline: float,
        admitted: int,
        measurement: Measurement,
    ) -> Answer:
        """Ask once, having entered; leaves."""
        in_flight = self._gate.line.in_flight
        outcome = UNFORESEEN
        seconds = min(self._attempt_seconds, deadline - measurement.started)
        self._running.begin()
        try:
            body = await self._exchange.ask(call, measurement, seconds)
            self._answered(call, admitted, measurement, in_flight)
            answer = decode(body)
            outcome = OK
            return answer
        except asyncio.CancelledError:
            outcome = ABANDONED
            raise
        except Exception as error:
            told = upstream_error(error)
            if told is None:
                raise
            if self._running.is_closed:
                outcome = ABANDONED
                raise UpstreamUnavailable("abandoned") from None
            outcome = told.code
            self._gate.failed(admitted, told)
            if told is error:
                raise
            raise told from None
        finally:
            self._gate.leave(call.priority)
            self._running.end()
            self._meter.end(measurement, outcome)

    def _answered(self, call: Call, admitted: int, measurement: Measurement, in_flight: int) -> None:
        now = self._clock()
        seconds = now - measurement.started
        self._gate.answered(admitted, now)
        self._limit.answered(call.operation, seconds, in_flight)
        if self._hedges is not None:
            self._hedges.learn(call.operation, seconds)

    async def _hedged(
        self,
        hedges: Hedges,
        call: Call,
        decode: Callable[[bytes], Answer],
        deadline: float,
        admitted: int,
        measurement: Measurement,
    ) -> Answer:
        """Ask, and if the answer is slower than nearly all are, ask once more beside it."""

        async def first() -> Answer:
            return await self._attempt(call, decode, deadline, admitted, measurement)

        async def second(admitted: int) -> Answer:
            beside = self._meter.start(call.operation, call.organization_id, 2)
            return await self._attempt(call, decode, deadline, admitted, beside)

        return await hedges.race(call.operation, first, second, lambda: self._enter_beside(call))

    def _enter_beside(self, call: Call) -> int | None:
        """A place for one more attempt, if there is one at once and the budget has it."""
        if self._gate.budget.left < 1.0:
            return None
        admitted = self._gate.enter_at_once(call.priority, self._clock())
        if admitted is not None:
            self._gate.budget.take()
        return admitted

    def _seconds_before_next(
        self, call: Call, error: UpstreamError, measurement: Measurement, deadline: float
    ) -> float | None:
        now = self._clock()
        time_left = deadline - now - self._needed(call)
        if self._running.is_closed or self._gate.pause.left(now) >= time_left:
            return None
        return self._retries.seconds_before(measurement.attempt, error, measurement.status, time_left)
