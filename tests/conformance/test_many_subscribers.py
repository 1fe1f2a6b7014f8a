"""A thousand subscribers over real WebSockets come and go, and leave nothing behind."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.conformance.live_gateway import LiveGateway

pytestmark = pytest.mark.anyio

ROUNDS, AT_ONCE = 5, 200
QUERY = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def follow(socket: ClientConnection, live: LiveGateway) -> None:
    """Subscribe, and wait for the first event."""
    payload = {"Authorization": f"Bearer {live.token('user')}"}
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
    assert json.loads(await socket.recv())["type"] == "connection_ack"
    asked = {"query": QUERY, "variables": {"id": live.world.user_id()}}
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
    event = json.loads(await socket.recv())
    assert (event["type"], event["id"]) == ("next", "1")
    assert event["payload"]["data"]["userDevicesUpdated"]["changed"]


async def test_a_thousand_come_and_go(live_gateway: LiveGateway) -> None:
    before = 0
    for number in range(ROUNDS):
        live_gateway.world.sandbox.reset_calls()
        async with AsyncExitStack() as stack:
            sockets = [
                await stack.enter_async_context(
                    connect(live_gateway.websocket_url, subprotocols=["graphql-transport-ws"])  # type: ignore[list-item]
                )
                for _ in range(AT_ONCE)
            ]
            await asyncio.gather(*(follow(socket, live_gateway) for socket in sockets))
            # The first events may come before the last list was asked for.
            sandbox = live_gateway.world.sandbox
            async with asyncio.timeout(5):
                while len(set(sandbox.calls)) < 4:  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.01)
            assert len(set(sandbox.calls)) == 4  # one list of each kind, whoever many follow
        # The clients have closed; the server, in its own thread, may still be taking leave of the last.
        assert any(live_gateway.is_quiet() for _ in range(20))
        if number == 0:  # by now connections to the upstream are open, which are kept
            before = await settled_descriptors(0)
    assert await settled_descriptors(before) <= before


async def settled_descriptors(enough: int) -> int:
    """How many descriptors are open, once there are few enough or a while has passed."""
    for _ in range(20):
        if open_descriptors() <= enough:
            break
        await asyncio.sleep(0.1)
    return open_descriptors()
