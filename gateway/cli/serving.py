"""uvicorn as both servers run it."""

import contextlib
import socket

import uvicorn
from starlette.types import ASGIApp

from gateway.http.protocol import OrderlyHttp

_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 30
_LONGEST_FRAME = 64 * 1024


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Answer requests on a listening socket until SIGINT or SIGTERM, then finish what runs.

    Headers about the client that a proxy sets are not believed, the server does not name itself,
    and streams that stay open end ten seconds after the signal.
    """
    config = uvicorn.Config(
        app,
        loop="auto",  # uvloop wherever it is installed, which is everywhere but on Windows
        http=OrderlyHttp,
        ws="websockets-sansio",
        ws_max_size=_LONGEST_FRAME,
        ws_ping_interval=None,  # the gateway's own handler pings
        ws_per_message_deflate=False,  # what is compressed can be a bomb, and says what it holds
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
