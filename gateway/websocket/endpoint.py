"""The ASGI application for WebSockets."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from gateway.authentication import Authenticator
from gateway.edge.slots import Slots
from gateway.http.refusal import Refusal
from gateway.limits import Entrance
from gateway.operations import Operations
from gateway.websocket.channel import Channel
from gateway.websocket.connection import Connection, Shared
from gateway.websocket.handshake import forbid, turn_away
from gateway.websocket.limits import WebSocketLimits
from gateway.websocket.origins import is_from_allowed_page
from gateway.websocket.viewers import ViewerConnections

_USUAL_LIMITS = WebSocketLimits()


def _now() -> datetime:
    return datetime.now(UTC)


class WebSocketEndpoint:
    """An ASGI application that speaks ``graphql-transport-ws``.

    Whatever a client sends, it gets an answer of the protocol or a documented close code.
    """

    def __init__(
        self,
        operations: Operations,
        authenticator: Authenticator,
        *,
        allowed_origins: frozenset[str] = frozenset(),
        limits: WebSocketLimits = _USUAL_LIMITS,
        clock: Callable[[], datetime] = _now,
        slots: Slots | None = None,
        entrance: Entrance | None = None,
    ) -> None:
        """Make the endpoint.

        Args:
            operations: Runs what is asked.
            authenticator: Knows who asks.
            allowed_origins: Whose pages may connect beside those of the gateway's own host, like
                ``https://app.example``.
            limits: Bounds and times.
            clock: Tells the time of day, with its zone.
            slots: What queries and mutations need, in common with other protocols.
            entrance: Counts handshakes by address, if anybody does.

        """
        viewers = ViewerConnections(limits.max_connections_per_viewer)
        self._shared = Shared(operations, authenticator, viewers, limits, clock, slots, entrance)
        self._allowed_origins = frozenset(origin.lower() for origin in allowed_origins)
        self._connections: set[Connection] = set()
        self._is_closing = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        opening = await receive()
        if opening["type"] != "websocket.connect":
            return  # the client did not wait
        headers = Headers(scope=scope)
        if not is_from_allowed_page(headers, self._allowed_origins):
            await forbid(send)
            return
        if self._is_closing or self.connections >= self._shared.limits.max_connections:
            await turn_away(scope, send)
            return
        entrance = self._shared.entrance
        if entrance is not None:
            try:
                await entrance.admit(scope, "")
            except Refusal as refusal:
                await turn_away(scope, send, refusal.status, "Too many requests.", refusal.headers)
                return
        channel = Channel(receive, send, self._shared.limits)
        connection = Connection(channel, self._shared, headers.get("authorization"), scope)
        self._connections.add(connection)
        self._is_idle.clear()
        try:
            await connection.run(scope["subprotocols"])
        finally:
            self._connections.remove(connection)
            if not self._connections:
                self._is_idle.set()

    async def aclose(self) -> None:
        """Refuse more, finish what runs, tell all clients to connect again, and wait until they have gone."""
        self._is_closing = True
        await asyncio.gather(*(connection.wind_up() for connection in self._connections))
        await self._is_idle.wait()
