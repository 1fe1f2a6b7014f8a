"""``python -m benchmarks.profile``: which functions the gateway spends its time in while it is asked.

Needs py-spy (``pip install py-spy``), which looks at the process from outside.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cases import MODES, ORGANIZATIONS, Mode, cases
from benchmarks.measuring import Measured, measure
from benchmarks.page import PAGE, write_table
from benchmarks.tables import Table, microseconds
from benchmarks.throughput import SETTINGS
from benchmarks.workbench import Workbench, workbench

_SAMPLES_PER_SECOND = 250
_LINE = re.compile(r":\d+\)$")
_SERVED = "uvicorn/server.py"
PROFILED: tuple[tuple[str, Mode], ...] = (
    ("page of 50 users", "lists"),
    ("home screen", "lists"),
    ("home screen", "answers"),
    ("page of 50 users", "cold"),
)


def main() -> None:
    """Profile and print; with ``--write`` into the page as well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("--seconds", type=int, default=6, help="how long each case is looked at")
    parser.add_argument("--functions", type=int, default=12, help="how many functions are shown")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    arguments = parser.parse_args()
    program = shutil.which("py-spy")
    if program is None:
        sys.exit("py-spy not found: pip install py-spy, and put it into the PATH")
    with workbench(60) as bench:
        tables = [
            _profile(bench, program, case, mode, arguments.seconds, arguments.functions)
            for case, mode in PROFILED
        ]
    for table in tables:
        print(f"\n{table.text()}")
    if arguments.write:
        for table in tables:
            write_table(PAGE, table)


def _profile(bench: Workbench, program: str, name: str, mode: Mode, seconds: int, functions: int) -> Table:
    with bench.gateway(ORGANIZATIONS, **SETTINGS[mode]) as server:
        case = next(each for each in cases(bench, mode) if each.name == name)
        measure(server, bench.upstream, case.connections, 0.5)
        measured = measure(server, bench.upstream, case.connections, seconds / 2)
        raw = bench.directory / "profile"
        command = [program, "record", "--pid", str(server.pid), "--duration", str(seconds)]
        command += ["--rate", str(_SAMPLES_PER_SECOND), "--format", "raw", "--output", str(raw)]
        spy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        measure(server, bench.upstream, case.connections, seconds + 1.0)
        if spy.wait() != 0:
            sys.exit("py-spy may not look at the process: it needs the right to trace it")
    return _table(list(_samples(raw)), name, mode, measured, functions)


def _samples(raw: Path) -> Iterator[tuple[list[str], int]]:
    """Stacks, outermost first, and how often each was seen."""
    for line in raw.read_text(errors="replace").splitlines():
        stack, _, count = line.rpartition(" ")
        if _SERVED in stack:
            yield [_LINE.sub(")", frame) for frame in stack.split(";")], int(count)


def _table(
    samples: list[tuple[list[str], int]], name: str, mode: Mode, measured: Measured, functions: int
) -> Table:
    itself: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for stack, count in samples:
        itself[stack[-1]] += count
        for frame in set(stack):
            within[frame] += count
    total = sum(itself.values())
    cost = measured.cpu_per_request

    def cells(frame: str) -> tuple[str, str, str, str]:
        own, all_of_it = itself[frame] / total, within[frame] / total
        return f"`{frame}`", f"{own:.1%}", microseconds(own * cost), f"{all_of_it:.1%}"

    rows = [cells(frame) for frame, _ in itself.most_common(functions)]
    title = f"{name}, {mode} ({MODES[mode]}): {microseconds(cost)} µs of CPU a request"
    headings = (f"{name}, {mode}: {microseconds(cost)} µs of CPU", "itself", "µs", "with what it calls")
    return Table(f"profile of {name}, {mode}", title, headings, rows)


if __name__ == "__main__":
    main()
