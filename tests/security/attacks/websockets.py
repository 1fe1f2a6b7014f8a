"""What is done to WebSockets."""

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.security.attacks.attack import VIEWER, Target, attack

_SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": VIEWER}}


async def _close_code(target: Target, *messages: object, initialised: bool = False) -> int | None:
    """The code with which a connection is closed after these messages."""
    async with target.websocket() as connection:
        if initialised:
            await target.initialise(connection)
        try:
            for message in messages:
                await connection.send(message if isinstance(message, str) else json.dumps(message))
            while True:
                async with asyncio.timeout(10):
                    await connection.recv()
        except ConnectionClosed:
            return connection.close_code


@attack("CVE-2026-35523 (strawberry-graphql): no operation before connection_init")
async def operation_before_init(target: Target) -> None:
    target.gateway.forget_calls()
    assert await _close_code(target, _SUBSCRIBE) == 4401
    assert target.gateway.calls() == []


@attack("CVE-2026-35523 (strawberry-graphql): the legacy protocol")
async def legacy_protocol(target: Target) -> None:
    async with target.websocket("graphql-ws") as connection:
        try:
            await connection.send(json.dumps({"type": "start", "id": "1", "payload": {"query": VIEWER}}))
            await connection.recv()
        except ConnectionClosed:
            pass
        assert connection.close_code == 4406


@attack("CVE-2026-35526 (strawberry-graphql): operations without end on one connection")
async def subscription_flood(target: Target) -> None:
    query = 'subscription { userDevicesUpdated(userId: "%s") { removedIds } }'
    global_id = (await target.post("{ viewer { user { id } } }")).json()["data"]["viewer"]["user"]["id"]
    flood = [
        {"type": "subscribe", "id": str(each), "payload": {"query": query % global_id}} for each in range(200)
    ]
    assert await _close_code(target, *flood, initialised=True) == 4429


@attack("WebSocket init floods")
async def init_flood(target: Target) -> None:
    init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {target.token}"}}
    assert await _close_code(target, *[init] * 50) == 4429


@attack("WebSocket: a token that does not verify")
async def init_with_a_wrong_token(target: Target) -> None:
    for authorization in (f"Bearer {target.token[:-5]}", {"a": 1}, "", ["Bearer"]):
        init = {"type": "connection_init", "payload": {"Authorization": authorization}}
        assert await _close_code(target, init) == 4401


@attack("WebSocket: pages of other origins")
async def cross_site_websocket(target: Target) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await target.websocket(origin="https://evil.example")
    assert refused.value.response.status_code == 403


@attack("WebSocket: messages that are too long")
async def oversized_message(target: Target) -> None:
    long = {"type": "ping", "payload": {"a": "x" * 70_000}}
    assert await _close_code(target, long, initialised=True) == 1009


@attack("WebSocket: compression bombs")
async def compression_is_not_agreed(target: Target) -> None:
    head = target.head(
        "GET /graphql",
        "connection: Upgrade",
        "upgrade: websocket",
        "sec-websocket-version: 13",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol: graphql-transport-ws",
        "sec-websocket-extensions: permessage-deflate",
    )
    deflated = b"\xc1\x84\x01\x02\x03\x04abcd"
    assert await target.raw(head, deflated) == ["101", "close 1002"]


@attack("WebSocket: malformed messages")
async def malformed_messages(target: Target) -> None:
    for message in ("[]", "null", '"x"', "[" * 60_000, '{"type":"subscribe","id":{},"payload":{}}', "\x00"):
        assert await _close_code(target, message, initialised=True) == 4400, message[:20]


@attack("WebSocket: ids that are in use")
async def id_in_use(target: Target) -> None:
    global_id = (await target.post("{ viewer { user { id } } }")).json()["data"]["viewer"]["user"]["id"]
    query = f'subscription {{ userDevicesUpdated(userId: "{global_id}") {{ removedIds }} }}'
    same = {"type": "subscribe", "id": "1", "payload": {"query": query}}
    assert await _close_code(target, same, same, initialised=True) == 4409
