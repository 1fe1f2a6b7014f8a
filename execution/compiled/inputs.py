"""What an operation is run with: its variables, and the arguments that follow from them.

A schema may promise, by ``schema.extensions["execution.shares_arguments"] = True``, that no resolver
changes its arguments. Then variables and arguments are read once for equal inputs and kept with the
plans; without the promise every call gets its own.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import GraphQLSchema
from graphql.execution.values import VariableValues

if TYPE_CHECKING:
    from execution.compiled.calling import Call

Given: TypeAlias = tuple[tuple[str, type, Any], ...]

_MOST_VARIABLES = 8
_LONGEST_TEXT = 200
_PLAIN = frozenset({int, bool, float, type(None)})


class Inputs:
    """Coerced variables, and the arguments of calls as far as they were read.

    ``is_shared`` tells whether other runs see the same object.
    """

    __slots__ = ("arguments", "is_shared", "variables")

    def __init__(self, variables: VariableValues, *, is_shared: bool) -> None:
        self.variables = variables
        self.is_shared = is_shared
        self.arguments: dict[Call, dict[str, Any]] = {}


def shares_arguments(schema: GraphQLSchema) -> bool:
    """Whether the schema promises that nobody changes arguments."""
    return bool(schema.extensions.get("execution.shares_arguments", False))


def key_of(given: Mapping[str, Any]) -> Given | None:
    """What tells equal variables from others, if they are few and small; ``None`` otherwise.

    Types are part of it: for Python ``1``, ``1.0`` and ``True`` are equal.
    """
    if len(given) > _MOST_VARIABLES:
        return None
    parts: list[tuple[str, type, Any]] = []
    for name, value in given.items():
        kind = type(value)
        if kind not in _PLAIN and (kind is not str or len(value) > _LONGEST_TEXT):
            return None
        parts.append((name, kind, value))
    return tuple(parts)
