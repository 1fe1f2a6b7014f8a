"""Names of operations as label values: clients choose them, so there must not be many."""

import re
from collections.abc import Iterable, Iterator

from graphql import OperationDefinitionNode

ANONYMOUS = "(anonymous)"
OTHER = "(other)"
"""No name of GraphQL has parentheses, so nobody's operation is called like these."""

_NAMED = re.compile(r"\b(?:query|mutation|subscription)\s+([_A-Za-z][_0-9A-Za-z]*)", re.ASCII)

MOST_NAMES = 200
LONGEST_NAME = 80


class OperationNames:
    """The first names of valid documents that are seen; whatever comes later is ``(other)``.

    Names of trusted documents have their place from the beginning: they cannot be pushed out.
    """

    def __init__(self, trusted: Iterable[str] = (), most: int = MOST_NAMES) -> None:
        self._labels = {name: name for name in trusted}
        self._most = most

    def label(self, operation: OperationDefinitionNode) -> str:
        """The label of an operation whose document is valid."""
        return ANONYMOUS if operation.name is None else self.of(operation.name.value)

    def of(self, name: str) -> str:
        """The label of a name that stands in a valid document."""
        label = self._labels.get(name)
        if label is not None:
            return label
        if len(self._labels) >= self._most or len(name) > LONGEST_NAME:
            return OTHER
        self._labels[name] = name
        return name


def names_in(documents: Iterable[str]) -> Iterator[str]:
    """Names of operations in the texts of documents that somebody has checked."""
    for text in documents:
        yield from _NAMED.findall(text)
