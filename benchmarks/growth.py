"""What whole organizations cost, small and large: read page by page with nothing kept, then again."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from math import inf
from typing import NamedTuple

from benchmarks.processes import Server
from benchmarks.recording import organization_of
from benchmarks.round_trips import walk
from benchmarks.tables import Table, amount, microseconds
from benchmarks.workbench import Workbench

_PAGE = 50
_ROUNDS = 4
_ROOM = {
    "GATEWAY_CACHE_MAX_BYTES": "1000000000",
    "GATEWAY_CACHE_MAX_ENTRIES": "1000000",
    "GATEWAY_WHOLE_ANSWERS_MAX_BYTES": "0",
}


class Grown(NamedTuple):
    """CPU in seconds, memory in MiB, of one organization as a whole."""

    users: int
    first_cpu: float
    again_cpu: float
    memory: float
    calls: int


def measure_growth(bench: Workbench, sizes: Sequence[int]) -> list[Grown]:
    """Each size in a process of its own, which has answered a small organization before.

    What is read again is read in turns, each time about as many users of each size: a machine that is
    slower for a while is so for all of them.
    """
    with ExitStack() as stack:
        servers, found = [], []
        for users in sizes:
            organizations = (organization_of(_PAGE, 1), organization_of(users))
            server = stack.enter_context(bench.gateway(organizations, **_ROOM))
            asyncio.run(walk(bench, server.port, organizations[0], _PAGE))
            servers.append(server)
            found.append(_first(bench, server, users))
        for _ in range(_ROUNDS):
            for place, (server, users) in enumerate(zip(servers, sizes, strict=True)):
                times = max(1, max(sizes) // users)
                again = sum(_walk(bench, server, organization_of(users)) for _ in range(times)) / times
                found[place] = found[place]._replace(again_cpu=min(found[place].again_cpu, again))
        return found


def _first(bench: Workbench, server: Server, users: int) -> Grown:
    calls, memory = bench.upstream.counts().calls, server.memory()
    first = _walk(bench, server, organization_of(users))
    memory, calls = server.memory() - memory, bench.upstream.counts().calls - calls
    return Grown(users, first, inf, memory, calls)


def _walk(bench: Workbench, server: Server, organization_id: str) -> float:
    before = server.cpu_seconds()
    asyncio.run(walk(bench, server.port, organization_id, _PAGE))
    return server.cpu_seconds() - before


def table(found: Sequence[Grown]) -> Table:
    """What was found, and how far from proportional to the users before."""
    headings = (
        "users",
        "upstream calls",
        "first time: CPU µs/user",
        "again: CPU µs/user",
        "memory KiB/user",
    )
    rows = [
        (
            f"{each.users:,}",
            f"{each.calls:,}",
            microseconds(each.first_cpu / each.users),
            microseconds(each.again_cpu / each.users),
            amount(each.memory * 1024 / each.users),
        )
        for each in found
    ]
    return Table("growth", "whole organizations in pages of 50, in a fresh process", headings, rows)
