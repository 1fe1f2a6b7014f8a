"""Futures of one's own, and the loop that runs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cache import own, running_loop

pytestmark = pytest.mark.anyio


async def _turn() -> None:
    await asyncio.sleep(0)


async def test_a_future_of_ones_own_ends_as_the_shared_one_does() -> None:
    loop = asyncio.get_running_loop()
    shared: asyncio.Future[str] = loop.create_future()
    copies = [own(shared), own(shared)]
    assert not any(each.done() for each in copies)
    shared.set_result("there")
    await _turn()
    assert [each.result() for each in copies] == ["there", "there"]


async def test_to_cancel_it_takes_nothing_from_anybody() -> None:
    shared: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    mine, yours = own(shared), own(shared)
    mine.cancel()
    await _turn()
    assert not shared.done()
    shared.set_result("there")
    assert await yours == "there"
    assert mine.cancelled()


async def test_errors_and_the_end_of_the_shared_one_are_handed_on() -> None:
    loop = asyncio.get_running_loop()
    failing: asyncio.Future[str] = loop.create_future()
    ending: asyncio.Future[str] = loop.create_future()
    failed, ended = own(failing), own(ending)
    error = ValueError("no")
    failing.set_exception(error)
    ending.cancel()
    await _turn()
    assert failed.exception() is error
    assert ended.cancelled()


def test_the_running_loop_is_never_one_of_before() -> None:
    async def found() -> bool:
        return running_loop() is asyncio.get_running_loop() is running_loop()

    assert [asyncio.run(found()) for _ in range(3)] == [True, True, True]
    with pytest.raises(RuntimeError):
        running_loop()


def test_nor_that_of_another_thread() -> None:
    together = Barrier(2)

    async def found() -> bool:
        together.wait()
        first = running_loop() is asyncio.get_running_loop()
        together.wait()
        return first and running_loop() is asyncio.get_running_loop()

    with ThreadPoolExecutor(2) as threads:
        assert [each.result() for each in [threads.submit(asyncio.run, found()) for _ in range(2)]] == [
            True
        ] * 2
