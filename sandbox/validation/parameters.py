"""Parameters of an operation in the path, the query and the headers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import inspect

from sandbox.validation import problems
from sandbox.validation.problems import Loc, Problem
from sandbox.validation.values import Check, check_for

_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off"})


@dataclass(frozen=True)
class Parameter:
    """A named parameter; `annotation` is the type its text must stand for."""

    name: str
    annotation: object
    place: Literal["path", "query", "header"] = "query"
    required: bool = False
    default: Any = None
    description: str = ""


ParameterCheck = Callable[[Mapping[str, str], list[Problem]], dict[str, Any]]
"""Turns the texts that were sent into values, defaults included."""


def parameters_check(parameters: tuple[Parameter, ...]) -> ParameterCheck:
    """The check of all parameters of one place."""
    checks = [(parameter, _text_check(parameter.annotation)) for parameter in parameters]

    def check(sent: Mapping[str, str], found: list[Problem]) -> dict[str, Any]:
        values = {}
        for parameter, text_check in checks:
            loc: Loc = (parameter.place, parameter.name)
            text = sent.get(parameter.name)
            if text is not None:
                values[parameter.name] = text_check(text, loc, found)
            elif parameter.required:
                found.append(problems.missing(loc))
            else:
                values[parameter.name] = parameter.default
        return values

    return check


def _text_check(annotation: object) -> Check:
    declared = inspect.type_info(annotation)
    value_check = check_for(declared)
    if isinstance(declared, inspect.BoolType):
        return _boolean_text
    if isinstance(declared, inspect.IntType):
        return _integer_text(value_check)
    return value_check


def _boolean_text(text: object, loc: Loc, found: list[Problem]) -> bool:
    lowered = str(text).lower()
    if lowered not in _TRUE and lowered not in _FALSE:
        wanted = "a valid boolean, unable to interpret input"
        found.append(problems.wrong_type(loc, "bool_parsing", wanted))
    return lowered in _TRUE


def _integer_text(value_check: Check) -> Check:
    def check(text: object, loc: Loc, found: list[Problem]) -> object:
        try:
            number = int(str(text))
        except ValueError:
            wanted = "a valid integer, unable to parse string as an integer"
            found.append(problems.wrong_type(loc, "int_parsing", wanted))
            return 0
        return value_check(number, loc, found)

    return check
