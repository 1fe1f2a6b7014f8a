"""Tracing by OpenTelemetry. Imported only where it is switched on: it is not cheap to load."""

from gateway.telemetry.tracing.provider import make_tracing
from gateway.telemetry.tracing.spans import OpenTelemetryTracing

__all__ = ["OpenTelemetryTracing", "make_tracing"]
