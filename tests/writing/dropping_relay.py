"""A relay in front of a server that drops connections at random moments."""

import asyncio
import random
from contextlib import suppress
from types import TracebackType
from typing import Self

_PIECE = 16 * 1024


class DroppingRelay:
    """An async context manager. Drops a share of what passes: before or after it was passed on."""

    def __init__(self, upstream_port: int, share: float, chance: random.Random) -> None:
        self._upstream_port = upstream_port
        self._share = share
        self._chance = chance
        self.dropped = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._upstream_port)
                ways = [
                    asyncio.create_task(self._pass(reader, far_writer)),
                    asyncio.create_task(self._pass(far_reader, writer)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                far_writer.transport.abort()
        finally:
            writer.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                dropping = self._chance.random() < self._share
                if dropping and self._chance.random() < 0.5:
                    self.dropped += 1
                    return
                sink.write(piece)
                await sink.drain()
                if dropping:
                    self.dropped += 1
                    await asyncio.sleep(self._chance.random() * 0.01)
                    return
