"""Bounds and times, and clients that are slow or silent."""

import asyncio

import pytest

from gateway.websocket import WebSocketLimits
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio


async def test_a_client_that_does_not_initialise_is_closed_with_4408() -> None:
    async with (
        Stage(WebSocketLimits(init_timeout_seconds=0.3)) as stage,
        InProcessClient(stage.endpoint) as client,
    ):
        await client.send({"type": "ping"})
        assert await client.receive() == {"type": "pong"}
        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_a_client_that_has_initialised_may_take_its_time() -> None:
    async with (
        Stage(WebSocketLimits(init_timeout_seconds=0.3)) as stage,
        InProcessClient(stage.endpoint) as client,
    ):
        await client.initialise(stage.identity.bearer())
        await asyncio.sleep(0.4)
        await client.subscribe("q", "{ hello }")
        assert (await client.receive())["type"] == "next"


async def test_a_full_process_refuses_handshakes_with_503() -> None:
    async with Stage(WebSocketLimits(max_connections=1)) as stage:
        async with InProcessClient(stage.endpoint), InProcessClient(stage.endpoint) as second:
            assert second.opening["status"] == 503
            assert stage.endpoint.connections == 1
        async with InProcessClient(stage.endpoint) as third:
            assert third.opening["type"] == "websocket.accept"


async def test_servers_without_denial_responses_refuse_too() -> None:
    async with (
        Stage(WebSocketLimits(max_connections=0)) as stage,
        InProcessClient(stage.endpoint, extensions=()) as client,
    ):
        assert client.opening == {"type": "websocket.close"}


async def test_too_many_operations_at_once_are_closed_with_4429() -> None:
    async with Stage(WebSocketLimits(max_operations=2)) as stage, InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer())
        await client.subscribe("1", "{ hello }")
        assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
        await client.subscribe("2", "{ wait }")
        await client.subscribe("3", "{ wait }")
        await client.send({"id": "2", "type": "complete"})
        await client.subscribe("4", "{ wait }")
        await client.silence()
        await client.subscribe("5", "{ wait }")
        assert await client.closed() == (4429, "Too many operations at once")
        assert stage.running == 0


@pytest.mark.parametrize("character", ["x", "é", "€", "😀"])
async def test_messages_are_bounded_in_bytes(character: str) -> None:
    async with Stage(WebSocketLimits(max_message_bytes=1_000)) as stage:
        head, tail = '{"type":"ping","payload":{"a":"', '"}}'
        room = (1_000 - len(head) - len(tail)) // len(character.encode())
        async with InProcessClient(stage.endpoint) as client:
            await client.send_frame(head + character * room + tail)
            assert (await client.receive())["payload"] == {"a": character * room}
            await client.send_frame(head + character * (room + 1) + tail)
            assert await client.closed() == (1009, "Message too big")


async def test_a_client_that_answers_pings_stays() -> None:
    async with (
        Stage(WebSocketLimits(ping_interval_seconds=0.01, pong_timeout_seconds=5)) as stage,
        InProcessClient(stage.endpoint) as client,
    ):
        await client.initialise(stage.identity.bearer())
        for sign_of_life in ("pong", "ping"):
            assert await client.receive() == {"type": "ping"}
            await client.send({"type": sign_of_life})
        assert await client.receive() == {"type": "pong"}
        assert await client.receive() == {"type": "ping"}


async def test_a_client_that_answers_no_ping_is_closed() -> None:
    async with (
        Stage(WebSocketLimits(ping_interval_seconds=0.01, pong_timeout_seconds=0.05)) as stage,
        InProcessClient(stage.endpoint) as client,
    ):
        await client.initialise(stage.identity.bearer())
        assert await client.receive() == {"type": "ping"}
        assert await client.closed() == (1001, "No sign of life")


async def test_a_slow_client_holds_up_its_own_streams_only(stage: Stage, client: InProcessClient) -> None:
    async with InProcessClient(stage.endpoint) as other:
        await other.initialise(stage.identity.bearer())
        await client.subscribe("s", "subscription { count(to: 1000000) }")
        assert (await client.receive())["payload"] == {"data": {"count": 1}}
        client.takes.clear()
        while (await client.rest_so_far(0.01)) > 0:
            pass
        await other.subscribe("q", "{ hello }")
        assert (await other.receive())["payload"] == {"data": {"hello": "Hello, world!"}}
        assert await client.rest_so_far(0.02) == 0
        client.takes.set()
        assert (await client.receive())["type"] == "next"
    assert stage.running == 1


async def test_a_client_that_takes_nothing_is_left_behind() -> None:
    limits = WebSocketLimits(
        ping_interval_seconds=0.05, pong_timeout_seconds=0.05, close_timeout_seconds=0.05
    )
    async with Stage(limits) as stage, InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer())
        await client.subscribe("s", "subscription { count(to: 1000000) }")
        client.takes.clear()
        # It is not asked to take the ping for ever, even though it says something now and then.
        async with asyncio.timeout(5):
            while not client.task.done():
                await client.send({"type": "pong"})
                await asyncio.sleep(0.01)
        assert (stage.endpoint.connections, stage.running) == (0, 0)
