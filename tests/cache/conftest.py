"""Tests of this folder need the event loop; those about replicas a real Redis."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.cache.redis_server import RedisServer
from tests.cache.scripted import Clock, Upstream


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is slow by itself; those who test what a slow Redis does take this back."""
    monkeypatch.setattr("cache.redis.link.PATIENCE_SECONDS", 1.0)


@pytest.fixture(scope="session")
def running_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
async def redis_client(running_redis: RedisServer) -> AsyncIterator[Redis]:
    """What lies in Redis, past the gateway; emptied before each test."""
    client = Redis.from_url(running_redis.url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def redis_url(running_redis: RedisServer, redis_client: Redis) -> str:
    """The address of an empty Redis."""
    return running_redis.url
