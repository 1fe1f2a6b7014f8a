"""What is shared between operations: fetches that are under way, and the journal of writes."""

from cache.file_journal import FileJournal
from cache.freshness import FRESH_SECONDS, Kind
from cache.journal import Journal
from cache.memory_journal import MemoryJournal
from cache.once import Attempt, Claim, Once
from cache.purging import OF_THE_ORGANIZATION, PURGED_BY, Change, purged_tags
from cache.single_flight import SingleFlight
from cache.tag import Key, Tag

__all__ = [
    "FRESH_SECONDS",
    "OF_THE_ORGANIZATION",
    "PURGED_BY",
    "Attempt",
    "Change",
    "Claim",
    "FileJournal",
    "Journal",
    "Key",
    "Kind",
    "MemoryJournal",
    "Once",
    "SingleFlight",
    "Tag",
    "purged_tags",
]
