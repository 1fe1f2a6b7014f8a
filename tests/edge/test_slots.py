"""Who gets a slot, who waits, in which order, and who is refused."""

import asyncio
import random
from collections import Counter

import pytest

from gateway.edge.slots import Overloaded, Slots

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Line:
    """Requests that wait, by name; ``served`` has the names in the order in which they got a slot."""

    def __init__(self, max_running: int = 1, max_waiting: int = 100, seconds: float = 60) -> None:
        self.slots = Slots(max_running, max_waiting, seconds)
        self.served: list[str] = []
        self.refused: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def join(self, *names: str, background: bool = False) -> None:
        """Have requests wait; the first letter of a name is its client's."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._wait(name, background))
            await asyncio.sleep(0)

    async def _wait(self, name: str, background: bool) -> None:
        try:
            await self.slots.wait(name[0], background=background)
        except Overloaded:
            self.refused.append(name)
        else:
            self.served.append(name)

    async def serve(self, times: int) -> list[str]:
        """End what runs so many times; the names that got a slot by it."""
        before = len(self.served)
        for _ in range(times):
            self.slots.leave()
            for _ in range(3):
                await asyncio.sleep(0)
        return self.served[before:]


async def test_slots_are_taken_and_given_back() -> None:
    slots = Slots(2, 0, 1)
    assert [slots.enter() for _ in range(3)] == [True, True, False]
    slots.leave()
    assert (slots.enter(), slots.enter(), slots.running) == (True, False, 2)


async def test_without_room_to_wait_a_request_is_refused_at_once() -> None:
    slots = Slots(1, 0, 60)
    assert slots.enter()
    with pytest.raises(Overloaded):
        await slots.wait("a", background=False)
    assert (slots.running, slots.waiting) == (1, 0)


async def test_clients_take_turns_however_many_one_has_waiting() -> None:
    line = Line()
    await line.join("r")
    await line.join("a1", "a2", "a3", "a4", "b1", "c1", "b2")
    assert await line.serve(7) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]
    assert (line.slots.running, line.slots.waiting) == (1, 0)


async def test_the_background_waits_for_everybody_else() -> None:
    line = Line()
    await line.join("r")
    await line.join("a1", "a2", background=True)
    await line.join("b1", "b2")
    assert await line.serve(4) == ["b1", "b2", "a1", "a2"]


async def test_a_full_line_makes_room_for_who_has_less_waiting() -> None:
    """A client that floods is refused, the newest first, and the others are not."""
    line = Line(max_waiting=4)
    await line.join("r")
    await line.join("a1", "a2", "a3", "a4", "a5")
    assert line.refused == ["a5"]
    await line.join("b1", "b2", "b3")
    assert line.refused == ["a5", "a4", "a3", "b3"]
    assert await line.serve(4) == ["a1", "b1", "a2", "b2"]


async def test_a_full_line_makes_room_in_the_background_first() -> None:
    line = Line(max_waiting=2)
    await line.join("r", "b1")
    await line.join("a1", background=True)
    await line.join("c1")
    await line.join("a2", background=True)
    assert line.refused == ["a1", "a2"]
    assert await line.serve(2) == ["b1", "c1"]


async def test_who_waits_too_long_is_refused() -> None:
    line = Line(seconds=0.05)
    await line.join("r", "a1", "a2")
    await asyncio.wait(line.tasks.values(), timeout=5)
    assert (line.refused, line.slots.waiting) == (["a1", "a2"], 0)
    assert await line.serve(1) == []
    assert line.slots.running == 0


async def test_who_leaves_waits_no_longer() -> None:
    line = Line()
    await line.join("r", "a1", "a2", "b1")
    line.tasks["a1"].cancel()
    line.tasks["b1"].cancel()
    await asyncio.sleep(0)
    assert await line.serve(2) == ["a2"]
    assert (line.slots.running, line.slots.waiting) == (0, 0)


@pytest.mark.parametrize("background", [True, False])
async def test_a_full_line_makes_room_in_the_moment_in_which_somebody_leaves(background: bool) -> None:
    """Who leaves stands in line until it has noticed, and is not to be told anything any more."""
    line = Line(max_waiting=2)
    await line.join("r")
    await line.join("a1", "a2", background=background)
    line.tasks["a2"].cancel()
    newcomer = asyncio.ensure_future(line.serve(2))  # runs once the newcomer waits
    await line.slots.wait("b", background=False)
    await newcomer
    assert (line.served, line.refused, line.slots.waiting) == (["r", "a1"], [], 0)


async def test_a_slot_that_comes_in_the_moment_of_leaving_goes_on() -> None:
    line = Line()
    await line.join("r", "a1", "b1")
    line.slots.leave()  # a1 has it, and does not know yet
    line.tasks["a1"].cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert (line.served, line.slots.running) == (["r", "b1"], 1)


async def test_no_slot_is_ever_lost_or_doubled() -> None:
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret
    slots = Slots(5, 20, 0.02)
    most, outcomes = 0, Counter[str]()

    async def request(number: int) -> None:
        nonlocal most
        try:
            await slots.wait(number % 7, background=chance.random() < 0.3)
        except Overloaded:
            outcomes["refused"] += 1
            return
        most = max(most, slots.running)
        try:
            await asyncio.sleep(chance.choice((0, 0.001, 0.005)))
            outcomes["served"] += 1
        finally:
            slots.leave()

    tasks = []
    for number in range(2_000):
        tasks.append(asyncio.create_task(request(number)))
        if chance.random() < 0.2:
            chance.choice(tasks).cancel()
        if chance.random() < 0.3:
            await asyncio.sleep(0)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    outcomes["left"] = sum(isinstance(each, asyncio.CancelledError) for each in ended)
    assert (slots.running, slots.waiting, most) == (0, 0, 5)
    assert sum(outcomes.values()) == 2_000
    assert min(outcomes["served"], outcomes["refused"], outcomes["left"]) > 20
