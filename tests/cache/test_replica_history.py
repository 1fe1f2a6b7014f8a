"""Random reads and writes through three replicas: nobody ever goes back."""

import asyncio

import pytest

from cache import Kind
from cache.redis.link import Link
from tests.cache.history import play
from tests.cache.redis_server import RedisServer
from tests.cache.replicas import replicas
from tests.cache.scripted import ANNA, BEN, HOME, OTHER, Reader, Upstream, key_of, until

pytestmark = pytest.mark.anyio

KEYS = [
    key_of(owner, kind, organization)
    for owner in (ANNA, BEN)
    for kind in (Kind.DEVICES, Kind.BUILDINGS)
    for organization in (HOME, OTHER)
]


@pytest.mark.parametrize("seed", [1, 2])
async def test_nobody_goes_back_and_nobody_misses_what_was_purged(
    redis_url: str, upstream: Upstream, seed: int
) -> None:
    upstream.delay = 0.002
    async with replicas(redis_url, upstream) as readers:
        history = await play(readers, upstream, KEYS, seed, steps=150)
        assert history.check() > 1500
        assert sum(map(len, history.purged.values())) > 40


async def test_redis_killed_and_restarted_under_load(
    upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    with RedisServer() as server:
        async with replicas(server.url, upstream) as readers:
            load = [asyncio.create_task(_read_for_ever(reader)) for reader in readers for _ in range(4)]
            await asyncio.sleep(0.1)
            server.kill()
            await until(lambda: not any(_link(reader).is_up for reader in readers))
            for key in KEYS:
                upstream.versions[key] += 1
                await readers[0].cache.purge([key.tag])
            assert [await _fresh(readers[0]).read(key) for key in KEYS] == [1] * len(KEYS)
            server.start()
            await until(lambda: all(_link(reader).is_up for reader in readers))
            for reader in readers:
                assert [await _fresh(reader).read(key) for key in KEYS] == [1] * len(KEYS)
            for key in KEYS:  # as ever, from now on
                upstream.versions[key] += 1
                await readers[1].cache.purge([key.tag])
                assert [await _fresh(reader).read(key) for reader in readers] == [2, 2, 2]
            for task in load:
                task.cancel()
            ended = await asyncio.gather(*load, return_exceptions=True)
            assert {type(each) for each in ended} == {asyncio.CancelledError}
            told = [record.getMessage() for record in caplog.records if record.name == "gateway.cache"]
            assert sum("Redis is away" in each for each in told) == 3
            assert sum("Redis is back" in each for each in told) == 3
            assert [reader.cache.counters().redis.times_away for reader in readers] == [1, 1, 1]


async def test_without_redis_from_the_start_everything_works_alone(upstream: Upstream) -> None:
    server = RedisServer()
    async with replicas(server.url, upstream, count=2) as readers:
        for reader in readers:
            assert [await reader.read(key) for key in KEYS] == [0] * len(KEYS)
            assert [await reader.read(key) for key in KEYS] == [0] * len(KEYS)
        assert len(upstream.calls) == 2 * len(KEYS)
        assert readers[0].cache.counters().redis.is_up is False
    server.__exit__(None, None, None)


async def _read_for_ever(reader: Reader) -> None:
    newest = dict.fromkeys(KEYS, 0)
    mine = _fresh(reader)
    while True:
        for key in KEYS:
            version = await mine.read(key)
            assert version >= newest[key], (key, version, newest[key])
            newest[key] = version
        await asyncio.sleep(0.001)


def _fresh(reader: Reader) -> Reader:
    return Reader(reader.cache, reader.upstream)


def _link(reader: Reader) -> Link:
    assert reader.cache._levels.shared is not None
    return reader.cache._levels.shared._link
