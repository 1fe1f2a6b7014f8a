"""Single flight: one fetch for everybody who asks at the same time, and nothing kept afterwards."""

import asyncio
import gc

import pytest

from cache import SingleFlight

pytestmark = pytest.mark.anyio


class Upstream:
    """Something to fetch from, which answers when told to."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.gate = asyncio.Event()
        self.finished: list[str] = []

    async def fetch(self, key: str) -> str:
        self.calls.append(key)
        await self.gate.wait()
        self.finished.append(key)
        if key.startswith("bad"):
            raise LookupError(key)
        return key.upper()


async def settle() -> None:
    """Let everything run that can run."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_fetch_for_all_who_ask_at_the_same_time() -> None:
    upstream, flights = Upstream(), SingleFlight()
    tasks = [flights.join("a", lambda: upstream.fetch("a")) for _ in range(50)]
    tasks.append(flights.join("b", lambda: upstream.fetch("b")))
    await settle()
    assert upstream.calls == ["a", "b"]
    assert len(flights) == 2
    upstream.gate.set()
    assert await asyncio.gather(*tasks) == ["A"] * 50 + ["B"]
    assert len(flights) == 0


async def test_keys_that_differ_in_anything_do_not_meet() -> None:
    upstream, flights = Upstream(), SingleFlight()
    upstream.gate.set()
    keys = [("org1", "users", True), ("org2", "users", True), ("org1", "users", False), ("org1", "users")]
    for key in keys:
        flights.join(key, lambda: upstream.fetch("x"))
    assert len(flights) == 4
    await settle()
    assert upstream.calls == ["x"] * 4


async def test_nothing_is_kept_after_the_end() -> None:
    upstream, flights = Upstream(), SingleFlight()
    upstream.gate.set()
    for expected in (1, 2, 3):
        assert await flights.join("a", lambda: upstream.fetch("a")) == "A"
        await settle()
        assert len(upstream.calls) == expected
        assert len(flights) == 0


async def test_a_waiter_that_goes_away_stops_nothing() -> None:
    upstream, flights = Upstream(), SingleFlight()

    async def wait() -> str:
        return await asyncio.shield(flights.join("a", lambda: upstream.fetch("a")))

    impatient, patient = asyncio.create_task(wait()), asyncio.create_task(wait())
    await settle()
    impatient.cancel()
    await settle()
    assert impatient.cancelled()
    upstream.gate.set()
    assert await patient == "A"
    assert upstream.finished == ["a"]


async def test_a_fetch_runs_to_its_end_when_everybody_has_gone() -> None:
    upstream, flights = Upstream(), SingleFlight()

    async def wait() -> str:
        return await asyncio.shield(flights.join("a", lambda: upstream.fetch("a")))

    task = asyncio.create_task(wait())
    await settle()
    task.cancel()
    await settle()
    assert len(flights) == 1
    upstream.gate.set()
    await settle()
    assert upstream.finished == ["a"]
    assert len(flights) == 0


async def test_a_failure_reaches_everybody_and_is_not_kept() -> None:
    upstream, flights = Upstream(), SingleFlight()
    tasks = [flights.join("bad", lambda: upstream.fetch("bad")) for _ in range(3)]
    upstream.gate.set()
    answers = await asyncio.gather(*(asyncio.shield(task) for task in tasks), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError] * 3
    await settle()
    assert len(flights) == 0
    assert upstream.calls == ["bad"]


async def test_a_failure_that_nobody_waits_for_is_silent() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    upstream, flights = Upstream(), SingleFlight()
    upstream.gate.set()
    flights.join("bad", lambda: upstream.fetch("bad"))
    await settle()
    gc.collect()
    await settle()
    asyncio.get_running_loop().set_exception_handler(None)
    assert upstream.finished == ["bad"]
    assert complaints == []


async def test_closing_cancels_what_still_runs() -> None:
    upstream, flights = Upstream(), SingleFlight()
    task = flights.join("a", lambda: upstream.fetch("a"))
    await settle()
    await flights.aclose()
    assert task.cancelled()
    assert len(flights) == 0
    assert upstream.finished == []
