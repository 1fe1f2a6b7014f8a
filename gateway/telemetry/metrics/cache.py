"""The cache in numbers, as it counts them itself: a cache that never hits must be visible."""

from collections.abc import Callable, Iterator

from cache import AGE_BOUNDS, CacheCounters, KindCounters, OnceCounters, WholeAnswers
from gateway.telemetry.metrics.metric import Labels, Metric, Value, counter, gauge
from gateway.telemetry.metrics.timings import Timings


def cache_metrics(counters: CacheCounters, once: OnceCounters, whole: WholeAnswers) -> Iterator[Metric]:
    """What became of questions, what is held, how it goes with Redis, and keyed writes.

    The counters go on counting, and what is held is brought up to date by whoever has them refreshed.
    """
    yield from _questions(counters)
    yield from _held(counters)
    yield from _whole_answers(whole)
    yield from _redis(counters)
    yield Metric(
        "counter",
        "keyed_writes",
        "Writes with an idempotency key: first, joined, recalled, resumed, or reused for another request.",
        lambda: {(name,): getattr(once, name) for name in OnceCounters.__slots__},
        ("outcome",),
    )


def _questions(counters: CacheCounters) -> Iterator[Metric]:
    yield Metric(
        "counter",
        "cache_questions",
        "Questions by kind and by where their answer came from; error where there was none.",
        lambda: _by_origin(counters),
        ("kind", "origin"),
    )
    yield Metric(
        "counter",
        "cache_fetches",
        "Calls to the Partner API that questions led to.",
        _by_kind(counters, lambda kind: kind.fetched),
        ("kind",),
    )
    yield Metric(
        "gauge",
        "cache_hit_ratio",
        "Part of the questions since the start that did not have to wait for the Partner API.",
        _by_kind(counters, lambda kind: kind.hit_ratio),
        ("kind",),
    )
    yield Metric(
        "histogram",
        "cache_answer_age_seconds",
        "Age of answers that were kept, when they were served.",
        _by_kind(counters, lambda kind: Timings.of(AGE_BOUNDS, kind.ages, kind.age_seconds)),
        ("kind",),
    )


def _held(counters: CacheCounters) -> Iterator[Metric]:
    yield gauge("cache_entries", "Answers held in this process.", lambda: counters.entries)
    yield gauge("cache_bytes", "Bytes that these count as.", lambda: counters.bytes)
    yield gauge("cache_oldest_seconds", "Age of the oldest of them.", lambda: counters.oldest_seconds)
    yield counter("cache_evictions", "Answers that left for want of room.", lambda: counters.evicted)
    yield counter("cache_too_large", "Answers too large to be held.", lambda: counters.too_large)
    yield counter("cache_purged", "Answers dropped because of a write.", lambda: counters.purged)
    yield counter("cache_unreadable", "Answers in Redis that could not be read.", lambda: counters.unreadable)


def _whole_answers(whole: WholeAnswers) -> Iterator[Metric]:
    yield counter("whole_answers_hits", "Queries answered with the bytes of before.", lambda: whole.hits)
    yield counter("whole_answers_misses", "Requests for which there were none.", lambda: whole.misses)
    yield counter("whole_answers_evictions", "Answers that left for want of room.", lambda: whole.evicted)
    yield gauge("whole_answers_entries", "Whole answers kept.", lambda: len(whole))
    yield gauge("whole_answers_bytes", "Bytes that these count as.", lambda: whole.bytes)


def _redis(counters: CacheCounters) -> Iterator[Metric]:
    """Whether Redis is up is shown only where one is configured."""
    yield Metric(
        "gauge",
        "redis_up",
        "1 while Redis can be asked and purges are heard of; absent without a Redis.",
        lambda: {} if (up := counters.redis.is_up) is None else {(): float(up)},
    )
    yield counter("redis_round_trips", "Commands to Redis.", lambda: counters.redis.round_trips)
    yield counter("redis_failures", "Of these, failed or too slow.", lambda: counters.redis.failures)
    yield counter("redis_times_away", "How often Redis went away.", lambda: counters.redis.times_away)
    yield counter(
        "redis_purges_received", "Purges by other replicas.", lambda: counters.redis.purges_received
    )
    yield counter(
        "redis_purges_unacknowledged",
        "Own purges that not all replicas confirmed in time.",
        lambda: counters.redis.purges_unacknowledged,
    )


def _by_origin(counters: CacheCounters) -> dict[Labels, Value]:
    values: dict[Labels, Value] = {}
    for kind, counted in counters.kinds.items():
        if counted.asked:
            values |= {(kind.value, origin.value): count for origin, count in counted.served.items()}
            values[kind.value, "error"] = counted.failures
    return values


def _by_kind(
    counters: CacheCounters, read: Callable[[KindCounters], Value]
) -> Callable[[], dict[Labels, Value]]:
    return lambda: {(kind.value,): read(counted) for kind, counted in counters.kinds.items() if counted.asked}
