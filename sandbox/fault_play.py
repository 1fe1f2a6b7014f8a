"""Playing a fault on a connection.

What a client sees of `reset`: over real sockets the connection is aborted (TCP RST where the
socket allows it) before any byte of an answer. In process, without a socket, the application
raises `ConnectionResetError`. `truncate` promises the whole body and ends after half of it: over
sockets the server closes the connection, in process the body is simply too short.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec

from sandbox.answer import Answer
from sandbox.faults import Fault
from sandbox.http_messages import Receive, Send, response_start, send_answer

OVERSIZE_BYTES = 32 * 1024 * 1024
SLOW_PIECES = 10
LONGEST_HANG_SECONDS = 3600.0

_KNOWN_STATUSES = frozenset(known.value for known in HTTPStatus)
_CHUNK = b'"' + b"x" * (64 * 1024 - 4) + b'",\n'
_LINGER_NONE = struct.pack("ii", 1, 0)

TrueAnswer = Callable[[], Awaitable[Answer]]
"""Gives the answer the request would have had."""


async def play(fault: Fault, answer: TrueAnswer, receive: Receive, send: Send) -> int | None:
    """Answers a request as the fault says; returns the status sent, or None if none was."""
    return await _PLAYERS[fault.kind](fault, answer, receive, send)


def _headers(fault: Fault) -> tuple[tuple[str, str], ...]:
    return tuple(fault.headers.items())


def _body(fault: Fault, default: object) -> bytes:
    if isinstance(fault.body, str):
        return fault.body.encode()
    return msgspec.json.encode(default if fault.body is None else fault.body)


async def _status(fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    status = fault.status or HTTPStatus.SERVICE_UNAVAILABLE
    phrase = HTTPStatus(status).phrase if status in _KNOWN_STATUSES else "Refused"
    await send_answer(send, Answer(status, _body(fault, {"detail": phrase}), headers=_headers(fault)))
    return status


async def _hang(fault: Fault, _answer: TrueAnswer, receive: Receive, send: Send) -> int | None:
    """Says nothing until the client gives up, or 504 after the longest wait."""

    async def disconnected() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    longest = LONGEST_HANG_SECONDS if fault.seconds is None else fault.seconds
    try:
        await asyncio.wait_for(disconnected(), longest)
    except TimeoutError:
        await send_answer(
            send, Answer(HTTPStatus.GATEWAY_TIMEOUT, _body(fault, {"detail": "Gateway Timeout"}))
        )
        return HTTPStatus.GATEWAY_TIMEOUT
    return None


async def _reset(_fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> None:
    # ASGI has no message for this; the server's send is a method of an object that has the transport.
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        message = "connection reset by the sandbox"
        raise ConnectionResetError(message)
    with contextlib.suppress(OSError, AttributeError, NotImplementedError):
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
    transport.abort()


async def _truncate(_fault: Fault, answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    whole = await answer()
    half = whole.body[: len(whole.body) // 2]
    await send(response_start(whole))
    # A server that checks lengths refuses the early end and closes the connection: as intended.
    with contextlib.suppress(RuntimeError):
        await send({"type": "http.response.body", "body": half})
    return whole.status


async def _garbage(fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    status = fault.status or HTTPStatus.OK
    body = _body(fault, "") if fault.body is not None else b'\x00\xff{"id": \xfe nonsense'
    await send_answer(send, Answer(status, body, headers=_headers(fault)))
    return status


async def _wrong_shape(fault: Fault, answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    whole = await answer()
    true_value = msgspec.json.decode(whole.body) if whole.body else None
    swapped = {"unexpected": true_value} if isinstance(true_value, list) else [true_value]
    status = fault.status or HTTPStatus.OK
    await send_answer(send, Answer(status, _body(fault, swapped), headers=_headers(fault)))
    return status


async def _slow_body(fault: Fault, answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    whole = await answer()
    pause = (2.0 if fault.seconds is None else fault.seconds) / SLOW_PIECES
    size = max(1, -(-len(whole.body) // SLOW_PIECES))
    await send(response_start(whole))
    for start in range(0, len(whole.body), size):
        await asyncio.sleep(pause)
        await send(
            {"type": "http.response.body", "body": whole.body[start : start + size], "more_body": True}
        )
    await send({"type": "http.response.body", "body": b""})
    return whole.status


async def _html(fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    status = fault.status or HTTPStatus.BAD_GATEWAY
    page = b"<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    body = page if fault.body is None else _body(fault, "")
    await send_answer(send, Answer(status, body, "text/html; charset=utf-8", _headers(fault)))
    return status


async def _redirect(fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    status = fault.status or HTTPStatus.FOUND
    headers = {"location": "/accounts/login/", **{name.lower(): text for name, text in fault.headers.items()}}
    await send_answer(send, Answer(status, b"", "text/html; charset=utf-8", tuple(headers.items())))
    return status


async def _oversize(fault: Fault, _answer: TrueAnswer, _receive: Receive, send: Send) -> int:
    """A valid JSON array of `OVERSIZE_BYTES`, sent in pieces without a length."""
    status = fault.status or HTTPStatus.OK
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b"[", "more_body": True})
    for _ in range(OVERSIZE_BYTES // len(_CHUNK)):
        await send({"type": "http.response.body", "body": _CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": b'""]'})
    return status


_PLAYERS: dict[str, Callable[[Fault, TrueAnswer, Receive, Send], Awaitable[int | None]]] = {
    "status": _status,
    "hang": _hang,
    "reset": _reset,
    "truncate": _truncate,
    "garbage": _garbage,
    "wrong_shape": _wrong_shape,
    "slow_body": _slow_body,
    "html": _html,
    "redirect": _redirect,
    "oversize": _oversize,
}
