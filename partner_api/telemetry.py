"""Measuring each attempt, and naming calls in their errors."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.errors import UpstreamError, UpstreamUnavailable
from partner_api.upstream import UpstreamCall
from partner_api.watching import ABANDONED, OK, UNFORESEEN, tell


class Measurement:
    """What becomes known of an attempt while it runs. ``started`` is in monotonic seconds."""

    __slots__ = ("attempt", "operation", "organization_id", "started", "status")

    def __init__(self, operation: str, organization_id: str, attempt: int, started: float) -> None:
        self.operation = operation
        self.organization_id = organization_id
        self.attempt = attempt
        self.started = started
        self.status: int | None = None


class Meter:
    """Tells ``on_call``, and whoever watches the call, about every attempt that ended, however it ended."""

    def __init__(self, clock: Callable[[], float], on_call: Callable[[UpstreamCall], None] | None) -> None:
        self._clock = clock
        self._on_call = on_call

    def start(self, operation: str, organization_id: str, attempt: int) -> Measurement:
        """Begin to measure an attempt. ``attempt`` is 0 for what is not sent."""
        return Measurement(operation, organization_id, attempt, self._clock())

    def end(self, measurement: Measurement, outcome: str) -> None:
        """Tell how an attempt ended."""
        attempt = UpstreamCall(
            operation=measurement.operation,
            organization_id=measurement.organization_id,
            status=measurement.status,
            outcome=outcome,
            seconds=self._clock() - measurement.started,
            attempt=measurement.attempt,
        )
        if self._on_call is not None:
            self._on_call(attempt)
        tell(attempt)

    @contextmanager
    def call(self, operation: str, organization_id: str) -> Iterator[Measurement]:
        """Measure a call of one attempt. Its errors get its name in front of what they say."""
        measurement = self.start(operation, organization_id, 1)
        outcome = UNFORESEEN
        try:
            yield measurement
            outcome = OK
        except UpstreamError as error:
            outcome = error.code
            name_in(error, operation)
            raise
        except asyncio.CancelledError:
            outcome = ABANDONED
            raise UpstreamUnavailable(f"{operation}: abandoned") from None
        finally:
            self.end(measurement, outcome)


def name_in(error: UpstreamError, operation: str) -> None:
    """Put the name of a call in front of what its error says."""
    error.args = (f"{operation}: {error}",)
