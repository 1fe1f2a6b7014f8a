"""``python -m benchmarks.replicas``: three gateway processes over one Redis, which is killed under load."""

import asyncio
import time
from contextlib import ExitStack

from benchmarks.load import Load, ask, run_load
from benchmarks.processes import Server
from benchmarks.queries import Query
from benchmarks.recording import organization_of
from benchmarks.workbench import Workbench, workbench
from tests.cache.redis_server import RedisServer

_USERS = 20
_ORGANIZATION = organization_of(_USERS)
_PAGE = Query(
    "page",
    """{ organization { users(first: 20) { nodes {
      id buildings { id } energyContracts { id } heatPumps { id } electricVehicles { id }
    } } } }""",
    {},
    "staff",
    _ORGANIZATION,
)


def main() -> None:
    """Measure and print."""
    with workbench(_USERS) as bench, RedisServer() as redis, ExitStack() as stack:
        with bench.gateway([_ORGANIZATION]) as alone:
            lists = _lists(bench, alone)
        servers = [
            stack.enter_context(bench.gateway([_ORGANIZATION], GATEWAY_REDIS_URL=redis.url)) for _ in range(3)
        ]
        asyncio.run(_run(bench, servers, redis, lists))


def _lists(bench: Workbench, alone: Server) -> int:
    """How many lists the page needs: what a process asks that has nobody to share with."""
    before = bench.upstream.counts().calls
    asyncio.run(ask(alone.port, bench.credentials.request(_PAGE)))
    return bench.upstream.counts().calls - before


async def _run(bench: Workbench, servers: list[Server], redis: RedisServer, lists: int) -> None:
    request = bench.credentials.request(_PAGE)
    before = bench.upstream.counts().calls
    started = time.perf_counter()
    bodies = await asyncio.gather(*(ask(server.port, request) for server in servers for _ in range(100)))
    seconds = time.perf_counter() - started
    calls = bench.upstream.counts().calls - before
    print(f"300 cold requests through 3 processes: {calls} upstream calls for {lists} lists, {seconds:.2f} s")
    assert len(set(bodies)) == 1
    assert calls == lists

    loads = asyncio.gather(*(_load(server.port, request) for server in servers))
    await asyncio.sleep(2)
    redis.kill()
    await asyncio.sleep(2)
    redis.start()
    done = await loads  # raises if any answer was not a good one
    requests = sum(load.requests for load in done)
    slowest = max(load.quantile(0.99) for load in done)
    print(
        f"Redis killed and restarted under load: {requests} answers, none failed, p99 {slowest * 1000:.0f} ms"
    )


async def _load(port: int, request: bytes) -> Load:
    return await run_load(port, [lambda: request] * 4, seconds=6)


if __name__ == "__main__":
    main()
