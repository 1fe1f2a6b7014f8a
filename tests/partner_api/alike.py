"""Comparing records with the rows they were made of, by the field tables."""

from typing import Any

import msgspec

from domain.record import Record
from tests.partner_api import field_tables as tables
from tests.partner_api.loose import Json

# What a row has beyond the tables: the owner's details are the user's own record's business.
NOT_TAKEN = {"owner.email", "owner.first_name", "owner.last_name", "owner.external_id"}
# What a record has beyond the tables.
MADE = {"id", "kind", "owner_id"}


def wire_value(row: dict[str, Any], path: str) -> Json:
    value: Json = row
    for name in path.removesuffix(" -").split("."):
        value = None if value is None else value[name]
    return value


def record_value(record: Record, path: str) -> Json:
    value: Json = record
    for name in path.split("."):
        value = None if value is None else getattr(value, name)
    return value


def wire_paths(row: dict[str, Any], prefix: str = "") -> set[str]:
    paths: set[str] = set()
    for name, value in row.items():
        paths |= wire_paths(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return paths


def assert_alike(row: dict[str, Any], record: Record, table: tables.Table) -> None:
    for path, (attribute, convert) in table.items():
        assert record_value(record, attribute) == convert(wire_value(row, path)), attribute


def assert_complete(row: dict[str, Any], record_type: type[Record], table: tables.Table) -> None:
    """No wire field and no record field is left out of the table."""
    assert wire_paths(row) - NOT_TAKEN == {path.removesuffix(" -") for path in table}
    fields = {info.name for info in msgspec.structs.fields(record_type)}
    assert fields == {attribute.partition(".")[0] for attribute, _ in table.values()} | MADE & fields
