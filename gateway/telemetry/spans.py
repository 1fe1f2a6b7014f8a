"""What the gateway wants of whoever traces; :mod:`gateway.telemetry.tracing` does it by OpenTelemetry."""

from typing import Protocol

from partner_api import UpstreamCall


class CallSpan(Protocol):
    """A call to the Partner API with all its attempts."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What tells the Partner API of the trace."""
        ...

    def attempted(self, attempt: UpstreamCall) -> None:
        """Note an attempt."""
        ...

    def end(self, outcome: str) -> None:
        """Note the end."""
        ...


class BatchSpan(Protocol):
    """Questions of one kind that an operation asked at the same time."""

    def call(self, operation: str) -> CallSpan:
        """A call that one of the questions leads to."""
        ...

    def end(self, sources: dict[str, int], errors: int) -> None:
        """All questions have been answered: how many from where."""
        ...


class OperationSpan(Protocol):
    """One operation, or one event of a subscription."""

    @property
    def trace_id(self) -> str:
        """The trace, in hexadecimal."""
        ...

    @property
    def is_recording(self) -> bool:
        """Whether anybody will see it."""
        ...

    def batch(self, kind: str) -> BatchSpan:
        """Questions that are asked at the same time."""
        ...

    def call(self, operation: str) -> CallSpan:
        """A call that comes from no question: a write."""
        ...

    def end(self, outcome: str, codes: tuple[str, ...], upstream_calls: int) -> None:
        """Note the end."""
        ...


class Tracing(Protocol):
    """Begins spans, and brings them to where they are collected."""

    def operation(
        self,
        name: str,
        kind: str,
        *,
        role: str,
        organization_id: str,
        request_id: str,
        traceparent: str | None,
    ) -> OperationSpan:
        """Begin the span of an operation."""
        ...

    async def aclose(self) -> None:
        """Bring what is left to where it is collected, if that is soon."""
        ...
