"""The cache of one process alone, with a clock that the test moves."""

import asyncio
import gc
from collections.abc import Collection

import pytest

from cache import RULES, Cache, Freshness, Key, Kind, Tag, awaited
from cache.served import Origin
from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tests.cache.scripted import (
    ANNA,
    BEN,
    HOME,
    OTHER,
    Clock,
    Reader,
    Upstream,
    key_of,
    settle,
    until,
)

pytestmark = pytest.mark.anyio

KEY = key_of()
RULE = RULES[KEY.tag.kind]


@pytest.fixture
def reader(clock: Clock, upstream: Upstream) -> Reader:
    return Reader(Cache(clock=clock), upstream)


async def test_what_is_fresh_is_served_at_once(reader: Reader, clock: Clock, upstream: Upstream) -> None:
    assert await reader.read(KEY) == 0
    upstream.versions[KEY] = 1
    clock.now += RULE.fresh - 1
    assert reader.cache.read(KEY, upstream.ask(KEY), reader.freshness) == (KEY, 0)
    assert upstream.calls == [KEY]
    assert reader.freshness.fresh_seconds == 1
    assert reader.freshness.oldest_seconds == RULE.fresh - 1
    assert reader.freshness.staleness is None


async def test_what_is_stale_is_served_and_asked_for_once_behind(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    await reader.read(KEY)
    upstream.versions[KEY] = 1
    upstream.gate.clear()
    clock.now += RULE.fresh + 5
    for _ in range(10):
        assert await reader.read(KEY) == 0
        assert reader.freshness.staleness == {"oldestSeconds": 35, "isUpstreamFailing": False}
        assert reader.freshness.fresh_seconds == 0
    await settle()
    assert upstream.calls == [KEY, KEY]
    assert upstream.behind == [KEY]
    upstream.gate.set()
    await settle()
    assert await reader.read(KEY) == 1
    assert reader.freshness.staleness is None
    assert len(upstream.calls) == 2


async def test_beyond_the_stale_window_it_is_waited_for(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    await reader.read(KEY)
    upstream.versions[KEY] = 1
    clock.now += RULE.fresh + RULE.stale
    assert await reader.read(KEY) == 1
    assert upstream.behind == []


@pytest.mark.parametrize("error", [UpstreamUnavailable, UpstreamTimeout, UpstreamInvalidResponse])
async def test_when_the_upstream_fails_what_is_old_is_served_up_to_a_limit(
    reader: Reader, clock: Clock, upstream: Upstream, error: type[UpstreamError]
) -> None:
    await reader.read(KEY)
    upstream.error = error("down")
    clock.now += RULE.if_error - 1
    assert await reader.read(KEY) == 0
    assert reader.freshness.staleness == {"oldestSeconds": 3599, "isUpstreamFailing": True}
    assert reader.freshness.fresh_seconds == 0
    clock.now += 1
    with pytest.raises(error):
        await reader.read(KEY)
    counters = reader.cache.counters().kinds[KEY.tag.kind]
    assert (counters.served[Origin.INSTEAD_OF_ERROR], counters.failures) == (1, 1)


async def test_with_an_old_answer_at_hand_nobody_waits_long_for_a_new_one(
    reader: Reader, clock: Clock, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.answering.PATIENCE_SECONDS", 0.01)
    await reader.read(KEY)
    upstream.versions[KEY] = 1
    upstream.gate.clear()
    clock.now += RULE.fresh + RULE.stale
    for _ in range(3):
        assert await reader.read(KEY) == 0
        assert reader.freshness.staleness == {"oldestSeconds": 150, "isUpstreamFailing": True}
    assert len(upstream.calls) == 2  # which goes on
    upstream.gate.set()
    await settle()
    assert await reader.read(KEY) == 1
    assert reader.freshness.staleness is None
    assert len(upstream.calls) == 2


async def test_without_a_usable_one_it_is_waited_for(
    reader: Reader, clock: Clock, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.answering.PATIENCE_SECONDS", 0.01)
    await reader.read(KEY)
    for age, is_purged in ((RULE.if_error, False), (RULE.fresh + RULE.stale, True)):
        upstream.versions[KEY] += 1
        upstream.gate.clear()
        clock.now += age
        waiting = asyncio.ensure_future(reader.read(KEY))
        await until(lambda: len(upstream.calls) == upstream.versions[KEY] + 1)
        if is_purged:  # while it is waited for: what was known is untrue now
            await reader.cache.purge([KEY.tag])
        await asyncio.sleep(0.03)
        assert not waiting.done()
        upstream.gate.set()
        assert await waiting == upstream.versions[KEY]


async def test_a_refusal_is_an_answer_and_nothing_old_replaces_it(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    await reader.read(KEY)
    upstream.error = UpstreamRejected("403")
    clock.now += RULE.fresh + RULE.stale
    with pytest.raises(UpstreamRejected):
        await reader.read(KEY)


async def test_within_the_stale_window_a_failure_is_told(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    await reader.read(KEY)
    upstream.error = UpstreamUnavailable("down")
    clock.now += RULE.fresh
    assert await reader.read(KEY) == 0
    await settle()
    assert await reader.read(KEY) == 0
    assert reader.freshness.staleness == {"oldestSeconds": 30, "isUpstreamFailing": True}
    await settle()
    assert len(upstream.calls) == 2  # remembered: not asked again within a second
    clock.now += 1
    await reader.read(KEY)
    await settle()
    assert len(upstream.calls) == 3


async def test_a_failure_is_remembered_for_a_second(reader: Reader, clock: Clock, upstream: Upstream) -> None:
    upstream.error = UpstreamTimeout("slow")
    for _ in range(3):
        with pytest.raises(UpstreamTimeout):
            await reader.read(KEY)
    assert len(upstream.calls) == 1
    with pytest.raises(UpstreamTimeout):
        await reader.read(key_of(BEN))
    assert len(upstream.calls) == 2
    upstream.error = None
    clock.now += 1
    assert await reader.read(KEY) == 0
    assert len(upstream.calls) == 3


async def test_what_does_not_exist_is_believed_briefly_and_until_it_is_written(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    upstream.error = UpstreamNotFound("no such user")
    for _ in range(2):
        with pytest.raises(UpstreamNotFound, match="no such user"):
            await reader.read(KEY)
    assert len(upstream.calls) == 1
    assert reader.freshness.fresh_seconds == RULE.absent
    clock.now += RULE.absent
    with pytest.raises(UpstreamNotFound):
        await reader.read(KEY)
    assert len(upstream.calls) == 2
    upstream.error = None
    await reader.cache.purge([KEY.tag])
    assert await reader.read(KEY) == 0


@pytest.mark.parametrize("kind", [kind for kind in Kind if not RULES[kind].is_kept])
async def test_secrets_are_never_kept(reader: Reader, clock: Clock, upstream: Upstream, kind: Kind) -> None:
    key = key_of(kind=kind)
    for _ in range(3):
        await reader.read(key)
        assert reader.freshness.fresh_seconds == 0
    assert upstream.calls == [key] * 3
    assert (reader.cache.counters().entries, reader.cache.counters().bytes) == (0, 0)


def test_the_kinds_that_hold_secrets() -> None:
    kept = {kind for kind in Kind if RULES[kind].is_kept}
    assert set(Kind) - kept == {Kind.PENDING_ACTIONS, Kind.ONBOARDING_SESSION}


async def test_a_purge_drops_what_is_under_its_tags_and_nothing_else(
    reader: Reader, upstream: Upstream
) -> None:
    same_tag = key_of(details=("x",))
    others = [key_of(BEN), key_of(kind=Kind.BUILDINGS), key_of(organization=OTHER), key_of(None)]
    for key in (KEY, same_tag, *others):
        await reader.read(key)
        upstream.versions[key] = 1
    await reader.cache.purge([Tag(HOME, Kind.DEVICES, ANNA)])
    assert [await reader.read(key) for key in (KEY, same_tag)] == [1, 1]
    assert [await reader.read(key) for key in others] == [0] * 4


async def test_what_began_before_a_purge_is_neither_joined_nor_kept(
    reader: Reader, upstream: Upstream
) -> None:
    upstream.gate.clear()
    before = asyncio.ensure_future(reader.read(KEY))
    await settle()
    upstream.versions[KEY] = 1
    await reader.cache.purge([KEY.tag])
    after = asyncio.ensure_future(reader.read(KEY))
    await settle()
    assert len(upstream.calls) == 2
    upstream.gate.set()
    assert (await before, await after) == (0, 1)
    await settle()
    assert await reader.read(KEY) == 1
    assert len(upstream.calls) == 2


async def test_what_began_before_a_purge_and_ends_last_puts_nothing_back(
    reader: Reader, upstream: Upstream
) -> None:
    gate = asyncio.Event()
    upstream.held.append(gate)
    before = asyncio.ensure_future(reader.read(KEY))
    await settle()
    upstream.versions[KEY] = 1
    await reader.cache.purge([KEY.tag])
    assert await reader.read(KEY) == 1
    gate.set()
    assert await before == 0
    assert await reader.read(KEY) == 1
    assert len(upstream.calls) == 2


async def test_a_failure_of_before_a_purge_is_not_remembered(reader: Reader, upstream: Upstream) -> None:
    gate = asyncio.Event()
    upstream.held.append(gate)
    upstream.error = UpstreamUnavailable("down")
    before = asyncio.ensure_future(reader.read(KEY))
    await settle()
    upstream.error = None
    await reader.cache.purge([KEY.tag])
    gate.set()
    with pytest.raises(UpstreamUnavailable):
        await before
    assert await reader.read(KEY) == 0


async def test_what_was_purged_does_not_help_out_either(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    await reader.read(KEY)
    clock.now += RULE.fresh + RULE.stale
    upstream.error = UpstreamUnavailable("down")
    upstream.gate.clear()
    waiting = asyncio.ensure_future(reader.read(KEY))
    await settle()
    await reader.cache.purge([KEY.tag])
    upstream.gate.set()
    with pytest.raises(UpstreamUnavailable):
        await waiting


async def test_a_purge_forgets_failures(reader: Reader, upstream: Upstream) -> None:
    upstream.error = UpstreamUnavailable("down")
    with pytest.raises(UpstreamUnavailable):
        await reader.read(KEY)
    upstream.error = None
    await reader.cache.purge([KEY.tag])
    assert await reader.read(KEY) == 0


async def test_whoever_listens_is_told_of_purges(reader: Reader) -> None:
    told: list[Collection[Tag]] = []
    reader.cache.on_purge(told.append)
    await reader.cache.purge([KEY.tag])
    assert told == [{KEY.tag}]


async def test_as_it_is_now_is_asked_for_and_kept(reader: Reader, upstream: Upstream) -> None:
    await reader.read(KEY)
    upstream.versions[KEY] = 1
    assert await reader.cache.refresh(KEY, upstream.ask(KEY), Freshness()) == (KEY, 1)
    assert await reader.read(KEY) == 1
    assert len(upstream.calls) == 2


async def test_switched_off_it_keeps_nothing_and_still_shares_calls(clock: Clock, upstream: Upstream) -> None:
    reader = Reader(Cache(is_enabled=False, clock=clock), upstream)
    assert await asyncio.gather(*(reader.read(KEY) for _ in range(5))) == [0] * 5
    assert len(upstream.calls) == 1
    await reader.read(KEY)
    assert len(upstream.calls) == 2
    assert reader.freshness.fresh_seconds == RULE.fresh
    assert reader.cache.counters().entries == 0


async def test_who_leaves_takes_the_answer_from_nobody(reader: Reader, upstream: Upstream) -> None:
    upstream.gate.clear()
    leaving, staying = (asyncio.ensure_future(reader.read(KEY)) for _ in range(2))
    await settle()
    leaving.cancel()
    await settle()
    upstream.gate.set()
    assert await staying == 0
    assert len(upstream.calls) == 1


async def test_a_failure_that_nobody_waits_for_is_silent(reader: Reader, upstream: Upstream) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    upstream.error = UpstreamUnavailable("down")
    reader.cache.read(KEY, upstream.ask(KEY), Freshness())
    await settle()
    gc.collect()
    asyncio.get_running_loop().set_exception_handler(None)
    assert (len(upstream.calls), complaints) == (1, [])


async def test_freshness_is_that_of_the_worst_of_an_operation(
    reader: Reader, clock: Clock, upstream: Upstream
) -> None:
    buildings = key_of(kind=Kind.BUILDINGS)
    await reader.read(buildings)
    clock.now += 290
    await reader.read(KEY)
    freshness = Freshness()
    for key in (KEY, buildings):
        await awaited(reader.cache.read(key, upstream.ask(key), freshness))
    assert (freshness.fresh_seconds, freshness.oldest_seconds) == (10, 290)


async def test_every_question_is_counted_once(reader: Reader, clock: Clock, upstream: Upstream) -> None:
    await asyncio.gather(*(reader.read(KEY) for _ in range(3)))
    for _ in range(6):
        await reader.read(KEY)
    clock.now += RULE.fresh
    await reader.read(KEY)
    await settle()
    upstream.error = UpstreamUnavailable("down")
    with pytest.raises(UpstreamUnavailable):
        await reader.read(key_of(BEN))
    counters = reader.cache.counters()
    devices = counters.kinds[Kind.DEVICES]
    assert {origin: count for origin, count in devices.served.items() if count} == {
        Origin.UPSTREAM: 3,
        Origin.LOCAL: 6,
        Origin.STALE: 1,
    }
    assert (devices.asked, devices.failures, devices.fetched) == (11, 1, 3)
    assert devices.hit_ratio == 7 / 11
    assert (devices.ages[0], devices.ages[4], devices.age_seconds) == (6, 1, 30)
    assert counters.entries == 1
    assert counters.redis.is_up is None


async def test_closing_cancels_what_is_being_asked(reader: Reader, upstream: Upstream) -> None:
    upstream.gate.clear()
    waiting = reader.cache.read(KEY, upstream.ask(KEY), Freshness())
    await settle()
    await reader.cache.aclose()
    await settle()
    assert isinstance(waiting, asyncio.Future)
    assert waiting.cancelled()


async def test_nothing_refers_to_what_was_asked_once_it_is_answered(
    reader: Reader, upstream: Upstream
) -> None:
    keys: list[Key] = [key_of(details=(n,)) for n in range(50)]
    await asyncio.gather(*(reader.read(key) for key in keys))
    await settle()
    assert len(reader.cache._levels.answers) == len(reader.cache._levels.fetches) == 0


@pytest.mark.parametrize(("entries", "size"), [(1, 64 * 1024 * 1024), (50_000, 2_000)])
async def test_an_answer_does_not_outlast_what_had_to_leave_and_was_read_anew(
    clock: Clock, upstream: Upstream, entries: int, size: int
) -> None:
    """Or somebody who has seen the newer one would see the older one again."""
    cache = Cache(clock=clock, max_entries=entries, max_bytes=size, whole_answers_max_bytes=1_000_000)
    reader, whole = Reader(cache, upstream), cache.whole_answers
    before = whole.begin()
    assert await reader.read(KEY) == 0
    whole.keep(before, "answer", 6, b"0", reader.freshness)
    await reader.read(key_of(BEN))
    upstream.versions[KEY] = 1
    assert await reader.read(KEY) == 1
    assert whole.get("answer") is None
    assert whole.keep(before, "answer", 6, b"0", reader.freshness) is None or entries == 1


async def test_an_answer_stands_while_something_else_is_read(clock: Clock, upstream: Upstream) -> None:
    reader = Reader(Cache(clock=clock, whole_answers_max_bytes=1_000_000), upstream)
    whole = reader.cache.whole_answers
    before = whole.begin()
    await reader.read(KEY)
    assert whole.keep(before, "answer", 6, b"0", reader.freshness) is not None
    await reader.read(key_of(BEN))
    assert whole.get("answer") is not None


async def test_an_answer_that_lacks_what_could_not_be_read_is_not_to_be_kept(
    reader: Reader, upstream: Upstream
) -> None:
    upstream.error = UpstreamUnavailable("503")
    with pytest.raises(UpstreamUnavailable):
        await reader.read(KEY)
    freshness = reader.freshness
    upstream.error = None
    await awaited(reader.cache.read(key_of(BEN), upstream.ask(key_of(BEN)), freshness))
    assert freshness.fresh_seconds == 0
    assert (freshness.tags, freshness.staleness) == ([key_of(BEN).tag], None)
