"""Clients that hang up: what was asked is dropped, what was to be written is written."""

import asyncio
import json
from typing import Any

import pytest

from gateway.settings import CacheSettings, EdgeSettings
from tests.edge.held import USERS, Held
from tests.edge.over_tcp import gateway_over_tcp, send
from tests.edge.real_edge import RunningEdge, eventually

pytestmark = pytest.mark.anyio

SHARED = CacheSettings(is_enabled=True)
RENAME = """mutation($id: ID!, $name: String!) { userUpdate(input: {id: $id, firstName: $name}) {
  user { firstName } userErrors { code }
} }"""


def requests_in(edge: RunningEdge) -> set[asyncio.Task[None]]:
    """What is being worked on."""
    return edge.server_state.tasks


async def until_idle(edge: RunningEdge) -> None:
    await eventually(lambda: not requests_in(edge) and edge.open == 0)


def name_of(gateway: Held) -> Any:  # noqa: ANN401 - JSON
    return gateway.user_row(3)["first_name"]


async def test_a_query_whose_client_has_gone_is_dropped_at_once() -> None:
    narrow = EdgeSettings(max_requests=1, max_queued_requests=0)
    async with Held(edge=narrow) as gateway, gateway_over_tcp(gateway) as edge:
        client = await edge.connect()
        gateway.hold()
        send(client, USERS, gateway.bearer())
        await gateway.arrived()
        assert len(requests_in(edge)) == 1
        await client.close()
        await until_idle(edge)  # though the upstream still holds its call
        other = await edge.connect()
        send(other, "{ viewer { role } }", gateway.bearer())
        status, _, body = await other.answer()
        assert (status, json.loads(body)) == (200, {"data": {"viewer": {"role": "ADMINISTRATOR"}}})
        gateway.go()


async def test_who_shares_a_call_with_a_client_that_left_has_its_answer() -> None:
    async with Held(cache=SHARED) as gateway, gateway_over_tcp(gateway) as edge:
        gateway.hold()
        first, second = await edge.connect(), await edge.connect()
        send(first, USERS, gateway.bearer())
        await gateway.arrived()
        send(second, USERS, gateway.bearer())
        await asyncio.sleep(0.05)
        await first.close()
        await asyncio.sleep(0.05)
        gateway.go()
        status, _, body = await second.answer()
        assert (status, list(json.loads(body))) == (200, ["data"])
        calls = [each for each in gateway.sandbox.calls if each.endswith("/users")]
        assert len(calls) == 1


async def test_a_mutation_is_carried_out_though_its_client_has_gone() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway) as edge:
        client = await edge.connect()
        gateway.hold()
        send(client, RENAME, gateway.bearer(), {"id": gateway.user_id(3), "name": "Ada"})
        await gateway.arrived()
        await client.close()
        await until_idle(edge)
        assert name_of(gateway) != "Ada"
        gateway.go()
        await gateway.app.state.operations.aclose()
        assert name_of(gateway) == "Ada"


async def test_a_list_with_mutations_is_carried_out_to_its_end() -> None:
    async with Held(max_batch=3) as gateway, gateway_over_tcp(gateway) as edge:
        client = await edge.connect()
        gateway.hold()
        names = ("Ada", "Grace", "Edith")
        writes = [{"query": RENAME, "variables": {"id": gateway.user_id(3), "name": name}} for name in names]
        send(client, writes, gateway.bearer())
        await gateway.arrived()
        await client.close()
        await until_idle(edge)
        gateway.go()
        await gateway.app.state.operations.aclose()
        assert name_of(gateway) == "Edith"


async def test_a_client_that_closes_its_side_has_gone_too() -> None:
    """Half a connection is what a client leaves that has given up; nothing else does it with HTTP."""
    async with Held() as gateway, gateway_over_tcp(gateway) as edge:
        client = await edge.connect()
        gateway.hold()
        send(client, USERS, gateway.bearer())
        await gateway.arrived()
        client.writer.write_eof()
        await until_idle(edge)
        gateway.go()


async def test_requests_behind_one_another_are_dropped_together() -> None:
    async with Held() as gateway, gateway_over_tcp(gateway) as edge:
        client = await edge.connect()
        gateway.hold()
        for _ in range(3):
            send(client, USERS, gateway.bearer())
        await gateway.arrived()
        await client.close()
        await until_idle(edge)
        before = len(gateway.sandbox.calls)
        gateway.go()
        await asyncio.sleep(0.1)
        assert len([each for each in gateway.sandbox.calls[before:] if each.endswith("/users")]) <= 1


async def test_hundreds_of_clients_that_leave_leave_nothing_behind() -> None:
    narrow = EdgeSettings(max_requests=10, max_queued_requests=5)
    async with Held(edge=narrow) as gateway, gateway_over_tcp(gateway) as edge:
        await gateway.ask(USERS)
        before = len(asyncio.all_tasks())
        for _ in range(16):
            gateway.hold()
            clients = [await edge.connect() for _ in range(25)]
            for client in clients:
                send(client, USERS, gateway.bearer())
            await asyncio.sleep(0.005)
            for client in clients:
                client.writer.transport.abort()
            gateway.go()
        await until_idle(edge)
        edge.clients.clear()
        await eventually(lambda: len(asyncio.all_tasks()) <= before)
        await gateway.ask(USERS)
