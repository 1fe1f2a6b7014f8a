"""A server on a real socket that says exactly what a test tells it to, byte by byte."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


class Peer:
    """One client's connection, seen by the server."""

    def __init__(
        self, server: "RawServer", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._reader = reader
        self.writer = writer

    async def request(self) -> bytes:
        """The next request's head; its body is read as well. Raises ``IncompleteReadError`` at the end."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = await self._reader.readexactly(length)
        self._server.requests.append(head + body)
        return head

    async def head(self) -> bytes:
        """The next request's head alone."""
        return await self._reader.readuntil(b"\r\n\r\n")

    async def say(self, *pieces: bytes) -> None:
        """Send pieces, each in a packet of its own."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0)

    async def gone(self) -> None:
        """Wait until the client has closed."""
        with contextlib.suppress(ConnectionError):
            while await self._reader.read(65536):
                pass
        self._server.gone += 1

    def reset(self) -> None:
        """Break the connection."""
        connected = self.writer.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Handle = Callable[[Peer], Awaitable[None]]


class RawServer:
    """``handle`` speaks with each connection, which is closed when it returns."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._tasks: set[asyncio.Task[None]] = set()
        self.connections = 0
        self.gone = 0
        self.requests: list[bytes] = []
        self.address = ""
        self.port = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._handle(Peer(self, reader, writer))
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    @property
    def open(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    async def aclose(self) -> None:
        """Hang up on everybody."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await asyncio.sleep(0.01)  # transports close in turns of the loop to come


@contextlib.asynccontextmanager
async def raw_server(handle: Handle, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Serve until the block ends."""
    handler = RawServer(handle)
    server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=tls, limit=2**20)
    handler.port = server.sockets[0].getsockname()[1]
    handler.address = f"http{'s' if tls else ''}://127.0.0.1:{handler.port}"
    try:
        yield handler
    finally:
        server.close()
        await handler.aclose()


def always(*pieces: bytes) -> Handle:
    """Says the same to every request, and keeps the connection."""

    async def handle(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.say(*pieces)

    return handle


def once(*pieces: bytes) -> Handle:
    """Says something to the first request of a connection, and closes."""

    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(*pieces)

    return handle


@contextlib.contextmanager
def full_backlog() -> Iterator[int]:
    """A port whose connections are never established: what listens there is busy. Gives the port."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield listener.getsockname()[1]
