"""Answers in parts: the first payload, and those that were deferred."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from graphql import ExperimentalIncrementalExecutionResults

from cache import Freshness
from gateway import errors
from gateway.answers import Payload, payload_of, with_staleness
from gateway.limits import Charge
from gateway.telemetry import OperationRecord


async def parts_of(
    results: ExperimentalIncrementalExecutionResults,
    request_id: str,
    deadline: asyncio.TimerHandle,
    freshness: Freshness,
    record: OperationRecord,
    charge: Charge | None,
) -> AsyncGenerator[Payload, None]:
    """The first payload, and those behind it, in the format of the incremental delivery draft."""
    later = results.subsequent_results
    with record:
        try:
            first = results.initial_result
            payload = {**payload_of(first, request_id), **_rest(first, request_id)}
            yield record.took(_charged(with_staleness(payload, freshness), charge))
            async for part in later:
                payload = _charged(with_staleness(_rest(part, request_id), freshness), charge)
                yield record.took(payload) if part.has_next else record.answered(payload)
        finally:
            deadline.cancel()
            await later.aclose()


def _charged(payload: Payload, charge: Charge | None) -> Payload:
    """Count a part of an answer; with the last one its cost is settled."""
    if charge is not None:
        charge.note(payload)
        if not payload["hasNext"]:
            charge.settle(payload)
    return payload


def _rest(part: Any, request_id: str) -> Payload:  # noqa: ANN401 - the first and later parts look alike
    """What a part says about the parts of an answer: which are coming, come, and complete."""
    rest: Payload = {"hasNext": part.has_next}
    for name in ("pending", "incremental", "completed"):
        entries = [_entry(each, request_id) for each in getattr(part, name, None) or ()]
        if entries:
            rest[name] = entries
    return rest


def _entry(source: Any, request_id: str) -> Payload:  # noqa: ANN401 - the three kinds look alike
    entry: Payload = dict(source.formatted)
    if entry.get("errors"):
        entry["errors"] = errors.execution_errors(source.errors, request_id)
    return entry
