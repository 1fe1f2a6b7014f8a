"""One request driven by hand, for answers that come in pieces and clients that leave."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Message


class Exchange:
    """An async context manager; the application has ended when it is left."""

    def __init__(
        self,
        app: ASGIApp,
        body: bytes | None,
        headers: Mapping[str, str] | Sequence[tuple[str, str]],
        *,
        method: str = "POST",
        query_string: bytes = b"",
        more_body: bool = False,
    ) -> None:
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        self._app = app
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        if body is not None:
            self.send_more(body, more_body=more_body)
        self._ended = False
        self.reads = asyncio.Event()
        self.reads.set()
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.5"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": query_string,
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs],
            "server": ("gateway.test", 80),
            "client": ("client.test", 1),
        }

    async def __aenter__(self) -> Self:
        self.task = asyncio.ensure_future(self._app(self._scope, self._incoming.get, self._send))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.leave()
            await asyncio.wait_for(self.task, 5)
            return
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def _send(self, message: Message) -> None:
        """A client that does not read lets the sender wait."""
        await self.reads.wait()
        self._outgoing.put_nowait(message)

    async def start(self) -> tuple[int, dict[str, str]]:
        """The status and the headers."""
        message = await self._next()
        assert message["type"] == "http.response.start"
        return message["status"], {name.decode(): value.decode() for name, value in message["headers"]}

    async def chunk(self) -> bytes:
        """The next piece of the body."""
        message = await self._next()
        assert message["type"] == "http.response.body"
        body: bytes = message.get("body", b"")
        self._ended = not message.get("more_body", False)
        return body

    async def rest(self) -> bytes:
        """Everything up to the end."""
        chunks = []
        while not self._ended:
            chunks.append(await self.chunk())
        return b"".join(chunks)

    @property
    def sent_nothing(self) -> bool:
        """Whether there is nothing that was not taken yet."""
        return self._outgoing.empty()

    def send_more(self, body: bytes, *, more_body: bool = True) -> None:
        """Send a piece of the request's body."""
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": more_body})

    def leave(self) -> None:
        """Go away, as a client does that closes its connection."""
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def _next(self) -> Message:
        return await asyncio.wait_for(self._outgoing.get(), 5)
