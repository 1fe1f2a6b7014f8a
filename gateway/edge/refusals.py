"""Answers of the edge itself, coded like all others: as ASGI messages, and as bytes of HTTP/1.1."""

from http import HTTPStatus
from itertools import cycle
from uuid import uuid4

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import GatewayError
from gateway.edge.security_headers import HeaderList, completed
from gateway.edge.slots import Overloaded
from gateway.http.accept import LEGACY, read_accept
from gateway.http.head import Head
from gateway.http.refusal import Refusal, malformed, refused

_retry_after = cycle(("1", "2", "3"))
"""In seconds, and not the same for all: who was refused together need not come back together."""


def overloaded(error: Overloaded, request_id: str) -> Refusal:
    """503: there is too much to do. Nothing was done, and the client may ask again."""
    return refused(error, request_id, HTTPStatus.SERVICE_UNAVAILABLE, **{"retry-after": next(_retry_after)})


def unexpected(request_id: str) -> Refusal:
    """500, which tells nothing."""
    return refused(GatewayError(), request_id, HTTPStatus.INTERNAL_SERVER_ERROR)


def request_id_in(scope: Scope) -> str:
    """The id of a request, its own or a new one."""
    return Head(scope).request_id


async def send_refusal(refusal: Refusal, scope: Scope, send: Send, request_id: str) -> None:
    """Answer with a refusal, in the type of JSON that the client likes best."""
    accepted = read_accept(Head(scope).text(b"accept"))
    body = orjson.dumps(refusal.body)
    headers = _headers(refusal, body, accepted.media_type or LEGACY, request_id)
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def refusing(status: HTTPStatus, message: str, security: HeaderList) -> ASGIApp:
    """An application that gives the same refusal to whatever comes."""

    async def refuse(scope: Scope, _receive: Receive, send: Send) -> None:
        async def send_completed(event: Message) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = completed(event["headers"], security)
            await send(event)

        request_id = request_id_in(scope)
        await send_refusal(refusal_of(status, message, request_id), scope, send_completed, request_id)

    return refuse


def closing_answer(status: HTTPStatus, message: str, security: HeaderList) -> bytes:
    """The bytes that a connection is told before it is closed, where no application was asked."""
    request_id = uuid4().hex
    refusal = refusal_of(status, message, request_id)
    body = orjson.dumps(refusal.body)
    headers = [*_headers(refusal, body, LEGACY, request_id), *security, (b"connection", b"close")]
    lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def refusal_of(status: HTTPStatus, message: str, request_id: str) -> Refusal:
    """The refusal with a status: of what there is too much of, of what broke, or of what was sent."""
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return unexpected(request_id)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        return overloaded(Overloaded(message), request_id)
    return malformed(message, request_id, status)


def _headers(refusal: Refusal, body: bytes, media_type: str, request_id: str) -> HeaderList:
    texts = {
        "content-type": f"{media_type}; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "x-request-id": request_id,
        **refusal.headers,
    }
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in texts.items()]
