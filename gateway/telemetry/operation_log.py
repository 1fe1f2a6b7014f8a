"""One log line for an operation, and few lines for many operations."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any

_log = logging.getLogger("gateway.operations")


class _Allowance:
    """So many lines a second; those left out are counted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._second = 0
        self._written = 0
        self.omitted = 0

    def takes(self, now: float) -> bool:
        if int(now) != self._second:
            self._second, self._written = int(now), 0
        if self._written >= self._most:
            self.omitted += 1
            return False
        self._written += 1
        return True


class OperationLog:
    """Writes operations that failed or were slow, and of the others as many as are wanted.

    Both have an allowance per second of their own: an outage at 10,000 requests a second must not
    be followed by one of the log. The next line says how many were left out since the one before.
    """

    def __init__(
        self,
        *,
        sample_rate: float = 1.0,
        slow_seconds: float = 1.0,
        max_per_second: int = 100,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Make the log.

        Args:
            sample_rate: Which part of the operations that went well is written.
            slow_seconds: From how many seconds on an operation is written in any case.
            max_per_second: How many lines a second may be written about each of the two sorts.
            clock: Monotonic seconds.
            draw: Random numbers from 0 to 1.

        """
        self._sample_rate = sample_rate
        self._slow_seconds = slow_seconds
        self._clock = clock
        self._draw = draw
        self._usual = _Allowance(max_per_second)
        self._notable = _Allowance(max_per_second)

    def wants(self, seconds: float, *, is_ok: bool) -> bool:
        """Whether a line is to be written about an operation; whoever is told so calls :meth:`write`."""
        if not _log.isEnabledFor(logging.INFO):
            return False
        if not is_ok or seconds >= self._slow_seconds:
            return self._notable.takes(self._clock())
        if self._sample_rate < 1.0 and self._draw() >= self._sample_rate:
            return False
        return self._usual.takes(self._clock())

    def write(self, fields: dict[str, Any]) -> None:
        """Write a line."""
        omitted = self._usual.omitted + self._notable.omitted
        self._usual.omitted = self._notable.omitted = 0
        _log.info("operation", extra={**fields, "omitted": omitted} if omitted else fields)
