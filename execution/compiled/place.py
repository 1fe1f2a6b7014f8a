"""Where in the answer something is, kept as cheaply as can be.

A place is a link back to the place above and a step: a field, or the index of an item. Paths are
only made of it when somebody asks.
"""

from typing import Any, NamedTuple, TypeAlias

from graphql.pyutils import Path


class Step(NamedTuple):
    """A step into a field of an object."""

    key: str
    type_name: str


Place: TypeAlias = tuple[Any, Step | int] | None
"""``(place above, step)``; ``None`` is the root."""


def path_of(place: Place) -> Path:
    """The path of a place that is not the root."""
    steps: list[Step | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    path: Path | None = None
    for step in reversed(steps):
        path = Path(path, step, None) if isinstance(step, int) else Path(path, step.key, step.type_name)
    if path is None:
        raise ValueError("the root has no path")
    return path


def field_of(place: Place) -> Place:
    """The place of the field that a place is in: without the indices of lists at its end."""
    while place is not None and isinstance(place[1], int):
        place = place[0]
    return place
