"""How long answers take that nobody has, in round trips to an upstream that is 20 ms away."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from typing import NamedTuple

import orjson

from benchmarks import queries
from benchmarks.load import ask
from benchmarks.peers.starting import NODE_JIT, STRAWBERRY
from benchmarks.processes import Server
from benchmarks.recording import organization_of
from benchmarks.tables import Table, amount
from benchmarks.workbench import Workbench

_MILLISECONDS = 20.0
_PAGE = 100
_SMALL, _LARGE = organization_of(50), organization_of(500)
_FEW, _MANY = 50, 500

HOME, SMALL_PAGE = "home screen", "page of 50 users"
WALKED, LARGE = "500 users, page by page", "500 users, five pages at the same time"


class Waited(NamedTuple):
    """One case on one server: round trips and upstream calls, and the most calls at a time."""

    case: str
    server: str
    connections: int
    round_trips: float
    calls: float
    most_at_a_time: int


def measure_round_trips(bench: Workbench, *, repeats: int, with_peers: bool) -> list[Waited]:
    """One request at a time, over as many upstream connections as is usual, and over plenty."""
    bench.upstream.set_latency(_MILLISECONDS)
    try:
        return [
            waited
            for connections in (_FEW, _MANY)
            for waited in _over(bench, connections, repeats, with_peers=with_peers)
        ]
    finally:
        bench.upstream.set_latency(0)


def _over(bench: Workbench, connections: int, repeats: int, *, with_peers: bool) -> list[Waited]:
    organizations = (_SMALL, _LARGE)
    with ExitStack() as stack:
        gateway = bench.gateway(
            organizations, GATEWAY_CACHE="false", GATEWAY_UPSTREAM_MAX_CONNECTIONS=str(connections)
        )
        servers = [stack.enter_context(gateway)]
        if with_peers:
            servers += [
                stack.enter_context(bench.peer(peer, "nothing", organizations, connections))
                for peer in (NODE_JIT, STRAWBERRY)
            ]
        return [
            _waited(bench, case, server, connections, act, 1 if case == WALKED else repeats)
            for case, act in _cases(bench).items()
            for server in servers
            if case not in (WALKED, LARGE) or server.name != STRAWBERRY.name  # half a minute each time
        ]


def _cases(bench: Workbench) -> dict[str, Callable[[int], Awaitable[None]]]:
    async def home(port: int) -> None:
        await ask(port, bench.credentials.request(queries.home_screen(_SMALL, bench.homes[0])))

    async def page(port: int) -> None:
        await ask(port, bench.credentials.request(queries.page(_SMALL, 50)))

    starts: list[str | None] = []

    async def walked(port: int) -> None:
        starts[:] = await walk(bench, port, _LARGE, _PAGE)

    async def large(port: int) -> None:
        requests = [bench.credentials.request(queries.page(_LARGE, _PAGE, start)) for start in starts]
        await asyncio.gather(*(ask(port, request) for request in requests))

    return {HOME: home, SMALL_PAGE: page, WALKED: walked, LARGE: large}


async def walk(bench: Workbench, port: int, organization_id: str, size: int) -> list[str | None]:
    """Read all users of an organization, page by page; gives the cursors that the pages begin after."""
    starts: list[str | None] = [None]
    while True:
        query = queries.page(organization_id, size, starts[-1])
        body = orjson.loads(await ask(port, bench.credentials.request(query)))
        info = body["data"]["organization"]["users"]["pageInfo"]
        if not info["hasNextPage"]:
            return starts
        starts.append(info["endCursor"])


def _waited(
    bench: Workbench,
    case: str,
    server: Server,
    connections: int,
    act: Callable[[int], Awaitable[None]],
    repeats: int,
) -> Waited:
    async def run() -> list[float]:
        await act(server.port)  # opens connections, and teaches the gateway what is usual
        bench.upstream.counts()
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            await act(server.port)
            seconds.append(time.perf_counter() - started)
        return seconds

    before = bench.upstream.counts().calls
    seconds = asyncio.run(run())
    counts = bench.upstream.counts()
    return Waited(
        case,
        server.name,
        connections,
        statistics.median(seconds) * 1000 / _MILLISECONDS,
        (counts.calls - before) / (repeats + 1),
        counts.most_at_a_time,
    )


def table(found: Sequence[Waited]) -> Table:
    """What was found."""
    headings = ("query", "upstream connections", "server", "round trips", "upstream calls", "most at a time")
    rows = [
        (
            each.case,
            str(each.connections),
            each.server,
            f"{each.round_trips:.1f}",
            amount(each.calls),
            str(each.most_at_a_time),
        )
        for each in found
    ]
    return Table(
        "round-trips", "nothing is kept, an upstream 20 ms away: time in round trips", headings, rows
    )
