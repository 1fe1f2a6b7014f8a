"""Sample values for the parameters of the client's operations, by their types."""

import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin

import msgspec

from domain.changes.device import NOT_FOR_NEW_DEVICES, DeviceChanges

SAMPLE_ID = "11111111-1111-4111-8111-111111111111"

_NAMELESS = frozenset({"OTHER", "UNKNOWN"})
_PLAIN: dict[Any, Any] = {
    str: "text",
    int: 1,
    float: 1.5,
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    date: date(2026, 1, 1),
    time: time(7, 30),
    Decimal: Decimal("1.5"),
}


def samples(name: str, annotation: Any) -> Iterator[Any]:  # noqa: ANN401 (annotations have no type)
    """Give values for one parameter: one where any will do, else one per thing that may differ."""
    kind = _without_nothing(annotation)
    if kind is bool:
        yield from (False, True)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from _named(kind)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _structs(kind)
    elif get_origin(kind) is Iterable:
        item = get_args(kind)[0]
        yield tuple(_named(item)) if isinstance(item, type) and issubclass(item, Enum) else ()
    else:
        yield _value(name, kind)


def _structs(kind: type[msgspec.Struct]) -> Iterator[msgspec.Struct]:
    """With every field set; of a family, each of its last generation."""
    children = kind.__subclasses__()
    if children:
        for child in children:
            yield from _structs(child)
        return
    whole = _struct(kind)
    yield whole
    if issubclass(kind, DeviceChanges):
        yield msgspec.structs.replace(whole, **dict.fromkeys(NOT_FOR_NEW_DEVICES, msgspec.UNSET))


def _struct(kind: type[msgspec.Struct]) -> msgspec.Struct:
    fields = msgspec.structs.fields(kind)
    return kind(**{field.name: _value(field.name, _without_nothing(field.type)) for field in fields})


def _value(name: str, kind: Any) -> Any:  # noqa: ANN401
    if kind is str and name.endswith("_id"):
        return SAMPLE_ID
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind is bool:
        return True
    origin = get_origin(kind)
    if origin is tuple:
        return (_value(name, get_args(kind)[0]),)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"text": "text"}
    if issubclass(kind, Enum):
        return _named(kind)[0]
    if issubclass(kind, msgspec.Struct):
        return _struct(kind)
    raise TypeError(f"{name}: no sample of {kind}")


def _named(kind: type[Enum]) -> list[Enum]:
    return [member for member in kind if member.name not in _NAMELESS]


def _without_nothing(annotation: Any) -> Any:  # noqa: ANN401
    """``X`` for ``X | None`` and for ``X | UnsetType | None``."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    (kind,) = [each for each in get_args(annotation) if each not in (type(None), msgspec.UnsetType)]
    return kind
