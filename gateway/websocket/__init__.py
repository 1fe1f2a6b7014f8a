"""GraphQL over WebSocket: the ``graphql-transport-ws`` protocol."""

from gateway.websocket.endpoint import WebSocketEndpoint
from gateway.websocket.limits import WebSocketLimits

__all__ = ["WebSocketEndpoint", "WebSocketLimits"]
