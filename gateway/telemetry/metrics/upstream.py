"""The way to the Partner API in numbers: calls, attempts, and how it stands with each organization."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from gateway.telemetry.metrics.metric import Labels, Metric
from gateway.telemetry.metrics.timings import Timings
from partner_api import UpstreamCall, UpstreamState


class UpstreamCounts:
    """Calls by operation of the Partner API, whose names are the client's own."""

    def __init__(self) -> None:
        self._calls: Counter[Labels] = Counter()
        self._attempts: Counter[Labels] = Counter()
        self._retries: Counter[Labels] = Counter()
        self._seconds: dict[Labels, Timings] = {}

    def attempted(self, attempt: UpstreamCall) -> None:
        """Count an attempt that ended. What was not sent is none, and counts as a call only."""
        if not attempt.attempt:
            return
        self._attempts[attempt.operation, attempt.outcome] += 1
        if attempt.attempt > 1:
            self._retries[attempt.operation,] += 1
        timings = self._seconds.get((attempt.operation,))
        if timings is None:
            timings = self._seconds[attempt.operation,] = Timings()
        timings.note(attempt.seconds)

    def ended(self, operation: str, outcome: str) -> None:
        """Count a call that ended, with all its attempts."""
        self._calls[operation, outcome] += 1

    def metrics(self) -> Iterator[Metric]:
        """What is shown of it."""
        yield Metric(
            "counter",
            "upstream_calls",
            "Calls by operation of the Partner API and outcome (OK, ABANDONED or a code), each once.",
            lambda: self._calls,
            ("operation", "outcome"),
        )
        yield Metric(
            "counter",
            "upstream_attempts",
            "Requests sent, by operation of the Partner API and outcome; token requests are among them.",
            lambda: self._attempts,
            ("operation", "outcome"),
        )
        yield Metric(
            "counter",
            "upstream_retries",
            "Requests sent that were repetitions, or hedges.",
            lambda: self._retries,
            ("operation",),
        )
        yield Metric(
            "histogram",
            "upstream_attempt_duration_seconds",
            "Time that a request took, without waiting in line.",
            lambda: self._seconds,
            ("operation",),
        )


_STATES: tuple[tuple[str, str, Callable[[UpstreamState], float]], ...] = (
    (
        "upstream_breaker_open",
        "1 while the breaker is open and calls are not sent.",
        lambda state: state.is_breaker_open,
    ),
    ("upstream_limit", "Calls that may run at the same time, as it adapts.", lambda state: state.limit),
    ("upstream_in_flight", "Calls under way.", lambda state: state.in_flight),
    ("upstream_waiting", "Calls waiting in line.", lambda state: state.waiting),
    ("upstream_retries_left", "Repetitions that the budget has.", lambda state: state.retries_left),
    (
        "upstream_paused_seconds",
        "For how long calls still wait because the Partner API asked for it.",
        lambda state: state.paused_seconds,
    ),
    ("upstream_token", "1 while there is a service token at hand.", lambda state: state.has_token),
)


def upstream_state_metrics(snapshot: Callable[[], tuple[UpstreamState, ...]]) -> Iterator[Metric]:
    """How it stands with each organization's upstream at the moment."""

    def reading(read: Callable[[UpstreamState], float]) -> Callable[[], dict[Labels, Any]]:
        return lambda: {(state.organization_id,): float(read(state)) for state in snapshot()}

    for name, documentation, read in _STATES:
        yield Metric("gauge", name, documentation, reading(read), ("organization_id",))
    yield Metric(
        "counter",
        "upstream_breaker_opened",
        "How often the breaker opened.",
        reading(lambda state: state.times_breaker_opened),
        ("organization_id",),
    )
