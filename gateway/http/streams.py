"""Answers that come in pieces: server-sent events, and the parts of a deferred answer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress

import orjson
from starlette.types import Message, Receive, Scope, Send

from domain.errors import GatewayError
from gateway.errors import request_error
from gateway.http.accept import EVENTS, LEGACY, PARTS
from gateway.operations import Payload

_BOUNDARY = "-"
KEEP_ALIVE_SECONDS = 12.0


async def event_stream(
    payloads: AsyncGenerator[Payload, None], request_id: str, keep_alive_seconds: float
) -> AsyncGenerator[bytes, None]:
    """Server-sent events in the distinct connections mode of GraphQL over SSE.

    A comment goes out when nothing has for a while, so that no proxy takes the stream for dead. An
    error that ends the stream is its last event before ``complete``.
    """
    yield b":\n\n"  # the response begins at once
    try:
        async for payload in _with_pauses(payloads, keep_alive_seconds):
            yield b":\n\n" if payload is None else b"event: next\ndata: " + orjson.dumps(payload) + b"\n\n"
    except GatewayError as error:
        last = orjson.dumps({"errors": request_error(error, request_id)})
        yield b"event: next\ndata: " + last + b"\n\n"
    finally:
        await payloads.aclose()
    yield b"event: complete\ndata: \n\n"


async def part_stream(payloads: AsyncGenerator[Payload, None]) -> AsyncGenerator[bytes, None]:
    """The parts of a deferred answer as ``multipart/mixed``."""
    head = f"\r\n--{_BOUNDARY}\r\ncontent-type: {LEGACY}; charset=utf-8\r\n\r\n".encode()
    try:
        async for payload in payloads:
            yield head + orjson.dumps(payload)
    finally:
        await payloads.aclose()
    yield f"\r\n--{_BOUNDARY}--\r\n".encode()


EVENT_STREAM_TYPE = f"{EVENTS}; charset=utf-8"
PART_STREAM_TYPE = f'{PARTS}; boundary="{_BOUNDARY}"'


class StreamResponse:
    """An ASGI response that sends chunks until they end or the client goes away."""

    def __init__(self, chunks: AsyncGenerator[bytes, None], media_type: str, headers: dict[str, str]) -> None:
        self._chunks = chunks
        self.headers = {
            **headers,
            "content-type": media_type,
            "cache-control": "no-store",
            "x-accel-buffering": "no",  # proxies that know it pass each chunk on at once
        }

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then chunk after chunk."""
        head = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await self._chunks.aclose()

    async def _send_all(self, send: Send) -> None:
        async for chunk in self._chunks:
            message: Message = {"type": "http.response.body", "body": chunk, "more_body": True}
            await send(message)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _with_pauses(
    payloads: AsyncGenerator[Payload, None], seconds: float
) -> AsyncIterator[Payload | None]:
    """The payloads, and ``None`` whenever none has come for a while."""
    upcoming: asyncio.Task[Payload] | None = None
    try:
        while True:
            if upcoming is None:
                upcoming = asyncio.ensure_future(anext(payloads))
            done, _ = await asyncio.wait({upcoming}, timeout=seconds)
            if not done:
                yield None
                continue
            finished, upcoming = upcoming, None
            try:
                yield finished.result()
            except StopAsyncIteration:
                return
    finally:
        if upcoming is not None:
            upcoming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration, GatewayError):
                await upcoming
