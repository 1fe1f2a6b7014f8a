"""uvicorn's HTTP protocol, with three ways closed in which a request was taken for another."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_NO_HANDSHAKE = "This is no handshake of a WebSocket."


class _Sealed(list[tuple[bytes, bytes]]):
    """Headers that have been read."""

    def append(self, _trailer: tuple[bytes, bytes], /) -> None:
        """Forget what comes as a trailer of the body."""


class OrderlyHttp(HttpToolsProtocol):
    """Answers in order, answers every handshake, and takes headers from the head alone.

    uvicorn switches to a WebSocket at once, even while an earlier request of the connection is being
    answered. That answer then goes out behind the 101, into the WebSocket: whoever shares the
    connection, as clients of a proxy do, could be given somebody else's data.

    And it says nothing to a handshake that it can read and the library behind it cannot, because of
    an overlong line or a method other than GET: the connection would stay open for ever.
    """

    def on_headers_complete(self) -> None:
        """Start to answer. The parser would add trailers to the headers that the application reads."""
        super().on_headers_complete()
        self.headers = _Sealed(self.headers)
        self.scope["headers"] = self.headers

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, or close it."""
        last: RequestResponseCycle | None = self.cycle
        if self.pipeline or (last is not None and not last.response_complete):
            self.transport.close()  # no honest client asks before it has its answer
            return
        super().handle_websocket_upgrade()
        taken_over = self.transport.get_protocol()
        if isinstance(taken_over, WebSocketsSansIOProtocol) and not taken_over.handshake_initiated:
            self.send_400_response(_NO_HANDSHAKE)
