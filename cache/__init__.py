"""What is shared between operations. For now: fetches that are under way; nothing is kept."""

from cache.freshness import FRESH_SECONDS, Kind
from cache.purging import OF_THE_ORGANIZATION, PURGED_BY, Change, purged_tags
from cache.single_flight import SingleFlight
from cache.tag import Key, Tag

__all__ = [
    "FRESH_SECONDS",
    "OF_THE_ORGANIZATION",
    "PURGED_BY",
    "Change",
    "Key",
    "Kind",
    "SingleFlight",
    "Tag",
    "purged_tags",
]
