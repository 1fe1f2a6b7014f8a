"""The end in steps: not ready, then nothing new, then streams, then what runs."""

import asyncio
import json
import signal
import socket
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.settings import EdgeSettings
from tests.edge.held import USERS, Held
from tests.edge.over_tcp import gateway_over_tcp, send
from tests.edge.real_edge import Client, RunningEdge, eventually

pytestmark = pytest.mark.anyio

SUBSCRIPTION = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"
RENAME = """mutation($id: ID!, $name: String!) { userUpdate(input: {id: $id, firstName: $name}) {
  user { firstName } userErrors { code }
} }"""
DRAIN = 0.4


async def begin_to_end(edge: RunningEdge) -> None:
    """As SIGTERM does."""
    edge.should_exit = True
    await eventually(lambda: edge.config.lifecycle.is_draining)


async def test_it_says_that_it_is_not_ready_and_answers_all_the_same() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway, drain_seconds=DRAIN) as edge:
        kept = await edge.connect()
        kept.ask("/readyz")
        status, headers, body = await kept.answer()
        assert (status, json.loads(body), "connection" in headers) == (
            200,
            {"status": "ready", "reasons": []},
            False,
        )
        await begin_to_end(edge)
        send(kept, USERS, gateway.bearer())
        status, headers, body = await kept.answer()
        assert (status, headers["connection"], list(json.loads(body))) == (200, "close", ["data"])
        assert await kept.ended() == b""
        new = await edge.connect()
        new.ask("/readyz")
        status, headers, body = await new.answer()
        assert (status, json.loads(body)) == (503, {"status": "not ready", "reasons": ["draining"]})
        assert headers["connection"] == "close"
        probe = await edge.connect()
        probe.ask("/livez")
        assert (await probe.answer())[0] == 200


async def test_after_it_nothing_more_is_accepted_and_what_runs_is_finished() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway) as edge:
        reading, writing = await edge.connect(), await edge.connect()
        gateway.hold()
        send(reading, USERS, gateway.bearer())
        send(writing, RENAME, gateway.bearer(), {"id": gateway.user_id(3), "name": "Ada"})
        await gateway.arrived()
        await begin_to_end(edge)
        await _nothing_is_accepted(edge)
        gateway.go()
        status, headers, body = await reading.answer()
        assert (status, headers["connection"], list(json.loads(body))) == (200, "close", ["data"])
        status, _, body = await writing.answer()
        payload = json.loads(body)["data"]["userUpdate"]
        assert (status, payload) == (200, {"user": {"firstName": "Ada"}, "userErrors": []})


async def _nothing_is_accepted(edge: RunningEdge) -> None:
    def is_refused() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", edge.port)) != 0

    await eventually(is_refused)


async def _open_stream(edge: RunningEdge, gateway: Held, query: str, **variables: Any) -> Client:  # noqa: ANN401
    client = await edge.connect()
    send(client, query, {**gateway.bearer(), "Accept": "text/event-stream"}, variables)
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    return client


async def test_streams_of_events_end_with_a_time_to_wait_and_are_not_complete() -> None:
    """By ``complete`` clients would take it that there is nothing more to come."""
    async with Held() as gateway, gateway_over_tcp(gateway, drain_seconds=DRAIN) as edge:
        stream = await _open_stream(edge, gateway, SUBSCRIPTION, id=gateway.user_id())
        await stream.reader.readuntil(b"event: next")
        await begin_to_end(edge)
        rest = await stream.ended()
        assert rest.endswith(b"0\r\n\r\n")  # a clean end of the response
        last = [line for line in rest.split(b"\r\n") if line.startswith(b"retry: ")]
        assert len(last) == 1
        assert 200 <= int(last[0].removeprefix(b"retry: ")) < 3000
        assert b"event: complete" not in rest


async def test_queries_and_mutations_as_events_come_to_their_end() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway) as edge:
        gateway.hold()
        stream = await _open_stream(edge, gateway, RENAME, id=gateway.user_id(3), name="Ada")
        await gateway.arrived()
        await begin_to_end(edge)
        await asyncio.sleep(0.05)
        gateway.go()
        rest = await stream.ended()
        assert b'"firstName":"Ada"' in rest
        assert b"event: complete" in rest
        assert b"retry:" not in rest


async def test_websockets_finish_what_ends_by_itself_and_are_told_to_come_back() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway) as edge, _websocket(edge, gateway) as client:
        await _subscribe(client, "stream", SUBSCRIPTION, id=gateway.user_id())
        assert (await _receive(client))["id"] == "stream"
        gateway.hold()
        await _subscribe(client, "write", RENAME, id=gateway.user_id(3), name="Ada")
        await gateway.arrived()
        await begin_to_end(edge)
        await asyncio.sleep(0.15)
        await _subscribe(client, "late", "{ viewer { role } }")
        await asyncio.sleep(0.05)
        gateway.go()
        answers = [await _receive(client), await _receive(client)]
        assert [(each["id"], each["type"]) for each in answers] == [("write", "next"), ("write", "complete")]
        with pytest.raises(ConnectionClosed) as caught:
            await _receive(client)
        assert caught.value.rcvd is not None
        assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1012, "Service Restart")


async def test_ctrl_c_does_not_wait_for_balancers() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway, drain_seconds=60) as edge:
        edge.handle_exit(signal.SIGINT, None)
        await _nothing_is_accepted(edge)


async def test_websockets_need_a_slot_for_what_is_no_stream() -> None:
    narrow = EdgeSettings(max_requests=1, max_queued_requests=0)
    async with (
        Held(edge=narrow) as gateway,
        gateway_over_tcp(gateway) as edge,
        _websocket(edge, gateway) as client,
    ):
        await _subscribe(client, "stream", SUBSCRIPTION, id=gateway.user_id())
        assert (await _receive(client))["type"] == "next"
        first = await gateway.occupy()
        await _subscribe(client, "query", "{ viewer { role } }")
        refused = await _receive(client)
        assert (refused["id"], refused["type"]) == ("query", "error")
        assert refused["payload"][0]["extensions"]["code"] == "OVERLOADED"
        gateway.go()
        assert (await first).status_code == 200
        await _subscribe(client, "again", "{ viewer { role } }")
        assert [(await _receive(client))["type"] for _ in range(2)] == ["next", "complete"]


def _websocket(edge: RunningEdge, gateway: Held) -> connect:
    return connect(
        f"ws://127.0.0.1:{edge.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=gateway.bearer(),
        proxy=None,
    )


async def _subscribe(client: ClientConnection, operation_id: str, query: str, **variables: Any) -> None:  # noqa: ANN401
    if operation_id == "stream":
        await client.send(json.dumps({"type": "connection_init"}))
        assert (await _receive(client))["type"] == "connection_ack"
    asked = {"id": operation_id, "type": "subscribe", "payload": {"query": query, "variables": variables}}
    await client.send(json.dumps(asked))


async def _receive(client: ClientConnection) -> Any:  # noqa: ANN401 - JSON
    async with asyncio.timeout(5):
        return json.loads(await client.recv())
