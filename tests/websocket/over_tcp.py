"""A client of the stage over TCP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.websocket.stage import Stage

SPOKEN = Subprotocol("graphql-transport-ws")


class Running:
    """A stage whose endpoint is served, and its clients."""

    def __init__(self, stage: Stage, address: str) -> None:
        self.stage = stage
        self.address = address

    def connect(
        self,
        subprotocol: Subprotocol = SPOKEN,
        origin: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> AbstractAsyncContextManager[ClientConnection]:
        """A connection that has said nothing yet."""
        return connect(
            f"ws://{self.address}/graphql",
            subprotocols=[subprotocol],
            origin=None if origin is None else Origin(origin),
            additional_headers=headers,
            proxy=None,
        )

    @asynccontextmanager
    async def acknowledged(self, lifetime: timedelta = timedelta(hours=1)) -> AsyncIterator[ClientConnection]:
        """A connection of a viewer."""
        async with self.connect() as client:
            bearer = self.stage.identity.bearer(lifetime=lifetime)
            await send(client, {"type": "connection_init", "payload": {"Authorization": bearer}})
            assert await receive(client) == {"type": "connection_ack"}
            yield client


async def send(client: ClientConnection, *messages: object) -> None:
    for message in messages:
        await client.send(json.dumps(message))


async def subscribe(client: ClientConnection, operation_id: str, query: str) -> None:
    await send(client, {"id": operation_id, "type": "subscribe", "payload": {"query": query}})


async def receive(client: ClientConnection) -> Any:  # noqa: ANN401 - JSON
    async with asyncio.timeout(5):
        message = await client.recv()
    assert isinstance(message, str)
    return json.loads(message)


async def closed(client: ClientConnection) -> tuple[int, str]:
    """How the server closes, with nothing said before."""
    with pytest.raises(ConnectionClosed) as caught:
        await receive(client)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


async def until_nobody_is_there(stage: Stage) -> None:
    async with asyncio.timeout(5):
        while (stage.endpoint.connections, stage.running) != (0, 0):  # noqa: ASYNC110 - two sides have to notice
            await asyncio.sleep(0.01)
