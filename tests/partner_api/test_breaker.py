"""When an upstream is left alone, and how soon it is asked again."""

import pytest

from partner_api.breaker import Breaker
from partner_api.discipline import Discipline


def breaker() -> Breaker:
    return Breaker("organization", Discipline())


def fail(it: Breaker, times: int, now: float) -> None:
    for _ in range(times):
        admitted = it.admit(now)
        assert admitted is not None
        it.failed(admitted, now)


def succeed(it: Breaker, times: int, now: float) -> None:
    for _ in range(times):
        admitted = it.admit(now)
        assert admitted is not None
        it.succeeded(admitted, now)


def test_it_opens_on_real_volume_only() -> None:
    it = breaker()
    fail(it, 19, 0.0)
    assert not it.is_open
    fail(it, 1, 0.0)
    assert it.is_open
    assert it.times_opened == 1


def test_old_failures_do_not_count() -> None:
    it = breaker()
    fail(it, 19, 0.0)
    fail(it, 19, 15.1)
    assert not it.is_open


@pytest.mark.parametrize(("good", "is_open"), [(9, True), (10, False)])
def test_it_opens_on_a_large_share_of_the_latest_calls_only(good: int, is_open: bool) -> None:
    it = breaker()
    succeed(it, 1000, 0.0)  # forgotten but for the latest thirty
    succeed(it, good, 0.0)
    fail(it, 30 - good, 0.0)
    assert it.is_open is is_open


def test_open_it_lets_one_call_through_per_half_second_and_refuses_the_others() -> None:
    it = breaker()
    fail(it, 20, 0.0)
    assert it.refuses(0.4)
    assert it.admit(0.4) is None
    assert not it.refuses(0.5)
    first = it.admit(0.5)
    assert first is not None
    assert it.refuses(0.5)
    assert it.admit(0.9) is None
    it.failed(first, 0.9)
    assert it.admit(1.0) is not None  # and the next probe does not wait for the end of one that hangs
    assert it.admit(1.5) is not None


def test_a_probe_that_succeeds_closes_it_at_once() -> None:
    it = breaker()
    fail(it, 20, 0.0)
    probe, hanging = it.admit(0.5), it.admit(1.0)
    assert probe is not None
    assert hanging is not None
    it.succeeded(hanging, 1.1)
    assert not it.is_open
    it.failed(probe, 3.0)
    succeed(it, 100, 3.0)
    assert it.times_opened == 1


def test_what_was_sent_before_it_opened_says_nothing_any_more() -> None:
    it = breaker()
    early = it.admit(0.0)
    assert early is not None
    fail(it, 20, 0.0)
    it.succeeded(early, 0.1)
    assert it.is_open


def test_it_tells_the_log(caplog: pytest.LogCaptureFixture) -> None:
    it = breaker()
    fail(it, 20, 0.0)
    succeed(it, 1, 0.5)
    assert [record.getMessage() for record in caplog.records] == [
        "nearly all calls to the upstream fail: it is left alone",
        "the upstream answers again",
    ]
    assert caplog.records[0].__dict__["failures"] == 20


def test_in_an_outage_of_a_minute_hardly_anything_is_sent() -> None:
    it = breaker()
    succeed(it, 100, 0.0)
    sent = 0
    for tick in range(1200):  # twenty calls a second
        admitted = it.admit(tick / 20)
        if admitted is not None:
            sent += 1
            it.failed(admitted, tick / 20)
    assert sent <= 0.15 * 1200
    assert it.times_opened == 1
