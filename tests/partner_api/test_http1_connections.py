"""Opening, keeping, sharing and closing connections: over real sockets, on both event loops."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from domain.errors import UpstreamUnavailable
from partner_api import PartnerApi
from partner_api.http1 import Http1Transport
from partner_api.http1.address import Address
from partner_api.http1.lane import Http1Lane
from partner_api.http1.pool import MOST_OPENING, Pool
from partner_api.transport import default_transport, is_before_sending
from tests.partner_api.certificates import Authority
from tests.partner_api.raw_server import OK, Peer, always, full_backlog, once, raw_server
from tests.partner_api.scripted_upstream import ORGANIZATION

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def transport(authority: Authority) -> AsyncIterator[Http1Transport]:
    made = Http1Transport(authority.client_context(), kept_seconds=60.0)
    yield made
    await made.aclose()


class Asker:
    """Asks over lanes."""

    def __init__(self, transport: Http1Transport) -> None:
        self.transport = transport
        self.lanes: dict[str, Http1Lane] = {}

    async def __call__(self, address: str, *, seconds: float = 5.0, read: float | None = None) -> bytes:
        lane = self.lanes.setdefault(address, self.transport.lane(httpx.URL(address), 2.0, read))
        reply = await lane.get("a", (), (), asyncio.get_running_loop().time() + seconds)
        try:
            return await reply.body(1000)
        finally:
            reply.abandon()

    @property
    def pool(self) -> Pool:
        (pool,) = self.transport._pools.values()
        return pool


@pytest.fixture
def ask(transport: Http1Transport) -> Asker:
    return Asker(transport)


async def settled(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(5.0):
        while not condition():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(0.001)


async def test_the_connection_used_last_is_used_next(ask: Asker) -> None:
    all_asked = asyncio.Event()

    async def handle(peer: Peer) -> None:
        while True:
            await peer.request()
            if len(server.requests) == 5:
                all_asked.set()
            await all_asked.wait()
            await peer.say(OK)

    async with raw_server(handle) as server:
        assert await asyncio.gather(*(ask(server.address) for _ in range(5))) == [b"[]"] * 5
        for _ in range(10):
            await ask(server.address)
        assert sorted(each.uses for each in ask.pool._open) == [1, 1, 1, 1, 11]


async def test_what_is_not_used_expires(authority: Authority) -> None:
    transport = Http1Transport(authority.client_context(), kept_seconds=0.05)
    ask = Asker(transport)

    async with raw_server(always(OK)) as server:
        await asyncio.gather(*(ask(server.address) for _ in range(3)))
        await settled(lambda: server.connections > 0 and len(ask.pool) == 0)
        await settled(lambda: not server.open)
        assert len(ask.pool) == 0
        assert await ask(server.address) == b"[]"
        await transport.aclose()


async def test_a_connection_that_the_peer_closes_is_not_used_again(ask: Asker) -> None:
    async with raw_server(once(OK)) as server:
        for number in range(1, 4):
            assert await ask(server.address) == b"[]"
            await settled(lambda: len(ask.pool) == 0)
            assert (server.connections, len(server.requests)) == (number, number)


@pytest.mark.parametrize("with_reset", [True, False])
async def test_a_kept_connection_that_dies_is_told_and_nothing_sent_again(
    with_reset: bool, ask: Asker
) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        if with_reset:
            peer.reset()

    async with raw_server(handle) as server:
        for _ in range(2):
            assert await ask(server.address) == b"[]"
            with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                await ask(server.address)
        assert (server.connections, len(server.requests)) == (2, 4)
        url = server.address + "/x"
        for method in ("GET", "PUT"):
            response = await ask.transport.handle_async_request(httpx.Request(method, url))
            assert await response.aread() == b"[]"
            before = len(server.requests)
            with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                await ask.transport.handle_async_request(httpx.Request(method, url))
            assert len(server.requests) == before + 1


@pytest.mark.parametrize("said", [b"H", OK[:-1]])
async def test_nothing_is_asked_again_once_an_answer_has_begun(said: bytes, ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        await peer.say(said)

    async with raw_server(handle) as server:
        await ask(server.address)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await ask(server.address)
        assert (server.connections, len(server.requests)) == (1, 2)


@pytest.mark.parametrize("said", [b"", OK[:20], OK[:-1]], ids=["nothing", "half a head", "half a body"])
async def test_who_leaves_takes_the_connection_along(said: bytes, ask: Asker) -> None:
    asked = asyncio.Event()

    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(said)
        asked.set()
        await peer.gone()

    async with raw_server(handle) as server:
        task = asyncio.ensure_future(ask(server.address))
        await asked.wait()
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await settled(lambda: server.gone == 1)
        assert len(ask.pool) == 0


async def test_time_is_up(ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK[:-1])
        await peer.gone()

    async with raw_server(handle) as server:
        with pytest.raises(httpx.ReadTimeout):
            await ask(server.address, seconds=0.05)
        await settled(lambda: server.gone == 1)


async def test_only_silence_counts_for_the_read_timeout(ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        for position in range(0, len(OK), 8):  # takes more than 0.2 s in all
            await peer.say(OK[position : position + 8])
            await asyncio.sleep(0.02)
        await peer.request()
        await peer.gone()

    async with raw_server(handle) as server:
        assert await ask(server.address, read=0.15) == b"[]"
        with pytest.raises(httpx.ReadTimeout):
            await ask(server.address)
        request = httpx.Request("GET", server.address, extensions={"timeout": {"read": 0.01}})
        with pytest.raises(httpx.ReadTimeout):
            await ask.transport.handle_async_request(request)


async def test_one_timer_serves_many_requests(ask: Asker) -> None:
    async with raw_server(always(OK)) as server:
        await ask(server.address, seconds=20.0)
        (connection,) = ask.pool._open
        timer = connection._timer
        for _ in range(20):
            await ask(server.address, seconds=40.0)
            assert connection._timer is timer
        connection._time_is_up()  # as it will be some time while nobody asks
        assert connection._timer is None
        assert await ask(server.address) == b"[]"
        assert connection._timer is not None


async def test_the_time_of_one_request_is_not_that_of_the_next(ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        await asyncio.sleep(0.15)
        await peer.say(OK)

    async with raw_server(handle) as server:
        await ask(server.address, seconds=0.05)
        response = await ask.transport.handle_async_request(httpx.Request("GET", server.address))
        assert await response.aread() == b"[]"
        assert server.connections == 1


async def test_no_connection_in_time(ask: Asker) -> None:
    with full_backlog() as port:
        with pytest.raises(httpx.ConnectTimeout) as raised:
            await ask(f"http://127.0.0.1:{port}", seconds=0.05)
        assert is_before_sending(raised.value)
        request = httpx.Request("PUT", f"http://127.0.0.1:{port}", extensions={"timeout": {"connect": 0.05}})
        with pytest.raises(httpx.ConnectTimeout):
            await ask.transport.handle_async_request(request)
        await settled(lambda: not ask.pool._waiting)


async def test_a_refused_connection(ask: Asker) -> None:
    results = await asyncio.gather(
        *(ask("http://127.0.0.1:9") for _ in range(3 * MOST_OPENING)), return_exceptions=True
    )
    assert {type(result) for result in results} == {httpx.ConnectError}
    with pytest.raises(httpx.ConnectError):
        await ask("http://name.invalid")


async def test_a_peer_that_hangs_up_at_once_is_not_called_again_and_again(ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        peer.reset()

    async with raw_server(handle) as server:
        with pytest.raises(httpx.TransportError):
            await ask(server.address)
        assert server.connections == 1


async def test_a_crowd_opens_a_bounded_number_at_once_and_all_are_served(
    ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = most = 0
    connect = Address.connect

    async def counting(*arguments: Any) -> Any:  # noqa: ANN401
        nonlocal opening, most
        opening += 1
        most = max(most, opening)
        try:
            return await connect(*arguments)
        finally:
            opening -= 1

    monkeypatch.setattr(Address, "connect", counting)
    async with raw_server(always(OK)) as server:
        assert await asyncio.gather(*(ask(server.address) for _ in range(300))) == [b"[]"] * 300
        assert most <= MOST_OPENING
        await settled(lambda: server.connections == len(ask.pool))
        assert len(ask.pool) <= 300
        assert len(ask.pool._idle) == len(ask.pool)


async def test_who_waits_is_served_by_the_first_that_is_there(
    ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = Address.connect
    calls = 0

    async def first_only(*arguments: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += 1
        return await (connect(*arguments) if calls == 1 else asyncio.sleep(60))

    monkeypatch.setattr(Address, "connect", first_only)
    async with raw_server(always(OK)) as server:
        assert await asyncio.gather(*(ask(server.address) for _ in range(10))) == [b"[]"] * 10
        assert server.connections == 1
        await ask.transport.aclose()


async def test_who_leaves_while_waiting_leaves_the_connection_to_the_next(ask: Asker) -> None:
    async with raw_server(always(OK)) as server:
        for steps in range(30):
            tasks = [asyncio.ensure_future(ask(server.address)) for _ in range(6)]
            for _ in range(steps):
                await asyncio.sleep(0)
            for task in tasks[::2]:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            assert results[1::2] == [b"[]"] * 3
        await settled(lambda: not ask.pool._opening)
        assert (len(ask.pool._waiting), len(ask.pool._reads)) == (0, 0)
        assert len(ask.pool._idle) == len(ask.pool)


async def test_closing_ends_everything(authority: Authority) -> None:
    transport = Http1Transport(authority.client_context(), kept_seconds=60.0)
    ask = Asker(transport)
    asked = asyncio.Event()

    async def handle(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        asked.set()
        await peer.gone()

    async with raw_server(handle) as server:
        await ask(server.address)
        busy = asyncio.ensure_future(ask(server.address))
        await asked.wait()
        with full_backlog() as port:
            waiting = asyncio.ensure_future(ask(f"http://127.0.0.1:{port}"))
            await asyncio.sleep(0.01)
            transport.end_reads()
            for task in (busy, waiting):
                with pytest.raises(httpx.CloseError):
                    await task
            await transport.aclose()
        await settled(lambda: server.gone == 1)
    for pool in transport._pools.values():
        assert (len(pool), len(pool._idle), len(pool._opening)) == (0, 0, 0)
    with pytest.raises(httpx.ConnectError):
        await transport.handle_async_request(httpx.Request("GET", "http://127.0.0.1:9"))


async def test_closing_the_client_abandons_its_reads(make_api: Callable[..., PartnerApi]) -> None:
    token = b'{"access_token": "t", "expires_in": 3600}'
    asked = asyncio.Event()

    async def handle(peer: Peer) -> None:
        while not (await peer.request()).startswith(b"GET"):
            await peer.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            await peer.say(b"Content-Length: %d\r\n\r\n" % len(token) + token)
        asked.set()
        await peer.gone()

    async with raw_server(handle) as server:
        api = make_api(server.address)
        read: asyncio.Future[object] = asyncio.ensure_future(api.users(ORGANIZATION))
        await asked.wait()
        async with asyncio.timeout(1.0):
            await api.aclose()
        with pytest.raises(UpstreamUnavailable, match="abandoned"):
            await read


async def test_tls_is_verified_and_names_the_host(ask: Asker, authority: Authority) -> None:
    names: list[str | None] = []
    context = authority.server_context("localhost")
    context.sni_callback = lambda _, name, __: names.append(name)
    async with raw_server(always(OK), context) as server:
        address = f"https://localhost:{server.port}"
        for _ in range(3):
            assert await ask(address) == b"[]"
        assert (server.connections, names) == (1, ["localhost"])
        with pytest.raises(httpx.ConnectError):  # the certificate is for another name
            await Asker(ask.transport)(server.address)


async def test_tls_of_an_unknown_authority_is_refused(ask: Asker) -> None:
    async with raw_server(always(OK), Authority().server_context("localhost")) as server:
        with pytest.raises(httpx.ConnectError) as raised:
            await ask(f"https://localhost:{server.port}")
        assert isinstance(raised.value.__cause__, ssl.SSLCertVerificationError)
        assert is_before_sending(raised.value)
        assert server.requests == []


async def test_plain_text_where_tls_is_expected(ask: Asker) -> None:
    async def handle(peer: Peer) -> None:
        await peer.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with raw_server(handle) as server:
        with pytest.raises(httpx.ConnectError):
            await ask(
                f"https://localhost:{server.port}",
            )


def test_the_default_transport_trusts_the_usual_authorities() -> None:
    tls = default_transport()._tls
    assert (tls.verify_mode, tls.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert len(tls.get_ca_certs()) > 50


@pytest.mark.parametrize("is_silent", [False, True])
async def test_the_next_address_of_a_name_is_tried(
    is_silent: bool, ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookups = 0

    async with raw_server(always(OK)) as server:
        with full_backlog() as silent:
            dead = silent if is_silent else 9

            async def two(*_: Any, **__: Any) -> list[Any]:  # noqa: ANN401
                nonlocal lookups
                lookups += 1
                await asyncio.sleep(0)
                kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
                return [(*kind, ("127.0.0.1", port)) for port in (dead, server.port)]

            monkeypatch.setattr(Address, "_resolve", two)
            answers = await asyncio.gather(*(ask("http://two.test") for _ in range(10)))
        assert answers == [b"[]"] * 10
        assert lookups == 1
