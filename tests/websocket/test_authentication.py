"""Who may connect, and for how long."""

import asyncio
from datetime import timedelta

import pytest

from gateway.websocket import WebSocketLimits
from tests.websocket.identity import ANNA, BERND
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

_SHORT = timedelta(seconds=0.05)
_ACK = {"type": "connection_ack"}


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_the_token_may_be_in_the_payload(stage: Stage, name: str) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send({"type": "connection_init", "payload": {name: stage.identity.bearer()}})
        assert await client.receive() == _ACK


@pytest.mark.parametrize(
    "members", [{}, {"payload": None}, {"payload": {}}, {"payload": {"Authorization": None, "app": "web"}}]
)
async def test_the_token_may_be_in_the_handshake(stage: Stage, members: dict[str, object]) -> None:
    headers = {"authorization": stage.identity.bearer()}
    async with InProcessClient(stage.endpoint, headers) as client:
        await client.send({"type": "connection_init", **members})
        assert await client.receive() == _ACK


async def test_the_payload_wins(stage: Stage) -> None:
    good, bad = stage.identity.bearer(), "Bearer a.b.c"
    async with InProcessClient(stage.endpoint, {"authorization": bad}) as client:
        await client.initialise(good)
    async with InProcessClient(stage.endpoint, {"authorization": good}) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": bad}})
        assert await client.closed() == (4401, "Unauthorized")


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer a.b.c", "Basic YTpi", "Bearer ÿ", "x" * 50_000, 5, [], {}, False],
)
async def test_without_a_valid_token_it_is_closed_with_4401(stage: Stage, authorization: object) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": authorization}})
        assert await client.closed() == (4401, "Unauthorized")


async def test_a_token_that_is_no_string_is_not_made_up_for_by_the_handshake(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint, {"authorization": stage.identity.bearer()}) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": 5}})
        assert await client.closed() == (4401, "Unauthorized")


async def test_an_idle_connection_is_closed_when_its_token_expires(stage: Stage) -> None:
    stage.identity.stop_clock()
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer(lifetime=_SHORT))
        stage.identity.start_clock()
        assert await client.closed() == (4401, "Token expired")


async def test_streams_end_when_the_token_expires(stage: Stage) -> None:
    stage.identity.stop_clock()
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer(lifetime=_SHORT))
        await client.subscribe("t", "subscription { ticks }")
        stage.identity.start_clock()
        assert await client.closed() == (4401, "Token expired")
    assert stage.running == 0


async def test_a_clock_that_was_set_back_keeps_the_connection(stage: Stage) -> None:
    stage.identity.stop_clock()
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer(lifetime=_SHORT))
        await asyncio.sleep(3 * _SHORT.total_seconds())
        await client.silence()
        stage.identity.start_clock()
        assert await client.closed() == (4401, "Token expired")


async def test_a_token_within_its_leeway_is_not_enough_to_stay(stage: Stage) -> None:
    bearer = stage.identity.bearer(lifetime=timedelta(seconds=-1))
    async with InProcessClient(stage.endpoint) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": bearer}})
        assert await client.closed() == (4401, "Token expired")


async def test_one_viewer_may_have_so_many_connections() -> None:
    async with Stage(WebSocketLimits(max_connections_per_viewer=2)) as stage:
        anna, bernd = stage.identity.bearer(ANNA), stage.identity.bearer(BERND)
        async with InProcessClient(stage.endpoint) as first, InProcessClient(stage.endpoint) as second:
            await first.initialise(anna)
            await second.initialise(stage.identity.bearer(ANNA, timedelta(minutes=5)))
            async with InProcessClient(stage.endpoint) as third:
                await third.send({"type": "connection_init", "payload": {"Authorization": anna}})
                assert await third.closed() == (4429, "Too many connections")
            async with InProcessClient(stage.endpoint) as other:
                await other.initialise(bernd)
        async with InProcessClient(stage.endpoint) as again:
            await again.initialise(anna)
