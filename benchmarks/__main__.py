"""``python -m benchmarks``: requests a second, CPU, memory and upstream calls of a few queries."""

import argparse
import asyncio
import os
import platform
import tempfile
from pathlib import Path

from benchmarks.load import run_load
from benchmarks.processes import Running, running
from benchmarks.queries import Query, queries

_HEADINGS = (
    "query",
    "connections",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "CPU ms/request",
    "upstream calls/request",
    "peak MiB",
)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each query is measured")
    parser.add_argument("--connections", type=int, default=16, help="how many clients ask at once")
    arguments = parser.parse_args()
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for query in queries():
        for cache in ("false", "true"):
            with (
                tempfile.TemporaryDirectory() as directory,
                running(Path(directory), GATEWAY_CACHE=cache) as processes,
            ):
                measured = _measure(processes, query, arguments.connections, arguments.seconds)
            rows.append((measured[0] + (", kept" if cache == "true" else ""), *measured[1:]))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _measure(processes: Running, query: Query, connections: int, seconds: float) -> tuple[str, ...]:
    request = processes.request(query)
    asyncio.run(run_load(processes.gateway_port, request, connections=connections, seconds=1))
    cpu, calls = processes.cpu_seconds(), processes.upstream_calls()
    load = asyncio.run(run_load(processes.gateway_port, request, connections=connections, seconds=seconds))
    cpu, calls = processes.cpu_seconds() - cpu, processes.upstream_calls() - calls
    return (
        query.name,
        str(connections),
        f"{load.requests_per_second:.1f}",
        f"{load.p50 * 1000:.1f}",
        f"{load.p99 * 1000:.1f}",
        f"{cpu * 1000 / load.requests:.2f}",
        f"{calls / load.requests:.2f}",
        f"{processes.peak_memory_mebibytes():.0f}",
    )


if __name__ == "__main__":
    main()
