"""Values that are not there yet, or never will be.

While an operation runs, an error is a value like any other: it lies in the answer, in the place of
the value it stands for. So nobody has to know a path while all goes well, and whether null spreads
upwards is decided once, in :mod:`execution.compiled.settling`.
"""

from collections.abc import Sequence
from typing import Any

from graphql import FieldNode


class Failure:
    """An error in the place of a value, with the nodes of the field that failed.

    ``before`` are the items of a list that was read until it failed: they may have errors of
    their own.
    """

    __slots__ = ("before", "error", "nodes")

    def __init__(self, error: Exception, nodes: Sequence[FieldNode], before: list[Any] | None = None) -> None:
        self.error = error
        self.nodes = nodes
        self.before = before


class Later(list[Any]):
    """A value that was awaited where nobody expected it: a list of one, filled when it is there."""

    __slots__ = ()
