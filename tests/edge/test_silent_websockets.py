"""Handshakes of which nothing follows, and requests for one that never come to their end."""

import asyncio
import json
import time
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.websocket import WebSocketLimits
from tests.edge.real_edge import serving
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

MANY = 150


async def test_silent_websockets_are_closed_and_nobody_else_notices() -> None:
    async with Stage(WebSocketLimits(init_timeout_seconds=3.0)) as stage:
        app = Starlette(routes=[WebSocketRoute("/graphql", stage.endpoint)])
        async with serving(app, header_timeout_seconds=3.0) as edge:
            address = f"ws://127.0.0.1:{edge.port}/graphql"
            spoken = [Subprotocol("graphql-transport-ws")]
            opening = [_silent(address, spoken) for _ in range(MANY)]
            unfinished = [await edge.connect() for _ in range(MANY)]
            silent = await asyncio.gather(*opening)
            for client in unfinished:
                client.begin("GET /graphql HTTP/1.1", "Host: a", "Upgrade: websocket")
            slowest = 0.0
            async with connect(address, subprotocols=spoken, proxy=None) as other:
                bearer = stage.identity.bearer()
                await _send(other, {"type": "connection_init", "payload": {"Authorization": bearer}})
                assert await _receive(other) == {"type": "connection_ack"}
                assert stage.endpoint.connections == MANY + 1
                for number in range(20):
                    asked = time.perf_counter()
                    await _send(
                        other, {"id": str(number), "type": "subscribe", "payload": {"query": "{ hello }"}}
                    )
                    assert (await _receive(other))["type"] == "next"
                    assert (await _receive(other))["type"] == "complete"
                    slowest = max(slowest, time.perf_counter() - asked)
                closed = await asyncio.gather(*(_closed(each) for each in silent))
                assert closed == [(4408, "Connection initialisation timeout")] * MANY
                for client in unfinished:
                    assert (await client.answer())[0] == 408
                await _send(other, {"type": "ping"})
                assert await _receive(other) == {"type": "pong"}
                assert (stage.endpoint.connections, edge.open) == (1, 1)
            assert slowest < 1.0  # far from the deadline of those who are silent


async def _silent(address: str, spoken: list[Subprotocol]) -> ClientConnection:
    return await connect(address, subprotocols=spoken, proxy=None)


async def _send(client: ClientConnection, message: object) -> None:
    await client.send(json.dumps(message))


async def _receive(client: ClientConnection) -> Any:  # noqa: ANN401 - JSON
    async with asyncio.timeout(5):
        return json.loads(await client.recv())


async def _closed(client: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as caught:
        await _receive(client)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason
