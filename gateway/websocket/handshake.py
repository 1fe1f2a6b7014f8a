"""Refusing a handshake."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from starlette.types import Scope, Send

_NOTHING: Mapping[str, str] = MappingProxyType({})


async def forbid(send: Send) -> None:
    """Refuse a handshake with 403."""
    with suppress(OSError):  # the client did not wait for it
        await send({"type": "websocket.close"})


async def turn_away(
    scope: Scope,
    send: Send,
    status: int = 503,
    text: str = "No more connections at the moment.",
    more: Mapping[str, str] = _NOTHING,
) -> None:
    """Refuse a handshake with a status; servers that can answer with nothing else answer 403."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await forbid(send)
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in more.items()]
    body = text.encode()
    with suppress(OSError):
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
    # Until its transport has closed, uvicorn takes the handshake for one without an answer, and would
    # log an error for each.
    await asyncio.sleep(0)
