"""What uvicorn is told, and what its protocols have to know beside it."""

import uvicorn
from starlette.types import ASGIApp

from gateway.edge.http_protocol import GuardedHttp
from gateway.edge.lifecycle import Lifecycle
from gateway.edge.openings import Openings
from gateway.edge.security_headers import security_headers
from gateway.edge.websocket_protocol import GuardedWebSocket
from gateway.http.lengths import MAX_HEADER_BYTES
from gateway.settings import EdgeSettings

_LONGEST_FRAME = 64 * 1024


class EdgeConfig(uvicorn.Config):
    """uvicorn's configuration with bounds of connections.

    Headers about the client that a proxy sets are not believed, and the server does not name itself.
    """

    def __init__(self, app: ASGIApp, edge: EdgeSettings, lifecycle: Lifecycle, max_url_bytes: int) -> None:
        """Make it.

        Args:
            app: The application.
            edge: Bounds and times.
            lifecycle: Where the process is between its start and its end.
            max_url_bytes: How long an address may be.

        """
        super().__init__(
            app,
            loop="auto",  # uvloop wherever it is installed, which is everywhere but on Windows
            http=GuardedHttp,
            ws=GuardedWebSocket,
            ws_max_size=_LONGEST_FRAME,
            ws_ping_interval=None,  # the gateway's own handler pings
            ws_per_message_deflate=False,  # what is compressed can be a bomb, and says what it holds
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        # It is only ever handed to the event loop, which takes fractions too.
        self.timeout_keep_alive = edge.keep_alive_seconds  # type: ignore[assignment]
        self.wait_at_end(edge.shutdown_seconds)
        self.edge = edge
        self.lifecycle = lifecycle
        self.openings = Openings(edge.max_connections, edge.max_connections_per_address)
        self.security = security_headers(edge.transport_security_seconds)
        self.max_head_bytes = MAX_HEADER_BYTES + max_url_bytes

    def wait_at_end(self, seconds: float) -> None:
        """How long uvicorn waits for requests before it cancels them."""
        self.timeout_graceful_shutdown = max(seconds, 0.1)  # type: ignore[assignment]
