"""The circuit breaker of one organization: while the upstream is down, hardly anything is sent."""

import logging
from collections import deque

from partner_api.discipline import Discipline

_log = logging.getLogger("partner_api.breaker")


class Breaker:
    """Closed as long as calls succeed; open, it lets one call through per interval, to see.

    Every call asks :meth:`admit` right before it is sent and tells how it ended, giving back the
    number it got. Calls that were sent before the breaker opened say nothing about now, and cannot
    close it; the first later success does, at once. Probes do not wait for each other: one that
    hangs must not keep the next from finding out.

    All times are monotonic seconds, and given. ``name`` is for the log.
    """

    def __init__(self, name: str, discipline: Discipline) -> None:
        self._name = name
        self._calls = discipline.breaker_calls
        self._window = discipline.breaker_window
        self._minimum = discipline.breaker_minimum
        self._share = discipline.breaker_share
        self._interval = discipline.probe_interval
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._probe_at = 0.0
        self._generation = 0
        self.is_open = False
        self.times_opened = 0

    def refuses(self, now: float) -> bool:
        """Whether a call need not even wait in line."""
        return self.is_open and now < self._probe_at

    def admit(self, now: float) -> int | None:
        """Let a call through or not: a number to give back, or ``None``."""
        if self.is_open:
            if now < self._probe_at:
                return None
            self._probe_at = now + self._interval
        return self._generation

    def succeeded(self, admitted: int, now: float) -> None:
        """Tell that the upstream answered, and be it that it refused."""
        if admitted != self._generation:
            return
        if self.is_open:
            self._close()
        self._note(now, is_failure=False)

    def failed(self, admitted: int, now: float) -> None:
        """Tell that no answer came, or one of the 5xx family."""
        if self.is_open or admitted != self._generation:
            return
        self._note(now, is_failure=True)
        while self._outcomes[0][0] < now - self._window:
            self._forget_oldest()
        count = len(self._outcomes)
        if count >= self._minimum and self._failures >= self._share * count:
            self._open(now)

    def _note(self, now: float, *, is_failure: bool) -> None:
        self._outcomes.append((now, is_failure))
        self._failures += is_failure
        if len(self._outcomes) > self._calls:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        self._failures -= self._outcomes.popleft()[1]

    def _open(self, now: float) -> None:
        _log.warning("nearly all calls to the upstream fail: it is left alone", extra=self._extra())
        self.is_open = True
        self.times_opened += 1
        self._probe_at = now + self._interval
        self._generation += 1
        self._outcomes.clear()
        self._failures = 0

    def _close(self) -> None:
        _log.warning("the upstream answers again", extra=self._extra())
        self.is_open = False

    def _extra(self) -> dict[str, object]:
        return {"organization_id": self._name, "failures": self._failures, "calls": len(self._outcomes)}
