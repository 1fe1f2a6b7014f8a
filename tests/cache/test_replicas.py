"""Three replicas over a real Redis: one call for all of them, and one truth."""

import asyncio
import time
from collections.abc import Collection

import pytest
from redis.asyncio import Redis

from cache import RULES, Key, Kind, Tag
from cache.entry import Entry
from cache.redis import Envelope
from cache.redis.names import Names
from cache.served import Origin
from domain.errors import UpstreamNotFound, UpstreamTimeout
from tests.cache.redis_server import command, stored
from tests.cache.replicas import replicas
from tests.cache.scripted import ANNA, BEN, HOME, OTHER, Clock, Upstream, key_of, settle, until

pytestmark = pytest.mark.anyio

KEY = key_of()
RULE = RULES[KEY.tag.kind]


async def test_all_miss_at_once_and_the_upstream_sees_one_call(redis_url: str, upstream: Upstream) -> None:
    keys = [key_of(None, Kind.USERS)] + [
        key_of(owner, kind) for owner in (ANNA, BEN) for kind in (Kind.DEVICES, Kind.BUILDINGS)
    ]
    upstream.delay = 0.05
    async with replicas(redis_url, upstream) as readers:
        asked = [reader.read(key) for reader in readers for key in keys for _ in range(20)]
        assert await asyncio.gather(*asked) == [0] * len(asked)
        assert sorted(upstream.calls, key=repr) == sorted(keys, key=repr)


async def test_what_one_has_read_the_others_find(redis_url: str, upstream: Upstream, clock: Clock) -> None:
    async with replicas(redis_url, upstream, clock) as (first, second, third):
        await first.read(KEY)
        clock.now += 10
        upstream.versions[KEY] = 1
        assert [await second.read(KEY), await third.read(KEY)] == [0, 0]
        assert second.freshness.oldest_seconds == 10
        assert len(upstream.calls) == 1
        assert second.cache.counters().kinds[KEY.tag.kind].served[Origin.SHARED] == 1


async def test_a_batch_is_one_round_trip(redis_url: str, upstream: Upstream) -> None:
    keys = [key_of(details=(n,)) for n in range(100)]
    async with replicas(redis_url, upstream, count=2) as (first, second):
        await asyncio.gather(*(first.read(key) for key in keys))
        await settle()
        # Looking, claiming, looking again; storing and releasing come behind.
        assert first.cache.counters().redis.round_trips <= 5
        await asyncio.sleep(0.05)
        before = second.cache.counters().redis.round_trips
        await asyncio.gather(*(second.read(key) for key in keys))
        assert second.cache.counters().redis.round_trips - before == 1
        assert len(upstream.calls) == 100


async def test_a_purge_is_followed_by_all_before_it_returns(redis_url: str, upstream: Upstream) -> None:
    told: list[Collection[Tag]] = []
    async with replicas(redis_url, upstream) as readers:
        for reader in readers:
            await reader.read(KEY)
        readers[2].cache.on_purge(told.append)
        upstream.versions[KEY] = 1
        started = time.perf_counter()
        await readers[0].cache.purge([KEY.tag])
        assert time.perf_counter() - started < 0.1
        assert [len(reader.cache._levels.local) for reader in readers] == [0, 0, 0]
        assert [list(tags) for tags in told] == [[KEY.tag]]
        assert [await reader.read(KEY) for reader in readers] == [1, 1, 1]
        assert len(upstream.calls) == 2
        assert readers[0].cache.counters().redis.purges_unacknowledged == 0
        assert readers[1].cache.counters().redis.purges_received == 1


async def test_a_purge_waits_for_those_who_are_slow_to_hear_but_not_for_ever(
    redis_url: str, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replicas(redis_url, upstream, count=2) as (first, second):
        await second.read(KEY)
        assert second.cache._levels.shared is not None
        purges = second.cache._levels.shared._purges
        listeners, hear = purges.listeners, purges._received

        def hear_late(data: bytes) -> None:
            asyncio.get_running_loop().call_later(0.1, hear, data)

        for name in listeners:
            listeners[name] = hear_late
        upstream.versions[KEY] = 1
        await first.cache.purge([KEY.tag])
        assert await second.read(KEY) == 1
        monkeypatch.setattr("cache.redis.purges.ACKNOWLEDGED_WITHIN_SECONDS", 0.05)
        assert first.cache.counters().redis.purges_unacknowledged == 0
        await first.cache.purge([KEY.tag])
        assert first.cache.counters().redis.purges_unacknowledged == 1


async def test_what_ends_last_puts_nothing_back_in_redis_either(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    gate = asyncio.Event()
    upstream.held.append(gate)
    async with replicas(redis_url, upstream, count=2) as (first, second):
        before = asyncio.ensure_future(second.read(KEY))
        await until(lambda: bool(upstream.calls))
        upstream.versions[KEY] = 1
        await first.cache.purge([KEY.tag])
        assert await first.read(KEY) == 1
        gate.set()
        assert await before == 0
        await asyncio.sleep(0.05)
        assert [await each.read(KEY) for each in (second, first)] == [1, 1]
        assert len(upstream.calls) == 2
        envelope = Envelope.unpack(await stored(redis_client, Names("test").value(KEY)))
        assert envelope is not None
        assert b", 1," in envelope.body


async def test_a_read_that_began_before_a_write_puts_nothing_back(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream) as (first, second, third):
        upstream.gate.clear()
        before = asyncio.ensure_future(second.read(KEY))
        await until(lambda: bool(upstream.calls))
        upstream.versions[KEY] = 1
        await first.cache.purge([KEY.tag])
        after = [asyncio.ensure_future(reader.read(KEY)) for reader in (first, second, third)]
        await until(lambda: len(upstream.calls) == 2)
        upstream.gate.set()
        assert await before == 0
        assert await asyncio.gather(*after) == [1, 1, 1]
        await asyncio.sleep(0.05)
        assert [await reader.read(KEY) for reader in (first, second, third)] == [1, 1, 1]
        assert len(upstream.calls) == 2
        envelope = Envelope.unpack(await stored(redis_client, Names("test").value(KEY)))
        assert envelope is not None
        assert b", 1," in envelope.body


async def test_a_lost_message_leaves_nothing_beyond_its_fresh_time(
    redis_url: str, redis_client: Redis, upstream: Upstream, clock: Clock
) -> None:
    async with replicas(redis_url, upstream, clock, count=2) as (first, second):
        await second.read(KEY)
        assert second.cache._levels.shared is not None
        listeners = second.cache._levels.shared._purges.listeners
        listeners.update(dict.fromkeys(listeners, lambda _data: None))
        upstream.versions[KEY] = 1
        await first.cache.purge([KEY.tag])
        assert await second.read(KEY) == 0  # as if the message had been lost
        clock.now += RULE.fresh
        assert await second.read(KEY) == 1
        assert second.freshness.staleness is None


async def test_what_may_have_been_purged_unheard_is_no_part_of_a_whole_answer(
    redis_url: str, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is served once, because Redis takes long to say; a whole answer would be served again and again."""
    async with replicas(redis_url, upstream, count=1) as (reader,):
        await reader.read(KEY)
        shared = reader.cache._levels.shared
        assert shared is not None
        assert reader.freshness.fresh_seconds > 0
        shared._link.epoch += 1  # as if Redis had been away, and were back

        async def too_late(_key: Key) -> None:
            return None

        with monkeypatch.context() as slow:
            slow.setattr(shared, "look", too_late)
            assert await reader.read(KEY) == 0
            assert (len(upstream.calls), reader.freshness.fresh_seconds) == (1, 0)
        await reader.read(KEY)
        assert (len(upstream.calls), reader.freshness.fresh_seconds > 0) == (1, True)


async def test_a_broken_subscription_is_noticed_and_what_is_kept_looked_up_again(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream, count=1) as (reader,):
        await reader.read(KEY)
        await asyncio.sleep(0.05)
        shared = reader.cache._levels.shared
        assert shared is not None
        # Purged by nobody that could be heard: only the generation in Redis tells.
        await command(redis_client, "CLIENT", "KILL", "TYPE", "pubsub")
        upstream.versions[KEY] = 1
        await redis_client.set(Names("test").generation(KEY.tag), b"another-purge--!")
        await until(lambda: shared.epoch == 2)
        assert await reader.read(KEY) == 1
        other = key_of(BEN)
        await reader.read(other)
        await asyncio.sleep(0.05)
        await command(redis_client, "CLIENT", "KILL", "TYPE", "pubsub")
        await until(lambda: shared.epoch == 3)
        calls = len(upstream.calls)
        assert await reader.read(other) == 0  # its generation is the same still
        assert len(upstream.calls) == calls


async def test_stale_is_served_only_if_redis_says_that_it_was_not_purged(
    redis_url: str, redis_client: Redis, upstream: Upstream, clock: Clock
) -> None:
    async with replicas(redis_url, upstream, clock, count=2) as (first, second):
        await first.read(KEY)
        await second.read(KEY)
        clock.now += RULE.fresh
        upstream.versions[KEY] = 1
        answers = await asyncio.gather(*(each.read(KEY) for each in (first, second)))
        assert answers == [0, 0]
        assert first.freshness.staleness == {"oldestSeconds": 30, "isUpstreamFailing": False}
        await until(lambda: len(upstream.calls) == 2)
        await asyncio.sleep(0.15)
        assert [await first.read(KEY), await second.read(KEY)] == [1, 1]
        assert len(upstream.calls) == 2  # one replica has asked for both
        assert upstream.behind == [KEY]


async def test_a_winner_that_died_hangs_nobody(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream, count=2) as (first, second):
        await first.cache.purge([KEY.tag])
        generation = await stored(redis_client, Names("test").generation(KEY.tag))
        lock = Names("test").lock(KEY)
        await redis_client.set(lock, generation + b"somebody who died", px=150)
        started = time.perf_counter()
        assert await asyncio.gather(*(each.read(KEY) for each in (first, second))) == [0, 0]
        assert 0.1 < time.perf_counter() - started < 1
        assert len(upstream.calls) == 1


async def test_a_lock_is_renewed_while_its_owner_waits_and_expires_when_it_does_not(
    redis_url: str, redis_client: Redis, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.redis.turns.LOCK_SECONDS", 0.15)
    upstream.gate.clear()
    async with replicas(redis_url, upstream, count=2) as (first, second):
        asked = [asyncio.ensure_future(reader.read(KEY)) for reader in (first, second)]
        await asyncio.sleep(0.5)
        assert len(upstream.calls) == 1
        upstream.gate.set()
        assert await asyncio.gather(*asked) == [0, 0]
        assert len(upstream.calls) == 1
    assert await redis_client.exists(Names("test").lock(KEY)) == 0


async def test_a_claim_whose_answer_was_lost_is_not_waited_for(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream, count=1) as (reader,):
        await reader.read(KEY)
        await reader.cache.purge([KEY.tag])
        assert reader.cache._levels.shared is not None
        turns = reader.cache._levels.shared._turns
        assert (await turns._claim_many([KEY]))[0] is not None  # and nobody hears of it
        started = time.perf_counter()
        assert await reader.read(KEY) == 0
        assert time.perf_counter() - started < 1


async def test_a_failure_is_shared_for_a_second(redis_url: str, upstream: Upstream) -> None:
    upstream.error = UpstreamTimeout("slow")
    upstream.delay = 0.02
    async with replicas(redis_url, upstream) as readers:
        failed = await asyncio.gather(*(reader.read(KEY) for reader in readers), return_exceptions=True)
        assert [type(each) for each in failed] == [UpstreamTimeout] * 3
        assert len(upstream.calls) == 1
        await readers[0].cache.purge([KEY.tag])
        upstream.error = None
        assert [await reader.read(KEY) for reader in readers] == [0, 0, 0]


async def test_that_it_does_not_exist_is_shared(redis_url: str, upstream: Upstream) -> None:
    upstream.error = UpstreamNotFound("no such user")
    async with replicas(redis_url, upstream) as readers:
        for reader in readers:
            with pytest.raises(UpstreamNotFound):
                await reader.read(KEY)
            await asyncio.sleep(0.02)
        assert len(upstream.calls) == 1


async def test_organizations_share_nothing(redis_url: str, upstream: Upstream) -> None:
    async with replicas(redis_url, upstream, count=2) as readers:
        keys = [key_of(organization=organization) for organization in (HOME, OTHER)]
        for reader in readers:
            assert [await reader.read(key) for key in keys] == [0, 0]
            await asyncio.sleep(0.02)
        assert upstream.calls == keys


async def test_namespaces_share_nothing(redis_url: str, upstream: Upstream) -> None:
    async with (
        replicas(redis_url, upstream, count=1, namespace="a") as (first,),
        replicas(redis_url, upstream, count=1, namespace="b") as (second,),
    ):
        await first.read(KEY)
        await asyncio.sleep(0.02)
        await second.read(KEY)
        await first.cache.purge([KEY.tag])
        assert second.cache.counters().redis.purges_received == 0
        assert len(upstream.calls) == 2


async def test_garbage_in_redis_is_a_miss(redis_url: str, redis_client: Redis, upstream: Upstream) -> None:
    names = Names("test")
    async with replicas(redis_url, upstream, count=1) as (reader,):
        for number, garbage in enumerate(
            [b"", b"\x80\x04pickle", b"\x01" * 25, Envelope(b"g" * 16, 9e9, False, b"[]").pack()]
        ):
            key = key_of(details=(number,))
            await redis_client.set(names.generation(key.tag), b"g" * 16)
            await redis_client.set(names.value(key), garbage)
            assert await reader.read(key) == 0
        assert reader.cache.counters().unreadable == 2  # looked at before its turn, and in it
        await asyncio.sleep(0.05)
        envelope = Envelope.unpack(await stored(redis_client, names.value(key)))
        assert envelope is not None
        assert envelope.body.endswith(b', 0, ""]')
        await redis_client.publish(names.purges, b"\xff nothing")
        await redis_client.publish(names.purges, b'{"id":"x","replica":"y","tags":[["o","no-kind",null]]}')
        await reader.cache.purge([KEY.tag])
        assert reader.cache.counters().redis.is_up


async def test_nothing_in_redis_names_more_than_ids_and_kinds(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream, count=1) as (reader,):
        await reader.read(key_of(details=("anna@example.com", 5)))
        await reader.read(key_of(kind=Kind.PENDING_ACTIONS))
        await asyncio.sleep(0.05)
        names = await redis_client.keys("*")
        assert len(names) == 2
        assert not any("anna" in str(name) or "pending" in str(name) for name in names)
        lives = [await redis_client.ttl(name) for name in names]
        assert all(0 < seconds <= 30 * 3600 for seconds in lives)


async def test_a_purge_while_everything_is_slow_still_ends(
    redis_url: str, redis_client: Redis, upstream: Upstream
) -> None:
    async with replicas(redis_url, upstream, count=2) as (first, second):
        await first.read(KEY)
        await command(redis_client, "CLIENT", "PAUSE", "2000", "ALL")
        upstream.versions[KEY] = 1
        await first.cache.purge([KEY.tag])
        assert await first.read(KEY) == 1  # on its own, and it has not forgotten what it wrote
        shared = first.cache._levels.shared
        assert shared is not None
        assert (shared.is_up, shared._purges.unsent) == (False, 1)  # both ended before Redis answered
        await until(lambda: shared.is_up)
        assert shared._purges.unsent == 0
        await asyncio.sleep(0.05)
        assert [await second.read(KEY), await first.read(KEY)] == [1, 1]


def test_an_entry_does_not_outlive_its_use() -> None:
    entry = Entry(1, 1, 0)
    for rule in RULES.values():
        if rule.is_kept:
            assert entry.helps(rule.lifetime - 1, rule)
            assert not entry.helps(rule.lifetime, rule)
    assert not Entry("gone", 1, 0, is_absent=True).helps(0, RULE)
