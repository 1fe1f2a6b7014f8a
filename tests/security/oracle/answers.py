"""Asking the gateway over its real endpoint, and putting its answers together."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from tests.gateway_under_test import GatewayUnderTest
from tests.http.exchange import Exchange
from tests.security.oracle.asking import Asked

_SILENT_SECONDS = 0.5
_DELIMITER = b"\r\n---"
_ACCEPT = {
    "deferred": "multipart/mixed, application/json",
    "subscription": "text/event-stream",
}


async def ask(gateway: GatewayUnderTest, asked: Asked, token: str) -> tuple[Any, list[dict[str, Any]]]:
    """The data of an answer, the parts that came later in their places, and all errors.

    Of a subscription that is the first event.
    """
    headers = {"authorization": f"Bearer {token}", "accept": _ACCEPT.get(asked.kind, "application/json")}
    body = {"query": asked.text, "variables": asked.variables}
    if asked.kind == "subscription":
        return await _first_event(gateway, body, headers)
    response = await gateway.http.post("/graphql", json=body, headers=headers)
    assert response.status_code == 200, response.text
    if response.headers["content-type"].startswith("multipart/mixed"):
        return _merged(response.content)
    answer = response.json()
    return answer.get("data"), answer.get("errors", [])


async def _first_event(
    gateway: GatewayUnderTest, body: dict[str, Any], headers: dict[str, str]
) -> tuple[Any, list[dict[str, Any]]]:
    headers = {**headers, "host": "gateway.test", "content-type": "application/json"}
    async with Exchange(gateway.app, json.dumps(body).encode(), headers) as exchange:
        status, _ = await exchange.start()
        assert status == 200
        received = b""
        # A user without devices has nothing to tell.
        with suppress(TimeoutError):
            async with asyncio.timeout(_SILENT_SECONDS):
                while b"event: next\ndata: " not in received and b"event: complete" not in received:
                    received += await exchange.chunk()
    first = received.partition(b"event: next\ndata: ")[2].partition(b"\n\n")[0]
    event = json.loads(first) if first else {}
    return event.get("data"), event.get("errors", [])


def _merged(content: bytes) -> tuple[Any, list[dict[str, Any]]]:
    """Put every part into its place, as a client does."""
    _, *parts, _ = content.split(_DELIMITER)
    payloads = [json.loads(part.partition(b"\r\n\r\n")[2]) for part in parts]
    data: Any = None
    errors: list[dict[str, Any]] = []
    paths: dict[str, list[str | int]] = {}
    for payload in payloads:
        data = payload.get("data", data)
        errors += payload.get("errors", [])
        paths |= {each["id"]: each["path"] for each in payload.get("pending", [])}
        for each in payload.get("incremental", []):
            place = data
            for step in [*paths[each["id"]], *each.get("subPath", [])]:
                place = place[step]
            _merge(place, each["data"])
            errors += each.get("errors", [])
        errors += [error for each in payload.get("completed", []) for error in each.get("errors", [])]
    return data, errors


def _merge(place: dict[str, Any], data: dict[str, Any]) -> None:
    for key, value in data.items():
        if isinstance(value, dict) and isinstance(place.get(key), dict):
            _merge(place[key], value)
        else:
            place[key] = value
