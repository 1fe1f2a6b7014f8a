"""Refusing a handshake."""

from contextlib import suppress

from starlette.types import Scope, Send


async def refuse(scope: Scope, send: Send, status: int, message: str) -> None:
    """Answer a handshake with an HTTP status; servers that cannot do that answer 403."""
    with suppress(OSError):  # the client did not wait for it
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close"})
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": message.encode(), "more_body": False})
