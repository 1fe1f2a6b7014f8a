"""Dataloaders: each question once, answers in order, a failure in its own place only."""

import asyncio
import gc
from collections.abc import Mapping, Sequence

import pytest

from domain.errors import UpstreamTimeout
from loaders import BatchLoader, ListLoader

pytestmark = pytest.mark.anyio


async def settle() -> None:
    """Let everything run that can run."""
    for _ in range(10):
        await asyncio.sleep(0)


class Source:
    """Answers when told to; keys below zero fail."""

    def __init__(self) -> None:
        self.calls: list[object] = []
        self.gate = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    def one(self, key: int) -> asyncio.Future[str]:
        self.calls.append(key)
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.tasks.append(asyncio.ensure_future(self._give(key, future)))
        return future

    async def many(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.calls.append(list(keys))
        await self.gate.wait()
        if any(key < 0 for key in keys):
            raise LookupError
        return {key: f"row {key}" for key in keys if key < 100}

    async def _give(self, key: int, future: asyncio.Future[str]) -> None:
        """As the cache does: whoever has given up, or is not there any more, is no reason to complain."""
        await self.gate.wait()
        if future.done():
            return
        if key < 0:
            future.set_exception(LookupError(key))
            future.exception()
        else:
            future.set_result(f"row {key}")


def loader_of(kind: str, source: Source) -> ListLoader[int, str] | BatchLoader[int, str]:
    return ListLoader(source.one) if kind == "list" else BatchLoader(source.many)


async def test_every_distinct_key_is_one_call() -> None:
    source = Source()
    loader: ListLoader[int, str] = ListLoader(source.one)
    source.gate.set()
    assert await loader.load_many([3, 1, 3, 2, 1]) == ["row 3", "row 1", "row 3", "row 2", "row 1"]
    assert await loader.load(1) == "row 1"
    assert source.calls == [3, 1, 2]
    assert (loader.knows(1), loader.knows(9)) == (True, False)


async def test_all_calls_start_at_once() -> None:
    source = Source()
    loader: ListLoader[int, str] = ListLoader(source.one)
    futures = [loader.load(key) for key in range(20)]
    assert source.calls == list(range(20))
    source.gate.set()
    assert await asyncio.gather(*futures) == [f"row {key}" for key in range(20)]


async def test_a_failure_stays_in_its_place() -> None:
    source = Source()
    loader: ListLoader[int, str] = ListLoader(source.one)
    source.gate.set()
    first, bad, last = await loader.load_many([1, -1, 2])
    assert (first, last) == ("row 1", "row 2")
    assert isinstance(bad, LookupError)
    for _ in range(2):
        with pytest.raises(LookupError):
            await loader.load(-1)
    assert source.calls == [1, -1, 2]


@pytest.mark.parametrize("kind", ["list", "batch"])
async def test_one_that_stops_waiting_takes_the_answer_from_nobody(kind: str) -> None:
    source = Source()
    loader = loader_of(kind, source)

    async def wait() -> str | None:
        return await loader.load(1)

    impatient, patient = asyncio.create_task(wait()), asyncio.create_task(wait())
    await settle()
    impatient.cancel()
    await settle()
    source.gate.set()
    assert await patient == "row 1"
    assert await loader.load(1) == "row 1"
    assert len(source.calls) == 1


async def test_a_batch_holds_what_was_asked_for_in_one_turn() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    source.gate.set()
    answers = await asyncio.gather(*(loader.load(key) for key in (3, 1, 3, 2)))
    assert answers == ["row 3", "row 1", "row 3", "row 2"]
    assert source.calls == [[3, 1, 2]]
    assert [*await asyncio.gather(loader.load(1), loader.load(4))] == ["row 1", "row 4"]
    assert source.calls == [[3, 1, 2], [4]]


async def test_a_batch_while_another_is_under_way() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    first = loader.load(1)
    await settle()
    second, again = loader.load(2), loader.load(1)
    await settle()
    assert source.calls == [[1], [2]]
    source.gate.set()
    assert [*await asyncio.gather(first, second, again)] == ["row 1", "row 2", "row 1"]


async def test_a_key_without_a_row_is_none() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    source.gate.set()
    assert await loader.load_many([1, 100]) == ["row 1", None]


async def test_a_batch_that_fails_fails_for_its_keys() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    source.gate.set()
    answers = await loader.load_many([1, -1])
    assert [type(each) for each in answers] == [LookupError, LookupError]
    assert await loader.load(2) == "row 2"
    assert source.calls == [[1, -1], [2]]


async def test_primed_answers_cost_nothing() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    loader.prime([(1, "primed"), (2, "primed")])
    source.gate.set()
    assert await loader.load_many([1, 2, 3]) == ["primed", "primed", "row 3"]
    assert source.calls == [[3]]


async def test_priming_leaves_what_was_asked_for_before() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    future = loader.load(1)
    loader.prime([(1, "primed")])
    source.gate.set()
    assert await future == "row 1"
    loader.prime([(1, "primed")])
    assert await loader.load(1) == "row 1"
    assert source.calls == [[1]]


@pytest.mark.parametrize("kind", ["list", "batch"])
async def test_at_the_deadline_what_arrived_stays_and_the_rest_fails(kind: str) -> None:
    source = Source()
    loader = loader_of(kind, source)
    source.gate.set()
    assert await loader.load(1) == "row 1"
    source.gate.clear()
    waiting = asyncio.ensure_future(loader.load(2))
    await settle()
    calls = len(source.calls)
    loader.expire()
    with pytest.raises(UpstreamTimeout):
        await waiting
    with pytest.raises(UpstreamTimeout):
        await loader.load(3)
    assert await loader.load(1) == "row 1"
    await settle()
    assert len(source.calls) == calls
    source.gate.set()  # an answer that comes too late is nobody's any more
    await settle()
    with pytest.raises(UpstreamTimeout):
        await loader.load(2)


@pytest.mark.parametrize("kind", ["list", "batch"])
async def test_a_failure_that_nobody_waits_for_is_silent(kind: str) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    source = Source()
    loader = loader_of(kind, source)

    task = asyncio.ensure_future(loader.load(-1))
    await settle()
    task.cancel()
    await settle()
    source.gate.set()
    await settle()
    del loader, task
    gc.collect()
    await settle()
    asyncio.get_running_loop().set_exception_handler(None)
    assert complaints == []


@pytest.mark.parametrize("kind", ["list", "batch"])
async def test_what_was_on_its_way_before_a_write_is_not_the_answer_after_it(kind: str) -> None:
    source = Source()
    loader = loader_of(kind, source)
    loader.prefetch([1])
    before = loader.load(1)
    await settle()
    loader.forget()
    after = loader.load(1)
    await settle()
    assert len(source.calls) == 2
    source.gate.set()
    assert [*await asyncio.gather(before, after)] == ["row 1", "row 1"]


@pytest.mark.parametrize("kind", ["list", "batch"])
async def test_what_was_on_its_way_before_a_write_ends_with_the_operation(kind: str) -> None:
    source = Source()
    loader = loader_of(kind, source)
    before = loader.load(1)
    await settle()
    loader.forget()
    after = loader.load(1)
    loader.expire()
    for each in (before, after):
        with pytest.raises(UpstreamTimeout):
            await each


async def test_a_batch_that_has_not_begun_is_as_good_after_a_write() -> None:
    source = Source()
    loader = BatchLoader(source.many)
    before = loader.load(1)
    loader.forget()
    after = loader.load(1)
    source.gate.set()
    assert [*await asyncio.gather(before, after)] == ["row 1", "row 1"]
    assert source.calls == [[1]]
