"""How many rows and owners a field gives at most."""

from collections.abc import Mapping
from typing import Any

from execution.guard.factors import Given, Length, PageSize, Reached
from execution.guard.weights import Items, Page, Reach


def size_of(size: Items | Page | Reach, arguments: Mapping[str, Any], owners: int) -> float:
    """The number, for the arguments of the field, where there are so many owners."""
    if isinstance(size, Items):
        if size.argument is None or size.argument not in arguments:
            return size.most
        return Length(Given(arguments[size.argument]), size.most).value({}, owners)
    page = size.page if isinstance(size, Reach) else size
    paged = PageSize(page, tuple(Given(arguments[name]) for name in ("first", "last") if name in arguments))
    return (Reached(paged, size.times, size.more) if isinstance(size, Reach) else paged).value({}, owners)
