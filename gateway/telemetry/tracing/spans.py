"""Spans: one for an operation, for each batch of equal questions, and for each call. Never for a field.

Attributes say names, kinds, codes and numbers. No document, no variable, no address, nothing about
a person.
"""

import asyncio
import threading
from contextlib import suppress

from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    format_trace_id,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway import __version__
from partner_api import UpstreamCall

_ATTRIBUTES = "graphql_gateway."
_LAST_WORDS_SECONDS = 3.0
_NOBODY = Context()
"""Parents are given, never taken from whatever happens to be current."""

_propagator = TraceContextTextMapPropagator()


class OpenTelemetryTracing:
    """Begins spans of one provider."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("gateway", __version__)

    def operation(
        self,
        name: str,
        kind: str,
        *,
        role: str,
        organization_id: str,
        request_id: str,
        traceparent: str | None,
    ) -> "OperationSpan":
        """Begin the span of an operation, below the client's span if it told of one."""
        parent = _NOBODY
        if traceparent is not None:
            parent = _propagator.extract({"traceparent": traceparent}, _NOBODY)
        span = self._tracer.start_span(
            f"{kind} {name}",
            parent,
            SpanKind.SERVER,
            {
                "graphql.operation.type": kind,
                "graphql.operation.name": name,
                f"{_ATTRIBUTES}role": role,
                f"{_ATTRIBUTES}organization_id": organization_id,
                f"{_ATTRIBUTES}request_id": request_id,
            },
        )
        return OperationSpan(self._tracer, span)

    async def aclose(self) -> None:
        """Send what is left, for three seconds at most: a collector that is away holds nothing up."""
        loop, is_closed = asyncio.get_running_loop(), asyncio.Event()

        def close() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):  # nobody waits any more
                loop.call_soon_threadsafe(is_closed.set)

        threading.Thread(target=close, name="last spans", daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await is_closed.wait()


class OperationSpan:
    """One operation."""

    __slots__ = ("_context", "_span", "_tracer", "is_recording")

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span
        self._context = set_span_in_context(span, _NOBODY)
        self.is_recording = span.is_recording()

    @property
    def trace_id(self) -> str:
        """The trace, in hexadecimal."""
        return format_trace_id(self._span.get_span_context().trace_id)

    def batch(self, kind: str) -> "BatchSpan":
        """Begin the span of questions that are asked at the same time."""
        attributes = {f"{_ATTRIBUTES}question.kind": kind}
        span = self._tracer.start_span(f"load {kind}", self._context, SpanKind.INTERNAL, attributes)
        return BatchSpan(self._tracer, span)

    def call(self, operation: str) -> "CallSpan":
        """Begin the span of a call."""
        return _call(self._tracer, self._context, operation)

    def end(self, outcome: str, codes: tuple[str, ...], upstream_calls: int) -> None:
        """End it. What was refused to the viewer is no error of the gateway's, but of the answer."""
        self._span.set_attribute(f"{_ATTRIBUTES}outcome", outcome)
        self._span.set_attribute(f"{_ATTRIBUTES}upstream_calls", upstream_calls)
        if codes:
            self._span.set_attribute(f"{_ATTRIBUTES}error.codes", codes)
            self._span.set_status(Status(StatusCode.ERROR, codes[0]))
        self._span.end()


class BatchSpan:
    """Questions of one kind."""

    __slots__ = ("_context", "_span", "_tracer")

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span
        self._context = set_span_in_context(span, _NOBODY)

    def call(self, operation: str) -> "CallSpan":
        """Begin the span of a call that one of them leads to."""
        return _call(self._tracer, self._context, operation)

    def end(self, sources: dict[str, int], errors: int) -> None:
        """End it."""
        self._span.set_attribute(f"{_ATTRIBUTES}questions", sum(sources.values()))
        for source, count in sources.items():
            self._span.set_attribute(f"{_ATTRIBUTES}source.{source.lower()}", count)
        if errors:
            self._span.set_status(Status(StatusCode.ERROR, f"{errors} without an answer"))
        self._span.end()


class CallSpan:
    """A call to the Partner API. Its attempts are events."""

    __slots__ = ("_attempts", "_span", "headers")

    def __init__(self, span: Span) -> None:
        self._span = span
        self._attempts = 0
        carrier: dict[str, str] = {}
        _propagator.inject(carrier, set_span_in_context(span, _NOBODY))
        # What other vendors' tracing of the client puts beside it is none of the Partner API's business.
        self.headers = (("traceparent", carrier["traceparent"]),) if "traceparent" in carrier else ()

    def attempted(self, attempt: UpstreamCall) -> None:
        """Note an attempt, or that the call was not sent."""
        self._attempts = max(self._attempts, attempt.attempt)
        attributes: dict[str, str | int | float] = {"outcome": attempt.outcome, "seconds": attempt.seconds}
        if attempt.attempt:
            attributes["attempt"] = attempt.attempt
        if attempt.status is not None:
            attributes["http.response.status_code"] = attempt.status
        self._span.add_event("attempt" if attempt.attempt else "not sent", attributes)

    def end(self, outcome: str) -> None:
        """End it."""
        self._span.set_attribute(f"{_ATTRIBUTES}outcome", outcome)
        self._span.set_attribute(f"{_ATTRIBUTES}attempts", self._attempts)
        if outcome != "OK":
            self._span.set_status(Status(StatusCode.ERROR, outcome))
        self._span.end()


def _call(tracer: Tracer, parent: Context, operation: str) -> CallSpan:
    attributes = {"peer.service": "partner-api", f"{_ATTRIBUTES}upstream.operation": operation}
    return CallSpan(tracer.start_span(f"upstream {operation}", parent, SpanKind.CLIENT, attributes))
