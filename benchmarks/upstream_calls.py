"""``python -m benchmarks.upstream_calls``: what one call to the Partner API costs in CPU.

Reads one user's buildings over and over from a process on this machine that answers at once, so
that nothing but the client's own work is measured. Beside it the same client over aiohttp's
connections behind httpx's interface, aiohttp alone, and the gateway's transport alone, without the
discipline above it and without reading what came.
The number of connections tells whether kept ones are used: four times the concurrency.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import httpx
import uvloop

from benchmarks.aiohttp_transport import AiohttpTransport, aiohttp_session
from partner_api import PartnerApi, Upstream
from partner_api.transport import default_transport

ORGANIZATION = "5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21"
_USER = "11111111-2222-4333-8444-555555555555"
_BODY = json.dumps(
    [{"id": "99999999-8888-4777-8666-555555555555", "name": "Home", "created_at": "2026-01-01T00:00:00Z"}]
)
_ROUNDS = 9


@contextmanager
def upstream(latency: float, body: str = _BODY) -> Iterator[int]:
    """Start the upstream in a process of its own; gives its port."""
    command = [sys.executable, "-m", "benchmarks.plain_upstream", str(latency), body]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=10)


@asynccontextmanager
async def client(
    port: int, connections: int, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[PartnerApi]:
    """The gateway's client with a token, closed at the end."""
    base = f"http://127.0.0.1:{port}"
    access = Upstream(ORGANIZATION, f"{base}/v2/", f"{base}/token", "client", "secret")
    api = PartnerApi([access], max_connections=connections, transport=transport, on_call=lambda _: None)
    await api.check(ORGANIZATION)
    yield api
    await api.aclose()


async def _measure(port: int, calls: int, concurrency: int) -> dict[str, list[float]]:
    """CPU microseconds per call, round by round: in turns, so that a busy machine slows both alike."""
    url = f"http://127.0.0.1:{port}/v2/org/{ORGANIZATION}/users/{_USER}/buildings"
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(client(port, concurrency))
        old = await stack.enter_async_context(client(port, concurrency, AiohttpTransport(concurrency)))
        session = await stack.enter_async_context(aiohttp_session(concurrency))
        transport = await stack.enter_async_context(default_transport())
        lane = transport.lane(httpx.URL(f"http://127.0.0.1:{port}/v2"), None, None)
        path, lane_headers = url.partition("/v2/")[2], tuple(headers.items())
        now = asyncio.get_running_loop().time

        async def bare_aiohttp() -> None:
            async with session.get(url, headers=headers) as response:
                await response.read()

        async def transport_alone() -> None:
            reply = await lane.get(path, lane_headers, (), now() + 5.0)
            await reply.body(1_000_000)

        ways: dict[str, Callable[[], Awaitable[object]]] = {
            "client": lambda: _read(api),
            "client over aiohttp": lambda: _read(old),
            "aiohttp alone": bare_aiohttp,
            "transport alone": transport_alone,
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_ROUNDS + 1):
            for name, way in ways.items():
                found[name].append(await _cpu_per_call(way, calls, concurrency))
    return {name: sorted(rounds[1:]) for name, rounds in found.items()}


async def _read(api: PartnerApi) -> object:
    return await api.buildings(ORGANIZATION, _USER, request_id="benchmark")


async def _cpu_per_call(ask: Callable[[], Awaitable[object]], calls: int, concurrency: int) -> float:
    async def asking() -> None:
        for _ in range(calls // concurrency):
            await ask()

    started = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(asking())
    return (time.process_time() - started) / (calls // concurrency * concurrency) * 1e6


def _counts(port: int) -> tuple[int, int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counts") as answer:
        opened, answered = json.load(answer)
    return opened - 1, answered


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream_calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=3000, help="calls per round")
    parser.add_argument("--concurrency", type=int, default=20, help="calls at the same time")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that the upstream takes")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, uvloop")
    with upstream(arguments.latency) as port:
        found = uvloop.run(_measure(port, arguments.calls, arguments.concurrency))
        opened, answered = _counts(port)
    least = found["aiohttp alone"][_ROUNDS // 2]
    for name, rounds in found.items():
        median = rounds[_ROUNDS // 2]
        print(
            f"{name:20} CPU per call: median {median:6.1f} us, least {rounds[0]:6.1f} us,"
            f" {median / least:.2f} of aiohttp alone"
        )
    print(f"{opened} connections for {answered} calls")


if __name__ == "__main__":
    main()
