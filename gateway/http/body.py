"""Reading a request's body, within a bound."""

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from gateway.http.request import Malformed


async def read_bounded(receive: Receive, declared: str | None, limit: int) -> bytes:
    """The whole body. One that says it is too long is refused before any of it is read.

    Raises:
        Malformed: 413, the body is longer than the limit.
        ClientDisconnect: The client went away.

    """
    if declared is not None and declared.isdecimal() and int(declared[:20]) > limit:
        raise Malformed("The body is too large.", 413)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise Malformed("The body is too large.", 413)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)
