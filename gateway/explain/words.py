"""What is said of a step, in the same words wherever it is written."""

from collections.abc import Iterable, Sequence
from math import ceil

from execution.guard.weights import Per
from execution.waves import Asked, How, Step
from gateway.explain.explanation import Explanation

_FEW_KINDS = 2


def coordinate(step: Step) -> str:
    """The field's name in the schema; with several types where only some types have it."""
    return f"{'|'.join(step.types)}.{step.name}"


def key(step: Step, asked: Asked) -> str:
    """By what it is asked; nothing if another field has asked."""
    if asked.how is How.SHARED:
        return ""
    if asked.how is How.FORESEEN:
        return "owner foreseen"
    if asked.load.per is Per.EVERYBODY:
        return "every user"
    if asked.load.per is Per.OBJECT:
        return "row"
    if asked.load.per is Per.QUESTION:
        return "row and arguments" if step.has_arguments else "row"
    if not step.opens:
        return "owner of the row"
    if not step.has_arguments:
        return "viewer"
    return "owner in the arguments" if step.is_foreseen else "arguments"


def reason(asked: Asked) -> str:
    """Why it need not be asked when the row is there; nothing if it must be."""
    place = ".".join(asked.source)
    if asked.how is How.FORESEEN:
        return f"early, with {place}"
    if asked.how is How.AHEAD:
        return f"early, when {place} are there"
    return f"no call, as {place} has asked" if asked.how is How.SHARED else ""


def names(loads: Iterable[Asked]) -> str:
    """The names of loads, with many kinds of one thing counted."""
    kinds: dict[str, list[str]] = {}
    for each in loads:
        name, _, kind = each.load.name.partition(":")
        kinds.setdefault(name, []).append(kind)
    told = []
    for name, some in kinds.items():
        if len(some) > _FEW_KINDS:
            told.append(f"{name} of {len(some)} kinds")
        else:
            told += [f"{name}:{kind}" if kind else name for kind in some]
    return ", ".join(told)


def waves(step: Step, loads: Sequence[Asked]) -> str:
    """In which round trips it is asked."""
    first, last = loads[0].wave, max(each.last for each in loads)
    more = " or more" if step.has_more and step.asked[-1] in loads else ""
    return (str(first) if first == last else f"{first} to {last}") + more


def alike(step: Step) -> list[list[Asked]]:
    """What a step loads, with what is asked in one wave, in one way, taken together."""
    found: dict[object, list[Asked]] = {}
    for each in step.asked:
        found.setdefault((each.wave, each.how, each.source, key(step, each)), []).append(each)
    return list(found.values())


def calls(loads: Iterable[Asked]) -> int:
    """How many calls these are at most."""
    return ceil(sum(each.calls for each in loads))


def title(explanation: Explanation) -> str:
    """Which operation it is, and as whom."""
    name = "" if explanation.name is None else f" {explanation.name}"
    return f"{explanation.kind}{name} as {explanation.role.value.lower()}"


def totals(explanation: Explanation) -> list[str]:
    """The sums, in sentences."""
    points, waves = explanation.points, explanation.waves
    told = []
    if waves is not None:
        more = " or more" if waves.has_more else ""
        told.append(f"Round trips: {waves.round_trips}{more}, if every row is there that may be.")
    else:
        told.append(f"Round trips: nobody knows. There is no plan for {explanation.why_not}.")
    told.append(
        f"At most {points.calls:,} upstream calls and {points.values:,} values: "
        f"{points.total:,} of {explanation.limit:,} points."
    )
    if points.total > explanation.limit:
        told.append("That is more than this role may ask for: the operation is refused.")
    if explanation.kind == "subscription":
        told.append("What is below the field of a subscription is asked anew with each event.")
    if explanation.made_up:
        made_up = ", ".join(f"${name}" for name in explanation.made_up)
        told.append(f"Made up, as no value was given: {made_up}.")
    return told
