"""``python -m benchmarks.upstream_calls``: what one call to the Partner API costs in CPU.

Reads one user's buildings over and over from a process on this machine that answers at once, so
that nothing but the client's own work is measured. Beside it the same client over aiohttp's
connections behind httpx's interface, aiohttp alone, and the gateway's transport alone, without the
discipline above it and without reading what came. The number of connections tells whether kept ones
are used: four times the concurrency.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import uvloop

from benchmarks.aiohttp_transport import AiohttpTransport, aiohttp_session
from benchmarks.recording import organization_of
from benchmarks.tables import Table
from benchmarks.workbench import Workbench, workbench
from partner_api import PartnerApi, Upstream
from partner_api.transport import default_transport
from sandbox import API_BASE, TOKEN_PATH

_ORGANIZATION = organization_of(50)
_BARE = "aiohttp alone"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream_calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=3000, help="calls per round")
    parser.add_argument("--concurrency", type=int, default=20, help="calls at the same time")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of which the middle one counts")
    arguments = parser.parse_args()
    with workbench(50) as bench:
        print(measure_calls(bench, arguments.calls, arguments.concurrency, arguments.rounds).text())


def measure_calls(bench: Workbench, calls: int = 3000, concurrency: int = 20, rounds: int = 9) -> Table:
    """Measure, in turns, so that a busy machine slows all alike."""
    before = bench.upstream.counts()
    found = uvloop.run(_measure(bench, calls, concurrency, rounds))
    after = bench.upstream.counts()
    middle = {name: sorted(each)[len(each) // 2] for name, each in found.items()}
    rows = [
        (name, f"{middle[name]:.0f}", f"{min(each):.0f}", f"{middle[name] / middle[_BARE]:.2f} x")
        for name, each in found.items()
    ]
    title = (
        f"CPU of one upstream call, {concurrency} at a time; "
        f"{after.connections - before.connections} connections for {after.calls - before.calls:,} calls"
    )
    return Table("calls", title, ("client", "CPU µs/call", "least", "beside aiohttp"), rows)


async def _measure(bench: Workbench, calls: int, concurrency: int, rounds: int) -> dict[str, list[float]]:
    """CPU microseconds per call, round by round; the first round warms up."""
    url, user_id = bench.upstream.url, bench.homes[0]
    path = f"org/{_ORGANIZATION}/users/{user_id}/buildings"
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(_client(url, concurrency))
        over = await stack.enter_async_context(_client(url, concurrency, AiohttpTransport(concurrency)))
        session = await stack.enter_async_context(aiohttp_session(concurrency))
        transport = await stack.enter_async_context(default_transport())
        lane = transport.lane(httpx.URL(f"{url}{API_BASE}"), None, None)
        lane_headers, now = tuple(headers.items()), asyncio.get_running_loop().time

        async def bare() -> None:
            async with session.get(f"{url}{API_BASE}/{path}", headers=headers) as response:
                await response.read()

        async def transport_alone() -> None:
            reply = await lane.get(path, lane_headers, (), now() + 5.0)
            await reply.body(1_000_000)

        ways: dict[str, Callable[[], Awaitable[object]]] = {
            "the gateway's client, all told": lambda: _read(api, user_id),
            "of which the transport": transport_alone,
            _BARE: bare,
            "the gateway's client over aiohttp, behind httpx's interface": lambda: _read(over, user_id),
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds + 1):
            for name, way in ways.items():
                found[name].append(await _cpu_per_call(way, calls, concurrency))
    return {name: each[1:] for name, each in found.items()}


async def _read(api: PartnerApi, user_id: str) -> object:
    return await api.buildings(_ORGANIZATION, user_id, request_id="benchmark")


@asynccontextmanager
async def _client(
    url: str, connections: int, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[PartnerApi]:
    """The gateway's client with a token, closed at the end."""
    upstream = Upstream(_ORGANIZATION, f"{url}{API_BASE}/", f"{url}{TOKEN_PATH}", "client", "secret")
    api = PartnerApi([upstream], max_connections=connections, transport=transport, on_call=lambda _: None)
    await api.check(_ORGANIZATION)
    yield api
    await api.aclose()


async def _cpu_per_call(ask: Callable[[], Awaitable[object]], calls: int, concurrency: int) -> float:
    async def asking() -> None:
        for _ in range(calls // concurrency):
            await ask()

    started = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(asking())
    return (time.process_time() - started) / (calls // concurrency * concurrency) * 1e6


if __name__ == "__main__":
    main()
