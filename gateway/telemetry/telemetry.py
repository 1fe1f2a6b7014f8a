"""What the process tells of itself: metrics, log lines and spans, in one place."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import OperationDefinitionNode

from domain.roles import Viewer
from gateway.http.head import Head
from gateway.telemetry.metrics import MetricsPage, OperationCounts, OperationNames, UpstreamCounts
from gateway.telemetry.operation_log import OperationLog
from gateway.telemetry.outcome import OK, codes_of
from gateway.telemetry.record import OperationRecord, operation_line
from gateway.telemetry.request import current_request_id, current_traceparent
from gateway.telemetry.spans import OperationSpan, Tracing

UNKNOWN = "(unknown)"
"""What operation a refused request was about is not looked at."""


class Telemetry:
    """One per process. Nothing of it reads a document, a variable or an answer's data."""

    def __init__(
        self,
        *,
        log: OperationLog | None = None,
        tracing: Tracing | None = None,
        trusted_names: Iterable[str] = (),
        calls_for_everybody: bool = False,
    ) -> None:
        """Make it.

        Args:
            log: Writes lines about operations.
            tracing: Traces, if that is wanted.
            trusted_names: Names of operations that are shown in metrics in any case.
            calls_for_everybody: Whether every client may be told of the calls behind an answer,
                and not only those who may list all users anyway.

        """
        self.log = log or OperationLog()
        self.calls_for_everybody = calls_for_everybody
        self.counts = OperationCounts()
        self.upstream = UpstreamCounts()
        self.page = MetricsPage()
        self.page.add(self.counts.metrics())
        self.page.add(self.upstream.metrics())
        self._tracing = tracing
        self._names = OperationNames(trusted_names)

    def enter(self, request_id: str, head: Head | None = None) -> None:
        """Note in which request the current task is. Tasks that it starts are in that one as well."""
        current_request_id.set(request_id)
        if self._tracing is not None:
            current_traceparent.set(None if head is None else head.get(b"traceparent"))

    def begin(
        self,
        operation: OperationDefinitionNode,
        viewer: Viewer,
        request_id: str,
        extensions: Mapping[str, Any] | None,
    ) -> OperationRecord:
        """An operation, or an event of a subscription, begins."""
        name, kind = self._names.label(operation), operation.operation.value
        return OperationRecord(
            self,
            name,
            kind,
            viewer,
            request_id,
            wants_calls=extensions is not None and extensions.get("upstream") is True,
            span=None if self._tracing is None else self._span(self._tracing, name, kind, viewer, request_id),
        )

    def kept(self, name: str, viewer: Viewer, request_id: str, seconds: float) -> None:
        """A query was answered with the bytes of before; ``name`` is what its record was called."""
        self.counts.answered(name, "query", OK, "", seconds)
        span = None
        if self._tracing is not None:
            span = self._span(self._tracing, name, "query", viewer, request_id)
            span.end(OK, (), 0)
        if self.log.wants(seconds, is_ok=True):
            self.log.write(operation_line(name, "query", viewer, request_id, seconds, {"whole": 1}, span))

    def refused(self, body: Mapping[str, Any]) -> None:
        """A request, or one operation of it, is refused with these errors before anything is run."""
        self.counts.refused(UNKNOWN, UNKNOWN, next(iter(codes_of(body)), ""))

    async def aclose(self) -> None:
        """Bring to an end what is being told."""
        if self._tracing is not None:
            await self._tracing.aclose()

    def _span(self, tracing: Tracing, name: str, kind: str, viewer: Viewer, request_id: str) -> OperationSpan:
        return tracing.operation(
            name,
            kind,
            role=viewer.role.value,
            organization_id=viewer.organization_id,
            request_id=request_id,
            traceparent=current_traceparent.get(),
        )
