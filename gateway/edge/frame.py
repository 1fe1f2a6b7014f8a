"""The outermost layer: which host was meant, what every answer has to say, and what nobody foresaw."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.edge.hosts import Hosts
from gateway.edge.refusals import request_id_in, send_refusal, unexpected
from gateway.edge.security_headers import HeaderList, completed
from gateway.http.refusal import Refusal, malformed

_log = logging.getLogger("gateway.edge")

CLIENT_HAS_GONE = "gateway.client_has_gone"
"""Set in the scope by the server, which then cancels the task of the request."""

_ENDPOINT = "/graphql"


class Frame:
    """A pure ASGI layer around everything else."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts, security: HeaderList) -> None:
        self._app = app
        self._hosts = hosts
        self._security = security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        is_started = False

        def send_framed(message: Message) -> Awaitable[None]:  # no coroutine, which would cost more
            nonlocal is_started
            if not is_started:
                is_started = True
                message["headers"] = self._framed(message.get("headers", ()), scope)
            return send(message)

        try:
            if self._hosts.accepts(scope):
                await self._app(scope, receive, send_framed)
            else:
                await _refuse_host(scope, send_framed)
        except asyncio.CancelledError:
            if CLIENT_HAS_GONE not in scope:
                raise
        except Exception:
            if is_started:
                raise  # the server breaks the connection off, which tells that something is missing
            request_id = request_id_in(scope)
            _log.exception("unexpected error", extra={"request_id": request_id})
            await send_refusal(unexpected(request_id), scope, send_framed, request_id)

    def _framed(self, headers: Iterable[tuple[bytes, bytes]], scope: Scope) -> HeaderList:
        if scope["path"] == _ENDPOINT and scope["method"] != "OPTIONS":
            return [*headers, *self._security]  # the endpoint says itself how long what may be kept
        return completed(headers, self._security)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._hosts.accepts(scope):
            await receive()
            await send({"type": "websocket.close"})  # before it was accepted, this is a 403
            return
        await self._app(scope, receive, send)


async def _refuse_host(scope: Scope, send: Send) -> None:
    request_id = request_id_in(scope)
    refusal: Refusal = malformed("The Host header is missing, malformed or not ours.", request_id)
    await send_refusal(refusal, scope, send, request_id)
