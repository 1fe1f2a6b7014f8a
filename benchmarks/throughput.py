"""How many requests a server answers, in three modes, and at what cost; beside others if there are any.

All servers of a mode run at the same time on the same core and are asked in turns, round by round:
whatever else the machine does hits all of them. Before that, all must have given the same answers.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import NamedTuple

from benchmarks.cases import MODES, ORGANIZATIONS, Case, Mode, cases
from benchmarks.load import ask
from benchmarks.measuring import Measured, measure, ratio, together
from benchmarks.peers.starting import NODE_BY_HAND, NODE_JIT, STRAWBERRY, YOGA, Keep, Peer
from benchmarks.processes import Server
from benchmarks.tables import Table, amount, microseconds, milliseconds
from benchmarks.workbench import Workbench

GATEWAY = "gateway"
_WARMING_CPU_SECONDS = 1.0
_WARMING_SECONDS = 10.0

SETTINGS: dict[Mode, dict[str, str]] = {
    "cold": {"GATEWAY_CACHE": "false"},
    "lists": {"GATEWAY_WHOLE_ANSWERS_MAX_BYTES": "0"},
    "answers": {},
}

PEERS: dict[Mode, tuple[tuple[Peer, Keep], ...]] = {
    "cold": ((NODE_JIT, "nothing"), (YOGA, "nothing"), (STRAWBERRY, "nothing")),
    "lists": ((NODE_JIT, "lists"), (YOGA, "lists"), (STRAWBERRY, "lists")),
    "answers": ((YOGA, "answers"), (NODE_BY_HAND, "answers")),
}


class Comparison(NamedTuple):
    """One case: the rounds of each server, the gateway first."""

    case: str
    mode: Mode
    rounds: dict[str, list[Measured]]

    def ratio_to(self, peer: str) -> float:
        """How many times as much the gateway does as a peer, for the same CPU time."""
        return ratio(self.rounds[GATEWAY], self.rounds[peer])

    def best_peer(self) -> str:
        """The peer that costs least."""
        peers = [name for name in self.rounds if name != GATEWAY]
        return min(peers, key=lambda name: together(self.rounds[name]).cpu_per_request)


def compare(
    bench: Workbench, mode: Mode, *, seconds: float, rounds: int, with_peers: bool, **variables: str
) -> list[Comparison]:
    """Measure the cases of a mode. ``variables`` are settings of the gateway.

    Raises:
        RuntimeError: The servers do not answer the same.

    """
    with servers_for(bench, mode, with_peers=with_peers, **variables) as servers:
        return [_compare(bench, case, servers, seconds, rounds) for case in cases(bench, mode)]


@contextmanager
def servers_for(
    bench: Workbench, mode: Mode, *, with_peers: bool, **variables: str
) -> Iterator[list[Server]]:
    """Run all servers of a mode until the block ends, the gateway first."""
    variables = {**SETTINGS[mode], **variables}
    with ExitStack() as stack:
        servers = [stack.enter_context(bench.gateway(ORGANIZATIONS, GATEWAY, **variables))]
        if with_peers:
            servers += [
                stack.enter_context(bench.peer(peer, keep, ORGANIZATIONS)) for peer, keep in PEERS[mode]
            ]
        yield servers


def check_same(bench: Workbench, case: Case, servers: Sequence[Server]) -> list[int]:
    """Ask every server once; gives how many upstream calls each made for it.

    Raises:
        RuntimeError: One answers otherwise than the first.

    """
    request = bench.credentials.request(case.sample)
    answers, calls = [], [bench.upstream.counts().calls]
    for server in servers:
        answers.append(json.loads(asyncio.run(ask(server.port, request))))
        calls.append(bench.upstream.counts().calls)
        if answers[-1] != answers[0]:
            raise RuntimeError(f"{server.name} answers {case.name} otherwise than {servers[0].name}")
    return [after - before for before, after in pairwise(calls)]


def _compare(
    bench: Workbench, case: Case, servers: Sequence[Server], seconds: float, rounds: int
) -> Comparison:
    check_same(bench, case, servers)
    for server in servers:
        _warm(bench, case, server, min(_WARMING_CPU_SECONDS, seconds))
    found: dict[str, list[Measured]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            found[server.name].append(measure(server, bench.upstream, case.connections, seconds))
    return Comparison(case.name, case.mode, found)


def _warm(bench: Workbench, case: Case, server: Server, cpu_seconds: float) -> None:
    """Ask until the server has worked for a while, by its own clock: V8 compiles what runs often."""
    enough, over = server.cpu_seconds() + cpu_seconds, time.monotonic() + _WARMING_SECONDS
    while server.cpu_seconds() < enough and time.monotonic() < over:
        measure(server, bench.upstream, case.connections, 0.2)


def table(mode: Mode, comparisons: Sequence[Comparison]) -> Table:
    """What was found in one mode."""
    has_peers = any(len(each.rounds) > 1 for each in comparisons)
    headings = (
        "query",
        "server",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU µs/request",
        "upstream calls/request",
        "peak MiB",
        *(("gateway does",) if has_peers else ()),
    )
    return Table(mode, f"{mode}: {MODES[mode]}", headings, list(_rows(comparisons, has_peers)))


def _rows(comparisons: Sequence[Comparison], has_peers: bool) -> Iterator[tuple[str, ...]]:
    for comparison in comparisons:
        for name, rounds in comparison.rounds.items():
            measured = together(rounds)
            yield (
                comparison.case,
                name,
                amount(measured.requests_per_second),
                milliseconds(measured.p50),
                milliseconds(measured.p99),
                microseconds(measured.cpu_per_request),
                amount(measured.calls_per_request),
                f"{measured.peak_memory:.0f}",
                *(_times(comparison, name) if has_peers else ()),
            )


def _times(comparison: Comparison, name: str) -> tuple[str]:
    return ("",) if name == GATEWAY else (f"{comparison.ratio_to(name):.2f} x",)
