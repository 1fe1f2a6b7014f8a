"""One thing that the client does, as the upstream sees it."""

from typing import Any, NamedTuple

from partner_api.expectations import Expectation


class UsedOperation(NamedTuple):
    """A request that the client makes, and what it makes of the answer.

    ``segments`` are the path's below the base URL, with sample ids in it. ``sent`` is the JSON body
    with every field set that the client can set, ``None`` without a body. ``expected`` is empty
    where the answer is not read. ``is_inferred`` is told of operations that no page documents.
    """

    name: str
    method: str
    segments: tuple[str, ...]
    query: frozenset[str]
    sent: dict[str, Any] | None
    expected: tuple[Expectation, ...]
    is_inferred: bool

    @property
    def where(self) -> str:
        """Method and name, for people."""
        return f"{self.method} {self.name}"
