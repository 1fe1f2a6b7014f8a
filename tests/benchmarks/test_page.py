"""What is written into the page, and that the page has a place for everything."""

import re
from html import escape
from pathlib import Path

import pytest

from benchmarks.cases import MODES
from benchmarks.chart import chart
from benchmarks.growth import Grown
from benchmarks.measuring import Measured
from benchmarks.page import PAGE, write_table
from benchmarks.peers.starting import NODE_JIT, YOGA
from benchmarks.profile import PROFILED
from benchmarks.round_trips import HOME, LARGE, SMALL_PAGE, Waited
from benchmarks.run import SECTIONS
from benchmarks.tables import Table
from benchmarks.targets import of_comparisons, of_growth, of_round_trips
from benchmarks.throughput import GATEWAY, Comparison

_TABLE = Table("redis", "title", ("a", "b"), [("1", "2"), ("3", "4")])


def test_a_table_takes_the_place_between_its_markers_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- redis -->\nold\n<!-- end of redis -->\nafter\n")
    write_table(page, _TABLE)
    rows = "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n"
    written = f"before\n<!-- redis -->\n{rows}<!-- end of redis -->\nafter\n"
    assert page.read_text() == written
    write_table(page, _TABLE)
    assert page.read_text() == written


def test_a_page_without_a_place_for_a_table_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("no markers\n")
    with pytest.raises(ValueError, match="the page has 0 places for redis"):
        write_table(page, _TABLE)
    assert page.read_text() == "no markers\n"


def test_the_page_has_one_place_for_every_table_that_is_measured() -> None:
    names = re.findall(r"<!-- (?!end of )(.+) -->", PAGE.read_text(encoding="utf-8"))
    profiles = {f"profile of {case}, {mode}" for case, mode in PROFILED}
    assert sorted(names) == sorted({"setting", "targets", *SECTIONS} | profiles)


def test_ratios_are_of_cpu_time_and_the_middle_of_the_rounds() -> None:
    ours = [_measured(cpu) for cpu in (1.0, 2.0, 4.0)]
    theirs = [_measured(cpu) for cpu in (4.0, 4.0, 4.0)]
    comparison = Comparison("home screen", "answers", {GATEWAY: ours, YOGA.name: theirs})
    assert comparison.ratio_to(YOGA.name) == 2.0
    [target] = of_comparisons([comparison])
    assert target == (f"home screen, answers, beside {YOGA.name}", ">= 1.5 x", "2.00 x", True)


def test_the_best_peer_is_the_one_that_counts() -> None:
    rounds = {GATEWAY: [_measured(3.0)], YOGA.name: [_measured(9.0)], NODE_JIT.name: [_measured(1.5)]}
    [target] = of_comparisons([Comparison("home screen", "lists", rounds)])
    assert target == (f"home screen, lists, beside {NODE_JIT.name}", ">= 1.0 x", "0.50 x", False)


def test_without_peers_there_is_nothing_to_reach() -> None:
    assert list(of_comparisons([Comparison("home screen", "lists", {GATEWAY: [_measured(1.0)]})])) == []


def test_growth_is_judged_per_user() -> None:
    found = [_grown(50, 1.0), _grown(500, 10.0), _grown(5000, 120.0)]
    assert [(target.found, target.is_met) for target in of_growth(found)] == [("1.20 x", False)] * 3
    assert [(target.found, target.is_met) for target in of_growth(found[:2])] == [("1.00 x", True)] * 3
    assert list(of_growth(found[:1])) == []


def test_round_trips_are_judged_with_the_connections_that_suit_best() -> None:
    found = [
        Waited(case, GATEWAY, connections, trips, 7, 6)
        for case in (HOME, SMALL_PAGE, LARGE)
        for connections, trips in ((50, 9.0), (1000, 2.5))
    ]
    assert [(each.found, each.is_met) for each in of_round_trips(found)] == [
        ("2.5", False),
        ("2.5", True),
        ("2.5", True),
    ]


def test_the_picture_has_a_bar_for_every_server_and_names_what_was_asked() -> None:
    rounds = {GATEWAY: [_measured(0.1)], "<Node>": [_measured(1.0)]}
    picture = chart([Comparison("home screen", mode, rounds) for mode in MODES])
    assert picture.count('<rect class="ours"') == picture.count('<rect class="peer"') == len(MODES)
    assert picture.count("&lt;Node&gt;") == len(MODES)
    assert all(escape(text) in picture for text in MODES.values())
    assert picture.count(">1,000</text>") == len(MODES) + 1  # and the axis


def _measured(cpu: float) -> Measured:
    """A hundred requests that cost so many seconds of CPU."""
    return Measured(100, 1.0, 0.01, 0.02, cpu, 0, 50.0)


def _grown(users: int, cost: float) -> Grown:
    return Grown(users, cost, cost, cost, 0)
