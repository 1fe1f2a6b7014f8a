"""A collector that takes spans by OTLP over HTTP, as the real ones do."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """A span as it came over the wire; ids in hexadecimal."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    attributes: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]]
    status: int
    nanoseconds: tuple[int, int]


class Collector:
    """An async context manager; ``spans`` are in the order in which they came."""

    def __init__(self) -> None:
        self.spans: list[ReceivedSpan] = []
        self.resource: dict[str, Any] = {}
        self.raw = b""
        app = web.Application()
        app.router.add_post("/v1/traces", self._receive)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """What ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set to."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def named(self, name: str) -> ReceivedSpan:
        """The one span of a name."""
        (span,) = (each for each in self.spans if each.name == name)
        return span

    def below(self, parent: ReceivedSpan) -> list[ReceivedSpan]:
        """The spans right below another one, by name."""
        return sorted((each for each in self.spans if each.parent_id == parent.span_id), key=lambda s: s.name)

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        self.raw += body
        message = ExportTraceServiceRequest.FromString(body)
        for group in message.resource_spans:
            self.resource = dict(_pairs(group.resource.attributes))
            for scope in group.scope_spans:
                self.spans += [_span(each) for each in scope.spans]
        return web.Response(body=b"", content_type="application/x-protobuf")


def _span(span: Span) -> ReceivedSpan:
    return ReceivedSpan(
        span.name,
        span.kind,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        dict(_pairs(span.attributes)),
        [(event.name, dict(_pairs(event.attributes))) for event in span.events],
        span.status.code,
        (span.start_time_unix_nano, span.end_time_unix_nano),
    )


def _pairs(attributes: Iterable[KeyValue]) -> Iterator[tuple[str, Any]]:
    for pair in attributes:
        yield pair.key, _value(pair.value)


def _value(value: AnyValue) -> Any:  # noqa: ANN401 - of any type
    which = value.WhichOneof("value")
    if which == "array_value":
        return [_value(each) for each in value.array_value.values]
    return getattr(value, which) if which else None
