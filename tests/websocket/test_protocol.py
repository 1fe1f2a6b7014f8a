"""The messages of the protocol, each as it should be."""

import asyncio

import pytest

from tests.websocket.in_process import SUBPROTOCOL, InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio


async def test_the_handshake_chooses_the_subprotocol(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint, subprotocols=("graphql-ws", SUBPROTOCOL)) as client:
        assert client.opening == {"type": "websocket.accept", "subprotocol": SUBPROTOCOL}


@pytest.mark.parametrize("offered", [(), ("graphql-ws",), ("GRAPHQL-TRANSPORT-WS",)])
async def test_another_subprotocol_is_closed_with_4406(stage: Stage, offered: tuple[str, ...]) -> None:
    async with InProcessClient(stage.endpoint, subprotocols=offered) as client:
        assert client.opening == {"type": "websocket.accept", "subprotocol": None}
        assert await client.closed() == (4406, "Subprotocol not acceptable")


async def test_a_query_has_one_result_and_an_end(client: InProcessClient) -> None:
    await client.subscribe("q", "query($name: String) { hello(name: $name) }", variables={"name": "Ærø"})
    assert await client.receive() == {
        "id": "q",
        "type": "next",
        "payload": {"data": {"hello": "Hello, Ærø!"}},
    }
    assert await client.receive() == {"id": "q", "type": "complete"}
    await client.silence()


async def test_a_mutation_runs_once(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("m", 'mutation { note(text: "milk") }')
    assert await client.receive() == {"id": "m", "type": "next", "payload": {"data": {"note": 1}}}
    assert await client.receive() == {"id": "m", "type": "complete"}
    assert stage.notes == ["milk"]


async def test_a_subscription_has_a_result_for_each_event(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("s", "subscription { count(to: 3) }")
    for number in (1, 2, 3):
        payload = {"data": {"count": number}}
        assert await client.receive() == {"id": "s", "type": "next", "payload": payload}
    assert await client.receive() == {"id": "s", "type": "complete"}
    assert stage.running == 0


async def test_operations_run_beside_each_other(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("slow", "{ wait }")
    await client.subscribe("fast", "{ hello }")
    assert (await client.receive())["id"] == "fast"
    assert await client.receive() == {"id": "fast", "type": "complete"}
    stage.go_on.set()
    assert await client.receive() == {"id": "slow", "type": "next", "payload": {"data": {"wait": 1}}}
    assert await client.receive() == {"id": "slow", "type": "complete"}


async def test_one_of_several_operations_is_chosen_by_name(client: InProcessClient) -> None:
    await client.subscribe("q", "query A { hello } query B { b: hello }", operationName="B")
    assert (await client.receive())["payload"] == {"data": {"b": "Hello, world!"}}


async def test_members_may_be_null(client: InProcessClient) -> None:
    await client.subscribe("q", "{ hello }", operationName=None, variables=None, extensions=None)
    assert (await client.receive())["payload"] == {"data": {"hello": "Hello, world!"}}


async def test_a_document_may_be_named_instead_of_sent(client: InProcessClient) -> None:
    message = {"id": "q", "type": "subscribe", "payload": {"documentId": "greeting"}}
    await client.send(message)
    assert (await client.receive())["payload"] == {"data": {"hello": "Hello, world!"}}


async def test_an_id_is_free_again_once_its_operation_has_ended(client: InProcessClient) -> None:
    for _ in range(3):
        await client.subscribe("same", "{ hello }")
        assert (await client.receive())["type"] == "next"
        assert await client.receive() == {"id": "same", "type": "complete"}
        await client.subscribe("same", "{ nothing }")
        assert (await client.receive())["type"] == "error"


async def test_after_complete_no_message_of_that_id_follows(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("t", "subscription { ticks }")
    await client.silence()
    await stage.next_tick()
    assert (await client.receive())["payload"] == {"data": {"ticks": 1}}
    await client.send({"id": "t", "type": "complete"})
    await stage.next_tick()
    await client.silence()
    assert stage.running == 0


async def test_complete_stops_a_query_before_its_result(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("q", "{ wait }")
    await client.silence()
    assert stage.running == 1
    await client.send({"id": "q", "type": "complete"})
    await client.silence()
    assert stage.running == 0


async def test_complete_may_come_with_the_subscribe_itself(stage: Stage, client: InProcessClient) -> None:
    asked = {"id": "q", "type": "subscribe", "payload": {"query": 'mutation { note(text: "no") }'}}
    await asyncio.gather(client.send(asked), client.send({"id": "q", "type": "complete"}))
    await client.silence()
    await client.subscribe("q", "{ hello }")
    assert (await client.receive())["payload"] == {"data": {"hello": "Hello, world!"}}


async def test_complete_of_an_unknown_id_is_ignored(client: InProcessClient) -> None:
    await client.send({"id": "never", "type": "complete"}, {"type": "ping"})
    assert await client.receive() == {"type": "pong"}


async def test_pings_are_answered_with_their_payload_at_any_time(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send({"type": "ping"}, {"type": "ping", "payload": None})
        assert await client.receive() == {"type": "pong"}
        assert await client.receive() == {"type": "pong"}
        payload = {"at": 12345678901234567890123, "deep": [[[{"π": None}]]]}
        await client.send({"type": "ping", "payload": payload})
        assert await client.receive() == {"type": "pong", "payload": payload}


async def test_pongs_that_nobody_asked_for_are_fine(client: InProcessClient) -> None:
    await client.send(
        {"type": "pong"}, {"type": "pong", "payload": {"a": 1}}, {"type": "pong", "payload": None}
    )
    await client.silence()


async def test_a_subscribe_before_the_acknowledgement_is_closed_with_4401(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.subscribe("q", 'mutation { note(text: "no") }')
        assert await client.closed() == (4401, "Unauthorized")
    assert stage.notes == []


async def test_an_id_that_is_in_use_is_closed_with_4409(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("twice", "subscription { ticks }")
    await client.subscribe("twice", "{ hello }")
    assert await client.closed() == (4409, "Subscriber for twice already exists")
    assert stage.running == 0


async def test_the_reason_of_4409_fits_whatever_the_id(client: InProcessClient) -> None:
    for _ in range(2):
        await client.subscribe("ß€😀" * 85, "{ wait }")
    code, reason = await client.closed()
    assert code == 4409
    assert reason.startswith("Subscriber for ß€😀")
    assert reason.endswith(" already exists")


async def test_a_second_init_is_closed_with_4429(stage: Stage, client: InProcessClient) -> None:
    await client.send({"type": "connection_init", "payload": {"Authorization": stage.identity.bearer()}})
    assert await client.closed() == (4429, "Too many initialisation requests")
