"""How much comes in the variables of a request."""

from collections.abc import Mapping
from typing import Any

from execution.guard.limits import DocumentLimits, Excess

_BYTES_A_VALUE = 8


def measure_variables(variables: Mapping[str, Any], limits: DocumentLimits) -> Excess | None:
    """Say what there is too much of in variables, whose values are what JSON can say.

    Stops at the first excess, so that it takes no more steps than values are allowed.
    """
    values = size = 0
    level: list[Any] = [variables]
    depth = 0
    while level:
        below: list[Any] = []
        for holder in level:
            if len(holder) > limits.list_items:
                return Excess("list_items", len(holder), limits.list_items)
            values += len(holder)
            if values > limits.variable_values:
                return Excess("variable_values", values, limits.variable_values)
            if isinstance(holder, Mapping):
                size += sum(map(len, holder))
                holder = holder.values()
            for value in holder:
                kind = type(value)
                if kind is str:
                    size += len(value)
                elif kind is dict or kind is list:
                    below.append(value)
        if below:
            depth += 1
            if depth > limits.input_depth:
                return Excess("input_depth", depth, limits.input_depth)
        level = below
    size += values * _BYTES_A_VALUE
    if size > limits.variable_bytes:
        return Excess("variable_bytes", size, limits.variable_bytes)
    return None
