"""The load generator: what it counts, and that it notices answers that are no good."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from benchmarks.load import ask, run_load

pytestmark = pytest.mark.anyio

_GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b'{"data":{}}'


@asynccontextmanager
async def _answering(answer: bytes, pieces: int = 1) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers every request with the same bytes, in so many pieces; and what it was asked."""
    asked: list[bytes] = []

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.read(1000):
            asked.append(request)
            size = -(-len(answer) // pieces)
            for start in range(0, len(answer), size):
                writer.write(answer[start : start + size])
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize("pieces", [1, 2, 7, len(_GOOD)])
async def test_an_answer_is_put_together_from_its_pieces(pieces: int) -> None:
    async with _answering(_GOOD, pieces) as (port, asked):
        assert await ask(port, b"first") == b'{"data":{}}'
    assert asked == [b"first"]


async def test_every_connection_asks_what_it_is_given_until_there_is_no_more() -> None:
    async with _answering(_GOOD) as (port, asked):
        requests = iter([b"one", b"two", b"three"])
        load = await run_load(port, [lambda: next(requests, None)])
    assert asked == [b"one", b"two", b"three"]
    assert load.requests == 3
    assert load.durations == sorted(load.durations)
    assert load.quantile(0.0) <= load.quantile(0.5) <= load.quantile(1.0) == load.durations[-1]


async def test_after_the_time_is_over_nothing_more_is_asked() -> None:
    async with _answering(_GOOD) as (port, asked):
        numbers = itertools.count()
        load = await run_load(port, [lambda: b"%d" % next(numbers)] * 2, seconds=0.0)
    assert sorted(asked) == [b"0", b"1"]
    assert load.requests == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"errors":[]}',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
)
async def test_an_answer_that_is_no_good_ends_the_measurement(answer: bytes) -> None:
    async with _answering(answer) as (port, _):
        with pytest.raises(RuntimeError, match=r"an answer without a length|not a good answer"):
            await ask(port, b"request")
