"""One operation while it runs: what it asks, and in the end what became of it."""

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from cache import Freshness, Kind
from domain.errors import GatewayError
from domain.roles import Viewer
from gateway.telemetry.call_notes import CallNote, CallNotes
from gateway.telemetry.outcome import ABANDONED, ERROR, OK, codes_of, outcome_of
from gateway.telemetry.questions import AskedQuestion, Batch
from gateway.telemetry.spans import CallSpan, OperationSpan
from gateway.telemetry.watches import CountedCall

if TYPE_CHECKING:
    from gateway.telemetry.telemetry import Telemetry

Payload = dict[str, Any]


class Loads(Protocol):
    """What an operation loads."""

    @property
    def freshness(self) -> Freshness:
        """How fresh everything that was loaded is."""
        ...

    def asked(self) -> Mapping[str, int]:
        """How many different keys each loader was asked for."""
        ...


class OperationRecord:
    """Made when an operation begins; a context manager around whatever works on it, maybe in several pieces.

    It ends with :meth:`answered`, with an exception that leaves the context, or with :meth:`drop`. It
    watches the operation's calls, and observes each of its questions if somebody wants to know.
    """

    __slots__ = (
        "_batches",
        "_codes",
        "_is_over",
        "_notes",
        "_outcome",
        "_span",
        "_telemetry",
        "kind",
        "loads",
        "name",
        "request_id",
        "started",
        "upstream_calls",
        "viewer",
        "wants_calls",
    )

    def __init__(
        self,
        telemetry: "Telemetry",
        name: str,
        kind: str,
        viewer: Viewer,
        request_id: str,
        *,
        wants_calls: bool,
        span: OperationSpan | None,
    ) -> None:
        """Begin.

        Args:
            telemetry: Where it is told in the end.
            name: Its label, one of few.
            kind: query, mutation or subscription.
            viewer: Who asks.
            request_id: In which request.
            wants_calls: Whether the client asked to be told of the calls.
            span: What is traced.

        """
        self._telemetry = telemetry
        self.name = name
        self.kind = kind
        self.viewer = viewer
        self.request_id = request_id
        self.wants_calls = wants_calls
        self.started = time.perf_counter()
        self.upstream_calls = 0
        self._span = span
        self._notes: CallNotes | None = None
        self._batches: dict[Kind, Batch] = {}
        self._outcome = OK
        self._codes: tuple[str, ...] = ()
        self._is_over = False
        self.loads: Loads | None = None
        """What the operation loads, once that is there and until it ends."""

    def __enter__(self) -> Self:
        self._telemetry.counts.running += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._telemetry.counts.running -= 1
        if error is not None:
            self._failed(error)

    @property
    def may_write(self) -> bool:
        """Whether it is a mutation."""
        return self.kind == "mutation"

    @property
    def tells_calls(self) -> bool:
        """Whether the answer will tell of the calls: it is one of a moment, not to be kept by anybody."""
        return self._notes is not None

    @property
    def observer(self) -> "OperationRecord | None":
        """Who is to be told of each question: nobody, unless that is traced or noted."""
        is_traced = self._span is not None and self._span.is_recording
        return self if is_traced or self._notes is not None else None

    def note_calls(self) -> None:
        """Note the calls, for the client who asked and may know."""
        self._notes = CallNotes(self.started)

    def begin(self, operation: str, organization_id: str) -> CountedCall:
        """A call begins that belongs to none of the observed questions."""
        del organization_id
        self.upstream_calls += 1
        # A trace that is not recorded here is passed on all the same.
        span = None if self._span is None else self._span.call(operation)
        note: CallNote | None = None
        if self._notes is not None:
            note = CallNote(operation, time.perf_counter(), is_own_call=True)
            self._notes.add(note)
        return CountedCall(operation, self._telemetry.upstream, note, span)

    def asked(self, kind: Kind, freshness: Freshness) -> AskedQuestion:
        """A question is asked."""
        note = CallNote(kind.value, time.perf_counter())
        if self._notes is not None:
            self._notes.add(note)
        return AskedQuestion(note, freshness, self._batch(kind), self._begin_of_question)

    def took(self, payload: Payload) -> Payload:
        """Take note of an answer, or a part of one, that goes out as this."""
        if "errors" in payload or "hasNext" in payload:
            codes = codes_of(payload)
            if codes:
                self._codes = tuple(dict.fromkeys(self._codes + codes))
                self._outcome = outcome_of(payload)
        return payload

    def answered(self, payload: Payload) -> Payload:
        """Tell of the end, and give the answer as it goes out."""
        self.took(payload)
        if self._notes is not None:
            told = self._notes.told(time.perf_counter())
            payload["extensions"] = {**payload.get("extensions", {}), "upstream": told}
        self._end()
        return payload

    def drop(self) -> None:
        """Count nothing, if it has not ended: it was the beginning of a stream, which has no answer."""
        if not self._is_over:
            self._is_over = True
            self.loads = None
            self._end_span()

    def _failed(self, error: BaseException) -> None:
        """There is no answer: nobody waits for it, or something went wrong that nobody foresaw."""
        if isinstance(error, Exception):
            code = error.code if isinstance(error, GatewayError) else GatewayError.code
            self._outcome, self._codes = ERROR, (code,)
        else:
            self._outcome, self._codes = ABANDONED, ()
        self._end()

    def _begin_of_question(self, operation: str, note: CallNote, span: CallSpan | None) -> CountedCall:
        self.upstream_calls += 1
        return CountedCall(operation, self._telemetry.upstream, note, span, is_of_question=True)

    def _batch(self, kind: Kind) -> Batch | None:
        if self._span is None or not self._span.is_recording:
            return None
        batch = self._batches.get(kind)
        if batch is None or not batch.is_open:
            batch = self._batches[kind] = Batch(self._span.batch(kind.value))
            asyncio.get_running_loop().call_soon(batch.close)
        return batch

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        seconds = time.perf_counter() - self.started
        telemetry, outcome = self._telemetry, self._outcome
        code = self._codes[0] if self._codes else ""
        telemetry.counts.answered(self.name, self.kind, outcome, code, seconds)
        if self.loads is not None and (self.upstream_calls or self.loads.freshness.count):
            telemetry.counts.loaded(self.loads.asked())
        if telemetry.log.wants(seconds, is_ok=outcome is OK):
            telemetry.log.write(self._line(seconds))
        self.loads = None  # which knows this record: only the garbage collector would part them
        self._end_span()

    def _end_span(self) -> None:
        if self._span is not None:
            self._span.end(self._outcome, self._codes, self.upstream_calls)

    def _line(self, seconds: float) -> dict[str, Any]:
        freshness = Freshness() if self.loads is None else self.loads.freshness
        cache = {origin.value: count for origin, count in freshness.elsewhere.items()}
        if freshness.local:
            cache["local"] = freshness.local
        return operation_line(
            self.name,
            self.kind,
            self.viewer,
            self.request_id,
            seconds,
            cache,
            self._span,
            outcome=self._outcome,
            codes=self._codes,
            upstream_calls=self.upstream_calls,
        )


def operation_line(
    name: str,
    kind: str,
    viewer: Viewer,
    request_id: str,
    seconds: float,
    cache: Mapping[str, int],
    span: OperationSpan | None,
    *,
    outcome: str = OK,
    codes: tuple[str, ...] = (),
    upstream_calls: int = 0,
) -> dict[str, Any]:
    """What the log is told: ids of organization and request, and nothing about a person."""
    line = {
        "request_id": request_id,
        "operation": name,
        "kind": kind,
        "outcome": outcome,
        "codes": list(codes),
        "seconds": round(seconds, 4),
        "upstream_calls": upstream_calls,
        "cache": dict(cache),
        "role": viewer.role.value,
        "organization_id": viewer.organization_id,
    }
    if span is not None and span.is_recording:
        line["trace_id"] = span.trace_id
    return line
