"""Whether what is answered is what the decoders look for."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect as types

from partner_api.contract.document import Offered
from partner_api.contract.shape import Schema, Shapes
from partner_api.contract.told import Told, knows_members, misfit
from partner_api.contract.used import UsedOperation
from partner_api.wire.row import WireRow

_JSON_TYPES: dict[type[types.Type], frozenset[str]] = {
    types.StrType: frozenset({"string"}),
    types.DateTimeType: frozenset({"string"}),
    types.IntType: frozenset({"integer"}),
    types.FloatType: frozenset({"number"}),
    types.DecimalType: frozenset({"number", "string"}),
    types.BoolType: frozenset({"boolean"}),
    types.StructType: frozenset({"object"}),
    types.DictType: frozenset({"object"}),
    types.ListType: frozenset({"array"}),
    types.NoneType: frozenset(),
}


def unreadable(used: UsedOperation, offered: Offered, shapes: Shapes) -> Iterator[tuple[str, Told]]:
    """Every field of the answer that is gone, of another type, or not read."""
    root = shapes.of(offered.answer).types
    # Where several are good, the one that is offered counts.
    fitting = [each for each in used.expected if root == {"array" if each.is_list else "object"}]
    for row_type, is_list in fitting or used.expected:
        annotation: Any = list[row_type] if is_list else row_type  # type: ignore[valid-type]
        yield from _field(_label(row_type), types.type_info(annotation), offered.answer, shapes)


def _field(label: str, wanted: types.Type, offered: Schema, shapes: Shapes) -> Iterator[tuple[str, Told]]:
    alternatives = wanted.types if isinstance(wanted, types.UnionType) else (wanted,)
    shape = shapes.of(offered)
    told = misfit(shape.types, _json_types(alternatives))
    if told is not None:
        yield label, told
        return
    for each in alternatives:
        if isinstance(each, types.ListType) and shape.items:
            yield from _field(label, each.item_type, shape.items, shapes)
        elif isinstance(each, types.StructType) and shape.members:
            yield from _members(each, offered, shapes)


def _members(wanted: types.StructType, offered: Schema, shapes: Shapes) -> Iterator[tuple[str, Told]]:
    shape = shapes.of(offered)
    label = _label(wanted.cls)
    read = {field.encode_name: field for field in wanted.fields}
    for name, field in read.items():
        if name in shape.members:
            yield from _field(f"{label}.{name}", field.type, shape.members[name], shapes)
        elif knows_members(shape) and name not in _not_promised(wanted):
            yield f"{label}.{name}", Told("gone", "not in the answer")
    for name in shape.members:
        if name not in read:
            yield f"{label}.{name}", Told("new", "in the answer and not read")


def _json_types(alternatives: tuple[types.Type, ...]) -> frozenset[str]:
    """The JSON types that can be read; none if any can."""
    found = [_JSON_TYPES.get(type(each)) for each in alternatives]
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if len(known) == len(found) else frozenset()


def _not_promised(wanted: types.StructType) -> frozenset[str]:
    return wanted.cls.not_promised if issubclass(wanted.cls, WireRow) else frozenset()


def known_members(annotation: Any) -> Iterator[str]:  # noqa: ANN401 (annotations have no type)
    """The names of all members that are read, those of objects inside included."""
    wanted = annotation if isinstance(annotation, types.Type) else types.type_info(annotation)
    if isinstance(wanted, types.UnionType):
        for each in wanted.types:
            yield from known_members(each)
    elif isinstance(wanted, types.ListType):
        yield from known_members(wanted.item_type)
    elif isinstance(wanted, types.StructType):
        for field in wanted.fields:
            yield field.encode_name
            yield from known_members(field.type)


def _label(row_type: type[msgspec.Struct]) -> str:
    return row_type.__name__.removeprefix("Wire")
