"""What one connection, one viewer and the whole process may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketLimits:
    """Bounds and times of WebSocket connections.

    Attributes:
        max_connections: Open connections in the process; more handshakes are refused.
        max_connections_per_viewer: Open connections of one viewer.
        max_operations: Operations that run at once on one connection.
        max_message_bytes: The size of one message of a client, in UTF-8.
        init_timeout_seconds: How long a client may take to send ``connection_init``.
        ping_interval_seconds: How long after the last sign of life a client is pinged.
        pong_timeout_seconds: How long a client may take to take the ping and to say anything.
        close_timeout_seconds: How long a client may take to take the close frame.

    """

    max_connections: int = 10_000
    max_connections_per_viewer: int = 2_000
    max_operations: int = 50
    max_message_bytes: int = 65_536
    init_timeout_seconds: float = 5.0
    ping_interval_seconds: float = 25.0
    pong_timeout_seconds: float = 20.0
    close_timeout_seconds: float = 2.0
