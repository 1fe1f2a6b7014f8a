"""A client of an ASGI WebSocket application in the same process, without a network."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp, Message

SUBPROTOCOL = "graphql-transport-ws"
_PATIENCE_SECONDS = 5


class InProcessClient:
    """An async context manager around one connection. It holds the application to the ASGI rules.

    ``takes`` can be cleared: then the transport is full and takes nothing more.
    """

    def __init__(
        self,
        app: ASGIApp,
        headers: dict[str, str] | None = None,
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
        extensions: tuple[str, ...] = ("websocket.http.response",),
    ) -> None:
        sent = {"host": "gateway.test", **(headers or {})}
        self._scope = {
            "type": "websocket",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "subprotocols": list(subprotocols),
            "extensions": {name: {} for name in extensions},
        }
        self._app = app
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._state = "connecting"
        self.takes = asyncio.Event()
        self.takes.set()
        self.gone_error: Exception = ConnectionResetError()
        """What the transport raises if something is sent when the client is gone."""
        self.opening: Message = {}
        """The answer to the handshake."""

    async def __aenter__(self) -> Self:
        self.knock()
        self.opening = await self._next()
        return self

    def knock(self) -> None:
        """Begin the handshake."""
        self._to_app.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(self._run())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Be gone, without a word."""
        if self._state != "closed":
            self._state = "gone"
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1006})
        self.takes.set()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self.task

    async def send(self, *messages: object) -> None:
        """Send messages as JSON."""
        for message in messages:
            await self.send_frame(json.dumps(message))

    async def send_frame(self, frame: str | bytes) -> None:
        """Send a frame."""
        kind = "text" if isinstance(frame, str) else "bytes"
        self._to_app.put_nowait({"type": "websocket.receive", kind: frame})
        await asyncio.sleep(0)

    async def initialise(self, bearer: str) -> None:
        """Send ``connection_init`` and take the acknowledgement."""
        await self.send({"type": "connection_init", "payload": {"Authorization": bearer}})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, operation_id: str, query: str, **members: object) -> None:
        """Start an operation."""
        payload = {"query": query, **members}
        await self.send({"id": operation_id, "type": "subscribe", "payload": payload})

    async def receive(self) -> Any:  # noqa: ANN401 - JSON
        """The next message of the application."""
        message = await self._next()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def closed(self) -> tuple[int, str]:
        """The code and reason that the application closes with; nothing else comes before or after."""
        message = await self._next()
        assert message["type"] == "websocket.close", message
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self.task
        assert self._from_app.empty()
        return message["code"], message["reason"]

    async def rest_so_far(self, seconds: float) -> int:
        """Wait a little, drop what has come until then, and say how much that was."""
        await asyncio.sleep(seconds)
        count = self._from_app.qsize()
        for _ in range(count):
            self._from_app.get_nowait()
        return count

    async def everything(self) -> list[Message]:
        """Leave once the application has nothing more to say, and give all that it has said."""
        count = -1
        while count != self._from_app.qsize():
            count = self._from_app.qsize()
            for _ in range(20):
                await asyncio.sleep(0)
        await self.leave()
        return [self._from_app.get_nowait() for _ in range(self._from_app.qsize())]

    async def silence(self, turns: int = 20) -> None:
        """Give the application time to say something; it must not."""
        for _ in range(turns):
            await asyncio.sleep(0)
        assert self._from_app.empty(), self._from_app.get_nowait()

    async def _next(self) -> Message:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self._from_app.get()

    async def _run(self) -> None:
        await self._app(self._scope, self._to_app.get, self._send)
        assert self._state in {"closed", "gone"} or not self.takes.is_set(), "it was left open"
        self._state = "closed"

    async def _send(self, message: Message) -> None:
        await self.takes.wait()
        if self._state == "gone":
            raise self.gone_error
        self._state = self._after(message)
        self._from_app.put_nowait(message)

    def _after(self, message: Message) -> str:
        match self._state, message:
            case "connecting", {"type": "websocket.accept"}:
                return "open"
            case "connecting", {"type": "websocket.http.response.start"}:
                return "denying"
            case "denying", {"type": "websocket.http.response.body", "more_body": False}:
                return "closed"
            case "connecting", {"type": "websocket.close"}:
                return "closed"
            case "open", {"type": "websocket.send", "text": str()} if "bytes" not in message:
                return "open"
            case "open", {"type": "websocket.close", "code": int(), "reason": str(reason)}:
                assert len(reason.encode()) <= 123
                return "closed"
            case state, _:
                raise AssertionError(f"{message} while {state}")
