"""What a peer may say, well-formed or not: over real sockets, on both event loops."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from partner_api.http1 import Http1Transport
from partner_api.http1.lane import Http1Lane
from partner_api.http1.reply import BUFFERED_BYTES
from tests.partner_api.raw_server import OK, Peer, RawServer, always, once, raw_server

pytestmark = pytest.mark.anyio

MAXIMUM = 16 * 1024 * 1024
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture
async def transport() -> AsyncIterator[Http1Transport]:
    made = Http1Transport(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), kept_seconds=60.0)
    yield made
    await made.aclose()


Get = Callable[..., Any]


@pytest.fixture
def get(transport: Http1Transport) -> Get:
    """Asks a server over the lane; gives status, body, and what the pool holds then."""
    lanes: dict[str, Http1Lane] = {}

    async def get(
        server: RawServer,
        path: str = "a",
        *,
        maximum: int = MAXIMUM,
        seconds: float = 5.0,
        read: float | None = None,
    ) -> tuple[int, bytes]:
        lane = lanes.setdefault(server.address, transport.lane(httpx.URL(server.address + "/v2"), 2.0, read))
        reply = await lane.get(path, (("A", "b"),), (), asyncio.get_running_loop().time() + seconds)
        try:
            return reply.status, await reply.body(maximum)
        finally:
            reply.abandon()

    return get


def kept(transport: Http1Transport) -> int:
    return sum(len(pool._idle) for pool in transport._pools.values())


WELL_FORMED: dict[str, tuple[tuple[bytes, ...], tuple[int, bytes], bool]] = {
    "length": ((OK,), (200, b"[]"), True),
    "in pieces": ((OK[:5], OK[5:20], OK[20:-1], OK[-1:]), (200, b"[]"), True),
    "nothing": ((PLAIN + b"Content-Length: 0\r\n\r\n",), (200, b""), True),
    "no content": ((b"HTTP/1.1 204 No Content\r\n\r\n",), (204, b""), True),
    "not modified": ((b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",), (304, b""), True),
    "chunks": (
        (PLAIN + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n[\r\n", b"1;x=y\r\n]\r\n", b"0\r\n\r\n"),
        (200, b"[]"),
        True,
    ),
    "trailers": (
        (PLAIN + b"transfer-encoding: Chunked\r\n\r\n2\r\n[]\r\n0\r\nContent-Encoding: gzip\r\n\r\n",),
        (200, b"[]"),
        True,
    ),
    "no reason": ((b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n[]",), (200, b"[]"), True),
    "closing": ((PLAIN + b"Connection: close\r\nContent-Length: 2\r\n\r\n[]",), (200, b"[]"), False),
    "of 1996": ((b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]",), (200, b"[]"), False),
    "of 1996, kept": (
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n[]",),
        (200, b"[]"),
        True,
    ),
    "a word before": (
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" + OK),
        (200, b"[]"),
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WELL_FORMED)
async def test_well_formed_answers(case: str, transport: Http1Transport, get: Get) -> None:
    pieces, expected, is_kept = WELL_FORMED[case]
    async with raw_server(always(*pieces)) as server:
        assert await get(server) == expected
        assert kept(transport) == is_kept
        assert await get(server) == expected
    assert server.connections == (1 if is_kept else 2)
    assert len(server.requests) == 2


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_a_body_may_end_with_the_connection(
    version: bytes, transport: Http1Transport, get: Get
) -> None:
    async with raw_server(once(b"HTTP/" + version + b" 200 OK\r\n\r\n[", b"1, ", b"2]")) as server:
        assert await get(server) == (200, b"[1, 2]")
    assert kept(transport) == 0


async def test_headers_of_a_word_before_and_of_a_trailer_are_not_the_answers(
    transport: Http1Transport,
) -> None:
    answer = (
        b"HTTP/1.1 103 Early Hints\r\nA: 1\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nB: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nC: 3\r\n\r\n"
    )
    async with raw_server(always(answer)) as server:
        response = await transport.handle_async_request(httpx.Request("GET", server.address + "/x"))
        assert await response.aread() == b""
    assert dict(response.headers) == {"b": "2", "transfer-encoding": "chunked"}


MALFORMED = {
    "silence": b"",
    "nonsense": b"nonsense\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "tls": b"\x15\x03\x01\x00\x02\x02\x28",
    "words": b"HTTP/1.1 two hundred\r\n\r\n",
    "0xx": b"HTTP/1.1 099 No\r\n\r\n",
    "switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "switching without a word": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "half a head": OK[:30],
    "half a body": OK[:-1],
    "length in words": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n[]",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]]",
    "length and chunks": PLAIN
    + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: br\r\n\r\n[]",
    "no chunk": PLAIN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n[]",
    "too short a chunk": PLAIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\n[]\r\n0\r\n\r\n",
    "no last chunk": PLAIN + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
    "a header without a name": b"HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n",
    "a space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n[]",
    "a nul": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "a huge header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\nContent-Length: 2\r\n\r\n[]",
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_what_is_not_http_is_an_error_and_never_asked_again(
    case: str, transport: Http1Transport, get: Get
) -> None:
    async with raw_server(once(MALFORMED[case])) as server:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await get(server)
        assert len(server.requests) == 1
    assert kept(transport) == 0


ENDLESS = {
    "head": (b"HTTP/1.1 200 OK\r\n", b"X-Header: and so on\r\n" * 100),
    "header": (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 2000),
    "words before": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "trailers": (PLAIN + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 500),
    "chunk extension": (PLAIN + b"Transfer-Encoding: chunked\r\n\r\n2;x=", b"y" * 2000),
}


@pytest.mark.parametrize("case", ENDLESS)
async def test_what_is_around_a_body_is_bounded(case: str, get: Get) -> None:
    begin, more = ENDLESS[case]
    said = 0

    async def handle(peer: Peer) -> None:
        nonlocal said
        await peer.request()
        await peer.say(begin)
        while True:
            await peer.say(more)
            said += len(more)

    async with raw_server(handle) as server:
        with pytest.raises(httpx.RemoteProtocolError, match=r"around the body|not an HTTP answer"):
            await get(server)
    assert said < 2**24  # the buffers of two sockets are in between


async def test_a_body_beyond_its_bound_is_not_read_on(get: Get) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(PLAIN + b"\r\n")
        while True:
            await peer.say(b"x" * 50_000)

    async with raw_server(handle) as server:
        status, body = await get(server, maximum=1_000_000)
    assert (status, 1_000_000 < len(body) < 2_000_000) == (200, True)


async def test_chunks_of_one_byte_are_well_formed(get: Get) -> None:
    head = PLAIN + b"Transfer-Encoding: chunked\r\n\r\n"
    async with raw_server(always(head + b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n")) as server:
        assert await get(server) == (200, b"x" * 200_000)


@pytest.mark.parametrize("behind", [OK, b"nonsense", b"HTTP/1.1 200 OK\r\n", b"\x00"])
async def test_what_comes_behind_an_answer_closes_the_connection(
    behind: bytes, transport: Http1Transport, get: Get
) -> None:
    async with raw_server(always(OK + behind)) as server:
        for _ in range(3):
            assert await get(server) == (200, b"[]")
            assert kept(transport) == 0
    assert (server.connections, len(server.requests)) == (3, 3)


async def test_what_comes_on_an_idle_connection_closes_it(transport: Http1Transport, get: Get) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await asked.wait()
        await peer.say(OK)
        await peer.gone()
        gone.set()

    async with raw_server(handle) as server:
        assert await get(server) == (200, b"[]")
        assert kept(transport) == 1
        asked.set()
        await gone.wait()
        assert kept(transport) == 0
        assert await get(server) == (200, b"[]")
    assert server.connections == 2


async def test_an_answer_before_the_request_is_out_is_an_answer(transport: Http1Transport) -> None:
    async def handle(peer: Peer) -> None:
        await peer.head()
        await peer.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        await peer.gone()

    async with raw_server(handle) as server:
        request = httpx.Request("POST", server.address + "/x", content=b"x" * 20_000_000)
        response = await transport.handle_async_request(request)
        assert (response.status_code, await response.aread()) == (413, b"no")
        assert kept(transport) == 0


async def test_a_stream_that_nobody_reads_stops_the_peer(transport: Http1Transport) -> None:
    length, sent = 40_000_000, 0

    async def handle(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length)
        while sent < length:
            await peer.say(b"x" * 100_000)
            sent += 100_000

    async with raw_server(handle) as server:
        response = await transport.handle_async_request(httpx.Request("GET", server.address + "/x"))
        before = -1
        while sent != before:  # it comes to a halt
            before = sent
            await asyncio.sleep(0.02)
        assert sent < length
        (pool,) = transport._pools.values()
        (connection,) = pool._open
        assert connection.reply is not None
        assert connection.reply.size < 4 * BUFFERED_BYTES
        got = 0
        assert isinstance(response.stream, httpx.AsyncByteStream)
        async for piece in response.stream:
            got += len(piece)
        assert got == length
        assert kept(transport) == 1


async def test_head_has_no_body(transport: Http1Transport) -> None:
    async with raw_server(always(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")) as server:
        for _ in range(2):
            response = await transport.handle_async_request(httpx.Request("HEAD", server.address + "/x"))
            assert (response.status_code, await response.aread()) == (200, b"")


async def test_requests_as_they_are_sent(transport: Http1Transport, get: Get) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one "
        yield b"two"

    async with raw_server(always(OK)) as server:
        host = server.address.removeprefix("http://").encode()
        await get(server, "org/x?a=%2C")
        client = httpx.AsyncClient(transport=transport, headers={"a": "b"})
        await client.post(server.address + "/p?q=ü", content=pieces())
    assert server.requests[0] == b"GET /v2/org/x?a=%%2C HTTP/1.1\r\nHost: %s\r\nA: b\r\n\r\n" % host
    head, _, body = server.requests[1].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /p?q=%%C3%%BC HTTP/1.1\r\nHost: %s\r\n" % host)
    assert b"\r\nContent-Length: 7" in head
    assert b"ransfer-" not in head
    assert body == b"one two"


@pytest.mark.parametrize("path", ["a b", "a\r\nX: y", "ü", "a\x00", "a\n"])
async def test_a_path_that_is_none_is_not_sent(path: str, get: Get) -> None:
    async with raw_server(always(OK)) as server:
        with pytest.raises(httpx.LocalProtocolError):
            await get(server, path)
    assert (server.connections, server.requests) == (0, [])


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\n", "a\r"])
async def test_a_header_that_is_several_is_not_sent(value: str, transport: Http1Transport) -> None:
    async with raw_server(always(OK)) as server:
        lane = transport.lane(httpx.URL(server.address), None, None)
        until = asyncio.get_running_loop().time() + 5
        for headers, more in (((("A", value),), ()), ((), (("A", value),))):
            with pytest.raises(httpx.LocalProtocolError):
                await lane.get("a", headers, more, until)
        with pytest.raises(httpx.LocalProtocolError):
            await transport.handle_async_request(
                httpx.Request("GET", server.address, headers=[(b"A", value.encode())])
            )
    assert (server.connections, server.requests) == (0, [])
