"""One measurement: load on one server for a while, and what it used meanwhile."""

from collections.abc import Sequence
from typing import NamedTuple

import uvloop

from benchmarks.load import Next, run_load
from benchmarks.processes import PlainUpstream, Server


class Measured(NamedTuple):
    """Of one server and one case. Times in seconds, memory in MiB."""

    requests: int
    seconds: float
    p50: float
    p99: float
    cpu: float
    calls: int
    peak_memory: float

    @property
    def requests_per_second(self) -> float:
        """As they were on this machine, with whatever else ran on it."""
        return self.requests / self.seconds

    @property
    def cpu_per_request(self) -> float:
        """What a request costs, however busy the machine is."""
        return self.cpu / self.requests

    @property
    def calls_per_request(self) -> float:
        """Upstream calls."""
        return self.calls / self.requests


def measure(
    server: Server, upstream: PlainUpstream, connections: Sequence[Next], seconds: float = 3600.0
) -> Measured:
    """Ask a server for so long, or until there is nothing more to ask."""
    cpu, calls = server.cpu_seconds(), upstream.counts().calls
    load = uvloop.run(run_load(server.port, connections, seconds))
    return Measured(
        load.requests,
        load.seconds,
        load.quantile(0.5),
        load.quantile(0.99),
        server.cpu_seconds() - cpu,
        upstream.counts().calls - calls,
        server.peak_memory(),
    )


def together(rounds: Sequence[Measured]) -> Measured:
    """Several rounds as one; of the quantiles the middle one."""
    middle = len(rounds) // 2
    return Measured(
        sum(each.requests for each in rounds),
        sum(each.seconds for each in rounds),
        sorted(each.p50 for each in rounds)[middle],
        sorted(each.p99 for each in rounds)[middle],
        sum(each.cpu for each in rounds),
        sum(each.calls for each in rounds),
        max(each.peak_memory for each in rounds),
    )


def ratio(rounds: Sequence[Measured], others: Sequence[Measured]) -> float:
    """How many times as many requests the first answer for the same CPU time: the middle of the rounds."""
    ratios = sorted(b.cpu_per_request / a.cpu_per_request for a, b in zip(rounds, others, strict=True))
    return ratios[len(ratios) // 2]
