"""Addresses of Redis: one server, Sentinel or Cluster, and real ones of each."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster, SSLConnection

from cache import check_url
from cache.redis.connections import Connections
from tests.cache.redis_server import RedisServer, command
from tests.cache.replicas import replicas
from tests.cache.scripted import HOME, OTHER, Upstream, key_of
from tests.own_processes import free_port

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://user:p%40ss@redis.internal:6380/3",
        "rediss://:secret@redis.internal?ssl_ca_certs=/etc/ca.pem",
        "unix:///run/redis.sock",
        "redis+sentinel://:secret@a:26379,b:26379,c/main/2",
        "rediss+cluster://user:secret@a:7000,b:7001",
    ],
)
def test_addresses_that_are_accepted(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "redis://",
        "redis://a,b",
        "redis://a/x",
        "redis://a/1/2",
        "redis://a?password=hush",
        "redis://a:port",
        "redis+sentinel://a",
        "redis+cluster://a/1",
        "localhost:6379",
    ],
)
def test_addresses_that_are_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the messages differ
        check_url(url)
    assert "hush" not in str(refused.value)


async def test_credentials_and_tls_reach_the_connections() -> None:
    client = Connections("rediss://user:p%40ss@redis.internal:6380/3?ssl_ca_certs=/ca.pem").data
    assert isinstance(client, Redis)
    pool = client.connection_pool
    assert (type(pool), pool.connection_class) == (BlockingConnectionPool, SSLConnection)
    settings = pool.connection_kwargs
    assert (settings["host"], settings["port"], settings["db"]) == ("redis.internal", 6380, 3)
    assert (settings["username"], settings["password"]) == ("user", "p@ss")
    assert settings["ssl_ca_certs"] == "/ca.pem"
    connection = pool.make_connection()  # type: ignore[no-untyped-call]
    assert isinstance(connection, SSLConnection)
    assert connection.ssl_context.cert_reqs == 2  # required
    assert connection.ssl_context.check_hostname


async def test_a_password_is_asked_for_and_given(upstream: Upstream) -> None:
    with RedisServer("--requirepass", "hush") as server:
        address = f"redis://:hush@127.0.0.1:{server.port}"
        await _works(address, upstream)
        async with replicas(server.url, upstream, count=1) as (reader,):
            assert not reader.cache.counters().redis.is_up


async def test_a_socket(running_redis: RedisServer, redis_client: Redis, upstream: Upstream) -> None:
    await _works(running_redis.socket_url, upstream)


async def test_a_cluster(upstream: Upstream) -> None:
    with RedisServer("--cluster-enabled", "yes", "--cluster-port", str(free_port())) as server:
        async with Redis.from_url(server.url) as client:
            await command(client, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
            deadline = time.monotonic() + 10
            while "cluster_state:ok" not in await command(client, "CLUSTER", "INFO"):
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
        connections = Connections(f"redis+cluster://127.0.0.1:{server.port}")
        assert isinstance(connections.data, RedisCluster)
        await connections.aclose()
        await _works(f"redis+cluster://127.0.0.1:{server.port}", upstream)


async def test_sentinel_names_the_master(
    running_redis: RedisServer, redis_client: Redis, upstream: Upstream, tmp_path: Path
) -> None:
    with _sentinel(running_redis.port, tmp_path) as sentinel:
        await _works(f"redis+sentinel://127.0.0.1:{sentinel.port}/main", upstream)


async def _works(url: str, upstream: Upstream) -> None:
    """Two replicas share answers and purges of two organizations."""
    keys = [key_of(organization=organization) for organization in (HOME, OTHER)]
    async with replicas(url, upstream, count=2) as (first, second):
        for key in keys:
            assert await first.read(key) == 0
        await asyncio.sleep(0.05)
        for key in keys:
            assert await second.read(key) == 0
            upstream.versions[key] += 1
        assert len(upstream.calls) == 2
        await first.cache.purge([key.tag for key in keys])
        for key in keys:
            assert await second.read(key) == 1
        assert first.cache.counters().redis.is_up
        assert second.cache.counters().redis.purges_received == 1


@contextlib.contextmanager
def _sentinel(master: int, directory: Path) -> Iterator[RedisServer]:
    file = directory / "sentinel.conf"
    file.write_text(f"sentinel monitor main 127.0.0.1 {master} 1\n")
    server = RedisServer(str(file), "--sentinel")
    with server:
        yield server
