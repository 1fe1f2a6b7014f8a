"""Refusing a handshake."""

import asyncio
from contextlib import suppress

from starlette.types import Scope, Send


async def forbid(send: Send) -> None:
    """Refuse a handshake with 403."""
    with suppress(OSError):  # the client did not wait for it
        await send({"type": "websocket.close"})


async def turn_away(scope: Scope, send: Send) -> None:
    """Refuse a handshake with 503; servers that can answer with nothing else answer 403."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await forbid(send)
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    body = b"No more connections at the moment."
    with suppress(OSError):
        await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
    # Until its transport has closed, uvicorn takes the handshake for one without an answer, and would
    # log an error for each.
    await asyncio.sleep(0)
