"""Lists that come again: what was made of them is kept, as long as nobody needs the room.

Servers answer with the same rows over and over: whatever loads them holds on to them for a while. A type
may promise that its rows never change, by the attribute ``immutable = True`` of its ``is_type_of``; a
tuple of such rows never changes either. Where a selection takes nothing of them but attributes, what is
made of the tuple depends on nothing else, and is kept by the tuple's identity.
"""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLObjectType

if TYPE_CHECKING:
    from execution.compiled.plan import Field, Selection

_LARGEST_SHARE = 16


class _Made:
    """What was made of a tuple, which is kept alive: its identity is the key."""

    __slots__ = ("fragment", "made", "size", "values")

    def __init__(self, values: tuple[Any, ...], made: list[Any], size: int) -> None:
        self.values = values
        self.made = made
        self.size = size
        self.fragment: orjson.Fragment | None = None


class Lasting:
    """A bounded store; what was not used for longest leaves first."""

    def __init__(self, max_fields: int) -> None:
        """Make an empty store.

        Args:
            max_fields: How many fields all lists may have together, each of some hundred bytes.

        """
        self._max_fields = max_fields
        self._kept: OrderedDict[tuple[int, object], _Made] = OrderedDict()
        self.fields = 0
        """How many there are."""

    def get(self, values: tuple[Any, ...], position: object) -> _Made | None:
        """What was made of this very tuple in a position of a plan."""
        key = (id(values), position)
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
        return known

    def keep(self, values: tuple[Any, ...], position: object, made: list[Any], fields_per_row: int) -> _Made:
        """Keep what was made of a tuple, unless it would push too much out."""
        new = _Made(values, made, len(values) * fields_per_row + 1)
        if new.size > self._max_fields // _LARGEST_SHARE:
            return new
        self._kept[id(values), position] = new
        self.fields += new.size
        while self.fields > self._max_fields:
            _, dropped = self._kept.popitem(last=False)
            self.fields -= dropped.size
        return new


def as_fragment(made: _Made) -> Any:
    """The list as JSON that is written already, if it can be written at all."""
    if made.fragment is None:
        try:
            made.fragment = orjson.Fragment(orjson.dumps(made.made))
        except TypeError:  # a scalar of the schema's own gives what only its server can write
            return made.made
    return made.fragment


def is_lasting(field: "Field") -> bool:
    """Whether what is made of a tuple of a field's rows depends on the rows alone."""
    if field.is_traced or not field.selections:
        return False
    return all(_is_immutable(each.object_type) and _is_pure(each) for each in field.selections.values())


def fields_in(field: "Field") -> int:
    """How many fields a row has at most, with those of the objects in it."""
    return max(
        sum(1 + (fields_in(each) if each.selections else 0) for each in selection.fields)
        for selection in field.selections.values()
    )


def _is_immutable(object_type: GraphQLObjectType) -> bool:
    return bool(getattr(object_type.is_type_of, "immutable", False))


def _is_pure(selection: "Selection") -> bool:
    return not selection.calls and all(
        _is_pure(below) for field in selection.fields for below in field.selections.values()
    )
