"""Measuring each HTTP call, and naming it in its error."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.errors import UpstreamError, UpstreamUnavailable
from partner_api.upstream import UpstreamCall


class Measurement:
    """What becomes known of a call while it runs."""

    __slots__ = ("status",)

    def __init__(self) -> None:
        self.status: int | None = None


class Meter:
    """Tells ``on_call`` about every call that ended, however it ended."""

    def __init__(self, clock: Callable[[], float], on_call: Callable[[UpstreamCall], None] | None) -> None:
        self._clock = clock
        self._on_call = on_call

    @contextmanager
    def call(self, operation: str, organization_id: str) -> Iterator[Measurement]:
        """Measure a call. Its errors get the operation's name in front of what they say."""
        started = self._clock()
        measurement = Measurement()
        outcome = "INTERNAL_SERVER_ERROR"
        try:
            yield measurement
            outcome = "OK"
        except UpstreamError as error:
            outcome = error.code
            error.args = (f"{operation}: {error}",)
            raise
        except asyncio.CancelledError:
            outcome = "ABANDONED"
            raise UpstreamUnavailable(f"{operation}: abandoned") from None
        finally:
            if self._on_call is not None:
                self._on_call(
                    UpstreamCall(
                        operation=operation,
                        organization_id=organization_id,
                        status=measurement.status,
                        outcome=outcome,
                        seconds=self._clock() - started,
                    )
                )
