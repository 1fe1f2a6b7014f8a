"""Settles an answer that has gaps: errors get their paths, and null spreads upwards.

Only answers with errors come here, or with values that were awaited in unusual places. The answer
is walked once, depth first and in its own order, which is the order in which graphql-core would
have come across the same errors had nothing been awaited; an error that spreads ends the fields
behind it, as it does there.
"""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, GraphQLList, GraphQLNonNull, GraphQLOutputType, located_error

from execution.compiled.failure import Failure, Later
from execution.compiled.plan import Field, Selection

Path = list[str | int]

_TO_LOOK_AT = frozenset({dict, list, Failure, Later})
"""The classes of values that are errors, or may have some inside."""


class Settling:
    """One settling. ``errors`` are those found so far."""

    __slots__ = ("_root", "errors")

    def __init__(self, root: Selection) -> None:
        self._root = _Shape(root.object_type, (root,))
        self.errors: list[GraphQLError] = []

    def settle(self, made: dict[str, Any]) -> dict[str, Any] | None:
        """Settle an answer in place. Without data if null spread up to the root."""
        try:
            self._object(made, self._root, [])
        except _Spreads as spreads:
            self.errors.append(spreads.error)
            return None
        return made

    def settle_field(self, made: dict[str, Any], field: Field) -> bool:
        """Settle one field of the root. Returns whether there is data left."""
        try:
            self._entry(made, field.key, self._root, [])
        except _Spreads as spreads:
            self.errors.append(spreads.error)
            return False
        return True

    def _object(self, made: dict[str, Any], shape: "_Shape", path: Path) -> None:
        for key, value in made.items():  # values are replaced, keys are not
            if type(value) in _TO_LOOK_AT:
                self._entry(made, key, shape, path)

    def _entry(self, made: dict[str, Any], key: str, shape: "_Shape", path: Path) -> None:
        below = shape.below(key)
        path.append(key)
        made[key] = self._value(made[key], below.type, below, path)
        path.pop()

    def _value(self, value: Any, output_type: GraphQLOutputType, shape: "_Shape", path: Path) -> Any:
        non_null = isinstance(output_type, GraphQLNonNull)
        inner = output_type.of_type if isinstance(output_type, GraphQLNonNull) else output_type
        depth = len(path)
        try:
            while type(value) is Later:
                value = value[0]
            if type(value) is Failure:
                if value.before and isinstance(inner, GraphQLList):
                    self._list(value.before, inner.of_type, shape, path)
                raise _Spreads(located_error(value.error, value.nodes, list(path)))
            if isinstance(inner, GraphQLList):
                self._list(value, inner.of_type, shape, path)
            elif type(value) is dict and not shape.is_leaf:
                self._object(value, shape, path)
        except _Spreads as spreads:
            if non_null:
                raise
            del path[depth:]
            self.errors.append(spreads.error)
            return None
        return value

    def _list(self, values: Any, item_type: GraphQLOutputType, shape: "_Shape", path: Path) -> None:
        if values is None:
            return
        for index, value in enumerate(values):
            if type(value) not in _TO_LOOK_AT:
                continue
            path.append(index)
            values[index] = self._value(value, item_type, shape, path)
            path.pop()


class _Spreads(Exception):
    """An error in a place that cannot be null."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        self.error = error


class _Shape:
    """The fields that may stand in one place of the answer: one for each type that a row may have.

    Fields of one name have the same shape, whatever the type: validation has seen to it.
    """

    __slots__ = ("_below", "_selections", "is_leaf", "type")

    def __init__(self, output_type: GraphQLOutputType, selections: Sequence[Selection]) -> None:
        self._selections = selections
        self._below: dict[str, _Shape] = {}
        self.type = output_type
        self.is_leaf = not selections

    def below(self, key: str) -> "_Shape":
        """The shape of what stands under a key of an object in this place."""
        shape = self._below.get(key)
        if shape is None:
            fields = [each for one in self._selections for each in one.fields if each.key == key]
            selections = [each for field in fields for each in field.selections.values()]
            shape = self._below[key] = _Shape(fields[0].definition.type, selections)
        return shape
