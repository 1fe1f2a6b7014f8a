"""What a metric is: a name, and a function that reads its numbers when somebody looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from gateway.telemetry.metrics.timings import Timings

Labels = tuple[str, ...]
Value = float | Timings

PREFIX = "graphql_gateway_"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. Whoever counts keeps plain numbers; nothing is computed before it is looked at.

    ``name`` is without the prefix and without the ``_total`` that counters get. ``read`` gives values
    by the labels' values, in the order of ``labels``; these must come from a bounded set, never from
    what a client sends. Values of a histogram are :class:`Timings`.
    """

    kind: Literal["counter", "gauge", "histogram"]
    name: str
    documentation: str
    read: Callable[[], Mapping[Labels, Value]]
    labels: tuple[str, ...] = ()


def counter(name: str, documentation: str, read: Callable[[], float]) -> Metric:
    """A number without labels that only grows."""
    return Metric("counter", name, documentation, lambda: {(): read()})


def gauge(name: str, documentation: str, read: Callable[[], float]) -> Metric:
    """A number without labels that goes up and down."""
    return Metric("gauge", name, documentation, lambda: {(): read()})
