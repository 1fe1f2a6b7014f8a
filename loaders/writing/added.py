"""Finding what was added to a list when the answer was lost."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from loaders.writing.resemblance import resembles

T = TypeVar("T")


class Added(msgspec.Struct, Generic[T], frozen=True):
    """A list to which something is added, and how to find it there if the answer was lost."""

    rows: Callable[[], Awaitable[Sequence[T]]]
    own_id: Callable[[T], str]
    changes: msgspec.Struct

    async def ids(self) -> tuple[str, ...]:
        """Give the ids of all that are there."""
        return tuple([self.own_id(row) for row in await self.rows()])

    async def find(self, own_id: str) -> T | None:
        """Give the one with that id."""
        return next((row for row in await self.rows() if self.own_id(row) == own_id), None)

    async def find_new(self, before: Sequence[str]) -> T | None:
        """Give one that was not there before and is what was asked for."""
        rows = [row for row in await self.rows() if self.own_id(row) not in before]
        return next((row for row in rows if resembles(self.changes, row)), None)
