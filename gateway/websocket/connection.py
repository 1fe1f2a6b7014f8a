"""One connection, from the accepted handshake to the close frame."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.types import Scope

from domain.errors import IdentityUnavailable, Unauthenticated
from domain.roles import Viewer
from gateway.authentication import Authenticator
from gateway.edge.slots import Slots
from gateway.limits import Entrance
from gateway.operations import Operations
from gateway.websocket import ending, server_messages
from gateway.websocket.channel import Channel
from gateway.websocket.client_messages import (
    ClientMessage,
    Complete,
    ConnectionInit,
    InvalidMessage,
    Ping,
    Pong,
    Subscribe,
    read_message,
)
from gateway.websocket.ending import Close, ConnectionEnded
from gateway.websocket.limits import WebSocketLimits
from gateway.websocket.operation import answer
from gateway.websocket.running import Running
from gateway.websocket.viewers import ViewerConnections

_log = logging.getLogger("gateway.websocket")

SUBPROTOCOL = "graphql-transport-ws"


@dataclass(frozen=True, slots=True)
class Shared:
    """What all connections share.

    ``clock`` tells the time of day, ``slots`` are what queries and mutations need, ``entrance`` counts
    by address, if there are any.
    """

    operations: Operations
    authenticator: Authenticator
    viewers: ViewerConnections
    limits: WebSocketLimits
    clock: Callable[[], datetime]
    slots: Slots | None = None
    entrance: Entrance | None = None


class Connection:
    """Reads messages one by one, runs each operation in a task, and ends everything it began.

    Whoever finds a reason to end it, first come, first served, sets how; :meth:`run` waits for that.
    """

    def __init__(self, channel: Channel, shared: Shared, authorization: str | None, scope: Scope) -> None:
        """Make a connection, within the running event loop.

        Args:
            channel: Its transport.
            shared: What all connections share.
            authorization: The ``Authorization`` header of the handshake.
            scope: Where it comes from.

        """
        self._channel = channel
        self._shared = shared
        self._authorization = authorization
        self._scope = scope
        self._loop = asyncio.get_running_loop()
        self._ending: asyncio.Future[Close | None] = self._loop.create_future()
        self._is_initialised = False
        self._is_winding_up = False
        self._viewer: Viewer | None = None
        self._heard = asyncio.Event()
        self._running = Running()
        self._own_tasks: list[asyncio.Task[None]] = []
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def end(self, close: Close | None) -> None:
        """Have the connection end like this, unless it is ending already."""
        if not self._ending.done():
            self._ending.set_result(close)

    async def wind_up(self) -> None:
        """Begin nothing more, let queries and mutations finish, then have the client connect again."""
        self._is_winding_up = True
        finite = self._running.finite
        if finite:
            await asyncio.wait(finite)
        self.end(ending.SERVICE_RESTART)

    async def run(self, subprotocols: list[str]) -> None:
        """Accept the handshake and serve the client until the connection ends."""
        is_spoken = SUBPROTOCOL in subprotocols
        if not is_spoken:
            self.end(ending.SUBPROTOCOL_NOT_ACCEPTABLE)
        try:
            await self._channel.accept(SUBPROTOCOL if is_spoken else None)
        except ConnectionEnded:
            return
        seconds = self._shared.limits.init_timeout_seconds
        self._timers["init"] = self._loop.call_later(seconds, self.end, ending.INIT_TIMEOUT)
        self._own_tasks.append(asyncio.create_task(self._guarded(self._read)))
        try:
            close = await self._ending
            self._cancel()
            if close is not None:
                await self._channel.close(close)
        finally:
            self._cancel()
            await asyncio.wait({*self._own_tasks, *self._running.tasks})

    def _cancel(self) -> None:
        """Stop whatever runs, and give back what is counted."""
        for timer in self._timers.values():
            timer.cancel()
        for task in (*self._own_tasks, *self._running.tasks):
            task.cancel()
        viewer, self._viewer = self._viewer, None
        if viewer is not None:
            self._shared.viewers.leave(viewer)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a part of the connection's work; if that cannot go on, the connection ends."""
        try:
            await work()
        except ConnectionEnded as ended:
            self.end(ended.close)
        except InvalidMessage as error:
            self.end(ending.invalid_message(str(error)))
        except Exception:  # noqa: BLE001 - the edge: without an end the client would wait for ever
            _log.exception("unexpected error on a connection")
            self.end(ending.INTERNAL_ERROR)

    async def _read(self) -> None:
        while True:
            text = await self._channel.receive()
            self._heard.set()
            await self._handle(read_message(text))

    async def _handle(self, message: ClientMessage) -> None:
        match message:
            case ConnectionInit():
                await self._initialise(message)
            case Ping(payload):
                await self._channel.send(_pong(payload))
            case Subscribe():
                self._subscribe(message)
            case Complete(operation_id):
                await self._running.stop(operation_id)
            case Pong():
                pass  # it was heard

    async def _initialise(self, message: ConnectionInit) -> None:
        if self._is_initialised:
            raise ConnectionEnded(ending.TOO_MANY_INITS)
        self._is_initialised = True
        self._timers["init"].cancel()
        given = message.authorization
        try:
            viewer = await self._shared.authenticator.authenticate(
                self._authorization if given is None else given
            )
        except Unauthenticated:
            if self._shared.entrance is not None:
                self._shared.entrance.blame(self._scope)
            raise ConnectionEnded(ending.UNAUTHORIZED) from None
        except IdentityUnavailable:
            raise ConnectionEnded(ending.TRY_AGAIN) from None
        if not self._shared.viewers.enter(viewer):
            raise ConnectionEnded(ending.TOO_MANY_CONNECTIONS)
        self._viewer = viewer
        self._end_at_expiry(viewer)
        if self._ending.done():
            return
        await self._channel.send(server_messages.CONNECTION_ACK)
        self._own_tasks.append(asyncio.create_task(self._guarded(self._keep_alive)))

    def _end_at_expiry(self, viewer: Viewer) -> None:
        """End when the token expires. The time of day may be set meanwhile, so it is looked at again."""
        seconds = (viewer.expires_at - self._shared.clock()).total_seconds()
        if seconds <= 0:
            self.end(ending.TOKEN_EXPIRED)
        else:
            self._timers["expiry"] = self._loop.call_later(seconds, self._end_at_expiry, viewer)

    def _subscribe(self, message: Subscribe) -> None:
        viewer = self._viewer
        if viewer is None:
            raise ConnectionEnded(ending.UNAUTHORIZED)
        if message.id in self._running:
            raise ConnectionEnded(ending.already_running(message.id))
        if len(self._running) >= self._shared.limits.max_operations:
            raise ConnectionEnded(ending.TOO_MANY_OPERATIONS)
        if self._is_winding_up:
            return  # the client sends it again when it has connected again
        whoever = partial(self._shared.authenticator.as_of_now, viewer)
        send, is_stream = self._channel.send, self._running.is_stream
        slots = self._shared.slots
        work = partial(answer, self._shared.operations, whoever, message, send, is_stream, slots)
        self._running.start(message.id, self._guarded(work))

    async def _keep_alive(self) -> None:
        """Ping the client again and again; it ends if the client neither takes pings nor says anything."""
        limits = self._shared.limits
        while True:
            await asyncio.sleep(limits.ping_interval_seconds)
            self._heard.clear()
            try:
                async with asyncio.timeout(limits.pong_timeout_seconds):
                    await self._channel.send(server_messages.PING)
                    await self._heard.wait()
            except TimeoutError:
                raise ConnectionEnded(ending.SILENT) from None


def _pong(payload: dict[str, object] | None) -> str:
    try:
        return server_messages.pong(payload)
    except RecursionError:
        raise InvalidMessage("Invalid message: nested too deeply") from None
