"""Watches: one poller for everybody, changes only, and nothing left behind."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from domain.errors import GatewayError, UpstreamTimeout, UpstreamUnavailable
from loaders.watching import Question, Watches

pytestmark = pytest.mark.anyio


class Clockwork:
    """A source whose states the test sets, and a sleep that the test ends."""

    def __init__(self) -> None:
        self.state: int | Exception = 0
        self.reads = 0
        self.pauses: list[float] = []
        self._tick = asyncio.Event()
        self.watches: Watches[int] = Watches(self._sleep)

    def question(self, key: str = "q") -> Question[int]:
        return Question(key, self._read, lambda state: 7.0 if isinstance(state, GatewayError) else 1.0)

    def follow(self, *keys: str) -> AsyncGenerator[object, None]:
        return self.watches.follow([self.question(key) for key in keys or ("q",)])

    async def tick(self, state: int | Exception) -> None:
        """Let every poller ask once more."""
        self.state = state
        self._tick.set()
        self._tick = asyncio.Event()
        for _ in range(5):
            await asyncio.sleep(0)

    async def _read(self) -> int:
        self.reads += 1
        if isinstance(self.state, Exception):
            raise self.state
        return self.state

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await self._tick.wait()


@pytest.fixture
async def clockwork() -> AsyncIterator[Clockwork]:
    made = Clockwork()
    yield made
    await made.watches.aclose()


async def waits(following: AsyncGenerator[object, None]) -> bool:
    """Whether nothing has come. The generator must not be used afterwards."""
    waiting = asyncio.ensure_future(anext(following))
    for _ in range(5):
        await asyncio.sleep(0)
    done = waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return not done


async def test_first_the_state_and_then_changes(clockwork: Clockwork) -> None:
    following = clockwork.follow()
    assert await anext(following) == {"q": 0}
    await clockwork.tick(1)
    assert await anext(following) == {"q": 1}
    await clockwork.tick(1)
    assert clockwork.reads == 3
    assert await waits(following)


async def test_everybody_shares_one_poller_and_gets_each_change(clockwork: Clockwork) -> None:
    followers = [clockwork.follow() for _ in range(1000)]
    for state in range(3):
        if state:
            await clockwork.tick(state)
        assert [await anext(each) for each in followers] == [{"q": state}] * 1000
    assert clockwork.reads == 3
    assert len(clockwork.watches) == 1
    for each in followers:
        await each.aclose()
    assert len(clockwork.watches) == 0


async def test_who_is_slow_gets_the_newest_state(clockwork: Clockwork) -> None:
    following = clockwork.follow()
    assert await anext(following) == {"q": 0}
    for state in range(1, 50):
        await clockwork.tick(state)
    assert await anext(following) == {"q": 49}
    assert await waits(following)


async def test_who_comes_later_gets_the_known_state_without_a_call(clockwork: Clockwork) -> None:
    first = clockwork.follow()
    await anext(first)
    later = clockwork.follow()
    assert await anext(later) == {"q": 0}
    assert clockwork.reads == 1
    await first.aclose()
    await clockwork.tick(1)
    assert await anext(later) == {"q": 1}
    await later.aclose()


async def test_an_outage_is_told_once_and_so_is_its_end(clockwork: Clockwork) -> None:
    following = clockwork.follow()
    await anext(following)
    await clockwork.tick(UpstreamUnavailable("down"))
    news = await anext(following)
    assert isinstance(news, dict)
    assert type(news["q"]) is UpstreamUnavailable
    await clockwork.tick(UpstreamUnavailable("still down"))
    await clockwork.tick(UpstreamTimeout("now it is slow"))
    news = await anext(following)
    assert isinstance(news, dict)
    assert type(news["q"]) is UpstreamTimeout
    await clockwork.tick(0)
    assert await anext(following) == {"q": 0}
    assert clockwork.pauses == [1.0, 7.0, 7.0, 7.0, 1.0]
    await following.aclose()


async def test_a_bug_does_not_freeze_the_stream(clockwork: Clockwork) -> None:
    following = clockwork.follow()
    await anext(following)
    await clockwork.tick(ZeroDivisionError("a mistake of ours"))
    news = await anext(following)
    assert isinstance(news, dict)
    assert type(news["q"]) is GatewayError
    await clockwork.tick(2)
    assert await anext(following) == {"q": 2}
    await following.aclose()


async def test_several_questions_in_one_stream(clockwork: Clockwork) -> None:
    following = clockwork.follow("a", "b")
    seen: dict[object, object] = {}
    while len(seen) < 2:
        news = await anext(following)
        assert isinstance(news, dict)
        seen.update(news)
    assert seen == {"a": 0, "b": 0}
    await clockwork.tick(1)
    assert await anext(following) == {"a": 1, "b": 1}
    await following.aclose()


async def test_nothing_is_left_when_all_have_gone(clockwork: Clockwork) -> None:
    before = asyncio.all_tasks()
    for _ in range(100):
        followers = [clockwork.follow("a", str(number)) for number in range(10)]
        for each in followers:
            await anext(each)
        for each in followers:
            await each.aclose()
    assert len(clockwork.watches) == 0
    assert asyncio.all_tasks() == before
    reads = clockwork.reads
    await clockwork.tick(9)
    assert clockwork.reads == reads


async def test_a_watch_that_ended_starts_anew(clockwork: Clockwork) -> None:
    following = clockwork.follow()
    await anext(following)
    await following.aclose()
    clockwork.state = 5
    following = clockwork.follow()
    assert await anext(following) == {"q": 5}
    await following.aclose()


async def test_the_end_of_the_process_ends_the_pollers(clockwork: Clockwork) -> None:
    before = asyncio.all_tasks()
    following = clockwork.follow()
    await anext(following)
    await clockwork.watches.aclose()
    assert asyncio.all_tasks() == before
    await following.aclose()


async def test_nothing_is_a_state_like_any_other() -> None:
    """A vehicle may be in no charging session: that is told too, first and later."""

    async def read() -> None:
        return None

    watches: Watches[None] = Watches()
    question: Question[None] = Question("q", read, lambda _state: 600.0)
    following = [watches.follow([question]) for _ in range(2)]
    for each in following:
        assert await asyncio.wait_for(anext(each), 5) == {"q": None}
    await watches.aclose()
    for each in following:
        await each.aclose()
