"""Clients that take their time, send too much, or send what is no HTTP."""

import asyncio
import json

import pytest
from starlette.types import Receive, Scope, Send

from tests.edge.real_edge import Client, RunningEdge, eventually, serving

pytestmark = pytest.mark.anyio

SHORT = 0.2
LONG = 60.0


class Recorder:
    """An application that reads the body and answers with its length; it remembers what came."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.bodies: list[bytes] = []
        self.dropped = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        body, more = b"", True
        try:
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
        except asyncio.CancelledError:
            self.dropped += 1
            return
        self.bodies.append(body)
        content = str(len(body)).encode()
        headers = [(b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})


@pytest.fixture
def app() -> Recorder:
    return Recorder()


def check_refusal(
    answer: tuple[int, dict[str, str], bytes], status: int, code: str = "BAD_USER_INPUT"
) -> None:
    """A coded answer that closes the connection."""
    got, headers, body = answer
    (error,) = json.loads(body)["errors"]
    assert (got, error["extensions"]["code"]) == (status, code)
    assert error["extensions"]["requestId"] == headers["x-request-id"]
    assert headers["connection"] == "close"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/json; charset=utf-8"


async def trickle(client: Client, text: str, seconds: float) -> None:
    """Send one byte after another, each well before anybody could think that nothing comes."""
    try:
        for character in text:
            client.writer.write(character.encode())
            await asyncio.sleep(seconds)
    except ConnectionError:
        pass


async def test_headers_that_trickle_are_cut_off(app: Recorder) -> None:
    async with serving(app, header_timeout_seconds=SHORT, keep_alive_seconds=LONG) as edge:
        client = await edge.connect()
        trickling = asyncio.create_task(
            trickle(client, "GET / HTTP/1.1\r\n" + "X-Header: value\r\n" * 9, 0.02)
        )
        check_refusal(await client.answer(), 408)
        assert await client.ended() == b""
        trickling.cancel()
        await eventually(lambda: edge.open == 0)
        assert app.scopes == []


async def test_headers_that_trickle_behind_an_answer_are_cut_off(app: Recorder) -> None:
    async with serving(app, header_timeout_seconds=SHORT, keep_alive_seconds=LONG) as edge:
        client = await edge.connect()
        client.ask()
        assert (await client.answer())[0] == 200
        client.begin("GET / HTTP/1.1", "Host: gateway.test")
        check_refusal(await client.answer(), 408)
        assert await client.ended() == b""


async def test_empty_lines_do_not_keep_a_connection_open(app: Recorder) -> None:
    """They belong to no request, so the parser says nothing of them."""
    async with serving(app, header_timeout_seconds=SHORT, keep_alive_seconds=LONG) as edge:
        client = await edge.connect()
        client.ask()
        assert (await client.answer())[0] == 200
        client.writer.write(b"\r\n")
        await client.ended()
        await eventually(lambda: edge.open == 0)


async def test_who_says_nothing_is_closed_without_a_word(app: Recorder) -> None:
    async with serving(app, header_timeout_seconds=SHORT) as edge:
        client = await edge.connect()
        assert await client.ended() == b""
        await eventually(lambda: edge.open == 0)


async def test_an_idle_connection_is_closed_after_its_time(app: Recorder) -> None:
    async with serving(app, header_timeout_seconds=LONG, keep_alive_seconds=SHORT) as edge:
        client = await edge.connect()
        client.ask()
        assert (await client.answer())[0] == 200
        assert await client.ended() == b""


async def test_a_body_that_trickles_is_cut_off_and_what_waits_for_it_dropped(app: Recorder) -> None:
    async with serving(app, body_timeout_seconds=SHORT) as edge:
        client = await edge.connect()
        client.send("POST / HTTP/1.1", "Host: gateway.test", "Content-Length: 100")
        trickling = asyncio.create_task(trickle(client, "x" * 90, 0.02))
        check_refusal(await client.answer(), 408)
        assert await client.ended() == b""
        trickling.cancel()
        await eventually(lambda: edge.open == 0)
        assert (app.bodies, app.dropped) == ([], 1)


async def test_chunks_that_trickle_are_cut_off(app: Recorder) -> None:
    async with serving(app, body_timeout_seconds=SHORT) as edge:
        client = await edge.connect()
        client.send("POST / HTTP/1.1", "Host: gateway.test", "Transfer-Encoding: chunked")
        trickling = asyncio.create_task(trickle(client, "1\r\nx\r\n" * 30, 0.01))
        check_refusal(await client.answer(), 408)
        trickling.cancel()
        await eventually(lambda: edge.open == 0)
        assert (app.bodies, app.dropped) == ([], 1)


async def test_a_body_behind_an_early_answer_is_not_read_for_ever() -> None:
    async def refuses(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async with serving(refuses, body_timeout_seconds=SHORT, keep_alive_seconds=LONG) as edge:
        client = await edge.connect()
        client.send("POST / HTTP/1.1", "Host: gateway.test", "Content-Length: 100000000")
        trickling = asyncio.create_task(trickle(client, "x" * 90, 0.02))
        assert (await client.answer())[0] == 413
        assert await client.ended() == b""
        trickling.cancel()


async def test_who_is_quick_enough_is_answered_however_long_it_takes_to_answer(app: Recorder) -> None:
    """The deadlines are for what is received."""
    go_on = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await go_on.wait()
        await app(scope, receive, send)

    async with serving(slow, header_timeout_seconds=SHORT, body_timeout_seconds=SHORT) as edge:
        client = await edge.connect()
        client.send("POST / HTTP/1.1", "Host: gateway.test", "Content-Length: 3", body="abc")
        await asyncio.sleep(3 * SHORT)
        go_on.set()
        status, _, body = await client.answer()
        assert (status, body) == (200, b"3")


@pytest.mark.parametrize(
    "headers",
    [[f"X-{number}: x" for number in range(130)], ["X-Long: " + "x" * 33_000], ["X-A: " + "x" * 300] * 120],
)
async def test_too_many_and_too_long_headers_are_refused_on_every_path(
    app: Recorder, headers: list[str]
) -> None:
    async with serving(app) as edge:
        client = await edge.connect()
        client.ask("/anything", *headers)
        check_refusal(await client.answer(), 431)
        assert (await client.ended(), app.scopes) == (b"", [])


async def test_headers_without_an_end_are_refused_before_memory_is_full(app: Recorder) -> None:
    async with serving(app, max_url_bytes=1000) as edge:
        client = await edge.connect()
        client.begin("GET / HTTP/1.1", *[f"X-{number}: {'x' * 1000}" for number in range(60)])
        check_refusal(await client.answer(), 431)
        assert (await client.ended(), app.scopes) == (b"", [])


async def test_large_bodies_do_not_count_as_headers(app: Recorder) -> None:
    async with serving(app, max_url_bytes=1000) as edge:
        client = await edge.connect()
        for _ in range(2):
            client.send("POST / HTTP/1.1", "Host: a", "Content-Length: 200000", body="x" * 200_000)
            assert (await client.answer())[2] == b"200000"


async def test_trailers_never_become_headers(app: Recorder) -> None:
    """Whoever stands in front looks at headers, and not at what comes behind a body."""
    async with serving(app) as edge:
        client = await edge.connect()
        chunks = "3\r\nabc\r\n0\r\nAuthorization: Bearer stolen\r\nX-Trailer: 1\r\n\r\n"
        client.send("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body=chunks)
        assert (await client.answer())[2] == b"3"
        client.ask()
        assert (await client.answer())[2] == b"0"
        assert [name for name, _ in app.scopes[0]["headers"]] == [b"host", b"transfer-encoding"]
        assert [name for name, _ in app.scopes[1]["headers"]] == [b"host"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_a_coded_400(app: Recorder, garbage: bytes) -> None:
    async with serving(app) as edge:
        client = await edge.connect()
        client.writer.write(garbage)
        check_refusal(await client.answer(), 400)
        assert (await client.ended(), app.bodies) == (b"", [])


async def test_requests_in_a_row_are_answered_in_their_order(app: Recorder) -> None:
    async with serving(app) as edge:
        client = await edge.connect()
        for size in (1, 2, 3):
            client.send("POST / HTTP/1.1", "Host: a", f"Content-Length: {size}", body="x" * size)
        assert [(await client.answer())[2] for _ in range(3)] == [b"1", b"2", b"3"]


async def test_a_full_process_answers_probes_and_nothing_else(app: Recorder) -> None:
    async with serving(app, max_connections=2) as edge:
        first, second, third, probe = [await edge.connect() for _ in range(4)]
        third.ask("/graphql")
        answer = await third.answer()
        check_refusal(answer, 503, "OVERLOADED")
        assert answer[1]["retry-after"] in ("1", "2", "3")
        assert (await third.ended(), app.scopes) == (b"", [])
        probe.ask("/livez")
        assert (await probe.answer())[:1] == (200,)
        assert await probe.ended() == b""
        for client in (first, second):
            client.ask("/graphql")
            assert (await client.answer())[0] == 200
        await first.close()
        await _until(edge, 1)
        again = await edge.connect()
        again.ask("/graphql")
        assert (await again.answer())[0] == 200


async def test_probes_are_answered_though_too_many_connections_say_nothing(app: Recorder) -> None:
    async with serving(app, max_connections=2) as edge:
        silent = [await edge.connect() for _ in range(60)]
        for _ in range(3):
            probe = await edge.connect()
            probe.ask("/readyz")
            assert (await probe.answer())[0] == 200
        check_refusal(await silent[2].answer(), 503, "OVERLOADED")  # it has been there longest
        assert edge.open <= 2 + 32
        silent[0].ask("/graphql")
        assert (await silent[0].answer())[0] == 200


async def test_connections_of_one_address_are_bounded_if_wanted(app: Recorder) -> None:
    async with serving(app, max_connections_per_address=2) as edge:
        clients = [await edge.connect() for _ in range(3)]
        check_refusal(await clients[2].answer(), 503, "OVERLOADED")
        assert await clients[2].ended() == b""
        await clients[0].close()
        await _until(edge, 1)
        again = await edge.connect()
        again.ask()
        assert (await again.answer())[0] == 200


async def _until(edge: RunningEdge, connections: int) -> None:
    await eventually(lambda: edge.open == connections)
