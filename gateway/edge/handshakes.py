"""The library's side of a WebSocket, whose refusals are like all others."""

import logging
from http import HTTPStatus
from uuid import uuid4

import orjson
from websockets.http11 import Response
from websockets.server import ServerProtocol

from gateway.edge.refusals import refusal_of
from gateway.edge.security_headers import HeaderList, completed
from gateway.http.accept import LEGACY

_NO_HANDSHAKE = "This is no handshake of a WebSocket that is opened here."


class Handshakes(ServerProtocol):
    """Refuses with a code and the headers for browsers.

    The library says in plain text what is wrong with a handshake, with the client's words in it.
    """

    def __init__(self, security: HeaderList, max_size: int) -> None:
        """Make one for a connection: without extensions, so nothing in it is compressed."""
        super().__init__(max_size=max_size, logger=logging.getLogger("uvicorn.error"))
        self._security = security

    def reject(self, status: int, text: str) -> Response:  # noqa: ARG002 - the library's words
        """Say no."""
        request_id = uuid4().hex
        refusal = refusal_of(HTTPStatus(status), _NO_HANDSHAKE, request_id)
        response = super().reject(status, orjson.dumps(refusal.body).decode())
        del response.headers["Content-Type"]
        response.headers.update(
            {"Content-Type": f"{LEGACY}; charset=utf-8", "X-Request-Id": request_id, **refusal.headers}
        )
        return response

    def send_response(self, response: Response) -> None:
        """Send an answer to the handshake."""
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            own = [(name.lower().encode(), value.encode()) for name, value in response.headers.raw_items()]
            for name, value in completed(own, self._security)[len(own) :]:
                response.headers[name.decode()] = value.decode()
        super().send_response(response)
