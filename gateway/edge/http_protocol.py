"""uvicorn's HTTP protocol with deadlines and bounds, which it lacks for whatever is received."""

import asyncio
from enum import Enum
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, Any, cast

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from gateway.edge.frame import CLIENT_HAS_GONE
from gateway.edge.orderly_http import OrderlyHttp
from gateway.edge.paths import is_probe
from gateway.edge.refusals import closing_answer, refusing
from gateway.edge.slow_reader import SlowReader
from gateway.edge.whole_cycle import WholeCycle
from gateway.http.lengths import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from gateway.edge.config import EdgeConfig

_MAX_HEADERS = 128
_FULL = "Too many connections are open."
_TOO_LONG = "The headers are too long."


class _Phase(Enum):
    """What is being received."""

    NOTHING = "nothing"
    HEAD = "head"
    BODY = "body"


class GuardedHttp(OrderlyHttp):
    """One connection. :meth:`check` is called again and again, which costs less than timers.

    On the way of a good request there is next to nothing: what is counted are the pieces that come
    and not their headers, and the deadlines are attributes.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._guard = cast("EdgeConfig", config)
        self._edge = self._guard.edge
        self._phase = _Phase.HEAD
        self._deadline = inf
        self._received = 0
        self._is_surplus = False
        self._running: RequestResponseCycle | None = None
        self._task: asyncio.Task[None] | None = None
        self._slow_reader = SlowReader(self._edge.send_timeout_seconds)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and give it some time to say something."""
        super().connection_made(transport)
        self._deadline = self.loop.time() + self._edge.header_timeout_seconds
        place = self._guard.openings.enter(self)
        self._is_surplus = not place
        if place is None:
            self.give_way()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more, and drop what is being done for it."""
        self._guard.openings.leave(self)
        super().connection_lost(exc)
        self.pipeline.clear()
        self._drop()

    def give_way(self) -> None:
        """End: there are too many connections."""
        self._end(HTTPStatus.SERVICE_UNAVAILABLE, _FULL)

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request."""
        if self._phase is _Phase.NOTHING:
            self._phase = _Phase.HEAD
            self._deadline = self.loop.time() + self._edge.header_timeout_seconds
            self._received = 0
        self._received += len(data)
        super().data_received(data)
        if self._phase is _Phase.HEAD and self._received > self._guard.max_head_bytes:
            self._end(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _TOO_LONG)

    def on_headers_complete(self) -> None:
        """Start to answer, with a refusal if the head alone is a reason for it."""
        self._phase = _Phase.BODY
        self._deadline = self.loop.time() + self._edge.body_timeout_seconds
        usual, objection = self.app, self._objection()
        if objection is not None:
            self.app = cast("ASGI3Application", refusing(*objection, self._guard.security))
        try:
            super().on_headers_complete()
        finally:
            self.app = usual
        is_last = objection is not None or self._is_surplus or self._guard.lifecycle.is_draining
        if is_last and self.cycle is not None:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Nothing more is due."""
        self._phase = _Phase.NOTHING
        self._deadline = inf
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand over to the WebSocket protocol, unless the head alone is a reason not to."""
        objection = self._objection()
        if objection is not None or self._is_surplus:
            self._end(*(objection or (HTTPStatus.SERVICE_UNAVAILABLE, _FULL)))
        elif not self.transport.is_closing():
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Say, in the same form as always, that this is no HTTP."""
        self._end(HTTPStatus.BAD_REQUEST, "The request is not well-formed HTTP/1.1.")

    def resume_writing(self) -> None:
        """Send on: the client reads."""
        self._slow_reader.has_taken()
        super().resume_writing()

    def check(self, now: float) -> None:
        """End the connection if the client takes too long to send, or to take what it is sent."""
        if now >= self._deadline:
            self._expire(now)
        is_waiting = self.flow.write_paused or self.transport.is_closing()
        if self._slow_reader.is_stuck(self.transport, now, is_waiting=is_waiting):
            self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        cycle.__class__ = WholeCycle  # uvicorn makes cycles itself, and nobody has seen this one yet
        self._running = cycle
        task = self._task = self.loop.create_task(cycle.run_asgi(app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _expire(self, now: float) -> None:
        is_answering = self._running is not None and not self._running.response_complete
        if self.flow.read_paused or (is_answering and self._phase is _Phase.HEAD):
            # It is us who do not read, or who still owe the answer to the request before this one.
            self._deadline = now + self._edge.body_timeout_seconds
        elif self._received == 0 or (self._phase is _Phase.BODY and not is_answering):
            self._deadline = inf
            self.transport.close()  # it has said nothing, or has had its answer already
        else:
            what = "headers" if self._phase is _Phase.HEAD else "body"
            self._end(HTTPStatus.REQUEST_TIMEOUT, f"The {what} did not come in time.")

    def _end(self, status: HTTPStatus, message: str) -> None:
        """Close the connection, with an answer if one would be understood."""
        self._deadline = inf
        running = self._running
        is_answering = running is not None and not running.response_complete
        if self.pipeline or (is_answering and running is not None and running.response_started):
            self.transport.abort()
        elif not self.transport.is_closing():
            self.transport.write(closing_answer(status, message, self._guard.security))
            self.transport.close()
        self._drop()

    def _drop(self) -> None:
        """Stop working for a client that gets no answer any more. Mutations go on all the same."""
        running, task = self._running, self._task
        if running is None or task is None or running.response_complete or task.done():
            return
        running.disconnected = True
        if CLIENT_HAS_GONE not in running.scope:
            cast("dict[str, Any]", running.scope)[CLIENT_HAS_GONE] = True
            task.cancel()

    def _objection(self) -> tuple[HTTPStatus, str] | None:
        """Why the head that has come is not even looked at, if so."""
        if self._is_surplus and not is_probe(self.url.partition(b"?")[0].decode("latin-1")):
            return HTTPStatus.SERVICE_UNAVAILABLE, _FULL
        if len(self.headers) > _MAX_HEADERS or (
            self._received > MAX_HEADER_BYTES
            and sum(len(name) + len(value) for name, value in self.headers) > MAX_HEADER_BYTES
        ):
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _TOO_LONG
        return None
