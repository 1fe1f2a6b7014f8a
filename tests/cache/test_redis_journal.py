"""The journal in Redis: replicas share what was written, and go on without it."""

import pytest
from redis.asyncio import Redis

from cache import MemoryJournal, RedisJournal
from cache.journal import EntryState, JournalEntry
from tests.cache.redis_server import RedisServer

pytestmark = pytest.mark.anyio

BEGUN = JournalEntry("request", 1_000.0)
DONE = JournalEntry("request", 1_000.0, EntryState.DONE, None, "id")


def replica(url: str) -> RedisJournal:
    return RedisJournal(url, namespace="test", own=MemoryJournal(lambda: 1_000.0))


async def test_one_of_two_replicas_may_write(redis_url: str) -> None:
    one, two = replica(redis_url), replica(redis_url)
    assert await one.claim("write", BEGUN) is None
    assert await two.claim("write", BEGUN) == BEGUN
    await one.put("write", DONE)
    assert await two.claim("write", BEGUN) == DONE
    assert await one.claim("write", BEGUN) == DONE
    await one.aclose()
    await two.aclose()


async def test_one_of_two_takes_over(redis_url: str) -> None:
    gone, one, two = replica(redis_url), replica(redis_url), replica(redis_url)
    await gone.claim("write", BEGUN)
    later = JournalEntry("request", 1_010.0)
    assert await one.take_over("write", BEGUN, later) is True
    assert await two.take_over("write", BEGUN, later) is False
    assert await two.claim("write", BEGUN) == later
    for each in (gone, one, two):
        await each.aclose()


async def test_what_was_not_written_may_be_tried_by_another(redis_url: str) -> None:
    one, two = replica(redis_url), replica(redis_url)
    await one.claim("write", BEGUN)
    await one.remove("write", BEGUN)
    assert await two.claim("write", BEGUN) is None
    await one.aclose()
    await two.aclose()


async def test_entries_end_after_a_day(redis_url: str, redis_client: Redis) -> None:
    one = replica(redis_url)
    await one.claim("write", BEGUN)
    (name,) = await redis_client.keys("*")
    assert name == b"test:write:write"
    assert 86_000 < await redis_client.ttl(name) <= 86_400
    await one.aclose()


async def test_without_redis_this_process_remembers(caplog: pytest.LogCaptureFixture) -> None:
    with RedisServer() as server:
        one = replica(server.url)
        assert await one.claim("before", BEGUN) is None
    assert await one.claim("write", BEGUN) is None
    assert await one.claim("write", BEGUN) == BEGUN
    await one.put("write", DONE)
    assert await one.claim("write", BEGUN) == DONE
    assert await one.claim("before", BEGUN) == BEGUN
    assert {record.getMessage() for record in caplog.records} == {
        "Redis does not remember writes: this process does alone"
    }
    await one.aclose()


async def test_a_write_that_another_replica_finished_is_not_done_again(redis_url: str) -> None:
    one, two = replica(redis_url), replica(redis_url)
    await one.claim("write", BEGUN)
    later = JournalEntry("request", 1_010.0)
    await two.take_over("write", BEGUN, later)
    await two.put("write", DONE)
    assert await one.claim("write", BEGUN) == DONE
    await one.aclose()
    await two.aclose()


async def test_what_was_written_without_redis_counts_when_it_is_back(redis_url: str) -> None:
    own = MemoryJournal(lambda: 1_000.0)
    await own.put("write", DONE)
    one = RedisJournal(redis_url, namespace="test", own=own)
    assert await one.claim("write", BEGUN) == DONE
    two = replica(redis_url)
    assert await two.claim("write", BEGUN) == DONE
    await one.aclose()
    await two.aclose()
