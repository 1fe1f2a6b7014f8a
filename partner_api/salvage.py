"""Saving what can be saved of a row of which some field does not fit its type.

Each field is decoded by itself, from its own JSON text (so that numbers lose no digits): as it
should be, else leniently ("12" for 12, 50.4 for an integer, an ISO date for an instant). What still
makes no sense becomes null and is told to the log, everything else of the row is kept.
"""

import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec

from partner_api import surprises
from partner_api.wire.row import WireRow

Row = TypeVar("Row", bound=WireRow)

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BAD = (ValueError, RecursionError, OverflowError)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_items = msgspec.json.Decoder(list[msgspec.Raw])
_text = msgspec.json.Decoder(str)
_number = msgspec.json.Decoder(float)


class _Field(NamedTuple):
    """How one field is decoded. ``row`` and ``row_of_list`` name nested rows, if there are any."""

    name: str
    label: str
    accepts: frozenset[Any]
    exact: msgspec.json.Decoder[Any]
    lenient: msgspec.json.Decoder[Any]
    row: type[WireRow] | None
    row_of_list: type[WireRow] | None


def salvage(raw: bytes | msgspec.Raw, row_type: type[Row]) -> Row:
    """Decode one object field by field.

    Raises:
        ValueError: It is not a JSON object at all.
        RecursionError: It is nested too deeply to be read.

    """
    members = _members.decode(raw)
    values = {}
    for field in _fields(row_type):
        member = members.get(field.name)
        if member is not None:
            values[field.name] = _value(member, field)
    return row_type(**values)


@cache
def _fields(row_type: type[WireRow]) -> tuple[_Field, ...]:
    kind = _INNER_CAPITAL.sub("_", row_type.__name__.removeprefix("Wire")).lower()
    return tuple(
        _field(info.encode_name, f"{kind}.{info.encode_name}", info.type)
        for info in msgspec.structs.fields(row_type)
    )


def _field(name: str, label: str, annotation: Any) -> _Field:  # noqa: ANN401 (annotations have no type)
    row = row_of_list = None
    accepts = set()
    for part in get_args(annotation) or (annotation,):
        accepts.add(get_args(part)[0] if hasattr(part, "__metadata__") else part)
        if isinstance(part, type) and issubclass(part, WireRow):
            row = part
        if get_origin(part) is list and issubclass(get_args(part)[0], WireRow):
            row_of_list = get_args(part)[0]
    return _Field(
        name=name,
        label=label,
        accepts=frozenset(accepts),
        exact=msgspec.json.Decoder(annotation),
        lenient=msgspec.json.Decoder(annotation, strict=False),
        row=row,
        row_of_list=row_of_list,
    )


def _value(raw: msgspec.Raw, field: _Field) -> object:
    try:
        return field.exact.decode(raw)
    except _BAD:
        pass
    try:
        return _nested(raw, field) if field.row or field.row_of_list else _coerced(raw, field)
    except _BAD:
        surprises.unusable(field.label, f"a JSON {_kind(raw)}")
        return None


def _nested(raw: msgspec.Raw, field: _Field) -> object:
    if field.row_of_list is None:
        assert field.row is not None  # noqa: S101 (the caller saw to it; tells the type checker)
        return salvage(raw, field.row)
    rows = []
    for item in _items.decode(raw):
        try:
            rows.append(_row(item, field.row_of_list))
        except _BAD:
            surprises.unusable(field.label, f"a JSON {_kind(item)} in the list")
    return rows


def _row(raw: msgspec.Raw, row_type: type[WireRow]) -> WireRow:
    try:
        row: WireRow = _whole(row_type).decode(raw)
    except _BAD:
        return salvage(raw, row_type)
    return row


@cache
def _whole(row_type: type[Row]) -> msgspec.json.Decoder[Row]:
    return msgspec.json.Decoder(row_type)


def _coerced(raw: msgspec.Raw, field: _Field) -> object:
    try:
        value = field.lenient.decode(raw)
    except _BAD:
        value = _reinterpreted(raw, field.accepts)
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


def _reinterpreted(raw: msgspec.Raw, accepts: frozenset[Any]) -> object:
    kind = _kind(raw)
    if str in accepts and kind == "number":
        return bytes(raw).decode()
    if int in accepts and kind in ("number", "string"):
        number = _number.decode(raw) if kind == "number" else float(_text.decode(raw))
        if math.isfinite(number) and abs(number) < 2**31:
            return round(number)
    if datetime in accepts and kind == "string":
        value = datetime.fromisoformat(_text.decode(raw).strip())
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    raise ValueError("no way to read this")


def _kind(raw: msgspec.Raw) -> str:
    first = bytes(raw)[:1]
    kinds = {b'"': "string", b"{": "object", b"[": "array", b"t": "boolean", b"f": "boolean", b"n": "null"}
    return kinds.get(first, "number")
