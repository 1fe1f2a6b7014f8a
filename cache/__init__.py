"""What is shared between operations and replicas: answers, calls, purges, and what was written."""

from cache.cache import Cache
from cache.counters import AGE_BOUNDS, CacheCounters, KindCounters, OnceCounters, RedisCounters
from cache.file_journal import FileJournal
from cache.freshness import RULES, Kind, Rule
from cache.journal import Journal, JournalEntry
from cache.loops import running_loop
from cache.memory_journal import MemoryJournal
from cache.once import Attempt, Claim, Once, Renew
from cache.purging import OF_THE_ORGANIZATION, PURGED_BY, Change, purged_tags
from cache.question import Ask, Question
from cache.redis import check_url
from cache.redis_journal import RedisJournal
from cache.served import Freshness, NotingFreshness, Origin, Served
from cache.single_flight import SingleFlight
from cache.soon import Soon, awaited, own, then
from cache.tag import Key, Tag
from cache.whole_answers import Mark, WholeAnswer, WholeAnswers

__all__ = [
    "AGE_BOUNDS",
    "OF_THE_ORGANIZATION",
    "PURGED_BY",
    "RULES",
    "Ask",
    "Attempt",
    "Cache",
    "CacheCounters",
    "Change",
    "Claim",
    "FileJournal",
    "Freshness",
    "Journal",
    "JournalEntry",
    "Key",
    "Kind",
    "KindCounters",
    "Mark",
    "MemoryJournal",
    "NotingFreshness",
    "Once",
    "OnceCounters",
    "Origin",
    "Question",
    "RedisCounters",
    "RedisJournal",
    "Renew",
    "Rule",
    "Served",
    "SingleFlight",
    "Soon",
    "Tag",
    "WholeAnswer",
    "WholeAnswers",
    "awaited",
    "check_url",
    "own",
    "purged_tags",
    "running_loop",
    "then",
]
