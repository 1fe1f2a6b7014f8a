"""What an OpenAPI schema allows, as far as it matters here: types, members and items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

_MAXIMUM_DEPTH = 32
_REFERENCE = "#/components/schemas/"
_TYPES_OF_VALUES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One schema with its references and alternatives put together; null does not count.

    No ``types`` means that nothing is said about them. ``items`` is the schema of an array's items,
    empty if nothing is said.
    """

    types: frozenset[str] = frozenset()
    members: Mapping[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Schema = field(default_factory=dict)
    is_open: bool = False


class Shapes:
    """Makes shapes of the schemas of one document."""

    def __init__(self, named: Mapping[str, Any]) -> None:
        self._named = named

    def of(self, schema: object, depth: int = 0) -> Shape:
        """The shape of a schema; of one that makes no sense, the shape that says nothing."""
        if not isinstance(schema, Mapping) or depth > _MAXIMUM_DEPTH:
            return Shape()
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self.of(self._named.get(reference.removeprefix(_REFERENCE)), depth + 1)
        shape = _own(schema)
        every = [self.of(part, depth + 1) for part in _parts(schema, "allOf")]
        either = [self.of(part, depth + 1) for part in (*_parts(schema, "anyOf"), *_parts(schema, "oneOf"))]
        either = [part for part in either if part.types != {"null"}]
        required = shape.required.union(*(part.required for part in every))
        if either:
            required |= frozenset.intersection(*(part.required for part in either))
        together = [shape, *every, *either]
        return Shape(
            # An alternative of unknown type makes the type of the whole unknown.
            types=frozenset()
            if any(not part.types for part in either)
            else frozenset().union(*(part.types for part in together)) - {"null"},
            members=_merged(together),
            required=required,
            items=next((part.items for part in together if part.items), {}),
            is_open=any(part.is_open for part in together),
        )


def type_of(value: object) -> str:
    """The JSON type of a decoded value."""
    return _TYPES_OF_VALUES.get(type(value), "object")


def _own(schema: Schema) -> Shape:
    members, items, required = (schema.get(name) for name in ("properties", "items", "required"))
    return Shape(
        types=_types(schema),
        members=members if isinstance(members, Mapping) else {},
        required=frozenset(required) if isinstance(required, list) else frozenset(),
        items=items if isinstance(items, Mapping) else {},
        is_open=schema.get("additionalProperties", False) is not False,
    )


def _types(schema: Schema) -> frozenset[str]:
    told = schema.get("type")
    if isinstance(told, str):
        return frozenset({told})
    if isinstance(told, list):
        return frozenset(each for each in told if isinstance(each, str))
    if isinstance(schema.get("enum"), list):
        return frozenset("null" if value is None else type_of(value) for value in schema["enum"])
    if "const" in schema:
        return frozenset({"null" if schema["const"] is None else type_of(schema["const"])})
    return frozenset({"object"}) if "properties" in schema else frozenset()


def _parts(schema: Schema, name: str) -> list[object]:
    parts = schema.get(name)
    return parts if isinstance(parts, list) else []


def _merged(shapes: Iterable[Shape]) -> dict[str, Schema]:
    members: dict[str, Schema] = {}
    for shape in shapes:
        for name, schema in shape.members.items():
            members[name] = {"anyOf": [members[name], schema]} if name in members else schema
    return members
