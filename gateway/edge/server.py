"""The server: it guards its connections, and ends so that nobody is failed."""

import asyncio
import logging
import signal
import socket
from contextlib import suppress
from typing import cast

import uvicorn

from gateway.edge.config import EdgeConfig
from gateway.edge.http_protocol import GuardedHttp
from gateway.edge.watchdog import Watchdog
from gateway.edge.websocket_protocol import GuardedWebSocket

_log = logging.getLogger("gateway.edge")

_Guarded = GuardedHttp | GuardedWebSocket

_LONGEST_INTERVAL_SECONDS = 0.5
_TICK_SECONDS = 0.1
_UNSENT_BYTES = 64 * 1024


class EdgeServer(uvicorn.Server):
    """uvicorn with a guard, a watchdog, and an end in steps.

    After SIGTERM it is not ready but still answers, on connections that close after the answer, until
    whoever sends requests here has noticed. Then nothing more is accepted, streams end with a hint to
    reconnect, and requests are finished. SIGINT comes from a person and skips the first step.
    """

    config: EdgeConfig

    def __init__(self, config: EdgeConfig) -> None:
        super().__init__(config)
        edge = config.edge
        self._edge = edge
        self._watchdog = Watchdog(edge.loop_warning_seconds, edge.loop_limit_seconds)
        shortest = min(edge.header_timeout_seconds, edge.body_timeout_seconds, edge.send_timeout_seconds)
        self._interval = min(_LONGEST_INTERVAL_SECONDS, shortest / 4)
        self._guard: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and begin to watch."""
        for each in sockets or ():
            _hold_little(each)
        await super().startup(sockets)
        self._guard = asyncio.create_task(self._check_connections())
        self._watchdog.start()

    async def main_loop(self) -> None:
        """Serve until a signal comes, and then for a while more."""
        await super().main_loop()
        await self._drain()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nothing more, end streams, finish what runs."""
        for server in self.servers:
            server.close()
        loop = asyncio.get_running_loop()
        until = loop.time() + self._edge.shutdown_seconds
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self.config.lifecycle.end_streams()
        self.config.wait_at_end(until - loop.time())
        await super().shutdown(sockets)
        self._watchdog.stop()
        if self._guard is not None:
            self._guard.cancel()

    async def _drain(self) -> None:
        self.config.lifecycle.drain()
        if signal.SIGINT in self._captured_signals:
            return
        _log.info("draining", extra={"seconds": self._edge.drain_seconds})
        loop = asyncio.get_running_loop()
        until, ticks = loop.time() + self._edge.drain_seconds, 0
        while loop.time() < until and signal.SIGINT not in self._captured_signals:
            await asyncio.sleep(_TICK_SECONDS)
            ticks += 1
            await self.on_tick(ticks)

    async def _check_connections(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._interval)
            now = loop.time()
            for connection in cast("list[_Guarded]", list(self.server_state.connections)):
                connection.check(now)


def _hold_little(listener: socket.socket) -> None:
    """Have the kernel hold little that is not on its way yet, for all connections to come.

    It would take megabytes before anything is seen of how slowly a client reads, and let go of them
    by a third at a time. Where the option is missing, slow readers are noticed later.
    """
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        with suppress(OSError):  # not every socket is one of TCP
            listener.setsockopt(socket.IPPROTO_TCP, option, _UNSENT_BYTES)
