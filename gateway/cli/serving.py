"""The two servers: the guarded one of the gateway, and a plain one for the sandbox."""

import contextlib
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from gateway.edge.config import EdgeConfig
from gateway.edge.server import EdgeServer
from gateway.settings import Settings

_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 30


def serve_gateway(app: Starlette, settings: Settings, listener: socket.socket) -> None:
    """Answer requests on a listening socket until SIGTERM or SIGINT, then end in steps.

    Connections are guarded: ``gateway.edge`` has the bounds and the steps.
    """
    config = EdgeConfig(app, settings.edge, app.state.lifecycle, settings.max_body_bytes)
    with contextlib.suppress(KeyboardInterrupt):
        EdgeServer(config).run(sockets=[listener])


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Answer requests on a listening socket until SIGINT or SIGTERM, then finish what runs.

    This is for the sandbox, which may be as slow and as broken as its faults want it. Headers about
    the client that a proxy sets are not believed, the server does not name itself, and streams that
    stay open end ten seconds after the signal.
    """
    config = uvicorn.Config(
        app,
        loop="auto",  # uvloop wherever it is installed, which is everywhere but on Windows
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # uvicorn repeats the signal that ended it; Ctrl-C is a normal way to end a server.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
