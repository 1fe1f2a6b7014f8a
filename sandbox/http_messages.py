"""Reading and writing HTTP over ASGI, without a framework in between."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sandbox.answer import Answer
from sandbox.errors import BodyTooLarge

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]
Headers = dict[str, str]

LARGEST_BODY = 4 * 1024 * 1024


def request_headers(scope: Scope) -> Headers:
    """The request's headers by lower-case name; of repeated ones the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def request_body(receive: Receive) -> bytes:
    """The whole request body; raises `BodyTooLarge` beyond `LARGEST_BODY`."""
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return body


def response_start(answer: Answer, length: int | None = None) -> Message:
    """The opening message; `length` claims another body length than the true one."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.content_type is not None:
        headers.append((b"content-type", answer.content_type.encode("latin-1")))
        claimed = len(answer.body) if length is None else length
        headers.append((b"content-length", str(claimed).encode()))
    return {"type": "http.response.start", "status": int(answer.status), "headers": headers}


async def send_answer(send: Send, answer: Answer) -> None:
    """Sends a complete answer."""
    await send(response_start(answer))
    await send({"type": "http.response.body", "body": answer.body})
