"""Nothing is left behind, however a connection ends."""

import asyncio
import gc
import sys

import pytest

from gateway.websocket import WebSocketLimits
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio


async def _busy(stage: Stage, number: int) -> None:
    """Come, start a few things, and go in one of several ways."""
    async with InProcessClient(stage.endpoint) as client:
        if number % 5 == 0:
            return
        await client.initialise(stage.identity.bearer(None))
        await client.subscribe("s", "subscription { ticks }")
        await client.subscribe("q", "{ wait }")
        match number % 5:
            case 1:
                await client.send({"id": "s", "type": "complete"})
            case 2:
                await client.subscribe("s", "{ hello }")
                assert (await client.closed())[0] == 4409
            case 3:
                await client.send_frame("nonsense")
                assert (await client.closed())[0] == 4400
            case 4:
                await client.silence()


async def test_a_thousand_connections_come_and_go() -> None:
    async with Stage(WebSocketLimits(max_connections_per_viewer=1_000)) as stage:
        await _busy(stage, 1)
        gc.collect()
        before = asyncio.all_tasks()
        await asyncio.gather(*(_busy(stage, number) for number in range(1_000)))
        assert stage.endpoint.connections == 0
        assert len(stage.endpoint._shared.viewers) == 0
        assert stage.running == 0
        assert asyncio.all_tasks() == before


async def test_a_thousand_at_once_are_closed_at_the_end() -> None:
    async with Stage(WebSocketLimits(max_connections_per_viewer=1_000)) as stage:
        before = asyncio.all_tasks()
        clients = [InProcessClient(stage.endpoint) for _ in range(1_000)]
        bearer = stage.identity.bearer(None)
        for client in clients:
            await client.__aenter__()
            await client.initialise(bearer)
            await client.subscribe("s", "subscription { ticks }")
        await clients[-1].silence()
        assert (stage.endpoint.connections, stage.running) == (1_000, 1_000)
        await stage.next_tick()
        for client in clients:
            assert (await client.receive())["payload"] == {"data": {"ticks": 1}}
        await stage.endpoint.aclose()
        for client in clients:
            assert await client.closed() == (1012, "Service Restart")
        assert (stage.endpoint.connections, stage.running) == (0, 0)
        assert asyncio.all_tasks() == before


async def test_after_the_end_handshakes_are_refused(stage: Stage) -> None:
    await stage.endpoint.aclose()
    async with InProcessClient(stage.endpoint) as client:
        assert client.opening["status"] == 503


async def test_a_client_that_vanishes_takes_its_operations_along(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer())
        await client.subscribe("s", "subscription { ticks }")
        await client.subscribe("q", "{ wait }")
        await client.silence()
        assert stage.running == 2
        await client.leave()
        assert (stage.endpoint.connections, stage.running) == (0, 0)


@pytest.mark.parametrize("error", [ConnectionResetError(), RuntimeError("after sending 'websocket.close'")])
async def test_a_client_that_vanishes_while_it_is_written_to(stage: Stage, error: Exception) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer())
        client.gone_error = error
        client.takes.clear()
        await client.subscribe("s", "subscription { count(to: 1000000) }")
        await client.send({"type": "ping"})
        await client.silence()
        await client.leave()
        assert (stage.endpoint.connections, stage.running) == (0, 0)


async def test_streams_are_closed_by_us_and_not_by_the_garbage_collector(stage: Stage) -> None:
    abandoned: list[object] = []
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(finalizer=abandoned.append)
    try:
        async with InProcessClient(stage.endpoint) as client:
            await client.initialise(stage.identity.bearer())
            await client.subscribe("waits", "subscription { ticks }")
            await client.subscribe("is written", "subscription { count(to: 1000000) }")
            client.takes.clear()
            await asyncio.sleep(0.01)
            await client.send({"id": "is written", "type": "complete"})
            await asyncio.sleep(0.01)
            assert stage.running == 1
            await client.subscribe("is written", "subscription { count(to: 1000000) }")
            await asyncio.sleep(0.01)
            assert stage.running == 2
        gc.collect()
        assert abandoned == []
        assert stage.running == 0
    finally:
        sys.set_asyncgen_hooks(*before)


async def test_a_client_that_is_gone_before_the_handshake_is_answered(stage: Stage) -> None:
    client = InProcessClient(stage.endpoint)
    client.takes.clear()
    client.knock()
    await asyncio.sleep(0)
    await client.leave()
    assert stage.endpoint.connections == 0


async def test_a_server_that_stops_waiting_cancels_everything(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.initialise(stage.identity.bearer())
        await client.subscribe("s", "subscription { ticks }")
        await client.silence()
        client.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await client.task
        assert (stage.endpoint.connections, stage.running) == (0, 0)
        client._state = "closed"
        client.task = asyncio.create_task(asyncio.sleep(0))
