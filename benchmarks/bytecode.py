"""``python -m benchmarks.bytecode``: how many instructions of Python each function runs for one request.

On a machine that does other things as well times differ by a tenth from one minute to the next; these
numbers hardly differ at all. They do not say what an instruction costs: one may call into C for long.
"""

import argparse
import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator
from typing import cast, get_args

from benchmarks.cases import ORGANIZATIONS, Mode, cases
from benchmarks.gateways import gateway
from benchmarks.load import Next, run_load
from benchmarks.tables import Table, amount
from benchmarks.throughput import SETTINGS
from benchmarks.workbench import Workbench, workbench

_WARMING = 20
_PATIENCE_SECONDS = 30.0


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bytecode", description=__doc__)
    parser.add_argument("--query", default="page of 50 users", help="3 fields, home screen, page of 50 users")
    parser.add_argument("--mode", default="cold", choices=get_args(Mode))
    parser.add_argument("--requests", type=int, default=5, help="how many requests are counted")
    parser.add_argument("--functions", type=int, default=40, help="how many functions are shown")
    arguments = parser.parse_args()
    mode = cast("Mode", arguments.mode)
    with workbench(60) as bench:
        found = counted(bench, arguments.query, mode, arguments.requests)
    print(_table(found, f"{arguments.query}, {mode}", arguments.functions).text())


def counted(bench: Workbench, query: str, mode: Mode, requests: int) -> dict[str, float]:
    """How many instructions each function runs for one request, by its name and place."""
    target = bench.directory / "bytecode.json"
    target.unlink(missing_ok=True)  # of an earlier count
    variables = {**SETTINGS[mode], "BYTECODE_FILE": str(target)}
    serving = gateway(
        "gateway",
        bench.directory,
        bench.upstream,
        bench.credentials,
        ORGANIZATIONS,
        module="benchmarks.counted_gateway",
        **variables,
    )
    with serving as server:
        ask = next(each for each in cases(bench, mode) if each.name == query).connections[0]
        asyncio.run(run_load(server.port, [_times(_WARMING, ask)]))
        os.kill(server.pid, signal.SIGUSR1)
        asyncio.run(run_load(server.port, [_times(requests, ask)]))
        os.kill(server.pid, signal.SIGUSR2)
        over = time.monotonic() + _PATIENCE_SECONDS
        while not target.is_file() and time.monotonic() < over:
            time.sleep(0.05)
        counted: dict[str, int] = json.loads(target.read_text())
    return {name: count / requests for name, count in counted.items()}


def _times(count: int, ask: Next) -> Next:
    def requests() -> Iterator[bytes | None]:
        for _ in range(count):
            yield ask()
        while True:
            yield None

    return requests().__next__


def _table(found: dict[str, float], title: str, functions: int) -> Table:
    total = sum(found.values())
    most = sorted(found.items(), key=lambda pair: -pair[1])[:functions]
    rows = [(name, f"{count / total:.1%}", amount(count)) for name, count in most]
    return Table(
        "bytecode", f"{title}: {total:,.0f} instructions a request", ("function", "share", "each"), rows
    )


if __name__ == "__main__":
    main()
