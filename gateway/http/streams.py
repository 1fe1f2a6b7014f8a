"""Answers that come in pieces: server-sent events, and the parts of a deferred answer."""

import asyncio
import logging
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from itertools import cycle
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope, Send

from domain.errors import GatewayError
from gateway.answers import Payload
from gateway.errors import request_error
from gateway.http.accept import EVENTS, LEGACY, PARTS
from gateway.http.endings import Endings
from gateway.http.refusal import Refusal
from gateway.http.slot import give_back

_log = logging.getLogger("gateway.http")

_BOUNDARY = "-"
_DELIMITER = f"\r\n--{_BOUNDARY}".encode()
_PART_HEAD = f"\r\ncontent-type: {LEGACY}; charset=utf-8\r\n\r\n".encode()
_KEEP_ALIVE = b":\n\n"
KEEP_ALIVE_SECONDS = 12.0

_retry_milliseconds = cycle(range(200, 3000, 70))
"""Not the same for all: streams that end together need not come back together."""


class _Ended(Exception):
    """The process ends, and the stream with it."""


async def event_stream(
    payloads: AsyncGenerator[Payload, None],
    request_id: str,
    keep_alive_seconds: float,
    endings: Endings | None = None,
) -> AsyncGenerator[bytes, None]:
    """Server-sent events in the distinct connections mode of GraphQL over SSE.

    A comment goes out when nothing has for a while, so that no proxy takes the stream for dead. An
    error that ends the stream is its last event before ``complete``. If the process ends first, there
    is a time to wait and no ``complete``, by which clients know that they have to connect again.
    """
    yield _KEEP_ALIVE  # the response begins at once
    try:
        # Closed before the payloads are: it may be waiting for the next one.
        async with aclosing(_with_pauses(payloads, keep_alive_seconds, endings)) as upcoming:
            async for payload in upcoming:
                yield _KEEP_ALIVE if payload is None else _next(payload)
    except _Ended:
        yield b"retry: %d\n\n" % next(_retry_milliseconds)
        return
    except Refusal as refusal:
        yield _next(refusal.body)
    except GatewayError as error:
        yield _next({"errors": request_error(error, request_id)})
    except Exception:  # noqa: BLE001 - logged; the client is told that the stream has ended
        _log.exception("unexpected error", extra={"request_id": request_id})
        yield _next({"errors": request_error(GatewayError(), request_id)})
    finally:
        await payloads.aclose()
    yield b"event: complete\ndata: \n\n"


def _next(payload: Payload) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(payload) + b"\n\n"


async def part_stream(payloads: AsyncGenerator[Payload, None]) -> AsyncGenerator[bytes, None]:
    """The parts of a deferred answer as ``multipart/mixed``.

    The delimiter goes out with the part before it: clients take a part as complete only then.
    """
    try:
        yield _DELIMITER
        async for payload in payloads:
            yield _PART_HEAD + orjson.dumps(payload) + _DELIMITER
    finally:
        await payloads.aclose()
    yield b"--\r\n"


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then chunk after chunk."""
        head = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        sending = asyncio.create_task(self._send_all(scope, send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            outcomes = await asyncio.gather(sending, leaving, return_exceptions=True)
            await self._chunks.aclose()
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    async def _send_all(self, scope: Scope, send: Send) -> None:
        is_open = False
        async for chunk in self._chunks:
            message: Message = {"type": "http.response.body", "body": chunk, "more_body": True}
            await send(message)
            if is_open:  # the first chunk has no content
                give_back(scope)
            is_open = True
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _with_pauses(
    payloads: AsyncGenerator[Payload, None], seconds: float, endings: Endings | None
) -> AsyncGenerator[Payload | None, None]:
    """The payloads, and ``None`` whenever none has come for a while.

    Raises:
        _Ended: The process ends.

    """
    upcoming: asyncio.Task[Payload] | None = None
    try:
        with (endings or Endings()).stream() as ending:
            while not ending.done():
                if upcoming is None:
                    upcoming = asyncio.ensure_future(anext(payloads))
                awaited: set[asyncio.Future[Any]] = {upcoming, ending}
                done, _ = await asyncio.wait(awaited, timeout=seconds, return_when=FIRST_COMPLETED)
                if not done:
                    yield None
                if upcoming not in done:
                    continue
                finished, upcoming = upcoming, None
                try:
                    yield finished.result()
                except StopAsyncIteration:
                    return
            raise _Ended
    finally:
        if upcoming is not None:
            upcoming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration, GatewayError):
                await upcoming
