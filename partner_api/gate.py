"""The way to the upstream for one organization's calls: who may go, who waits, who is sent away."""

from collections.abc import Awaitable, Callable

from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from partner_api.breaker import Breaker
from partner_api.discipline import Discipline, Priority
from partner_api.line import Line
from partner_api.pause import Pause
from partner_api.retry_budget import RetryBudget

_LEFT_ALONE = "not sent: nearly all calls fail"


class Gate:
    """Every call passes it once per attempt, and tells how that ended.

    ``line`` is shared with the other organizations of the same upstream. ``patience`` bounds each
    wait in line. Times are in seconds.
    """

    def __init__(
        self,
        organization_id: str,
        line: Line,
        discipline: Discipline,
        *,
        patience: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self.breaker = Breaker(organization_id, discipline)
        self.pause = Pause(discipline.longest_pause)
        self.budget = RetryBudget(discipline.retry_share, discipline.retry_reserve)
        self.line = line
        self._name = organization_id
        self._patience = patience
        self._clock = clock
        self._sleep = sleep

    async def enter(self, priority: Priority, deadline: float) -> int:
        """Wait for a place. Gives the breaker's number, for :meth:`answered` or :meth:`failed`.

        Whoever has entered must :meth:`leave`.

        Raises:
            UpstreamUnavailable: The breaker is open. ``UpstreamThrottled``: The upstream wants to be
                left alone for longer than there is time. ``UpstreamOverloaded``: The line is full.
            UpstreamTimeout: There was no place in time.

        """
        while True:
            now = self._clock()
            if self.breaker.refuses(now):
                raise UpstreamUnavailable(_LEFT_ALONE)
            await self._wait_out_pause(deadline, now)
            if not self.line.enter_at_once(self._name, priority):
                await self.line.enter(self._name, priority, min(self._patience, deadline - self._clock()))
            now = self._clock()
            if not self.pause.left(now):
                break
            self.line.leave(self._name, priority)  # the upstream asked for quiet in the meantime
        admitted = self.breaker.admit(now)
        if admitted is None:
            self.line.leave(self._name, priority)
            raise UpstreamUnavailable(_LEFT_ALONE)
        return admitted

    def enter_at_once(self, priority: Priority, now: float) -> int | None:
        """The same for what is not worth waiting: ``None`` if there is no place."""
        if self.breaker.is_open or self.pause.left(now):
            return None
        return self.breaker.admit(now) if self.line.enter_at_once(self._name, priority) else None

    def leave(self, priority: Priority) -> None:
        """Give the place back."""
        self.line.leave(self._name, priority)

    def answered(self, admitted: int, now: float) -> None:
        """Tell that the upstream answered."""
        self.breaker.succeeded(admitted, now)
        self.budget.earn()

    def failed(self, admitted: int, error: UpstreamError) -> None:
        """Tell how a call failed. That the upstream refuses or talks nonsense does not make it down."""
        now = self._clock()
        if isinstance(error, UpstreamThrottled):
            self.breaker.succeeded(admitted, now)
            self.line.limit.overloaded()
            if error.retry_after_seconds is not None:
                self.pause.extend(error.retry_after_seconds, now)
        elif isinstance(error, UpstreamRejected | UpstreamInvalidResponse):
            self.answered(admitted, now)
        else:
            self.breaker.failed(admitted, now)
            if isinstance(error, UpstreamTimeout):
                self.line.limit.overloaded()

    async def _wait_out_pause(self, deadline: float, now: float) -> None:
        seconds = self.pause.left(now)
        if not seconds:
            return
        if now + seconds >= deadline:
            raise UpstreamThrottled("the upstream asked to be left alone", seconds)
        await self._sleep(seconds)
