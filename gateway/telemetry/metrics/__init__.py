"""Metrics for Prometheus: plain numbers, read when the page is asked for."""

from gateway.telemetry.metrics.listener import MetricsListener
from gateway.telemetry.metrics.metric import PREFIX, Metric, counter, gauge
from gateway.telemetry.metrics.names import OperationNames, names_in
from gateway.telemetry.metrics.operations import OperationCounts
from gateway.telemetry.metrics.page import MetricsPage
from gateway.telemetry.metrics.timings import Timings
from gateway.telemetry.metrics.upstream import UpstreamCounts

__all__ = [
    "PREFIX",
    "Metric",
    "MetricsListener",
    "MetricsPage",
    "OperationCounts",
    "OperationNames",
    "Timings",
    "UpstreamCounts",
    "counter",
    "gauge",
    "names_in",
]
