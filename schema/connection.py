"""Relay connections."""

from typing import Annotated, Generic, TypeVar

import strawberry

from resolvers import pagination
from schema.declaring import argument, attribute, describes

T = TypeVar("T")

First = Annotated[
    int | None,
    argument("How many rows from the start, 0 to 100. Without `first` and `last` a page has 20."),
]
After = Annotated[str | None, argument("Only rows behind the one with this cursor.")]
Last = Annotated[int | None, argument("How many rows from the end, 0 to 100. Not together with `first`.")]
Before = Annotated[str | None, argument("Only rows before the one with this cursor.")]


@describes(pagination.PageInfo, "Where a page starts and ends, and whether there is more.")
class PageInfo:
    """A page's borders."""

    has_next_page: bool = attribute("Whether there are rows behind this page.")
    has_previous_page: bool = attribute("Whether there are rows before this page.")
    start_cursor: str | None = attribute("The cursor of the page's first row; null if the page is empty.")
    end_cursor: str | None = attribute("The cursor of the page's last row; null if the page is empty.")


@strawberry.type(description="A row of a connection with its place in the order.")
class Edge(Generic[T]):
    """A row and its cursor."""

    node: T = attribute("The row.")
    cursor: str = attribute("The row's place in the order, to continue from. Valid for this order only.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """A page."""

    edges: list[Edge[T]] = attribute("The rows of this page with their cursors.")
    nodes: list[T] = attribute("The rows of this page.")
    page_info: PageInfo = attribute("Where this page starts and ends, and whether there is more.")
    total_count: int = attribute("How many rows match on all pages together.")
