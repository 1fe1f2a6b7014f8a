"""Budgets of a minute: exact in one process, shared by replicas, and there without Redis."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.limits.budgets import Budgets, Refused
from gateway.limits.shared_usage import SharedUsage
from tests.cache.redis_server import RedisServer
from tests.own_processes import free_port

pytestmark = pytest.mark.anyio

START = 1_700_000_040.0  # a minute of the clock begins
LIMIT = 1_000


class HandClock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


async def test_a_budget_is_spent_and_comes_back(clock: HandClock) -> None:
    budgets = Budgets(clock)
    assert await budgets.spend("a", 600, LIMIT) is None
    assert await budgets.spend("a", 401, LIMIT) == Refused(60 + 60 * (1 - 599 / 600))
    assert budgets.left("a", LIMIT) == 400
    assert await budgets.spend("a", 400, LIMIT) is None
    assert await budgets.spend("a", 1, LIMIT) is not None
    assert await budgets.spend("b", 1_000, LIMIT) is None  # somebody else
    clock.now += 60
    assert budgets.left("a", LIMIT) == 0
    clock.now += 30
    assert budgets.left("a", LIMIT) == 500
    refused = await budgets.spend("a", 501, LIMIT)
    assert refused is not None
    assert refused.retry_after_seconds == pytest.approx(0.06)
    assert await budgets.spend("a", 500, LIMIT) is None
    clock.now += 60
    assert budgets.left("a", LIMIT) == 750
    clock.now += 60
    assert budgets.left("a", LIMIT) == LIMIT


async def test_refusing_costs_nothing(clock: HandClock) -> None:
    budgets = Budgets(clock)
    assert await budgets.spend("a", 999, LIMIT) is None
    for _ in range(100):
        assert await budgets.spend("a", 2, LIMIT) is not None
    assert await budgets.spend("a", 1, LIMIT) is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.floats(0, 40)), min_size=1, max_size=30),
    st.integers(1, 400),
)
def test_after_the_wait_there_is_enough_and_not_before(spent: list[tuple[int, float]], points: int) -> None:
    async def run() -> None:
        clock = HandClock()
        budgets = Budgets(clock)
        for each, pause in spent:
            await budgets.spend("a", each, 500)
            clock.now += pause
        refused = await budgets.spend("a", points, 500)
        if refused is None:
            return
        assert 0 < refused.retry_after_seconds <= 120
        now = clock.now
        clock.now = now + refused.retry_after_seconds * 0.99 - 0.001
        assert await budgets.spend("a", points, 500) is not None
        clock.now = now + refused.retry_after_seconds + 0.001
        assert await budgets.spend("a", points, 500) is None

    asyncio.run(run())


async def test_what_was_not_used_is_given_back(clock: HandClock) -> None:
    budgets = Budgets(clock)
    assert await budgets.spend("a", 800, LIMIT) is None
    budgets.charge("a", -700)
    assert budgets.left("a", LIMIT) == 900
    budgets.charge("a", -5_000)  # never more than was taken
    assert budgets.left("a", LIMIT) == LIMIT
    budgets.charge("a", 5_000)  # more than there is can be owed
    assert budgets.left("a", LIMIT) == 0
    assert await budgets.spend("a", 1, LIMIT) is not None


async def test_a_flood_of_strangers_fills_no_memory(clock: HandClock) -> None:
    budgets = Budgets(clock, max_kept=100)
    assert await budgets.spend("regular", 900, LIMIT) is None
    for number in range(10_000):
        assert await budgets.spend(f"stranger {number}", 1, LIMIT) is None
        if not number % 50:
            assert budgets.left("regular", LIMIT) == 100  # who keeps coming is kept
    assert len(budgets) == 100


# Replicas


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is slow by itself."""
    monkeypatch.setattr("gateway.limits.shared_usage._PATIENCE_SECONDS", 2.0)


class Replicas:
    """Some budgets that share a Redis, whose connections are closed in the end."""

    def __init__(self, url: str, clock: HandClock, namespace: str = "test") -> None:
        self.all = [Budgets(clock, SharedUsage(url, namespace=namespace, clock=clock)) for _ in range(2)]

    async def aclose(self) -> None:
        for each in self.all:
            await each.aclose()


@pytest.fixture
async def replicas(server: RedisServer, clock: HandClock) -> AsyncIterator[Replicas]:
    made = Replicas(server.url, clock, namespace=f"test{id(clock)}")
    yield made
    await made.aclose()


async def test_replicas_share_a_budget(replicas: Replicas, clock: HandClock) -> None:
    first, second = replicas.all
    assert await first.spend("a", 600, LIMIT) is None
    clock.now += 1
    assert await first.spend("a", 100, LIMIT) is None  # which tells of the 600
    clock.now += 1
    assert await second.spend("a", 501, LIMIT) is not None
    assert second.left("a", LIMIT) == 400
    assert await second.spend("a", 100, LIMIT) is None
    for each in (first, second, first):
        clock.now += 1
        assert await each.spend("a", 900, LIMIT) is not None
    assert first.left("a", LIMIT) == second.left("a", LIMIT) == 200
    # And in the minute after they agree as well.
    clock.now += 60
    for each in (first, second):
        assert await each.spend("a", 900, LIMIT) is not None
    assert 200 < first.left("a", LIMIT) == second.left("a", LIMIT) < 300


async def test_all_replicas_together_hardly_get_more_than_one(replicas: Replicas, clock: HandClock) -> None:
    """Whoever asks them in turns gets five percent more at most, once for each replica."""
    spent = 0
    for turn in range(600):
        clock.now += 0.01
        if await replicas.all[turn % 2].spend("a", 10, LIMIT) is None:
            spent += 10
    assert LIMIT <= spent <= LIMIT * 1.12


async def test_a_quiet_viewer_does_not_wait_for_redis(
    replicas: Replicas, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = 0
    exchange = SharedUsage.exchange

    async def counting(self: SharedUsage, *arguments: object) -> None:
        nonlocal waited
        waited += 1
        await exchange(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SharedUsage, "exchange", counting)
    for _ in range(40):
        clock.now += 1
        assert await replicas.all[0].spend("a", 1, LIMIT) is None
        await asyncio.sleep(0)
    assert waited == 0


async def test_nothing_in_redis_says_who_it_is(
    server: RedisServer, replicas: Replicas, clock: HandClock
) -> None:
    from redis.asyncio import Redis

    assert await replicas.all[0].spend("somebody", 900, LIMIT) is None
    clock.now += 1
    assert await replicas.all[0].spend("somebody", 90, LIMIT) is None
    client = Redis.from_url(server.url)
    names = [name async for name in client.scan_iter(f"test{id(clock)}:*")]
    lifetimes = [await client.ttl(name) for name in names]
    await client.aclose()
    assert len(names) == 1
    assert b"somebody" not in names[0]
    assert 0 < lifetimes[0] <= 150


async def test_without_redis_every_replica_counts_for_itself(
    clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    replicas = Replicas(f"redis://127.0.0.1:{free_port()}/0", clock)
    with caplog.at_level(logging.WARNING, "gateway.limits"):
        for each in replicas.all:
            for _ in range(10):
                clock.now += 0.3
                assert await each.spend("a", 100, LIMIT) is None
            assert await each.spend("a", 1, LIMIT) is not None
    assert [record.message for record in caplog.records].count(
        "Redis does not count what is used: every replica does for itself"
    ) == 2  # one for each replica, and not one for each request
    await replicas.aclose()


async def test_what_was_used_while_redis_was_away_is_told_later(clock: HandClock) -> None:
    with RedisServer() as server:
        replicas = Replicas(server.url, clock)
        first, second = replicas.all
        server.kill()
        for _ in range(8):
            assert await first.spend("a", 100, LIMIT) is None
        server.start()
        clock.now += 2
        assert await first.spend("a", 100, LIMIT) is None
        clock.now += 1
        assert await first.spend("a", 900, LIMIT) is not None
        assert await second.spend("a", 600, LIMIT) is not None
        assert second.left("a", LIMIT) == 100
        await replicas.aclose()


async def test_what_a_broken_connection_swallowed_is_told_later(
    server: RedisServer, replicas: Replicas, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uvloop has an error of its own for writing to a connection that broke a moment before."""
    first, second = replicas.all
    assert first._shared is not None

    async def broken(*_arguments: object) -> None:
        raise RuntimeError("unable to perform operation on <TCPTransport closed=True>")

    with monkeypatch.context() as breaking:
        breaking.setattr(first._shared._connections.data, "eval", broken)
        assert await first.spend("a", 600, LIMIT) is None
        clock.now += 0.5
        assert await first.spend("a", 100, LIMIT) is None
    clock.now += 1
    assert await first.spend("a", 100, LIMIT) is None
    clock.now += 1
    assert await second.spend("a", 900, LIMIT) is not None
    assert second.left("a", LIMIT) == 300


async def test_a_redis_that_hangs_holds_nobody_up_for_long(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.limits.shared_usage._PATIENCE_SECONDS", 0.05)

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the client has had enough
        writer.close()
        await writer.wait_closed()

    silent = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    replicas = Replicas(f"redis://127.0.0.1:{port}/0", clock)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(9):  # the first one waits, and then nobody for a second
        assert await replicas.all[0].spend("a", 100, LIMIT) is None
    assert loop.time() - began < 1.0
    await replicas.aclose()
    silent.close()
    await silent.wait_closed()
    await asyncio.sleep(0.05)
