"""What a call loads, by the table of weights and its arguments."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from execution.compiled.calling import Call, FunctionCall
from execution.guard.factors import Chosen, Given
from execution.guard.weights import Load, Weight

Arguments = Mapping[str, Any]
"""The arguments of a call as graphql-core gives them, or none if they cannot be read."""


def arguments_of(call: Call, variables: VariableValues) -> Arguments:
    """The arguments of a call; none if they cannot be read, for which the call will fail."""
    try:
        return call.arguments(variables, hide_suggestions=True)
    except GraphQLError:
        return {}


def foreseen_keys(call: Call, arguments: Arguments, context: object) -> Mapping[str, tuple[Any, ...]]:
    """The keys of a call's rows that are known before it is made, by the names of their types."""
    if call.foreseen is None:
        return {}
    try:
        given = call.function.convert(dict(arguments), None) if isinstance(call, FunctionCall) else arguments
        found = call.foreseen.foresee(context, **given)
    except Exception:  # noqa: BLE001 - as in a run: it is told when the call is made
        return {}
    return {name: tuple(keys) for name, keys in found.items() if keys}


def loads_of(weight: Weight, arguments: Arguments, above: Arguments) -> Iterator[Load]:
    """What is loaded, each choice as the loads that are chosen.

    Args:
        weight: The row of the field in the table.
        arguments: The arguments of the call.
        above: Those of the call above it.

    """
    for load in weight.loads:
        choice = load.choice
        if choice is None:
            yield load
            continue
        given = Given(_names((above if choice.of_parent else arguments).get(choice.argument)))
        for value, calls in choice.calls.items():
            if calls and Chosen(given, value).value({}, 0):
                yield replace(load, name=f"{load.name}:{value}", calls=calls, choice=None)


def _names(value: Any) -> Any:  # noqa: ANN401 - an argument
    """Enum values by their names, as the table has them."""
    if isinstance(value, list):
        return [_names(each) for each in value]
    return getattr(value, "name", value)
