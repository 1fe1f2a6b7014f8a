"""``python -m tests.edge.hanging_server``: a guarded server whose event loop can be made to hang.

It prints its port. ``/sleep`` hangs like code of Python's that waits, ``/spin`` like code that keeps
the interpreter for itself, so that no other thread runs.
"""

import re
import socket
import sys
import time
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.edge.config import EdgeConfig
from gateway.edge.lifecycle import Lifecycle
from gateway.edge.server import EdgeServer
from gateway.logs import configure_logging
from gateway.settings import EdgeSettings


async def livez(_request: Request) -> Response:
    return JSONResponse({"status": "live"})


async def sleep(request: Request) -> Response:
    time.sleep(float(parse_qs(request.url.query)["seconds"][0]))  # noqa: ASYNC251 - to hang is the point
    return Response("slept")


async def spin(_request: Request) -> Response:
    re.fullmatch("(a+)+", "a" * 60 + "b")  # not in the lifetime of the universe
    return Response("never")


def main(limit_seconds: float) -> None:
    configure_logging("info", "json")
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Route("/livez", livez), Route("/sleep", sleep), Route("/spin", spin)])
    edge = EdgeSettings(loop_warning_seconds=0.2, loop_limit_seconds=limit_seconds, drain_seconds=0)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    EdgeServer(EdgeConfig(app, edge, Lifecycle(), 1000)).run(sockets=[listener])


if __name__ == "__main__":
    main(float(sys.argv[1]))
