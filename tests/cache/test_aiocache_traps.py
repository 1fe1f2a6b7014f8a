"""What aiocache does to those who use it as it comes, and that it does not do it here."""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator

import pytest
from aiocache.serializers import NullSerializer, PickleSerializer
from redis.asyncio import BlockingConnectionPool, Redis

import cache.redis.values
from cache import Cache, Freshness
from cache.redis.connections import Connections
from cache.redis.values import Values
from tests.cache.redis_server import command
from tests.cache.replicas import replicas
from tests.cache.scripted import Upstream, key_of, until

pytestmark = pytest.mark.anyio

BYTES = bytes(range(256)) * 3


@pytest.fixture
async def values(redis_url: str) -> AsyncIterator[Values]:
    connections = Connections(redis_url)
    yield Values(connections.data)
    await connections.aclose()


async def test_bytes_stay_bytes(values: Values) -> None:
    """Its serializers make text of them, or pickle them."""
    await values.set_many([("a", BYTES), ("b", b"")], 5)
    assert await values.get_many(["b", "missing", "a"]) == [b"", None, BYTES]
    assert type(values._cache.serializer) is NullSerializer
    assert values._cache.serializer.encoding is None
    assert not isinstance(values._cache.serializer, PickleSerializer)


async def test_values_expire_to_the_millisecond(values: Values, redis_client: Redis) -> None:
    await values.set_many([("a", BYTES), ("b", BYTES)], 0.5)
    assert all([0 < await redis_client.pttl(name) <= 500 for name in ("a", "b")])


async def test_many_values_are_one_command(values: Values, redis_client: Redis) -> None:
    names = [f"n{n}" for n in range(300)]
    await values.set_many([(name, BYTES) for name in names], 5)
    before = await redis_client.info("commandstats")
    assert await values.get_many(names) == [BYTES] * 300
    after = await redis_client.info("commandstats")
    assert after["cmdstat_mget"]["calls"] - before.get("cmdstat_mget", {"calls": 0})["calls"] == 1
    for other in ("cmdstat_get", "cmdstat_keys", "cmdstat_flushdb"):
        assert after.get(other) == before.get(other)


async def test_it_does_not_cancel_commands_halfway(values: Values) -> None:
    """Its own limit is ``wait_for`` around every command, five seconds by default."""
    assert values._cache.timeout is None


async def test_a_used_up_pool_is_waited_for(redis_url: str) -> None:
    """Its own pool raises as soon as all connections are in use."""
    connections = Connections(redis_url)
    assert isinstance(connections.data, Redis)
    assert isinstance(connections.data.connection_pool, BlockingConnectionPool)
    values = Values(connections.data)
    await values.set_many([("a", BYTES)], 5)
    assert await asyncio.gather(*(values.get_many(["a"]) for _ in range(200))) == [[BYTES]] * 200
    await connections.aclose()


async def test_who_leaves_leaves_no_connection_half_read(redis_url: str, upstream: Upstream) -> None:
    async with replicas(redis_url, upstream, count=1) as (reader,):
        for n in range(100):
            future = reader.cache.read(key_of(details=(n,)), upstream.ask(key_of(details=(n,))), Freshness())
            if n % 3:
                await asyncio.sleep(0)
            assert isinstance(future, asyncio.Future)
            future.cancel()
        await asyncio.sleep(0.05)
        for n in range(100):
            assert await reader.read(key_of(details=(n,))) == 0
        shared = reader.cache._levels.shared
        assert shared is not None
        assert isinstance(shared._connections.data, Redis)
        pool = shared._connections.data.connection_pool
        await until(lambda: not pool._in_use_connections)
        assert await shared._values.get_many(["a", "b"]) == [None, None]
        assert reader.cache.counters().redis.times_away == 0


async def test_a_hanging_redis_costs_a_twentieth_of_a_second_a_few_times(
    redis_url: str, redis_client: Redis, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.redis.link.PATIENCE_SECONDS", 0.05)
    async with replicas(redis_url, upstream, count=1) as (reader,):
        await command(redis_client, "CLIENT", "PAUSE", "600", "ALL")
        started = time.perf_counter()
        for n in range(20):
            assert await reader.read(key_of(details=(n,))) == 0
        assert time.perf_counter() - started < 0.4
        assert reader.cache.counters().redis.is_up is False


async def test_switching_aiocache_off_from_outside_breaks_nothing(
    redis_url: str, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIOCACHE_DISABLE", "1")
    async with replicas(redis_url, upstream, count=2) as readers:
        for reader in readers:
            assert await reader.read(key_of()) == 0
        assert len(upstream.calls) == 2


def test_nothing_else_of_aiocache_is_used() -> None:
    """Neither its unbounded memory, nor its lock of one process, nor ``clear``, which is KEYS."""
    source = inspect.getsource(cache.redis.values)
    used = [line for line in source.splitlines() if "aiocache" in line and "import" in line]
    assert used == ["from aiocache import RedisCache", "from aiocache.serializers import NullSerializer"]
    assert source.count("self._cache.") == 3


async def test_without_redis_aiocache_is_not_asked(upstream: Upstream) -> None:
    only = Cache()
    await only.start()
    assert only._levels.shared is None
    await only.aclose()
