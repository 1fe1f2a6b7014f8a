"""The client's side of a rolling restart: what a plain load balancer does, and nothing more.

It asks each replica's ``/readyz`` ten times a second, and takes turns among those that answered 200 the
last time. Connections are kept and used again, unless the answer said ``Connection: close`` or the
other side has closed them. The only thing that is ever tried again is a connection that was refused:
then not one byte was sent. Whatever else happens to a request, it has failed.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any, Self

CHECK_SECONDS = 0.1
_PATIENCE_SECONDS = 20.0

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Failed(Exception):
    """A request that was sent has no good answer."""


class Balancer:
    """An async context manager."""

    def __init__(self, ports: list[int], headers: dict[str, str]) -> None:
        self._ports = ports
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._idle: dict[int, list[_Connection]] = {port: [] for port in ports}
        self.ready: list[int] = []
        self._turn = 0
        self.refused = 0
        """How many connections were refused, and tried elsewhere."""
        self.answered_by: dict[int, int] = dict.fromkeys(ports, 0)
        self._checking: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._checking = [asyncio.create_task(self._check(port)) for port in self._ports]
        return self

    async def __aexit__(self, *_raised: object) -> None:
        for task in self._checking:
            task.cancel()
        await asyncio.gather(*self._checking, return_exceptions=True)
        for connections in self._idle.values():
            for _, writer in connections:
                writer.transport.abort()

    async def post(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Send an operation once; its data.

        Raises:
            Failed: There is no answer, or not a good one.

        """
        body = json.dumps({"query": query, "variables": variables})
        head = f"POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: {len(body)}\r\n"
        port, connection = await self._connection()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                status, answer = await self._exchange(
                    port, connection, f"{head}Content-Type: application/json\r\n{self._headers}\r\n{body}"
                )
        except (OSError, EOFError, TimeoutError) as error:
            raise Failed(f"{type(error).__name__} on port {port}") from error
        told = json.loads(answer)
        if status != 200 or "errors" in told:
            raise Failed(f"{status} on port {port}: {told}")
        self.answered_by[port] += 1
        data: dict[str, Any] = told["data"]
        return data

    async def _connection(self) -> tuple[int, _Connection]:
        """A kept connection to the replica whose turn it is, or a new one."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                if not self.ready:
                    await asyncio.sleep(CHECK_SECONDS)
                    continue
                self._turn += 1
                port = self.ready[self._turn % len(self.ready)]
                while self._idle[port]:
                    reader, writer = self._idle[port].pop()
                    if not reader.at_eof():
                        return port, (reader, writer)
                    writer.close()
                try:
                    return port, await asyncio.open_connection("127.0.0.1", port)
                except ConnectionRefusedError:
                    self.refused += 1

    async def _exchange(self, port: int, connection: _Connection, request: str) -> tuple[int, bytes]:
        reader, writer = connection
        writer.write(request.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(lines["content-length"]))
        if lines.get("connection") == "close":
            writer.close()
        else:
            self._idle[port].append(connection)
        return int(head.split()[1]), body

    async def _check(self, port: int) -> None:
        while True:
            is_ready = await _is_ready(port)
            if is_ready != (port in self.ready):
                (self.ready.append if is_ready else self.ready.remove)(port)
            await asyncio.sleep(CHECK_SECONDS)


async def _is_ready(port: int) -> bool:
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n\r\n")
            status = await reader.readline()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
    return status.startswith(b"HTTP/1.1 200 ")
