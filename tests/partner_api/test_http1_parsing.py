"""Answers in all ways in which a network can cut them, and answers that something has gone wrong with.

A connection is fed directly here, so that there can be many cases; real sockets are next door.
"""

import asyncio
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import httpx
import pytest

from partner_api.http1.connection import MAXIMUM_OVERHEAD, Connection
from partner_api.http1.pool import Pool
from partner_api.http1.reply import Reply

pytestmark = pytest.mark.anyio

_BIG = 5_000_000
REQUEST = b"GET / HTTP/1.1\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Mon, 15 Jun 2026 12:00:00 GMT\r\n"
VALID = [
    HEAD + b"Content-Length: 12\r\n\r\n" + b'[{"id": "1"}]'[:12],
    HEAD + b"Content-Length: 0\r\n\r\n",
    HEAD + b'Transfer-Encoding: chunked\r\n\r\n6\r\n[{"id"\r\n5;a=b\r\n: 1}]\r\n0\r\n\r\n',
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n",
    HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n[]",
    HEAD + b"\r\n[1, 2, 3]",
    b"HTTP/1.0 200 OK\r\n\r\n[]",
    b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n[]",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\nETag: x\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    + HEAD
    + b"Content-Length: 2\r\n\r\n[]",
    b"HTTP/1.1 503 Unavailable\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nwait",
]  # fmt: skip


class Wire(asyncio.Transport):
    """Goes nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.is_aborted = False
        self.written: list[object] = []

    def write(self, data: object) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self.is_aborted = True

    def close(self) -> None:
        self.is_aborted = True

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Shelf:
    """Where connections are given back to."""

    def __init__(self) -> None:
        self.released = 0
        self.to_send: list[Connection] = []

    def send_soon(self, connection: Connection) -> None:
        self.to_send.append(connection)

    def release(self, _: Connection) -> None:
        self.released += 1

    def lost(self, _: Connection) -> None:
        pass


Outcome = tuple[int, list[tuple[bytes, bytes]], bytes, bool] | str


async def fed(pieces: Sequence[bytes]) -> Outcome:
    """What becomes of an answer that comes in these pieces, after which the peer hangs up.

    Status, headers, body, and whether the connection was kept; or the name of the error.
    """
    shelf, wire = Shelf(), Wire()
    connection = Connection(cast("Pool", shelf), asyncio.get_running_loop())
    connection.connection_made(wire)
    reply = Reply(is_read=True)
    connection.begin(REQUEST, reply, float("inf"), None)
    connection.send()
    for piece in pieces:
        if wire.is_aborted or shelf.released:
            break
        connection.data_received(piece)
    if wire.is_aborted or not shelf.released:
        connection.connection_lost(None)
    if reply.error is not None:
        assert not reply.is_over
        assert isinstance(reply.error, httpx.TransportError)
        return type(reply.error).__name__
    assert reply.is_over
    assert connection.reply is None
    assert shelf.released + wire.is_aborted <= 1
    return reply.status, reply.headers, await reply.body(2 * _BIG), bool(shelf.released)


async def begun(*, is_read: bool) -> tuple[Connection, Wire, Shelf, Reply]:
    """A connection on which a request was begun."""
    shelf, wire = Shelf(), Wire()
    connection = Connection(cast("Pool", shelf), asyncio.get_running_loop())
    connection.connection_made(wire)
    reply = Reply(is_read=is_read)
    connection.begin(REQUEST, reply, float("inf"), None)
    return connection, wire, shelf, reply


async def test_a_read_is_sent_with_others_and_a_write_at_once() -> None:
    connection, wire, shelf, _ = await begun(is_read=True)
    assert (wire.written, shelf.to_send) == ([], [connection])
    connection.send()
    assert wire.written == [REQUEST]
    _, wire, shelf, _ = await begun(is_read=False)
    assert (wire.written, shelf.to_send) == ([REQUEST], [])


async def test_what_nobody_waits_for_any_more_is_not_sent() -> None:
    connection, wire, _, reply = await begun(is_read=True)
    reply.abandon()
    connection.send()
    assert (wire.is_aborted, wire.written) == (True, [])


async def test_nothing_is_the_answer_to_what_was_not_sent_yet() -> None:
    connection, wire, shelf, reply = await begun(is_read=True)
    connection.data_received(VALID[0])
    assert isinstance(reply.error, httpx.RemoteProtocolError)
    assert (reply.status, reply.is_over) == (0, False)
    connection.send()
    assert (wire.is_aborted, wire.written, shelf.released) == (True, [], 0)


def split(data: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(places), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


@pytest.mark.parametrize("data", VALID)
async def test_it_does_not_matter_where_an_answer_is_cut(data: bytes) -> None:
    whole = await fed([data])
    assert isinstance(whole, tuple)
    for place in range(1, len(data)):
        assert await fed([data[:place], data[place:]]) == whole
    assert await fed([data[place : place + 1] for place in range(len(data))]) == whole


async def test_random_cuts_and_damages_end_in_an_answer_or_an_error() -> None:
    chance = random.Random(7)  # noqa: S311 - to be repeatable
    outcomes = set()
    for _ in range(6000):
        data = bytearray(chance.choice(VALID))
        for _ in range(chance.randint(0, 3)):
            place = chance.randrange(len(data))
            match chance.randrange(5):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randint(1, 8)]
                case 2:
                    data[place:place] = chance.choice((b"\r\n", b":", b"0", b"\r", b"\n", b" ", b"\x00"))
                case 3:
                    data[place:place] = data[: chance.randrange(len(data))]
                case _:
                    del data[place:]
            data = data or bytearray(b"H")
        cuts = [chance.randrange(len(data)) for _ in range(chance.randint(0, 6))]
        pieces = split(bytes(data), cuts)
        outcome = await fed(pieces)
        outcomes.add(outcome if isinstance(outcome, str) else outcome[0])
        # What follows an answer, and when it comes, decides about keeping the connection, and no more.
        alike = await fed([bytes(data)])
        assert (alike if isinstance(alike, str) else alike[:3]) == (
            outcome if isinstance(outcome, str) else outcome[:3]
        )
    assert {200, 503, 204, "RemoteProtocolError", "ReadError"} <= outcomes


async def test_noise_is_never_an_answer() -> None:
    chance = random.Random(8)  # noqa: S311 - to be repeatable
    for _ in range(2000):
        noise = chance.randbytes(chance.randint(1, 200))
        assert await fed(split(noise, [chance.randrange(len(noise))])) == "RemoteProtocolError"


@pytest.mark.parametrize("size", [64, 1000, 65536])
async def test_a_large_body_in_many_pieces_costs_no_more_than_its_bytes(size: int) -> None:
    """If each piece cost a copy of what came before, this would take minutes."""
    body = b"x" * _BIG
    head = HEAD + b"Content-Length: %d\r\n\r\n" % _BIG
    outcome = await fed([head, *[body[place : place + size] for place in range(0, _BIG, size)]])
    assert isinstance(outcome, tuple)
    assert (outcome[0], outcome[2] == body, outcome[3]) == (200, True, True)


async def test_the_bound_of_what_is_around_a_body() -> None:
    def with_header_of(length: int) -> bytes:
        return b"HTTP/1.1 200 OK\r\nX: " + b"y" * length + b"\r\nContent-Length: 0\r\n\r\n"

    assert isinstance(await fed([with_header_of(MAXIMUM_OVERHEAD - 100)]), tuple)
    assert await fed([with_header_of(MAXIMUM_OVERHEAD)]) == "RemoteProtocolError"
    assert (
        await fed(split(with_header_of(2 * MAXIMUM_OVERHEAD), range(0, 130_000, 999)))
        == "RemoteProtocolError"
    )
