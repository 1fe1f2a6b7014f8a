"""Watching calls to the Partner API: for the metrics all of them, for an operation its own."""

import time

from gateway.telemetry.call_notes import CallNote
from gateway.telemetry.metrics import UpstreamCounts
from gateway.telemetry.spans import CallSpan
from partner_api import UpstreamCall

Headers = tuple[tuple[str, str], ...]


class CountedCall:
    """A call that is counted, noted and traced, as far as anybody wants that."""

    __slots__ = (
        "_counts",
        "_is_of_question",
        "_note",
        "_operation",
        "_span",
        "headers",
        "is_told_of_attempts",
    )

    def __init__(
        self,
        operation: str,
        counts: UpstreamCounts,
        note: CallNote | None = None,
        span: CallSpan | None = None,
        *,
        is_of_question: bool = False,
    ) -> None:
        """Make it.

        Args:
            operation: The call's name.
            counts: Where it is counted.
            note: What clients are told of it.
            span: What is traced of it.
            is_of_question: Whether the note is of a question, which knows itself when it ends.

        """
        self._operation = operation
        self._counts = counts
        self._note = note
        self._span = span
        self._is_of_question = is_of_question
        self.headers: Headers = () if span is None else span.headers
        self.is_told_of_attempts = note is not None or span is not None

    def attempted(self, attempt: UpstreamCall) -> None:
        """Take note of an attempt; those of no place in the line are none.

        A token that the call waits for is fetched in its context, for everybody: that is no attempt.
        """
        if attempt.operation != self._operation:
            return
        if self._note is not None and attempt.attempt:
            self._note.attempts += 1
        if self._span is not None:
            self._span.attempted(attempt)

    def ended(self, outcome: str) -> None:
        """Take note of the end."""
        self._counts.ended(self._operation, outcome)
        if self._note is not None and not self._is_of_question:
            self._note.outcome, self._note.ended_at = outcome, time.perf_counter()
        if self._span is not None:
            self._span.end(outcome)


class CountingWatch:
    """Counts the calls that belong to no operation: those of pollers."""

    def __init__(self, counts: UpstreamCounts) -> None:
        self._counts = counts

    def begin(self, operation: str, organization_id: str) -> CountedCall:
        """A call begins."""
        del organization_id
        return CountedCall(operation, self._counts)
