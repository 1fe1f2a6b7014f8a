"""What the gateway is meant to reach, and whether it does, derived from what was measured."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.growth import Grown
from benchmarks.peers.starting import NODE_JIT, YOGA
from benchmarks.round_trips import HOME, LARGE, SMALL_PAGE, Waited
from benchmarks.tables import Table
from benchmarks.throughput import GATEWAY, Comparison

_PROPORTIONAL = 0.10


class Target(NamedTuple):
    """A number that is wanted, and the one that was found."""

    what: str
    wanted: str
    found: str
    is_met: bool


def of_comparisons(comparisons: Sequence[Comparison]) -> Iterator[Target]:
    """Ratios to peers, of requests for the same CPU time."""
    found = {(each.case, each.mode): each for each in comparisons}
    node = NODE_JIT.name
    for case, mode, least, peer in (
        ("page of 50 users", "lists", 1.5, None),
        ("home screen", "lists", 1.0, None),
        ("page of 50 users", "answers", 3.0, YOGA.name),
        ("home screen", "answers", 1.5, YOGA.name),
        ("home screen", "cold", 0.5, node),
        ("page of 50 users", "cold", 0.5, node),
    ):
        comparison = found.get((case, mode))  # type: ignore[arg-type]
        if comparison is None or len(comparison.rounds) == 1:
            continue
        name = peer or comparison.best_peer()
        ratio = comparison.ratio_to(name)
        yield Target(f"{case}, {mode}, beside {name}", f">= {least} x", f"{ratio:.2f} x", ratio >= least)


def of_round_trips(found: Sequence[Waited]) -> Iterator[Target]:
    """Time in round trips, with plenty of connections."""
    for case, most in ((HOME, 1.4), (SMALL_PAGE, 2.5), (LARGE, 8.0)):
        best = min(
            (each for each in found if each.case == case and each.server == GATEWAY),
            key=lambda each: each.round_trips,
        )
        what = f"{case}, nothing kept: round trips ({best.connections} connections)"
        yield Target(what, f"<= {most}", f"{best.round_trips:.1f}", best.round_trips <= most)


def of_growth(found: Sequence[Grown]) -> Iterator[Target]:
    """CPU and memory of the largest organization beside the smallest but one, per user."""
    if len(found) < 2:
        return
    small, large = found[-2], found[-1]
    for what, ratio in (
        ("CPU per user, first time", _ratio(large.first_cpu, small.first_cpu, large.users, small.users)),
        ("CPU per user, again", _ratio(large.again_cpu, small.again_cpu, large.users, small.users)),
        ("memory per user", _ratio(large.memory, small.memory, large.users, small.users)),
    ):
        yield Target(
            f"{what}: {large.users:,} users beside {small.users:,}",
            "<= 1.10 x",
            f"{ratio:.2f} x",
            ratio <= 1 + _PROPORTIONAL,
        )


def of_engine(ratio: float) -> Target:
    """The engine alone."""
    what = "executing an answer of 4,200 fields, beside graphql-core"
    return Target(what, ">= 20 x", f"{ratio:.1f} x", ratio >= 20)


def table(targets: Sequence[Target]) -> Table:
    """All of them."""
    rows = [(each.what, each.wanted, each.found, "yes" if each.is_met else "**no**") for each in targets]
    return Table("targets", "what is wanted", ("what", "wanted", "found", "reached"), rows)


def _ratio(large: float, small: float, many: int, few: int) -> float:
    return (large / many) / (small / few) if small > 0 else 0.0
