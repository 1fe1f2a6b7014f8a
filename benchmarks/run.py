"""One run: the sections that are asked for, one after the other."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import uvloop

from benchmarks import (
    execution,
    growth,
    round_trips,
    setting,
    targets,
    through_redis,
    throughput,
    upstream_calls,
)
from benchmarks.cases import MODES
from benchmarks.tables import Table
from benchmarks.targets import Target
from benchmarks.throughput import Comparison
from benchmarks.workbench import Workbench, workbench

SECTIONS = (*MODES, "round-trips", "growth", "redis", "engine", "calls", "starting")
_USERS = 500


@dataclass(frozen=True, slots=True)
class Options:
    """How long, and what."""

    seconds: float
    rounds: int
    users: tuple[int, ...]
    only: tuple[str, ...]
    write: bool


@dataclass(slots=True)
class Results:
    """What was found so far."""

    write: Callable[[Table], None]
    comparisons: list[Comparison] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, table: Table) -> None:
        """Print and write a table at once: a run takes minutes."""
        print(f"\n{table.text()}", flush=True)
        self.write(table)


def parse(program: str, description: str, arguments: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="how long each server is asked, in each round of each case"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds; servers are asked in turns")
    parser.add_argument(
        "--users", default="50,500,5000", help="sizes of the organizations that are read as a whole"
    )
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"sections: {', '.join(SECTIONS)}")
    parser.add_argument("--no-write", action="store_true", help="leave the page as it is")
    found = parser.parse_args(arguments)
    only = tuple(found.only.split(","))
    if set(only) - set(SECTIONS):
        parser.error(f"the sections are {', '.join(SECTIONS)}")
    users = tuple(int(each) for each in found.users.split(","))
    return Options(found.seconds, found.rounds, users, only, write=not found.no_write)


def run(options: Options, *, with_peers: bool, write: Callable[[Table], None] = lambda _: None) -> Results:
    """Measure and print; every table is also given to ``write``.

    The table of targets needs everything, so that a run of some sections has none.
    """
    results = Results(write)
    wanted = options.only
    with workbench(max(_USERS, *options.users) if "growth" in wanted else _USERS) as bench:
        results.add(setting.describe(bench, with_peers=with_peers))
        if "starting" in wanted:
            results.add(setting.starting(bench, with_peers=with_peers))
        _throughput(bench, options, results, with_peers=with_peers)
        if "round-trips" in wanted:
            waited = round_trips.measure_round_trips(bench, repeats=options.rounds, with_peers=with_peers)
            results.add(round_trips.table(waited))
            results.targets += targets.of_round_trips(waited)
        if "growth" in wanted:
            grown = growth.measure_growth(bench, options.users)
            results.add(growth.table(grown))
            results.targets += targets.of_growth(grown)
        if "redis" in wanted:
            _redis(bench, options, results)
        if "calls" in wanted:
            results.add(upstream_calls.measure_calls(bench, rounds=options.rounds * 3))
    if "engine" in wanted:
        engine = uvloop.run(execution.measure_engines(options.seconds))
        results.add(engine.table)
        results.targets.append(targets.of_engine(engine.ratio))
    if with_peers and set(wanted) == set(SECTIONS):
        results.add(targets.table(results.targets))
    return results


def _throughput(bench: Workbench, options: Options, results: Results, *, with_peers: bool) -> None:
    for mode in MODES:
        if mode in options.only:
            found = throughput.compare(
                bench, mode, seconds=options.seconds, rounds=options.rounds, with_peers=with_peers
            )
            results.add(throughput.table(mode, found))
            results.comparisons += found
    results.targets += targets.of_comparisons(results.comparisons)


def _redis(bench: Workbench, options: Options, results: Results) -> None:
    if through_redis.has_redis():
        results.add(through_redis.measure_redis(bench, organizations=10 * options.rounds))
    else:
        print("\nredis-server not found: nothing is measured with Redis")
