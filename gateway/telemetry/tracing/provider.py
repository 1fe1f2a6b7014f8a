"""Where spans go."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from gateway import __version__
from gateway.telemetry.tracing.spans import OpenTelemetryTracing

_SERVICE = "podero-graphql-gateway"


def make_tracing(exporter: SpanExporter | None = None) -> OpenTelemetryTracing:
    """Trace, and send spans in batches from a thread of its own, by OTLP over HTTP.

    Address, headers, sampling, the service's name and more are the standard's own variables
    (``OTEL_EXPORTER_OTLP_ENDPOINT``, ``OTEL_TRACES_SAMPLER``, ``OTEL_SERVICE_NAME``, ...), which the
    library reads. ``exporter`` sends them elsewhere. Nothing global is set.
    """
    named = Resource.create({"service.name": _SERVICE, "service.version": __version__})
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    return OpenTelemetryTracing(provider)
