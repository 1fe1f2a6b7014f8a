"""Who goes next: organizations in turn, people before background work, and nobody for ever."""

import asyncio

import pytest

from domain.errors import UpstreamOverloaded, UpstreamTimeout, UpstreamUnavailable
from partner_api.adaptive_limit import AdaptiveLimit
from partner_api.discipline import Priority
from partner_api.line import Line

pytestmark = pytest.mark.anyio

PEOPLE, BACKGROUND = Priority.INTERACTIVE, Priority.BACKGROUND


class Crowd:
    """Callers of a line; ``order`` is the order in which they got their places."""

    def __init__(self, places: int, most: int = 1000) -> None:
        self.line = Line(AdaptiveLimit(places), most)
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, owner: str, count: int, priority: Priority = PEOPLE) -> list[asyncio.Task[None]]:
        async def enter() -> None:
            await self.line.enter(owner, priority, 60.0)
            self.order.append(owner)

        tasks = [asyncio.create_task(enter()) for _ in range(count)]
        self.tasks += tasks
        await self.settle()
        return tasks

    async def leave(self, owner: str, priority: Priority = PEOPLE) -> None:
        self.line.leave(owner, priority)
        await self.settle()

    async def settle(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)

    async def go_home(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_a_place_for_as_many_as_may_run_and_a_line_for_the_others() -> None:
    crowd = Crowd(2)
    await crowd.come("a", 5)
    assert (crowd.line.in_flight, crowd.line.waiting, crowd.line.running("a")) == (2, 3, 2)
    assert crowd.line.waiting_of("a") == 3
    await crowd.leave("a")
    assert (crowd.line.in_flight, crowd.line.waiting) == (2, 2)
    await crowd.go_home()
    assert crowd.line.waiting == 0


async def test_who_asks_for_a_thousand_things_gets_a_share_and_not_all() -> None:
    crowd = Crowd(4)
    await crowd.come("greedy", 100)
    await crowd.come("modest", 3)
    for _ in range(3):
        await crowd.leave("greedy")
    assert crowd.order[4:] == ["modest", "modest", "greedy"]
    await crowd.go_home()


async def test_people_go_first_and_background_work_every_eighth_time() -> None:
    crowd = Crowd(1)
    await crowd.come("first", 1)
    await crowd.come("poller", 3, BACKGROUND)
    await crowd.come("person", 20)
    last = "first"
    for _ in range(17):
        await crowd.leave(last, BACKGROUND if last == "poller" else PEOPLE)
        last = crowd.order[-1]
    assert [number for number, owner in enumerate(crowd.order[1:], 1) if owner == "poller"] == [8, 16]
    await crowd.go_home()


async def test_background_work_has_half_of_the_places_at_most() -> None:
    crowd = Crowd(4)
    await crowd.come("poller", 10, BACKGROUND)
    assert crowd.line.running("poller") == 2
    await crowd.come("person", 1)  # does not stand behind what waits there
    assert crowd.line.running("person") == 1
    await crowd.leave("poller", BACKGROUND)
    assert crowd.line.running("poller") == 2
    await crowd.go_home()


async def test_the_line_is_bounded_and_shorter_for_background_work() -> None:
    crowd = Crowd(1, most=4)
    await crowd.come("a", 3)
    with pytest.raises(UpstreamOverloaded):
        await crowd.line.enter("a", BACKGROUND, 60.0)
    await crowd.come("a", 2)
    with pytest.raises(UpstreamOverloaded) as raised:
        await crowd.line.enter("b", PEOPLE, 60.0)
    assert raised.value.code == "OVERLOADED"
    assert crowd.line.waiting == 4
    await crowd.go_home()


async def test_waiting_is_bounded() -> None:
    crowd = Crowd(1)
    await crowd.come("a", 1)
    with pytest.raises(UpstreamTimeout):
        await crowd.line.enter("a", PEOPLE, 0.0)
    await crowd.leave("a")
    assert (crowd.line.in_flight, crowd.line.waiting) == (0, 0)


async def test_nobody_waits_longer_because_somebody_patient_waits_too() -> None:
    crowd = Crowd(1)
    await crowd.come("a", 1)
    await crowd.come("b", 1)  # for a minute
    for _ in range(2):  # before and after the timer was set to that minute
        with pytest.raises(UpstreamTimeout):
            await crowd.line.enter("c", PEOPLE, 0.0)
        with pytest.raises(UpstreamTimeout):
            await crowd.line.enter("c", BACKGROUND, 0.0)
        assert (crowd.line.waiting, crowd.line.waiting_of("c")) == (1, 0)
    await crowd.leave("a")
    assert crowd.order == ["a", "b"]
    await crowd.leave("b")
    assert (crowd.line.in_flight, crowd.line.waiting) == (0, 0)


async def test_a_place_given_to_one_who_leaves_at_that_moment_goes_to_the_next() -> None:
    crowd = Crowd(1)
    await crowd.come("a", 1)
    leaving, _ = await crowd.come("b", 2)
    crowd.line.leave("a", PEOPLE)  # the place is theirs now, and they do not know yet
    leaving.cancel()
    await crowd.settle()
    assert crowd.order == ["a", "b"]
    assert (crowd.line.in_flight, crowd.line.waiting) == (1, 0)
    await crowd.leave("b")
    assert crowd.line.in_flight == 0


async def test_closing_sends_everybody_away() -> None:
    crowd = Crowd(1)
    await crowd.come("a", 1)
    waiting = await crowd.come("b", 2)
    crowd.line.close()
    for task in waiting:
        with pytest.raises(UpstreamUnavailable, match="closed"):
            await task
    await crowd.leave("a")
    assert (crowd.line.in_flight, crowd.line.waiting) == (0, 0)


async def test_5000_who_leave_cost_little_and_leave_nothing() -> None:
    crowd = Crowd(8, most=10_000)
    await crowd.come("a", 5008)
    await crowd.go_home()
    assert (crowd.line.in_flight, crowd.line.waiting, crowd.line.waiting_of("a")) == (8, 0, 0)
