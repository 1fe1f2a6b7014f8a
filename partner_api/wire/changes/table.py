"""What a table of writable fields is, and the two ways to use one.

A table holds, per field of a change, the upstream's name and how the value is written. It makes
bodies, and it finds the field that the upstream complains about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from domain.changes.base import set_fields
from partner_api.write import Place

_Body = dict[str, Any]


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 (whatever the field holds)
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One writable field.

    ``name`` is the upstream's, with dots where an object is inside another; an empty one means
    that the members of ``within`` stand beside the others. ``within`` is the table of an object, or
    of the objects of a list. ``write`` converts a value that is there; ``None`` stays ``None``.
    """

    name: str
    write: Callable[[Any], Any] = _as_it_is
    within: "Table | None" = None


Table = Mapping[str, Field]


def body_of(changes: msgspec.Struct, table: Table) -> _Body:
    """Make the JSON object that sets what is set, and nothing else.

    Raises:
        ValueError: A value cannot be written the way the upstream wants it.

    """
    body: _Body = {}
    for record_name, value in set_fields(changes).items():
        field = table[record_name]
        if field.within is not None and not field.name:
            inside = dict.fromkeys(_names(field.within)) if value is None else body_of(value, field.within)
            body.update(inside)
        else:
            _put(body, field.name, _written(value, field))
    return body


def place_in(table: Table, place: Place) -> Place:
    """Find the record's names for a place in a body; as far as they are known, else empty."""
    for record_name, field in table.items():
        if field.within is not None and not field.name:
            inside = place_in(field.within, place)
            if inside:
                return (record_name, *inside)
            continue
        names = tuple(field.name.split("."))
        if place[: len(names)] == names:
            return (record_name, *_inside(field, place[len(names) :]))
    return ()


def _inside(field: Field, rest: Place) -> Place:
    if field.within is None or not rest:
        return ()
    if isinstance(rest[0], int):
        return (rest[0], *place_in(field.within, rest[1:]))
    return place_in(field.within, rest)


def _written(value: Any, field: Field) -> Any:  # noqa: ANN401
    if value is None:
        return None
    if field.within is None:
        return field.write(value)
    if isinstance(value, tuple):
        return [body_of(item, field.within) for item in value]
    return body_of(value, field.within)


def _put(body: _Body, name: str, value: Any) -> None:  # noqa: ANN401
    *objects, last = name.split(".")
    for part in objects:
        body = body.setdefault(part, {})
    body[last] = value


def _names(table: Table) -> list[str]:
    return [field.name for field in table.values()]
