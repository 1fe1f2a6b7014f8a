"""Clients that do not take what they are sent."""

import asyncio
import socket
from typing import cast

import pytest
from starlette.types import Receive, Scope, Send

from gateway.edge.slow_reader import SlowReader
from gateway.edge.websocket_protocol import GuardedWebSocket
from tests.edge.real_edge import RunningEdge, eventually, serving

pytestmark = pytest.mark.anyio

SHORT = 0.3


class Flood:
    """An application that sends for as long as it is let."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = asyncio.Event()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            if scope["type"] == "websocket":
                await send({"type": "websocket.accept"})
                while True:
                    await send({"type": "websocket.send", "text": "x" * 65_536})
                    self.sent += 65_536
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
                self.sent += 65_536
                if scope["path"] == "/short" or self.ended.is_set():
                    break
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self.ended.set()


def not_reading(edge: RunningEdge, request: bytes) -> socket.socket:
    """A client that has sent a request and reads nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", edge.port))
    client.sendall(request)
    return client


async def all_closed(edge: RunningEdge) -> None:
    await eventually(lambda: edge.open == 0)


UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.mark.parametrize("request_bytes", [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", UPGRADE], ids=["http", "ws"])
async def test_who_reads_nothing_is_cut_off_and_what_is_made_for_it_ends(request_bytes: bytes) -> None:
    flood = Flood()
    async with serving(flood, send_timeout_seconds=SHORT) as edge:
        with not_reading(edge, request_bytes):
            await asyncio.wait_for(flood.ended.wait(), 5)
            await all_closed(edge)
        sent = flood.sent
        await asyncio.sleep(0.05)
        assert flood.sent == sent
        assert sent < 16_000_000  # what kernels hold, and not what would have been made meanwhile


async def test_an_answer_that_nobody_takes_does_not_keep_a_closing_connection() -> None:
    flood = Flood()
    async with serving(flood, send_timeout_seconds=SHORT) as edge:
        with not_reading(edge, b"GET /short HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
            await all_closed(edge)


async def test_who_reads_slowly_but_reads_is_not_cut_off() -> None:
    flood = Flood()
    async with serving(flood, send_timeout_seconds=SHORT) as edge:
        with not_reading(edge, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as client:
            client.setblocking(False)
            loop, until, taken = asyncio.get_running_loop(), 0.0, 0
            until = loop.time() + 4 * SHORT
            while loop.time() < until:
                taken += len(await loop.sock_recv(client, 65_536))
                await asyncio.sleep(0.02)
            assert not flood.ended.is_set()
            assert taken > 100_000
            flood.ended.set()


async def test_pings_of_who_reads_nothing_are_not_answered_for_ever() -> None:
    flood = Flood()
    async with serving(flood, send_timeout_seconds=60) as edge:
        with not_reading(edge, UPGRADE) as client:
            await eventually(lambda: edge.server_state.connections)
            (protocol,) = cast("set[GuardedWebSocket]", edge.server_state.connections)
            await eventually(lambda: not protocol.writable.is_set())
            loop = asyncio.get_running_loop()
            client.setblocking(False)
            held = protocol.transport.get_write_buffer_size()
            ping = b"\x89\xfd" + b"mask" + b"x" * 125
            await loop.sock_sendall(client, ping * 10_000)
            await asyncio.sleep(0.1)
            assert protocol.transport.get_write_buffer_size() <= held


class _Transport:
    def __init__(self) -> None:
        self.size = 0

    def get_write_buffer_size(self) -> int:
        return self.size


def test_progress_is_what_counts() -> None:
    watched, transport = SlowReader(10), _Transport()

    def is_stuck(now: float, size: int, *, is_waiting: bool = True) -> bool:
        transport.size = size
        return watched.is_stuck(transport, now, is_waiting=is_waiting)  # type: ignore[arg-type]

    assert not is_stuck(0, 1_000_000)
    assert not is_stuck(9, 999_999)
    assert not is_stuck(10, 990_000)  # 10,000 bytes in 10 seconds
    assert not is_stuck(19, 990_000)
    watched.has_taken()
    assert not is_stuck(20, 990_000)
    assert not is_stuck(29, 990_000)
    assert not is_stuck(29.5, 0, is_waiting=False)
    assert not is_stuck(30, 990_000)
    assert is_stuck(40, 989_000)  # 1,000 bytes in 10 seconds
