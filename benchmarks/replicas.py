"""``python -m benchmarks.replicas``: three gateway processes over one Redis, which is killed under load."""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.load import Load, run_load
from benchmarks.processes import Running, running
from benchmarks.queries import Query
from tests.cache.redis_server import RedisServer

_USERS, _LISTS = 20, 4
_PAGE = Query(
    "page",
    """{ organization { users(first: 20) { nodes {
      id buildings { id } energyContracts { id } heatPumps { id } electricVehicles { id }
    } } } }""",
    {},
    "staff",
    None,
)

_PATIENT = {
    "GATEWAY_OPERATION_DEADLINE_SECONDS": "60",
    "GATEWAY_UPSTREAM_ATTEMPT_TIMEOUT_SECONDS": "25",
    "GATEWAY_UPSTREAM_READ_TIMEOUT_SECONDS": "25",
    "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS": "50",
}
"""How many calls there are is the question: 300 cold pages at once may take a busy machine long."""


def main() -> None:
    """Measure and print."""
    with (
        RedisServer() as redis,
        tempfile.TemporaryDirectory() as directory,
        running(Path(directory), gateways=3, GATEWAY_REDIS_URL=redis.url, **_PATIENT) as processes,
    ):
        asyncio.run(_run(processes, redis))


async def _run(processes: Running, redis: RedisServer) -> None:
    request = processes.request(_PAGE)
    before = processes.upstream_calls()
    started = time.perf_counter()
    bodies = await asyncio.gather(
        *(_ask(port, request) for port in processes.gateway_ports for _ in range(100))
    )
    seconds = time.perf_counter() - started
    calls = processes.upstream_calls() - before
    lists = 1 + _USERS * _LISTS
    print(f"300 cold requests through 3 processes: {calls} upstream calls for {lists} lists, {seconds:.2f} s")
    assert len(set(bodies)) == 1
    assert calls == lists

    loads = asyncio.gather(*(_load(port, request) for port in processes.gateway_ports))
    await asyncio.sleep(2)
    redis.kill()
    await asyncio.sleep(2)
    redis.start()
    done = await loads  # raises if any answer was not a good one
    requests = sum(load.requests for load in done)
    slowest = max(load.p99 for load in done)
    print(
        f"Redis killed and restarted under load: {requests} answers, none failed, p99 {slowest * 1000:.0f} ms"
    )


async def _load(port: int, request: bytes) -> Load:
    return await run_load(port, request, connections=4, seconds=6)


async def _ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    body = await reader.readexactly(int(length.split(b":")[1]))
    writer.close()
    assert b'"errors"' not in body, body[:400]
    return body


if __name__ == "__main__":
    main()
