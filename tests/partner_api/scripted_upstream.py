"""A tiny ASGI app that answers exactly what a test tells it to, for answers no sane server gives."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ORGANIZATION = "5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21"
USER = "11111111-2222-4333-8444-555555555555"
DEVICE = "99999999-8888-4777-8666-555555555555"
SECRET = "s3cret/+%"


@dataclass
class Answer:
    """One answer. ``gate`` holds it back until it is set."""

    status: int = 200
    body: bytes = b"[]"
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    gate: asyncio.Event | None = None


def json_answer(value: object) -> Answer:
    return Answer(body=json.dumps(value).encode())


@dataclass
class Seen:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class ScriptedUpstream:
    """``answers`` are given one after the other, the last one for ever. Tokens are t1, t2, …

    ``token_answers`` works alike, and while it is empty tokens are handed out. ``refused`` tokens
    get a 401. ``arrived`` is set with every API request.
    """

    def __init__(self) -> None:
        self.answers: list[Answer] = [Answer()]
        self.token_answers: list[Answer] = []
        self.token_gate: asyncio.Event | None = None
        self.expires_in: object = 36000
        self.refused: set[str] = set()
        self.seen: list[Seen] = []
        self.token_requests: list[Seen] = []
        self.arrivals: asyncio.Queue[None] = asyncio.Queue()
        self.disconnects = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        seen = Seen(scope["method"], scope["raw_path"].decode(), headers, body)
        if scope["query_string"]:
            seen.path = seen.path.partition("?")[0] + "?" + scope["query_string"].decode()
        answer = await self._token(seen) if seen.path == "/token" else self._api(seen)
        if answer.gate is not None:
            await answer.gate.wait()
        raw_headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw_headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _token(self, seen: Seen) -> Answer:
        self.token_requests.append(seen)
        if self.token_gate is not None:
            await self.token_gate.wait()
        if self.token_answers:
            return self.token_answers.pop(0) if len(self.token_answers) > 1 else self.token_answers[0]
        token = f"t{len(self.token_requests)}"
        return json_answer({"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in})

    def _api(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        self.arrivals.put_nowait(None)
        token = seen.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.refused:
            return Answer(status=401, body=b'{"detail": "Unauthorized"}')
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
