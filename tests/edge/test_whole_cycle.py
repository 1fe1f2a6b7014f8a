"""Answers that go out in one piece: the same bytes as in two, whatever becomes of the connection."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from gateway.http.response import PlainResponse
from tests.edge.real_edge import RunningEdge, serving

pytestmark = pytest.mark.anyio

BODIES = {"/empty": b"", "/small": b"x" * 100, "/large": b"y" * 300_000}


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers in one piece, or in two as other applications do."""
    path = scope["path"]
    body = BODIES.get(path.removesuffix("/usual"), b"")
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    if path == "/broken":
        headers.append((b"x-broken", b"a\r\nset-cookie: b"))
    if path.endswith("/usual"):
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        await PlainResponse(200, headers, body)(scope, receive, send)


async def ask(edge: RunningEdge, *requests: str) -> bytes:
    """What comes back for requests on one connection, the last of which closes it."""
    client = await edge.connect()
    lines = [f"{each} HTTP/1.1\r\nHost: gateway.test\r\n" for each in requests]
    client.writer.write("\r\n".join([*lines[:-1], lines[-1] + "Connection: close\r\n\r\n"]).encode())
    async with asyncio.timeout(5):
        return await client.reader.read()


def without_date(answer: bytes) -> bytes:
    return b"\r\n".join(line for line in answer.split(b"\r\n") if not line.startswith(b"date: "))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_bytes_are_the_same(path: str, method: str) -> None:
    async with serving(answering) as edge:
        whole, usual = [await ask(edge, f"{method} {path}{end}") for end in ("", "/usual")]
        assert without_date(whole) == without_date(usual)
        assert whole.count(b"\r\ndate: ") == 1
        assert b"\r\nconnection: close\r\n" in whole
        assert whole.endswith(b"\r\n\r\n" + (BODIES[path] if method == "GET" else b""))


async def test_answers_of_a_connection_come_in_their_order() -> None:
    async with serving(answering) as edge:
        answer = await ask(edge, "GET /small", "GET /small/usual", "GET /empty", "GET /small")
        assert answer.count(b"HTTP/1.1 200 OK\r\n") == 4
        assert answer.count(BODIES["/small"]) == 3
        assert answer.count(b"connection: close") == 1


async def test_a_line_break_in_a_header_is_not_sent(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(answering) as edge:
        answer = await ask(edge, "GET /broken")
        assert b"set-cookie" not in answer
        assert (await ask(edge, "GET /small")).endswith(BODIES["/small"])
    assert [each.getMessage() for each in caplog.records] == ["Exception in ASGI application\n"]
    caplog.clear()
