"""Which way round a list is sorted."""

from enum import Enum


class OrderDirection(Enum):
    """Ascending or descending."""

    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"
