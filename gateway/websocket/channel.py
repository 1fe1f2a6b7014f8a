"""The transport of one connection: text in, text out, closed once."""

import asyncio
from contextlib import suppress

from starlette.types import Message, Receive, Send

from gateway.websocket.ending import TOO_BIG, Close, ConnectionEnded, invalid_message
from gateway.websocket.limits import WebSocketLimits

_MOST_BYTES_PER_CHARACTER = 4


class Channel:
    """An ASGI WebSocket. Sending waits for the transport, so that nothing piles up here."""

    def __init__(self, receive: Receive, send: Send, limits: WebSocketLimits) -> None:
        self._receive = receive
        self._asgi_send = send
        self._limits = limits
        self._is_closed = False

    async def accept(self, subprotocol: str | None) -> None:
        """Accept the handshake.

        Raises:
            ConnectionEnded: The client has gone.

        """
        await self._send({"type": "websocket.accept", "subprotocol": subprotocol})

    async def receive(self) -> str:
        """The next message.

        Raises:
            ConnectionEnded: The client has gone, or has sent something binary or too long.

        """
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise ConnectionEnded(None)
        text: str | None = message.get("text")
        if text is None:
            raise ConnectionEnded(invalid_message("Invalid message: not text"))
        if self._is_too_long(text):
            raise ConnectionEnded(TOO_BIG)
        return text

    async def send(self, text: str) -> None:
        """Send a message.

        Raises:
            ConnectionEnded: The client has gone, or the connection is being closed.

        """
        if self._is_closed:
            raise ConnectionEnded(None)
        await self._send({"type": "websocket.send", "text": text})

    async def close(self, close: Close) -> None:
        """Close the connection; whoever does not take the close frame is left behind."""
        self._is_closed = True
        message = {"type": "websocket.close", "code": close.code, "reason": close.reason}
        with suppress(ConnectionEnded, TimeoutError):
            async with asyncio.timeout(self._limits.close_timeout_seconds):
                await self._send(message)

    async def _send(self, message: Message) -> None:
        try:
            await self._asgi_send(message)
        except (OSError, RuntimeError):
            # The ASGI specification asks for OSError. uvicorn raises RuntimeError if it has closed
            # the connection itself, for a message that is too long for instance.
            raise ConnectionEnded(None) from None

    def _is_too_long(self, text: str) -> bool:
        if len(text) * _MOST_BYTES_PER_CHARACTER <= self._limits.max_message_bytes:
            return False
        return len(text.encode("utf-8", "surrogatepass")) > self._limits.max_message_bytes
