"""Questions of one operation, observed one by one: for whoever traces, or asked for the calls."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from cache import Freshness, NotingFreshness
from domain.errors import GatewayError
from gateway.telemetry.call_notes import CallNote
from gateway.telemetry.spans import BatchSpan, CallSpan
from gateway.telemetry.watches import CountedCall


class Batch:
    """Questions of one kind asked in one turn of the event loop; its span ends with the last of them."""

    __slots__ = ("_errors", "_pending", "_sources", "is_open", "span")

    def __init__(self, span: BatchSpan) -> None:
        self.span = span
        self.is_open = True
        self._pending = 0
        self._errors = 0
        self._sources: Counter[str] = Counter()

    def join(self) -> None:
        """One more question."""
        self._pending += 1

    def settled(self, note: CallNote) -> None:
        """One of them has its answer."""
        self._pending -= 1
        self._sources[note.source.value] += 1
        self._errors += note.outcome != "OK"
        self._end_if_done()

    def close(self) -> None:
        """The turn is over: no more questions."""
        self.is_open = False
        self._end_if_done()

    def _end_if_done(self) -> None:
        if not self._pending and not self.is_open:
            self.span.end(dict(self._sources), self._errors)


class AskedQuestion:
    """One question; also the watch of the calls that it leads to."""

    __slots__ = ("_batch", "_begin", "_note", "freshness")

    def __init__(
        self,
        note: CallNote,
        freshness: Freshness,
        batch: Batch | None,
        begin: Callable[[str, CallNote, CallSpan | None], CountedCall],
    ) -> None:
        """Make it.

        Args:
            note: What is told of it.
            freshness: That of the operation.
            batch: With which it was asked, if that is traced.
            begin: Counts a call for the operation.

        """
        self._note = note
        self._batch = batch
        self._begin = begin
        self.freshness = NotingFreshness(freshness)
        if batch is not None:
            batch.join()

    @property
    def watch(self) -> "AskedQuestion":
        """Who is told of its calls; whoever wants to know is about to ask."""
        self._note.is_asked = True
        return self

    def begin(self, operation: str, organization_id: str) -> CountedCall:
        """A call begins."""
        del organization_id
        self._note.is_own_call = True
        span = None if self._batch is None else self._batch.span.call(operation)
        return self._begin(operation, self._note, span)

    def settled(self, answer: "asyncio.Future[Any] | None") -> None:
        """Note the answer."""
        self._note.ended_at = time.perf_counter()
        self._note.origin, self._note.age = self.freshness.origin, self.freshness.age
        self._note.outcome = "OK" if answer is None else _outcome(answer)
        if self._batch is not None:
            self._batch.settled(self._note)


def _outcome(answer: "asyncio.Future[Any]") -> str:
    if answer.cancelled():
        return "ABANDONED"
    error = answer.exception()
    if error is None:
        return "OK"
    return error.code if isinstance(error, GatewayError) else GatewayError.code
