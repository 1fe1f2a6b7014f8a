"""Who has to wait, for how long, and who has not."""

import pytest

from gateway.api_clients import throttle
from gateway.api_clients.throttle import Throttle


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_name_at_an_address_has_five_failures_and_then_one_in_ten_seconds() -> None:
    clock = Clock()
    limits = Throttle(clock)
    for _ in range(5):
        assert limits.seconds_to_wait("192.0.2.1", "a") == 0
        limits.note_failure("192.0.2.1", "a")
    assert limits.seconds_to_wait("192.0.2.1", "a") == pytest.approx(10)
    clock.now = 9.9
    assert limits.seconds_to_wait("192.0.2.1", "a") == pytest.approx(0.1)
    clock.now = 10
    assert limits.seconds_to_wait("192.0.2.1", "a") == 0
    limits.note_failure("192.0.2.1", "a")
    assert limits.seconds_to_wait("192.0.2.1", "a") == pytest.approx(10)


def test_nobody_can_lock_a_client_out_from_elsewhere() -> None:
    limits = Throttle(Clock())
    for _ in range(30):
        limits.note_failure("192.0.2.1", "a")
    assert limits.seconds_to_wait("192.0.2.1", "b") > 0
    assert limits.seconds_to_wait("192.0.2.2", "a") == 0


def test_one_customer_has_many_addresses_of_ipv6() -> None:
    limits = Throttle(Clock())
    for number in range(20):
        limits.note_failure(f"2001:db8::{number:x}", f"guess-{number}")
    assert limits.seconds_to_wait("2001:db8::ffff", "a") > 0
    assert limits.seconds_to_wait("2001:db8:0:1::1", "a") == 0


def test_it_takes_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_MOST_KEYS", 10)
    limits = Throttle(Clock())
    for number in range(100):
        limits.note_failure(f"192.0.2.{number}", "\ud800" * number)
    assert len(limits._buckets) == 10
