"""What is said about one field."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from partner_api.contract.shape import Shape


class Told(NamedTuple):
    """What became of a field: how it is called, and the sentence."""

    kind: Literal["gone", "retyped", "required", "new"]
    detail: str


def misfit(offered: Iterable[str], wanted: Iterable[str]) -> Told | None:
    """Tell of a type that is offered and not wanted; ``None`` if all fit, or nothing is known."""
    taken = set(wanted)
    if "number" in taken:
        taken.add("integer")
    if not taken or set(offered) <= taken:
        return None
    return Told("retyped", f"{_names(offered)} instead of {_names(wanted)}")


def knows_members(shape: Shape) -> bool:
    """Whether a schema lists its members, so that a missing one means something."""
    return bool(shape.members) and not shape.is_open


def _names(types: Iterable[str]) -> str:
    return " or ".join(sorted(types))
