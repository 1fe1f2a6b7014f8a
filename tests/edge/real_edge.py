"""An application behind the guarded server on a real socket, in the test's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from starlette.types import ASGIApp

from gateway.edge.config import EdgeConfig
from gateway.edge.frame import Frame
from gateway.edge.hosts import Hosts
from gateway.edge.lifecycle import Lifecycle
from gateway.edge.security_headers import security_headers
from gateway.edge.server import EdgeServer
from gateway.settings import EdgeSettings


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for something that the other side of a socket has to notice first."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - there is nothing to be notified by
            await asyncio.sleep(0.01)


class RunningEdge(EdgeServer):
    """Says when it listens, stops when it is told to, and leaves signals alone."""

    def __init__(self, config: EdgeConfig, listener: socket.socket) -> None:
        super().__init__(config)
        self.port: int = listener.getsockname()[1]
        self.listening = asyncio.Event()
        self.clients: list[Client] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def connect(self) -> "Client":
        """A connection that has said nothing; it is closed at the end, if not before."""
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port))
        self.clients.append(client)
        return client

    @property
    def open(self) -> int:
        """How many connections are counted."""
        return self.config.openings.open

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Client:
    """The other side of a connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, *lines: str, body: str = "") -> None:
        """Send a head of these lines, and a body."""
        self.writer.write(("\r\n".join([*lines, "", ""]) + body).encode())

    def begin(self, *lines: str) -> None:
        """Send lines of a head that does not end."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    def ask(self, path: str = "/", *headers: str) -> None:
        """Send a whole GET."""
        self.send(f"GET {path} HTTP/1.1", "Host: gateway.test", *headers)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers, body."""
        async with asyncio.timeout(5):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if name
            }
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, body

    async def ended(self, seconds: float = 5) -> bytes:
        """What still comes before the connection ends, which must be soon."""
        async with asyncio.timeout(seconds):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def close(self) -> None:
        """Go away."""
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp,
    lifecycle: Lifecycle | None = None,
    *,
    max_url_bytes: int = 10_000,
    lifespan: bool = False,
    **edge: Any,  # noqa: ANN401 - fields of EdgeSettings
) -> AsyncIterator[RunningEdge]:
    """Serve until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    usual = {"loop_limit_seconds": 0.0, "loop_warning_seconds": 30.0, "drain_seconds": 0.0}
    settings = EdgeSettings(**{**usual, "shutdown_seconds": 3.0, **edge})
    framed = Frame(app, hosts=Hosts(), security=security_headers())
    config = EdgeConfig(framed, settings, lifecycle or Lifecycle(), max_url_bytes)
    config.lifespan = "on" if lifespan else "off"
    server = RunningEdge(config, listener)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await server.listening.wait()
    try:
        yield server
    finally:
        for client in server.clients:
            await client.close()
        server.should_exit = True
        await asyncio.wait_for(task, 15)
        listener.close()
