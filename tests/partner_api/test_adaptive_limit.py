"""The limit finds how much an upstream takes at the same time: models of upstreams, without time."""

from collections.abc import Callable

from partner_api.adaptive_limit import AdaptiveLimit
from partner_api.own_work import OwnWork

Seconds = Callable[[int], float]


def saturate(limit: AdaptiveLimit, seconds: Seconds, answers: int, operation: str = "users") -> None:
    """As many calls run all the time as are let, and others wait."""
    for _ in range(answers):
        limit.stood_in_the_way()
        running = limit.value
        limit.answered(operation, seconds(running), running)


def quiet(limit: AdaptiveLimit, seconds: Seconds, operation: str = "users") -> None:
    for _ in range(20):
        limit.answered(operation, seconds(1), 1)


def workers(count: int, seconds: float) -> Seconds:
    """An upstream of so many workers: more calls only wait longer."""
    return lambda running: seconds * max(1.0, running / count)


def test_it_finds_the_knee_from_below_and_from_above() -> None:
    for count in (8, 15, 24):
        upstream, limit = workers(count, 0.05), AdaptiveLimit(50)
        quiet(limit, upstream)
        saturate(limit, upstream, 5000)
        assert count <= limit.value <= 2 * count + 2


def test_an_upstream_that_takes_all_gets_the_maximum_soon() -> None:
    limit = AdaptiveLimit(50)
    quiet(limit, workers(1000, 0.05))
    saturate(limit, workers(1000, 0.05), 100)
    assert limit.value == 50


def test_it_does_not_grow_when_nobody_waits() -> None:
    limit = AdaptiveLimit(500)
    for _ in range(1000):
        limit.answered("users", 0.05, 3)
    assert limit.value == 64


def test_from_the_maximum_it_is_soon_where_the_upstream_can_follow() -> None:
    for count in (8, 24, 100):
        limit = AdaptiveLimit(500)
        quiet(limit, workers(1000, 0.05))
        saturate(limit, workers(1000, 0.05), 1000)
        assert limit.value == 500
        saturate(limit, workers(count, 0.05), 1800)  # it got less all of a sudden
        assert limit.value <= 2.2 * count
        saturate(limit, workers(count, 0.05), 5000)
        assert count <= limit.value <= 2.2 * count


def test_the_first_overshoot_costs_hundreds_of_calls_and_not_thousands() -> None:
    limit = AdaptiveLimit(500)
    quiet(limit, workers(24, 0.05))
    saturate(limit, workers(24, 0.05), 400)
    assert limit.value <= 2.2 * 24


def test_many_calls_at_the_same_time_are_not_quiet_however_many_may_run() -> None:
    limit = AdaptiveLimit(500)
    quiet(limit, workers(24, 0.05))
    saturate(limit, workers(1000, 0.05), 1000)
    for _ in range(2000):  # half of the limit, and four times what the upstream takes
        limit.answered("users", 0.2, 100)
    assert limit.value < 100


def test_slow_operations_and_heavy_tails_are_not_a_busy_upstream() -> None:
    limit = AdaptiveLimit(20)
    for operation, seconds in (("users", 0.02), ("statistics", 0.9)):
        quiet(limit, workers(1000, seconds), operation)
    saturate(limit, workers(1000, 0.9), 500, "statistics")
    assert limit.value == 20
    for number in range(1000):
        limit.answered("users", 0.2 if number % 20 == 0 else 0.02, 20)
    assert limit.value == 20


def test_milliseconds_of_our_own_are_not_a_busy_upstream() -> None:
    limit = AdaptiveLimit(20)
    quiet(limit, workers(1000, 0.001))
    saturate(limit, workers(1000, 0.015), 1000)
    assert limit.value == 20


def test_timeouts_and_throttling_shrink_it_to_a_floor_that_still_notices_recovery() -> None:
    limit = AdaptiveLimit(50)
    for _ in range(1000):
        limit.overloaded()
    assert limit.value == 10
    saturate(limit, workers(1000, 0.05), 1300)
    assert limit.value == 50


def test_the_floor_does_not_rise_with_the_maximum_and_is_left_within_a_few_thousand_calls() -> None:
    limit = AdaptiveLimit(500)
    for _ in range(5000):
        limit.overloaded()
    assert limit.value == 10
    saturate(limit, workers(1000, 0.05), 8000)
    assert limit.value == 500


def test_an_upstream_that_stays_slower_is_learnt() -> None:
    limit = AdaptiveLimit(50)
    quiet(limit, workers(1000, 0.05))
    saturate(limit, workers(1000, 0.05), 300)
    saturate(limit, workers(1000, 0.4), 3000)
    assert limit.value == 50


def test_a_small_maximum_holds() -> None:
    limit = AdaptiveLimit(1)
    for _ in range(100):
        limit.overloaded()
    saturate(limit, workers(1, 0.1), 100)
    assert limit.value == 1


class Clocks:
    """Time passes with every answer, and the thread works for a part of it."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.passed = 0.0
        self.own_work = OwnWork(lambda: self.passed, lambda: self.passed * self.share)

    def slow(self, limit: AdaptiveLimit, answers: int) -> None:
        """Calls that take eight times as long as in quiet."""
        self.own_work.gathers()
        for _ in range(answers):
            self.passed += 0.001
            limit.answered("users", 0.4, limit.value)
        self.own_work.disperses()


def test_what_takes_long_because_this_process_works_is_not_a_busy_upstream() -> None:
    found = []
    for share in (0.0, 0.5, 0.9, 1.0):
        clocks = Clocks(share)
        limit = AdaptiveLimit(500, clocks.own_work)
        quiet(limit, workers(1000, 0.05))
        clocks.slow(limit, 64)
        found.append(limit.value)
    assert found == [32, 44, 64, 64]


def test_quiet_times_between_crowds_say_nothing_about_who_was_slow() -> None:
    clocks = Clocks(0.9)
    limit = AdaptiveLimit(500, clocks.own_work)
    quiet(limit, workers(1000, 0.05))
    for _ in range(8):
        clocks.slow(limit, 8)
        clocks.passed += 60.0
    assert limit.value == 64


def test_own_work_is_counted_once_and_from_one_round_to_the_next() -> None:
    now, worked = 0.0, 0.0
    own_work = OwnWork(lambda: now, lambda: worked)
    own_work.gathers()
    now, worked = 2.0, 1.0
    own_work.gathers()  # it was there already
    assert (own_work.share(), own_work.share()) == (0.5, 0.0)
    now, worked = 6.0, 2.0
    own_work.disperses()
    now, worked = 9.0, 5.0
    assert (own_work.share(), own_work.share()) == (0.25, 0.0)
