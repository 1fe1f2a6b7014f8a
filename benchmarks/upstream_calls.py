"""``python -m benchmarks.upstream_calls``: what one call to the Partner API costs in CPU.

Reads one user's buildings over and over from a process on this machine that answers at once, so
that nothing but the client's own work is measured, beside the same with aiohttp alone. The number
of connections tells whether kept ones are used: two times the concurrency, and two more.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import uvloop

from benchmarks.recording import organization_of
from benchmarks.tables import Table
from benchmarks.workbench import Workbench, workbench
from partner_api import PartnerApi, Upstream
from sandbox import API_BASE, TOKEN_PATH

_ORGANIZATION = organization_of(50)
_CLIENT, _BARE = "the gateway's client", "aiohttp alone"


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
    """Measure, in turns, so that a busy machine slows both alike."""
    before = bench.upstream.counts()
    found = uvloop.run(_measure(bench, calls, concurrency, rounds))
    after = bench.upstream.counts()
    middle = {name: sorted(each)[len(each) // 2] for name, each in found.items()}
    rows = [
        (name, f"{middle[name]:.0f}", f"{min(found[name]):.0f}", f"{middle[name] / middle[_BARE]:.2f} x")
        for name in (_CLIENT, _BARE)
    ]
    title = (
        f"CPU of one upstream call, {concurrency} at a time; "
        f"{after.connections - before.connections} connections for {after.calls - before.calls:,} calls"
    )
    return Table("calls", title, ("client", "CPU µs/call", "least", "beside aiohttp"), rows)


async def _measure(bench: Workbench, calls: int, concurrency: int, rounds: int) -> dict[str, list[float]]:
    """CPU microseconds per call, round by round; the first round warms up."""
    user_id = bench.homes[0]
    url = f"{bench.upstream.url}{API_BASE}/org/{_ORGANIZATION}/users/{user_id}/buildings"
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    async with _client(bench.upstream.url, concurrency) as api, _session(concurrency) as session:

        async def through_the_client() -> None:
            await api.buildings(_ORGANIZATION, user_id, request_id="benchmark")

        async def bare() -> None:
            async with session.get(url, headers=headers) as response:
                await response.read()

        found: dict[str, list[float]] = {_CLIENT: [], _BARE: []}
        for _ in range(rounds + 1):
            found[_CLIENT].append(await _cpu_per_call(through_the_client, calls, concurrency))
            found[_BARE].append(await _cpu_per_call(bare, calls, concurrency))
    return {name: each[1:] for name, each in found.items()}


@asynccontextmanager
async def _client(url: str, connections: int) -> AsyncIterator[PartnerApi]:
    upstream = Upstream(_ORGANIZATION, f"{url}{API_BASE}/", f"{url}{TOKEN_PATH}", "client", "secret")
    api = PartnerApi([upstream], max_connections=connections, on_call=lambda _: None)
    await api.check(_ORGANIZATION)
    yield api
    await api.aclose()


def _session(concurrency: int) -> aiohttp.ClientSession:
    """aiohttp alone: the least that this way of talking HTTP costs."""
    connector = aiohttp.TCPConnector(limit=concurrency)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


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
