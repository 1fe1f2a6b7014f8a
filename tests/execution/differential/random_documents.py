"""Random documents over any schema: fragments, aliases, merged fields, arguments, conditions.

What is generated is nearly always valid; ask ``graphql.validate`` before running it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
    get_named_type,
    is_composite_type,
)

Fields = dict[str, GraphQLField]
Leaf = Callable[[Random, str, str], Any]
"""Makes a value for an argument: given the name of its scalar, and the way to it: ``user.by.id``."""


class Name(str):
    """The name of an enum value, which is written without quotes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RandomDocument:
    """A document of one operation, and the variables to run it with."""

    text: str
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taste:
    """What documents are like.

    ``leaf`` makes the values of arguments; ``skip`` tells fields to leave out by their coordinate.
    """

    leaf: Leaf
    skip: Callable[[str], bool] = lambda _coordinate: False
    max_depth: int = 5
    max_selections: int = 5
    root: str = "query"


def random_document(schema: GraphQLSchema, random: Random, taste: Taste) -> RandomDocument:
    """One document."""
    return _Writer(schema, random, taste).write()


@dataclass
class _Writer:
    schema: GraphQLSchema
    random: Random
    taste: Taste
    variables: dict[str, Any] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    fragments: list[tuple[str, str]] = field(default_factory=list)
    room: int = 80

    def write(self) -> RandomDocument:
        root = cast("GraphQLObjectType", self.schema.get_root_type(OperationType(self.taste.root)))
        depth = self.taste.max_depth
        is_stream = self.taste.root == "subscription"  # which has exactly one field
        selected = f"{{ {self._field(root, depth)} }}" if is_stream else self._selection_set(root, depth)
        variables = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = f"{self.taste.root} Random{variables} {selected}\n"
        return RandomDocument(text + "\n".join(text for _, text in self.fragments), self.variables)

    def _selection_set(self, parent: GraphQLNamedType, depth: int) -> str:
        count = self.random.randint(1, max(1, min(self.taste.max_selections, self.room)))
        selections = [self._selection(parent, depth) for _ in range(count)]
        return "{ " + " ".join(selections) + " }"

    def _selection(self, parent: GraphQLNamedType, depth: int) -> str:
        chance = self.random.random()
        self.room -= 1
        if chance < 0.06 or self.room < 0:
            return "__typename"
        if chance < 0.16:
            return self._inline(parent, depth)
        if chance < 0.24:
            return self._spread(parent, depth)
        if isinstance(parent, GraphQLUnionType):
            return self._inline(parent, depth)
        return self._field(parent, depth)

    def _field(self, parent: GraphQLNamedType, depth: int) -> str:
        fields = cast("GraphQLObjectType | GraphQLInterfaceType", parent).fields
        allowed = [
            name
            for name, each in fields.items()
            if not self.taste.skip(f"{parent.name}.{name}") and (depth > 1 or not _has_fields(each.type))
        ]
        if not allowed:
            return "__typename"
        name = self.random.choice(allowed)
        definition = fields[name]
        alias = f"{self.random.choice('abc')}{self.random.randint(0, 99)}: " if self._chance(0.25) else ""
        arguments = self._arguments(name, definition.args)
        if arguments and not alias:
            alias = f"x{self.random.randint(0, 9999)}: "
        named = get_named_type(definition.type)
        below = f" {self._selection_set(named, depth - 1)}" if is_composite_type(named) else ""
        return f"{alias}{name}{arguments}{self._condition()}{below}"

    def _inline(self, parent: GraphQLNamedType, depth: int) -> str:
        if not isinstance(parent, GraphQLUnionType) and self._chance(0.3):
            return f"...{self._condition()} {self._selection_set(parent, depth)}"
        target = self._overlapping(parent)
        return f"... on {target.name}{self._condition()} {self._selection_set(target, depth)}"

    def _spread(self, parent: GraphQLNamedType, depth: int) -> str:
        """A new fragment, or one that is there already; those cannot lead back here."""
        overlapping = {each.name for each in self._all_overlapping(parent)}
        known = [name for name, _ in self.fragments if name.split("_")[1] in overlapping and depth >= 2]
        if known and depth == self.taste.max_depth and self._chance(0.5):
            return f"...{self.random.choice(known)}{self._condition()}"
        target = self._overlapping(parent)
        selected = self._selection_set(target, depth)
        name = f"F{len(self.fragments)}_{target.name}"
        self.fragments.append((name, f"fragment {name} on {target.name} {selected}"))
        return f"...{name}{self._condition()}"

    def _all_overlapping(self, parent: GraphQLNamedType) -> Sequence[GraphQLNamedType]:
        if isinstance(parent, GraphQLObjectType):
            return [parent, *parent.interfaces]
        possible = self.schema.get_possible_types(cast("GraphQLInterfaceType | GraphQLUnionType", parent))
        return [parent, *possible, *(each for one in possible for each in one.interfaces)]

    def _overlapping(self, parent: GraphQLNamedType) -> GraphQLNamedType:
        return self.random.choice(self._all_overlapping(parent))

    def _condition(self) -> str:
        if not self._chance(0.12):
            return ""
        directive = self.random.choice(("skip", "include"))
        value = self.random.choice(("true", "false", "variable", "variable"))
        if value == "variable":
            value = self._variable("Boolean!", self._chance(0.6))
        return f" @{directive}(if: {value})"

    def _arguments(self, field_name: str, arguments: dict[str, GraphQLArgument]) -> str:
        written = []
        for name, argument in arguments.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if not required and self._chance(0.5):
                continue
            value = self._value(argument.type, f"{field_name}.{name}")
            if self._chance(0.4):
                written.append(f"{name}: {self._variable(str(argument.type), value)}")
            else:
                written.append(f"{name}: {_literal(value)}")
        return f"({', '.join(written)})" if written else ""

    def _variable(self, type_name: str, value: Any) -> str:
        name = f"v{len(self.definitions)}"
        self.definitions.append(f"${name}: {type_name}")
        self.variables[name] = _plain(value)
        if not type_name.endswith("!") and self._chance(0.2):
            del self.variables[name]
        return f"${name}"

    def _value(self, input_type: GraphQLInputType, way: str) -> Any:
        if isinstance(input_type, GraphQLNonNull):
            return self._value(input_type.of_type, way)
        if isinstance(input_type, GraphQLList):
            return [self._value(input_type.of_type, way) for _ in range(self.random.randint(0, 3))]
        if isinstance(input_type, GraphQLEnumType):
            return Name(self.random.choice(list(input_type.values)))
        if isinstance(input_type, GraphQLInputObjectType):
            return self._object(input_type, way)
        return self.taste.leaf(self.random, cast("GraphQLNamedType", input_type).name, way)

    def _object(self, input_type: GraphQLInputObjectType, way: str) -> dict[str, Any]:
        names = list(input_type.fields)
        if input_type.is_one_of:
            names = [self.random.choice(names)]
        return {
            name: self._value(input_type.fields[name].type, f"{way}.{name}")
            for name in names
            if input_type.is_one_of
            or isinstance(input_type.fields[name].type, GraphQLNonNull)
            or self._chance(0.5)
        }

    def _chance(self, share: float) -> bool:
        return self.random.random() < share


@cache
def _has_fields(output_type: GraphQLOutputType) -> bool:
    return is_composite_type(get_named_type(output_type))


def _literal(value: Any) -> str:
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
