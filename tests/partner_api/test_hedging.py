"""A second attempt beside a slow first one."""

import asyncio

import pytest

from domain.errors import UpstreamUnavailable
from partner_api.hedging import Hedges

pytestmark = pytest.mark.anyio


def experienced() -> Hedges:
    hedges = Hedges()
    for _ in range(200):
        hedges.learn("users", 0.0001)
    return hedges


class Racer:
    """An attempt that ends when it is told how."""

    def __init__(self) -> None:
        self.result: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.started = asyncio.Event()

    async def first(self) -> str:
        self.started.set()
        return await self.result

    async def second(self, _: int) -> str:
        return await self.first()


def test_the_99th_percentile_is_followed() -> None:
    hedges = Hedges()
    assert hedges.patience("users") is None
    for number in range(5000):
        hedges.learn("users", 1.0 if number % 100 == 0 else 0.1)
        hedges.learn("other", 0.1)
    slowest = hedges.patience("users")
    assert slowest is not None
    assert 0.09 < slowest <= 1.05
    assert hedges.patience("other") == pytest.approx(0.1, rel=0.1)


async def test_while_little_is_known_there_is_one_attempt() -> None:
    one, two = Racer(), Racer()
    one.result.set_result("one")
    assert await Hedges().race("users", one.first, two.second, lambda: pytest.fail("not asked")) == "one"


async def test_the_quicker_one_counts_and_the_other_is_ended() -> None:
    one, two = Racer(), Racer()
    race = asyncio.create_task(experienced().race("users", one.first, two.second, lambda: 1))
    await two.started.wait()
    two.result.set_result("two")
    assert await race == "two"
    assert one.result.cancelled()


async def test_a_failure_does_not_win() -> None:
    one, two = Racer(), Racer()
    race = asyncio.create_task(experienced().race("users", one.first, two.second, lambda: 1))
    await two.started.wait()
    two.result.set_exception(UpstreamUnavailable("two"))
    await asyncio.sleep(0)
    assert not race.done()
    one.result.set_result("one")
    assert await race == "one"


async def test_without_a_place_or_budget_there_is_no_second() -> None:
    one, two = Racer(), Racer()
    asked = asyncio.Event()

    def enter() -> None:
        asked.set()

    race = asyncio.create_task(experienced().race("users", one.first, two.second, enter))
    await asked.wait()
    one.result.set_result("one")
    assert await race == "one"
    assert not two.started.is_set()


async def test_who_leaves_ends_both() -> None:
    one, two = Racer(), Racer()
    race = asyncio.create_task(experienced().race("users", one.first, two.second, lambda: 1))
    await two.started.wait()
    race.cancel()
    with pytest.raises(asyncio.CancelledError):
        await race
    assert one.result.cancelled()
    assert two.result.cancelled()
