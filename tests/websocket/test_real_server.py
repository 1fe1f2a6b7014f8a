"""The same over TCP: uvicorn on one side, a real client on the other."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from domain.errors import Forbidden
from gateway.websocket import WebSocketLimits
from tests.websocket.over_tcp import (
    SPOKEN,
    Running,
    closed,
    receive,
    send,
    subscribe,
    until_nobody_is_there,
)
from tests.websocket.real_server import serve
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

_LIMITS = WebSocketLimits(max_connections=4, max_connections_per_viewer=2, max_operations=2)


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    """Both event loops: the server chooses uvloop where there is one."""
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    async with Stage(_LIMITS) as stage:
        app = Starlette(routes=[WebSocketRoute("/graphql", stage.endpoint)])
        async with serve(app) as address:
            yield Running(stage, address)


async def test_a_query_a_mutation_and_a_subscription(running: Running) -> None:
    async with running.acknowledged() as client:
        assert client.subprotocol == SPOKEN
        assert client.protocol.extensions == []
        await subscribe(client, "q", "{ text(size: 300000) }")
        assert await receive(client) == {
            "id": "q",
            "type": "next",
            "payload": {"data": {"text": "x" * 300_000}},
        }
        assert await receive(client) == {"id": "q", "type": "complete"}
        await subscribe(client, "m", 'mutation { note(text: "milk") }')
        assert await receive(client) == {"id": "m", "type": "next", "payload": {"data": {"note": 1}}}
        assert await receive(client) == {"id": "m", "type": "complete"}
        await subscribe(client, "s", "subscription { count(to: 2) }")
        assert [(await receive(client))["type"] for _ in range(3)] == ["next", "next", "complete"]
        await send(client, {"type": "ping"})
        assert await receive(client) == {"type": "pong"}


async def test_the_token_may_be_in_the_handshake(running: Running) -> None:
    async with running.connect(headers={"authorization": running.stage.identity.bearer()}) as client:
        await send(client, {"type": "connection_init"})
        assert await receive(client) == {"type": "connection_ack"}


async def test_1000_and_vanishing_end_what_runs(running: Running) -> None:
    stage = running.stage
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        await send(client, {"type": "ping"})
        await receive(client)
        assert stage.running == 1
    await until_nobody_is_there(stage)
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        client.transport.abort()
    await until_nobody_is_there(stage)


@pytest.mark.parametrize(
    "frame", ["[]", "null", '"x"', "7", "{", b"{}", '{"type":"next","id":"1"}', '{"type":"complete","id":{}}']
)
async def test_4400(running: Running, frame: str | bytes) -> None:
    async with running.connect() as client:
        await client.send(frame)
        assert (await closed(client))[0] == 4400


async def test_4401_for_a_subscribe_before_the_acknowledgement(running: Running) -> None:
    async with running.connect() as client:
        await subscribe(client, "q", "{ hello }")
        assert await closed(client) == (4401, "Unauthorized")


async def test_4401_for_an_invalid_token(running: Running) -> None:
    async with running.connect(headers={"authorization": "Bearer a.b.c"}) as client:
        await send(client, {"type": "connection_init"})
        assert await closed(client) == (4401, "Unauthorized")


async def test_4401_when_the_token_expires(running: Running) -> None:
    running.stage.identity.stop_clock()
    async with running.acknowledged(timedelta(seconds=0.05)) as client:
        running.stage.identity.start_clock()
        assert await closed(client) == (4401, "Token expired")


async def test_4403_when_the_role_is_lowered(running: Running) -> None:
    running.stage.standing = Forbidden("lowered")
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        assert await closed(client) == (4403, "Forbidden")


async def test_4406(running: Running) -> None:
    async with running.connect(Subprotocol("graphql-ws")) as client:
        assert client.subprotocol is None
        assert await closed(client) == (4406, "Subprotocol not acceptable")


async def test_4408() -> None:
    async with (
        Stage(WebSocketLimits(init_timeout_seconds=0.05)) as stage,
        serve(stage.endpoint) as address,
        Running(stage, address).connect() as client,
    ):
        assert await closed(client) == (4408, "Connection initialisation timeout")


async def test_4409(running: Running) -> None:
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        await subscribe(client, "t", "subscription { ticks }")
        assert await closed(client) == (4409, "Subscriber for t already exists")


async def test_4429_for_a_second_init(running: Running) -> None:
    async with running.acknowledged() as client:
        await send(client, {"type": "connection_init"})
        assert await closed(client) == (4429, "Too many initialisation requests")


async def test_4429_for_too_many_operations(running: Running) -> None:
    async with running.acknowledged() as client:
        for operation_id in "abc":
            await subscribe(client, operation_id, "{ wait }")
        assert await closed(client) == (4429, "Too many operations at once")


async def test_4429_for_too_many_connections_of_a_viewer(running: Running) -> None:
    async with running.acknowledged(), running.acknowledged(), running.connect() as client:
        bearer = running.stage.identity.bearer()
        await send(client, {"type": "connection_init", "payload": {"authorization": bearer}})
        assert await closed(client) == (4429, "Too many connections")


@pytest.mark.parametrize("server_bytes", [65_536, 1_000_000])
async def test_1009_whether_the_server_or_the_endpoint_finds_it(server_bytes: int) -> None:
    async with Stage() as stage, serve(stage.endpoint, server_bytes) as address:
        running = Running(stage, address)
        async with running.acknowledged() as client:
            await subscribe(client, "s", "subscription { ticks }")
            await client.send("x" * 65_537)
            await stage.next_tick()
            assert (await closed(client))[0] == 1009
        await until_nobody_is_there(stage)


async def test_1007_for_text_that_is_no_text(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        await client.send(b"\xff", text=True)
        assert (await closed(client))[0] == 1007
    await until_nobody_is_there(running.stage)
    caplog.clear()  # the server logs it as an error of its own


async def test_503_if_the_process_is_full(running: Running) -> None:
    async with (
        running.acknowledged(),
        running.acknowledged(),
        running.connect() as third,
        running.connect(),
    ):
        with pytest.raises(InvalidStatus) as caught:
            await running.connect().__aenter__()
        assert caught.value.response.status_code == 503
        await third.close()


async def test_403_for_pages_of_other_origins(running: Running) -> None:
    with pytest.raises(InvalidStatus) as caught:
        await running.connect(origin="https://evil.test").__aenter__()
    assert caught.value.response.status_code == 403
    async with running.connect(origin=f"http://{running.address}") as client:
        await send(client, {"type": "ping"})
        assert await receive(client) == {"type": "pong"}


async def test_1012_at_the_end(running: Running) -> None:
    async with running.acknowledged() as client:
        await subscribe(client, "t", "subscription { ticks }")
        await running.stage.endpoint.aclose()
        assert await closed(client) == (1012, "Service Restart")
    await until_nobody_is_there(running.stage)


async def test_1012_if_the_server_is_stopped_first() -> None:
    async with Stage() as stage:
        server = serve(stage.endpoint)
        running = Running(stage, await server.__aenter__())
        async with running.acknowledged() as client:
            await subscribe(client, "t", "subscription { ticks }")
            await server.__aexit__(None, None, None)
            assert (await closed(client))[0] == 1012
        assert (stage.endpoint.connections, stage.running) == (0, 0)


async def test_a_client_that_reads_nothing_makes_its_streams_wait(running: Running) -> None:
    stage = running.stage
    async with running.acknowledged() as slow, running.acknowledged() as quick:
        slow.transport.pause_reading()
        for operation_id in "ab":
            await subscribe(slow, operation_id, "subscription { flood(size: 100000) }")
        await _until_still(stage)
        await subscribe(quick, "q", "{ hello }")
        assert (await receive(quick))["payload"] == {"data": {"hello": "Hello, world!"}}
        sent = stage.flooded
        await asyncio.sleep(0.1)
        assert stage.flooded == sent
        slow.transport.abort()
    await until_nobody_is_there(stage)


async def _until_still(stage: Stage) -> None:
    """Wait until the transport is full, so that the streams no longer get on."""
    seen = [-1, -2, -3]
    async with asyncio.timeout(5):
        while len(set(seen[-3:])) > 1:
            seen.append(stage.flooded)
            await asyncio.sleep(0.05)
