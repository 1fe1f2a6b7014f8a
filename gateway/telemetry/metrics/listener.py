"""Where the page is served: on a port of its own, which nobody reaches by accident."""

import asyncio
import contextlib
import socket
from collections.abc import Generator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.telemetry.metrics.page import MetricsPage

PATH = "/metrics"

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 75


class MetricsListener:
    """A small HTTP server in the event loop of the gateway, so that numbers are never read halfway."""

    def __init__(self, page: MetricsPage, host: str, port: int) -> None:
        """Make it.

        Args:
            page: What it serves.
            host: The address to listen on.
            port: The port; 0 takes one that is free.

        """
        self._page = page
        self._host = host
        self._port = port
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._port

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken, or the address is not this machine's.

        """
        listener = await _listen(self._host, self._port)
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            Starlette(routes=[Route(PATH, self._answer)]),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))

    async def aclose(self) -> None:
        """Stop listening."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving

    async def _answer(self, request: Request) -> Response:
        body, media_type = self._page.write(request.headers.get("accept", ""))
        return Response(body, headers={"content-type": media_type, "cache-control": "no-store"})


class _Server(uvicorn.Server):
    """uvicorn without an ear for signals: these are for the server beside it, which ends this one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to whoever has them."""
        yield


async def _listen(host: str, port: int) -> socket.socket:
    addresses = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, kind, protocol, _, address = addresses[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
