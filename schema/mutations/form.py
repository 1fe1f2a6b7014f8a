"""From inputs to changes of records.

The fields of an input are named like those of the changes that they stand for. What was left out
stays unset, which is something else than null.
"""

from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from strawberry import UNSET, Some

from resolvers.mutations.form import Form
from resolvers.mutations.problem import Path, Problem, ProblemCode

C = TypeVar("C", bound=msgspec.Struct)

_NOT_CHOSEN = frozenset({"OTHER", "UNKNOWN"})


def form(asked: object, changes: type[C], **fixed: object) -> Form[C]:
    """Read an input.

    Args:
        asked: The input, as Strawberry made it.
        changes: The class of the changes.
        fixed: Fields whose values do not come from the input by the same name.

    """
    problems: list[Problem] = []
    values = {**_values(asked, changes, (), problems), **fixed}
    return Form(changes(**values), tuple(problems))


def _stand_in(refused: Enum) -> Enum:
    """Something that can be chosen: without a needed field, the others could not be checked."""
    return next(member for member in type(refused) if member.name not in _NOT_CHOSEN)


def _values(asked: object, changes: type, path: Path, problems: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, nested in _nested(changes).items():
        given = getattr(asked, name, None)
        if isinstance(given, Some):
            given = given.value
        elif given is None or given is UNSET:
            continue
        place = (*path, name)
        if isinstance(given, Enum) and given.name in _NOT_CHOSEN:
            # It stands for whatever a newer upstream has; nobody can mean it.
            problems.append(Problem(place, ProblemCode.INVALID, f"{given.name} cannot be chosen."))
            if name in _needed(changes):
                values[name] = _stand_in(given)
        else:
            values[name] = _value(given, nested, place, problems)
    return values


def _value(given: object, nested: type | None, path: Path, problems: list[Problem]) -> object:
    if nested is None or given is None:
        return given
    if isinstance(given, list):
        parts = [_value(each, nested, (*path, position), problems) for position, each in enumerate(given)]
        return tuple(parts)
    return nested(**_values(given, nested, path, problems))


@lru_cache
def _needed(changes: type) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(changes) if field.required)


@lru_cache
def _nested(changes: type) -> dict[str, type | None]:
    """The fields of a class of changes, with the class of the structure that each holds, if any."""
    return {name: _structure(hint) for name, hint in get_type_hints(changes).items() if name != "__"}


def _structure(hint: Any) -> type | None:  # noqa: ANN401 - an annotation
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    if get_origin(hint) in (tuple, UnionType):
        found = (_structure(each) for each in get_args(hint) if each not in (NoneType, ...))
        return next((each for each in found if each is not None), None)
    return None
