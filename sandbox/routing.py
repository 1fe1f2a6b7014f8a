"""Finding the operation of a request: a tree keyed by path segment, so cost is the path's length."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.api_operation import PreparedOperation
from sandbox.errors import MethodNotAllowed, NotFound


@dataclass(slots=True)
class _Node:
    literal: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    operations: dict[str, PreparedOperation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The operation found and the texts its path parameters have in this request."""

    operation: PreparedOperation
    path: dict[str, str]


class Router:
    """Matches method and path (below the API base) to an operation."""

    def __init__(self, operations: Iterable[PreparedOperation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def _add(self, operation: PreparedOperation) -> None:
        node = self._root
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment, _Node())
        node.operations[operation.method] = operation

    def match(self, method: str, path: str) -> Match:
        """The operation for a request; raises `NotFound` or `MethodNotAllowed`."""
        node = self._root
        texts = []
        for segment in path.split("/")[1:]:
            following = node.literal.get(segment)
            if following is None:
                following = node.parameter if segment else None
                texts.append(segment)
            if following is None:
                raise NotFound
            node = following
        operation = node.operations.get(method)
        if operation is not None:
            return Match(operation, dict(zip(operation.path_names, texts, strict=True)))
        if node.operations:
            raise MethodNotAllowed(list(node.operations))
        raise NotFound
