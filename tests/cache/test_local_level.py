"""The level of decoded records: bounded by number and by bytes, whatever happens to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache import Cache, Key, Kind
from cache.entry import OVERHEAD_BYTES, Entry
from cache.local import LocalLevel
from tests.cache.scripted import ANNA, BEN, HOME, OTHER, Reader, Upstream, key_of

KEYS = [
    key_of(owner, kind, organization, (n,))
    for owner in (ANNA, BEN)
    for kind in (Kind.DEVICES, Kind.USER)
    for organization in (HOME, OTHER)
    for n in range(3)
]
STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "get", "drop"]), st.sampled_from(KEYS), st.integers(1, 400))
)


def entry(size: int = 10) -> Entry:
    return Entry(object(), size, began_at=0)


@given(STEPS)
def test_it_never_holds_more_than_it_may_and_always_what_it_says(
    steps: list[tuple[str, Key, int]],
) -> None:
    level = LocalLevel(max_entries=7, max_bytes=1000)
    for step, key, size in steps:
        if step == "put":
            level.put(key, entry(size))
        elif step == "get":
            level.get(key)
        else:
            level.drop([key.tag])
        held = level._entries
        assert len(level) == len(held) <= 7
        assert level.bytes == sum(each.size for each in held.values()) <= 1000
        assert {each for keys in level._by_tag.values() for each in keys} == set(held)
        assert all(level._by_tag.values())


def test_the_least_recently_used_goes_first() -> None:
    level = LocalLevel(max_entries=3, max_bytes=1000)
    for key in KEYS[:3]:
        level.put(key, entry())
    level.get(KEYS[0])
    level.put(KEYS[3], entry())
    assert [key for key in KEYS[:4] if level.get(key)] == [KEYS[0], KEYS[2], KEYS[3]]
    assert level.evicted == 1


def test_what_would_take_most_of_the_room_is_not_kept() -> None:
    level = LocalLevel(max_entries=100, max_bytes=1000)
    level.put(KEYS[0], entry(100))
    level.put(KEYS[0], entry(251))
    assert (len(level), level.too_large, level.evicted) == (0, 1, 0)


def test_only_the_entry_that_was_meant_is_discarded() -> None:
    level = LocalLevel(max_entries=100, max_bytes=1000)
    old, new = entry(), entry()
    level.put(KEYS[0], old)
    level.put(KEYS[0], new)
    level.discard(KEYS[0], old)
    assert level.get(KEYS[0]) is new
    level.discard(KEYS[0], new)
    assert (level.get(KEYS[0]), level.bytes) == (None, 0)


@pytest.mark.anyio
async def test_ten_times_more_questions_than_room_leave_no_trace() -> None:
    upstream = Upstream()
    upstream.padding = "x" * 1000
    cache = Cache(max_entries=200, max_bytes=150 * (OVERHEAD_BYTES + 1100))
    reader = Reader(cache, upstream)
    for n in range(4000):
        await reader.read(key_of(details=(n * 7919 % 2000,)))
    counters = cache.counters()
    assert 140 <= counters.entries <= 150
    assert counters.bytes <= 150 * (OVERHEAD_BYTES + 1100)
    levels = cache._levels
    sizes = [len(each) for each in (levels.answers, levels.fetches, levels.failures)]
    assert sizes == [0, 0, 0]
    assert len(levels.local._by_tag) == 1


@given(
    st.lists(st.tuples(st.sampled_from(KEYS[:3]), st.sampled_from([10, 400])), min_size=1), st.integers(1, 7)
)
def test_what_was_joined_stands_with_all_that_it_was_made_of(
    steps: list[tuple[Key, int]], max_entries: int
) -> None:
    level = LocalLevel(max_entries, max_bytes=10_000)
    joined = key_of(ANNA, Kind.DEVICES, HOME, ("all",))
    parts = KEYS[:3]
    for key, size in steps:
        level.put(key, entry(size))
        held = [level.get(part) for part in parts]
        level.join(
            joined, parts, [each and each.value for each in held], [each and each.value for each in held]
        )
        found = level._entries.get(joined)
        if found is not None:
            now = [level._entries.get(part) for part in parts]
            assert found.value == [each and each.value for each in now]
        assert level.bytes == sum(each.size for each in level._entries.values())
