"""Clients that take their time, on whose account nobody else may wait.

The deadlines of the gateway that is attacked are short; see ``DEADLINES``.
"""

import asyncio
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

from tests.fuzzing.judging import judge
from tests.security.attacks.attack import VIEWER, Target, attack

DEADLINES: Mapping[str, str] = {
    "GATEWAY_HEADER_TIMEOUT_SECONDS": "2",
    "GATEWAY_BODY_TIMEOUT_SECONDS": "2",
    "GATEWAY_SEND_TIMEOUT_SECONDS": "2",
}
_ENOUGH_SECONDS = 12.0
_DRIP_SECONDS = 0.1
_IDLE_SECONDS = 5.0
_ANSWERS = 150
"""Of which each has some fifty thousand bytes: more than fit into all buffers in between."""


async def _drip(target: Target, start: bytes, drop: bytes) -> tuple[list[str], float]:
    """Send a piece after a piece; gives what came back when the gateway had enough, and after how long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.gateway.port)
    began = time.monotonic()
    writer.write(start)

    async def on_and_on() -> None:
        while True:
            writer.write(drop)
            await asyncio.sleep(_DRIP_SECONDS)

    dripping = asyncio.create_task(on_and_on())
    try:
        async with asyncio.timeout(_ENOUGH_SECONDS):
            received = await reader.read()
    finally:
        dripping.cancel()
        writer.close()
    return list(judge(start, received)), time.monotonic() - began


@attack("Slow headers (Slowloris)")
async def trickling_headers(target: Target) -> None:
    start = b"POST /graphql HTTP/1.1\r\nhost: a\r\nx-slow: "
    for answers, seconds in await asyncio.gather(*(_drip(target, start, b"y") for _ in range(20))):
        assert answers == ["408"]
        assert seconds >= 1.5


@attack("Slow bodies (R.U.D.Y.)")
async def trickling_bodies(target: Target) -> None:
    start = target.head("POST /graphql", "content-type: application/json", "content-length: 20000")
    for answers, seconds in await asyncio.gather(*(_drip(target, start, b" ") for _ in range(20))):
        assert answers == ["408"]
        assert seconds >= 1.5


@attack("Connections that say nothing")
async def silent_connections(target: Target) -> None:
    clients = [await asyncio.open_connection("127.0.0.1", target.gateway.port) for _ in range(150)]
    assert (await target.post(VIEWER)).status_code == 200
    async with asyncio.timeout(_ENOUGH_SECONDS):
        assert {await reader.read() for reader, _ in clients} == {b""}
    for _, writer in clients:
        writer.close()


@attack("Floods of connections that come and go")
async def connection_flood(target: Target) -> None:
    async def come_and_go() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", target.gateway.port)
        writer.write(b"GET /graphql HT")
        writer.transport.abort()

    for _ in range(4):
        await asyncio.gather(*(come_and_go() for _ in range(100)))
        assert (await target.post(VIEWER)).status_code == 200


@attack("WebSocket: 150 that say nothing")
async def silent_websockets(target: Target) -> None:
    connections = await asyncio.gather(*(target.websocket() for _ in range(150)))
    assert (await target.post(VIEWER)).status_code == 200
    async with asyncio.timeout(30):
        await asyncio.gather(*(each.wait_closed() for each in connections))
    assert {each.close_code for each in connections} == {4408}


@attack("Clients that do not read")
async def slow_readers(target: Target) -> None:
    """Each asks for some million bytes, and takes nothing for longer than it may."""
    names = "+".join(f"a{each}:email" for each in range(150))
    query = f"{{organization{{users(first:12){{nodes{{{names}}}}}}}}}"
    head = (
        f"GET /graphql?query={query} HTTP/1.1\r\nhost: a\r\n"
        f"authorization: Bearer {target.gateway.token()}\r\n\r\n"
    )
    asked = head.encode() * _ANSWERS

    async def take_nothing() -> int:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        loop = asyncio.get_running_loop()
        received = b""
        with connection, suppress(ConnectionError):
            await loop.sock_connect(connection, ("127.0.0.1", target.gateway.port))
            sending = asyncio.create_task(loop.sock_sendall(connection, asked))
            await asyncio.sleep(_IDLE_SECONDS)
            async with asyncio.timeout(_ENOUGH_SECONDS):
                while piece := await loop.sock_recv(connection, 1 << 20):
                    received += piece
            sending.cancel()
        return received.count(b"HTTP/1.1 200 OK")

    for answers in await asyncio.gather(*(take_nothing() for _ in range(3))):
        assert 0 < answers < _ANSWERS
    assert (await target.post(VIEWER)).status_code == 200
