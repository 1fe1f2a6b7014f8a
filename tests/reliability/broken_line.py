"""The line to the upstream, which can be cut, be silent, or fail at random: a relay for HTTP/1.1."""

import asyncio
import random
import socket
import struct
import time
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Self

_PIECE = 64 * 1024
_LINGER_NONE = struct.pack("ii", 1, 0)
_UNAVAILABLE = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
)


class State(Enum):
    """What becomes of a request."""

    WHOLE = "whole"
    REFUSING = "refuses connections"
    RESETTING = "resets connections"
    HANGING = "says nothing"
    UNAVAILABLE = "answers 503"


class BrokenLine:
    """An async context manager. ``state`` is for all requests, the shares for one at random."""

    def __init__(self, upstream_port: int, seed: int = 1) -> None:
        self._upstream_port = upstream_port
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._state = State.WHOLE
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.failing_share = 0.0
        self.cut_share = 0.0
        self.arrivals: list[float] = []
        """When each read came in, in monotonic seconds."""
        self.port = 0

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._abort_all()

    async def become(self, state: State) -> None:
        """Be like that from now on, for connections that are open too."""
        self._state = state
        if state is State.REFUSING:
            self._stop()
        elif self._server is None:
            await self._listen()
        if state in (State.REFUSING, State.RESETTING):
            self._abort_all()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _abort_all(self) -> None:
        for writer in self._writers:
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._relay(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cutting = asyncio.Event()
        back: asyncio.Task[None] | None = None
        far: asyncio.StreamWriter | None = None
        try:
            while True:
                request = await _request(reader)
                if request.startswith(b"GET "):
                    self.arrivals.append(time.monotonic())
                if self._state is State.RESETTING:
                    _reset(writer)
                    return
                if self._state is State.HANGING:
                    await reader.read()  # until the client gives up
                    return
                if self._state is State.UNAVAILABLE or self._chance.random() < self.failing_share:
                    writer.write(_UNAVAILABLE)
                    await writer.drain()
                    continue
                if far is None:
                    far_reader, far = await asyncio.open_connection("127.0.0.1", self._upstream_port)
                    back = asyncio.create_task(_pass_back(far_reader, writer, cutting))
                if self._chance.random() < self.cut_share:
                    cutting.set()
                far.write(request)
                await far.drain()
        finally:
            if far is not None:
                far.transport.abort()
            if back is not None:
                back.cancel()
                await asyncio.gather(back, return_exceptions=True)


async def _pass_back(far: asyncio.StreamReader, writer: asyncio.StreamWriter, cutting: asyncio.Event) -> None:
    try:
        while piece := await far.read(_PIECE):
            is_cut = cutting.is_set()
            writer.write(piece[: len(piece) // 2] if is_cut else piece)
            await writer.drain()
            if is_cut:
                break
        writer.close()
    except OSError:
        _reset(writer)


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One request with its body, which has a length if there is one: that is how our client sends it."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.split(b":")[1]))
    return head


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a TCP RST, as a crashed machine or a firewall does."""
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
    writer.transport.abort()
