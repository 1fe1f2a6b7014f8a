"""uvicorn's WebSocket protocol, for clients that do not read."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from gateway.edge.handshakes import Handshakes
from gateway.edge.slow_reader import SlowReader

if TYPE_CHECKING:
    from gateway.edge.config import EdgeConfig


class GuardedWebSocket(WebSocketsSansIOProtocol):
    """One connection, which was counted when it still spoke HTTP."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._guard = cast("EdgeConfig", config)
        self.conn = Handshakes(self._guard.security, config.ws_max_size)
        self._slow_reader = SlowReader(self._guard.edge.send_timeout_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._guard.openings.leave(self)
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Send on: the client reads."""
        self._slow_reader.has_taken()
        super().resume_writing()

    def handle_ping(self) -> None:
        """Answer, unless the client does not even read what it was sent before."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()  # thrown away: answers to a flood of pings would fill the memory

    def give_way(self) -> None:
        """End: there are too many connections. That is over before one becomes a WebSocket."""
        self.transport.abort()

    def check(self, now: float) -> None:
        """End the connection if the client takes too long to take what it is sent."""
        is_waiting = not self.writable.is_set() or self.transport.is_closing()
        if self._slow_reader.is_stuck(self.transport, now, is_waiting=is_waiting):
            self.transport.abort()
