"""The values that leaves nearly always have, as source text for generated code.

Of each leaf type it is known which values can be told at a glance to be fine, and what they become.
Every other value goes to the careful completer, which asks graphql-core.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

from execution.compiled.row_types import has_room

MISSED = object()
"""What a glance gives for a value that needs care."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf type.

    Attributes:
        test: An expression that is true of a value ``{v}`` that is fine.
        result: An expression of what it becomes. It may raise, or give nothing: then care is needed.
        names: What both refer to besides.
        classes: The classes of values that were seen to be fine, where that is what is tested.
        glance: A function that gives the result, or ``MISSED``. It may raise.

    """

    test: str
    result: str
    names: dict[str, Any]
    classes: set[type] | None = None
    glance: Callable[[Any], Any] = field(init=False)

    def __post_init__(self) -> None:
        test, result = self.test.format(v="v", n=""), self.result.format(v="v", n="")
        names = {name.format(n=""): thing for name, thing in self.names.items()}
        source = f"lambda v: {result} if {test} else MISSED"
        object.__setattr__(self, "glance", eval(source, {**names, "MISSED": MISSED}))  # noqa: S307 - text from here

    @property
    def is_kept(self) -> bool:
        """Whether values go into the answer as they are."""
        return self.result == "{v}"

    def learn(self, value_class: type) -> None:
        """Note that values of a class are fine."""
        if self.classes is not None and has_room(self.classes) and _is_simple(value_class):
            self.classes.add(value_class)


class Leaves:
    """The leaf types of one schema."""

    def __init__(self) -> None:
        self._known: dict[str, Leaf] = {}

    def of(self, leaf_type: GraphQLLeafType) -> Leaf:
        """What can be told at a glance about a type's values."""
        leaf = self._known.get(leaf_type.name)
        if leaf is None:
            leaf = self._known[leaf_type.name] = _leaf(leaf_type)
        return leaf


def _leaf(leaf_type: GraphQLLeafType) -> Leaf:
    if leaf_type is GraphQLString or leaf_type is GraphQLID:
        return Leaf("type({v}) is str", "{v}", {})
    if leaf_type is GraphQLBoolean:
        return Leaf("type({v}) is bool", "{v}", {})
    if leaf_type is GraphQLInt:
        return Leaf(f"type({{v}}) is int and {GRAPHQL_MIN_INT} <= {{v}} <= {GRAPHQL_MAX_INT}", "{v}", {})
    if leaf_type is GraphQLFloat:
        return Leaf("type({v}) is float and {v} - {v} == 0.0", "{v}", {})
    enum = getattr(leaf_type, "wrapped_cls", None)
    if isinstance(leaf_type, GraphQLEnumType) and isinstance(enum, type) and issubclass(enum, Enum):
        return _enum(leaf_type, enum)
    classes: set[type] = set()
    names = {"serialize{n}": leaf_type.coerce_output_value, "classes{n}": classes}
    return Leaf("type({v}) in classes{n}", "serialize{n}({v})", names, classes)


def _enum(enum_type: GraphQLEnumType, enum: type[Enum]) -> Leaf:
    """An enum of Python. Its members are known by their names: hashing a member is far slower."""
    names = {member._name_: enum_type.coerce_output_value(member) for member in enum}
    return Leaf("type({v}) is enum{n}", "names{n}[{v}._name_]", {"enum{n}": enum, "names{n}": names})


def _is_simple(value_class: type) -> bool:
    unusual = issubclass(value_class, Exception | type(None)) or hasattr(value_class, "__await__")
    return not unusual
