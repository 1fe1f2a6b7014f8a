"""The upstream's own OpenAPI document: which operations it offers, and their schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from partner_api.contract.shape import Schema, Shapes
from partner_api.contract.used import UsedOperation

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


class UnusableDocument(Exception):
    """The bytes are no OpenAPI document with paths. The text says why."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One operation of the document. A schema is empty where nothing is said."""

    method: str
    path: str
    query: Mapping[str, bool]
    body: Schema
    answer: Schema

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's segments; parameters are in braces."""
        return tuple(self.path.strip("/").split("/"))


@dataclass(frozen=True, slots=True)
class Document:
    """All that is offered. ``query`` of an operation says whether each parameter is required."""

    offered: tuple[Offered, ...]
    shapes: Shapes

    def find(self, used: UsedOperation) -> Offered | None:
        """The operation that a request is for: of several, the one with the most literal path."""
        fitting = [each for each in self.offered if each.method == used.method and _fits(each, used)]
        return min(fitting, key=lambda each: each.path.count("{"), default=None)


def read_document(raw: bytes, base_path: str) -> Document:
    """Read a document. Paths may begin with ``base_path``, or with where its server says it is.

    Raises:
        UnusableDocument: It is not one.

    """
    try:
        document = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        raise UnusableDocument("it is not JSON") from None
    paths = _mapping(_mapping(document).get("paths"))
    if not paths:
        raise UnusableDocument("it has no paths")
    parameters = _mapping(_mapping(_mapping(document).get("components")).get("parameters"))
    offered = tuple(
        _offered(method, path, _mapping(item), _mapping(operation), parameters)
        for path, item in _below(paths, base_path)
        for method, operation in _mapping(item).items()
        if method in _METHODS
    )
    schemas = _mapping(_mapping(_mapping(document).get("components")).get("schemas"))
    return Document(offered, Shapes(schemas))


def _below(paths: Mapping[str, Any], base_path: str) -> Iterator[tuple[str, Any]]:
    """The paths below the base; if none begins with it, they are all relative to it already."""
    prefix = base_path.rstrip("/") + "/"
    inside = [(path[len(prefix) - 1 :], item) for path, item in paths.items() if path.startswith(prefix)]
    yield from inside or paths.items()


def _offered(method: str, path: str, item: Schema, operation: Schema, named: Mapping[str, Any]) -> Offered:
    query = {}
    for parameter in (*_list(item.get("parameters")), *_list(operation.get("parameters"))):
        told = _mapping(parameter)
        if isinstance(told.get("$ref"), str):
            told = _mapping(named.get(told["$ref"].rpartition("/")[2]))
        if told.get("in") == "query":
            query[str(told.get("name"))] = told.get("required") is True
    return Offered(
        method=method.upper(),
        path=path,
        query=query,
        body=_schema(operation.get("requestBody")),
        answer=_answer(_mapping(operation.get("responses"))),
    )


def _answer(responses: Schema) -> Schema:
    good = (responses[status] for status in sorted(responses) if status.startswith("2"))
    return next((schema for schema in map(_schema, good) if schema), {})


def _schema(message: object) -> Schema:
    """The schema of a body in JSON, by whichever of JSON's media types."""
    for media_type, content in _mapping(_mapping(message).get("content")).items():
        if "json" in media_type:
            return _mapping(_mapping(content).get("schema"))
    return {}


def _fits(offered: Offered, used: UsedOperation) -> bool:
    segments = offered.segments
    return len(segments) == len(used.segments) and all(
        ours == theirs or theirs.startswith("{") for ours, theirs in zip(used.segments, segments, strict=True)
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
