"""Pages of rows in the order of time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from resolvers.cursor import Order
from resolvers.pagination import Page, PageRequest, paginate


class Starting(Protocol):
    """Something that begins at an instant."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""


T = TypeVar("T", bound=Starting)

TimeOrder = Order[tuple[float, int]]
"""Keys are an instant, and a number that tells apart what begins at the same one."""


def page_in_time(rows: Sequence[T], request: PageRequest, order: TimeOrder) -> Page[T]:
    """Cut a page out of rows that are in the order of time.

    A cursor is an instant, so it stands for the same place in a longer or a shorter range as well.
    """
    keyed: list[tuple[tuple[float, int], T]] = []
    for row in rows:
        instant, number = row.starts_at.timestamp(), 0
        if keyed and keyed[-1][0][0] == instant:
            number = keyed[-1][0][1] + 1
        keyed.append(((instant, number), row))
    return paginate(keyed, request, order)
