"""What an attack is: something that is done to a running gateway, and what must come of it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.fuzzing.judging import judge
from tests.fuzzing.talking import talk
from tests.served_gateway import HOME, OTHER, ServedGateway

VIEWER = "{ viewer { role } }"
_SECONDS = 15.0


class Target:
    """The gateway as an attacker sees it: an end user with a valid token, or nobody at all."""

    def __init__(self, gateway: ServedGateway, client: httpx.AsyncClient) -> None:
        self.gateway = gateway
        self.own = gateway.sandbox.users(HOME.organization_id)[3]
        self.other = gateway.sandbox.users(HOME.organization_id)[4]
        self.foreign = gateway.sandbox.users(OTHER.organization_id)[3]
        self.token = gateway.token("user", self.own["id"])
        self._client = client

    async def post(
        self, query: str | None = None, variables: dict[str, Any] | None = None, **members: Any
    ) -> httpx.Response:
        """Ask as the end user."""
        body = {"variables": variables, **members}
        if query is not None:
            body["query"] = query
        return await self.send(json.dumps(body).encode())

    async def send(
        self,
        content: bytes,
        *,
        content_type: str = "application/json",
        token: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Any body; underscores in the names of headers stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.post(
            "/graphql",
            content=content,
            headers={
                "authorization": f"Bearer {self.token if token is None else token}",
                "content-type": content_type,
                **named,
            },
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Any address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.get(path, headers={"authorization": f"Bearer {self.token}", **named})

    async def raw(self, *parts: bytes) -> list[str]:
        """Any bytes over one connection; gives the statuses, close codes and kinds of what came back."""
        received = await talk(self.gateway.port, parts)
        return list(judge(b"".join(parts), received))

    def head(self, line: str, *headers: str) -> bytes:
        """The head of a request with the end user's token."""
        lines = [f"{line} HTTP/1.1", "host: gateway.test", f"authorization: Bearer {self.token}", *headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def websocket(self, subprotocol: str = "graphql-transport-ws", **headers: str) -> connect:
        """A WebSocket that has not said anything yet."""
        return connect(
            f"ws://127.0.0.1:{self.gateway.port}/graphql",
            subprotocols=[Subprotocol(subprotocol)],
            additional_headers=headers,
            open_timeout=_SECONDS,
            compression=None,
        )

    async def initialise(self, connection: ClientConnection) -> None:
        """Say who it is, and see it accepted."""
        payload = {"Authorization": f"Bearer {self.token}"}
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await connection.recv()) == {"type": "connection_ack"}


@dataclass(frozen=True)
class Attack:
    """One attack. ``row`` says which line of a published list it is."""

    name: str
    row: str
    run: Callable[[Target], Awaitable[None]]


ATTACKS: list[Attack] = []


def attack(row: str) -> Callable[[Callable[[Target], Awaitable[None]]], Callable[[Target], Awaitable[None]]]:
    """Put a function on the list."""

    def put(run: Callable[[Target], Awaitable[None]]) -> Callable[[Target], Awaitable[None]]:
        ATTACKS.append(Attack(run.__name__, row, run))
        return run

    return put


def codes(response: httpx.Response) -> list[str]:
    """The codes of an answer's errors."""
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]


def assert_refused(response: httpx.Response, code: str, status: int = 200) -> None:
    """It was refused for that reason and no other, as a whole."""
    assert response.status_code == status, response.text
    assert set(codes(response)) == {code}, response.text
    assert response.json().get("data") is None, response.text
