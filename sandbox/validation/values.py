"""Checks of decoded JSON values, built once per model from its type annotations."""

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct, inspect

from sandbox.validation import problems
from sandbox.validation.formats import CHECKS
from sandbox.validation.problems import Loc, Problem

Check = Callable[[object, Loc, list[Problem]], object]
"""Returns the value in canonical form and appends what is wrong with it."""

BodyCheck = Callable[[object, Loc, list[Problem]], dict[str, Any]]
"""Returns the fields of a body that were sent."""

_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**31), 2**31 - 1


def check_for(declared: inspect.Type) -> Check:
    """The check a declared type asks for."""
    builder = _BUILDERS.get(type(declared), _anything)
    return builder(declared)


def struct_check(model: type[Struct]) -> Check:
    """A check of a JSON object: returns only the fields that were sent, unknown ones dropped."""
    described = inspect.type_info(model)
    if not isinstance(described, inspect.StructType):
        message = f"{model.__name__} is not a struct"
        raise TypeError(message)
    return _struct(described)


def body_check(model: type[Struct]) -> BodyCheck:
    """As `struct_check`, for a whole body: a body that is no object counts as empty."""
    check = struct_check(model)

    def check_body(value: object, loc: Loc, found: list[Problem]) -> dict[str, Any]:
        sent = check(value, loc, found)
        return sent if isinstance(sent, dict) else {}

    return check_body


def _struct(declared: inspect.StructType) -> Check:
    fields = [(field.encode_name, field.required, check_for(field.type)) for field in declared.fields]

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, dict):
            wanted = "a valid dictionary or object to extract fields from"
            found.append(problems.wrong_type(loc, "model_attributes_type", wanted))
            return value
        sent = {}
        for name, required, field_check in fields:
            if name in value:
                sent[name] = field_check(value[name], (*loc, name), found)
            elif required:
                found.append(problems.missing((*loc, name)))
        return sent

    return check


def _string(declared: inspect.StrType, known_format: str | None = None) -> Check:
    limit: int | None = declared.max_length
    pattern = declared.pattern
    # Python's $ also matches before a last line break, that of JSON Schema only at the end.
    matches = re.compile(re.sub(r"\$$", r"\\Z", pattern)).search if pattern else None
    format_check = CHECKS.get(known_format or "")

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, str):
            found.append(problems.wrong_type(loc, "string_type", "a valid string"))
        elif limit is not None and len(value) > limit:
            found.append(problems.too_long(loc, limit))
        elif pattern is not None and matches is not None and not matches(value):
            found.append(problems.pattern_mismatch(loc, pattern))
        elif format_check is not None:
            return format_check(value, loc, found)
        return value

    return check


def _formatted(declared: inspect.Metadata) -> Check:
    extra = declared.extra_json_schema or {}
    if isinstance(declared.type, inspect.StrType):
        return _string(declared.type, extra.get("format"))
    return check_for(declared.type)


def _integer(declared: inspect.IntType) -> Check:
    lowest = _SMALLEST_INTEGER if declared.ge is None else declared.ge
    highest = _LARGEST_INTEGER if declared.le is None else declared.le

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(problems.wrong_type(loc, "int_type", "a valid integer"))
        elif value != int(value):
            wanted = "a valid integer, got a number with a fractional part"
            found.append(problems.wrong_type(loc, "int_from_float", wanted))
        elif value < lowest:
            found.append(problems.too_small(loc, lowest))
        elif value > highest:
            found.append(problems.too_large(loc, highest))
        else:
            return int(value)
        return value

    return check


def _number(declared: inspect.FloatType) -> Check:
    lowest, highest = declared.ge, declared.le

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(problems.wrong_type(loc, "float_type", "a valid number"))
        elif lowest is not None and value < lowest:
            found.append(problems.too_small(loc, lowest))
        elif highest is not None and value > highest:
            found.append(problems.too_large(loc, highest))
        elif isinstance(value, int) and value.bit_length() > 1000:
            found.append(problems.wrong_type(loc, "finite_number", "a finite number"))
        else:
            return float(value)
        return value

    return check


def _boolean(_declared: inspect.BoolType) -> Check:
    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, bool):
            found.append(problems.wrong_type(loc, "bool_type", "a valid boolean"))
        return value

    return check


def _listed(declared: inspect.LiteralType) -> Check:
    values = declared.values

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, str) or value not in values:
            found.append(problems.not_listed(loc, values))
        return value

    return check


def _list(declared: inspect.ListType) -> Check:
    item_check = check_for(declared.item_type)

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, list):
            found.append(problems.wrong_type(loc, "list_type", "a valid list"))
            return value
        return [item_check(item, (*loc, position), found) for position, item in enumerate(value)]

    return check


def _object(_declared: inspect.DictType) -> Check:
    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        if not isinstance(value, dict):
            found.append(problems.wrong_type(loc, "dict_type", "a valid dictionary"))
        return value

    return check


def _nullable(declared: inspect.UnionType) -> Check:
    present = [part for part in declared.types if not isinstance(part, inspect.NoneType)]
    present_check = check_for(present[0])

    def check(value: object, loc: Loc, found: list[Problem]) -> object:
        return None if value is None else present_check(value, loc, found)

    return check


def _anything(_declared: inspect.Type) -> Check:
    return lambda value, _loc, _found: value


_BUILDERS: dict[type, Callable[[Any], Check]] = {
    inspect.StructType: _struct,
    inspect.StrType: _string,
    inspect.Metadata: _formatted,
    inspect.IntType: _integer,
    inspect.FloatType: _number,
    inspect.BoolType: _boolean,
    inspect.LiteralType: _listed,
    inspect.ListType: _list,
    inspect.DictType: _object,
    inspect.UnionType: _nullable,
}
