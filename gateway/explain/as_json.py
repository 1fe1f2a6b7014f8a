"""An explanation as a tree of JSON."""

from math import ceil
from typing import Any

from execution.waves import Asked, Step
from gateway.explain import words
from gateway.explain.explanation import Explanation


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation; ``docs/explain.md`` says what the members are."""
    points, waves = explanation.points, explanation.waves
    told: dict[str, Any] = {
        "kind": explanation.kind,
        "name": explanation.name,
        "role": explanation.role.value,
        "roundTrips": None if waves is None else waves.round_trips,
        "mayTakeMore": waves is None or waves.has_more,
        "upstreamCalls": points.calls,
        "values": points.values,
        "points": points.total,
        "limit": explanation.limit,
    }
    if waves is None:
        return {**told, "noPlanFor": explanation.why_not}
    return {**told, "calls": [_step(each) for each in waves.steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "field": words.coordinate(step),
        "path": list(step.place),
        "isRepeated": step.is_repeated,
        "rows": ceil(step.rows),
        "loads": [_load(step, each) for each in step.asked],
        "calls": [_step(each) for each in step.below],
    }


def _load(step: Step, asked: Asked) -> dict[str, Any]:
    told = {
        "name": asked.load.name,
        "by": words.key(step, asked) or None,
        "wave": asked.wave,
        "lastWave": asked.last,
        "how": asked.how.name,
        "upstreamCalls": ceil(asked.calls),
    }
    return {**told, "with": list(asked.source)} if asked.source else told
