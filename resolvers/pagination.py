"""Relay connections over rows that are all there: keyset pages of a sorted list."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from domain.errors import BadUserInput
from resolvers.cursor import Key, Order

T = TypeVar("T")

DEFAULT_PAGE = 20
MAXIMUM_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The four paging arguments, checked.

    Raises:
        BadUserInput: ``first`` and ``last`` together, or one of them out of bounds.

    """

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None:
            raise BadUserInput("`first` and `last` cannot be used together.")
        for name, value in (("first", self.first), ("last", self.last)):
            if value is not None and not 0 <= value <= MAXIMUM_PAGE:
                raise BadUserInput(f"`{name}` must be between 0 and {MAXIMUM_PAGE}.")

    @property
    def size(self) -> int:
        """How many rows the page may hold."""
        size = self.last if self.last is not None else self.first
        return DEFAULT_PAGE if size is None else size


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    """A row and its place in the order."""

    node: T
    order: Order[Any]
    key: tuple[Any, ...]

    @property
    def cursor(self) -> str:
        """The opaque form of the place."""
        return self.order.cursor(self.key)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Whether there is more, and where this page starts and ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class EdgePage(Generic[T]):
    """What pages of all lists have: their rows, and whether there are more."""

    edges: Sequence[Edge[T]]
    has_next_page: bool
    has_previous_page: bool

    @property
    def nodes(self) -> list[T]:
        """The rows without their cursors."""
        return [edge.node for edge in self.edges]

    @property
    def page_info(self) -> PageInfo:
        """The page's borders."""
        return PageInfo(
            has_next_page=self.has_next_page,
            has_previous_page=self.has_previous_page,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )


@dataclass(frozen=True, slots=True)
class Page(EdgePage[T]):
    """One page of a connection. ``total_count`` counts all rows that match, on every page."""

    total_count: int


_key_of = itemgetter(0)


def paginate(
    rows: Sequence[tuple[Key, T]],
    request: PageRequest,
    order: Order[Key],
    *,
    descending: bool = False,
) -> Page[T]:
    """Cut a page out of keyed rows.

    Args:
        rows: Every matching row with its sort key, in any order; keys are unique.
        request: Which page.
        order: The order of the keys.
        descending: Turn the order round.

    Raises:
        BadUserInput: A cursor is not one of this order.

    """
    return paginate_sorted(sorted(rows, key=lambda row: row[0]), request, order, descending=descending)


def paginate_sorted(
    ascending: Sequence[tuple[Key, T]],
    request: PageRequest,
    order: Order[Key],
    *,
    descending: bool = False,
) -> Page[T]:
    """The same for rows that are in ascending order already."""
    low, high = 0, len(ascending)
    after, before = (request.before, request.after) if descending else (request.after, request.before)
    after_name, before_name = ("before", "after") if descending else ("after", "before")
    if after is not None:
        low = bisect_right(ascending, order.key(after, after_name), key=_key_of)
    if before is not None:
        high = max(low, bisect_left(ascending, order.key(before, before_name), key=_key_of))
    if (request.last is not None) is descending:
        high = min(high, low + request.size)
    else:
        low = max(low, high - request.size)
    edges = [Edge(row, order, key) for key, row in ascending[low:high]]
    more_above, more_below = high < len(ascending), low > 0
    if descending:
        edges.reverse()
        more_above, more_below = more_below, more_above
    return Page(edges, has_next_page=more_above, has_previous_page=more_below, total_count=len(ascending))
