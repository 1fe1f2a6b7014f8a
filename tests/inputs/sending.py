"""Sends one mutation through the real endpoint, and notes what the upstream was asked to write."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from sandbox import API_BASE
from tests.gateway_under_test import GatewayUnderTest, RoleName

Json = Any
QUERY = (
    "mutation($input: {type}!) {{ done: {name}(input: $input) {{"
    " userErrors {{ code path message {more} }} }} }}"
)


class WriteRecorder(httpx.AsyncBaseTransport):
    """The sandbox, with the writes below its base URL remembered in order."""

    def __init__(self, app: Json) -> None:
        self._inner = httpx.ASGITransport(app)
        self.writes: list[tuple[str, str, Json]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method != "GET" and path.startswith(API_BASE):
            body = request.content
            decoded = msgspec.json.decode(body, strict=False) if body else None
            self.writes.append((request.method, path.removeprefix(API_BASE), decoded))
        return await self._inner.handle_async_request(request)


@dataclass(frozen=True)
class Answer:
    """``errors`` as (code, path from the input on); ``failures`` are the codes of top-level errors."""

    errors: list[tuple[str, str]]
    messages: list[str]
    failures: list[str]
    writes: list[tuple[str, str, Json]]
    told: list[Json]

    @property
    def body(self) -> Json:
        """The one body that was sent."""
        ((_, _, body),) = self.writes
        return body


async def send(
    gateway: GatewayUnderTest,
    recorder: WriteRecorder,
    name: str,
    given: Json,
    *,
    role: RoleName = "administrator",
    more: str = "",
) -> Answer:
    """Run the mutation with that input."""
    recorder.writes.clear()
    query = QUERY.format(type=f"{name[0].upper()}{name[1:]}Input", name=name, more=more)
    content = json.dumps({"query": query, "variables": {"input": given}})
    headers = {**gateway.bearer(role), "content-type": "application/json"}
    response = await gateway.http.post("/graphql", content=content.encode(), headers=headers)
    answered = response.json()
    told = ((answered.get("data") or {}).get("done") or {}).get("userErrors", [])
    return Answer(
        errors=[(each["code"], ".".join(each["path"][1:])) for each in told],
        messages=[each["message"] for each in told],
        failures=[error["extensions"]["code"] for error in answered.get("errors", [])],
        writes=list(recorder.writes),
        told=told,
    )
