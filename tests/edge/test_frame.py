"""What every answer says to browsers, which hosts are answered, and what nobody foresaw."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from gateway.edge.frame import Frame
from gateway.edge.hosts import Hosts
from gateway.edge.security_headers import security_headers
from gateway.settings import EdgeSettings
from tests.edge.held import USERS
from tests.gateway_under_test import GatewayUnderTest
from tests.http.exchange import Exchange

pytestmark = pytest.mark.anyio

SECURITY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayUnderTest]:
    async with GatewayUnderTest(graphiql=True, cors_origins=("https://app.test",)) as running:
        yield running


PREFLIGHT = {"origin": "https://app.test", "access-control-request-method": "POST"}
REQUESTS: dict[str, tuple[str, str, dict[str, str], int, str]] = {
    "an answer": ("POST", "/graphql", {"content-type": "application/json"}, 200, "no-store"),
    "an answer to keep": ("GET", "/graphql?query={__typename}", {}, 200, "private, max-age=300"),
    "no token": ("POST", "/graphql", {"authorization": ""}, 401, "no-store"),
    "nonsense": ("GET", "/graphql?x", {}, 400, "no-store"),
    "another method": ("PUT", "/graphql", {}, 405, "no-store"),
    "a preflight": ("OPTIONS", "/graphql", PREFLIGHT, 200, "no-store"),
    "a bad preflight": ("OPTIONS", "/graphql", {**PREFLIGHT, "origin": "https://evil.test"}, 400, "no-store"),
    "alive": ("GET", "/livez", {}, 200, "no-store"),
    "ready": ("GET", "/readyz", {}, 200, "no-store"),
    "nothing there": ("GET", "/nothing", {}, 404, "no-store"),
    "a slash too many": ("POST", "/graphql/", {}, 404, "no-store"),
    "a probe written": ("POST", "/livez", {}, 405, "no-store"),
    "the page written": ("POST", "/", {}, 405, "no-store"),
    "the page's session": ("GET", "/graphiql/session.json", {}, 200, "no-store"),
    "no such file": ("GET", "/graphiql/assets/x", {}, 404, "no-store"),
    "the page": ("GET", "/", {}, 200, "no-cache"),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_every_answer_has_the_headers_once(gateway: GatewayUnderTest, name: str) -> None:
    method, path, headers, status, cache_control = REQUESTS[name]
    content = b'{"query": "{ __typename }"}' if method == "POST" else b""
    response = await gateway.http.request(
        method, path, content=content, headers={**gateway.bearer(), **headers}
    )
    assert (response.status_code, response.headers["cache-control"]) == (status, cache_control)
    is_the_page_s = path == "/" or path.startswith("/graphiql")
    for header, value in SECURITY.items():
        assert len(response.headers.get_list(header)) == 1, header
        if not (is_the_page_s and header == "content-security-policy" and status != 405):
            assert response.headers[header] == value
    assert "'unsafe-inline'" not in response.headers["content-security-policy"].partition("style-src")[0]
    assert "strict-transport-security" not in response.headers
    assert "server" not in response.headers


@pytest.mark.parametrize("name", ["nothing there", "a slash too many", "a probe written", "the page written"])
async def test_where_there_is_nothing_the_answer_is_small_and_coded(
    gateway: GatewayUnderTest, name: str
) -> None:
    method, path, _, status, _ = REQUESTS[name]
    response = await gateway.http.request(method, path, headers={"x-request-id": "mine"})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (
        status,
        {"code": "BAD_USER_INPUT", "requestId": "mine"},
    )
    assert response.headers["x-request-id"] == "mine"
    assert len(response.content) < 200
    if status == 405:
        assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_transport_security_is_told_where_it_is_wanted() -> None:
    async with GatewayUnderTest(edge=EdgeSettings(transport_security_seconds=31_536_000)) as gateway:
        for path in ("/graphql", "/nothing", "/livez"):
            response = await gateway.http.get(path)
            assert response.headers["strict-transport-security"] == "max-age=31536000"


async def test_answers_that_may_be_kept_say_so_themselves(gateway: GatewayUnderTest) -> None:
    response = await gateway.http.get("/graphql", params={"query": USERS}, headers=gateway.bearer())
    assert response.headers["cache-control"].startswith("private, max-age=")
    assert len(response.headers.get_list("cache-control")) == 1


GOOD_HOSTS = ["a", "gateway.test", "GATEWAY.test:8000", "127.0.0.1", "[::1]:80", "a_b.c", "localhost.", "a:0"]
BAD_HOSTS = [
    "", " ", "a b", "a/b", "a?b", "a#b", "a@b", "user:pass@a", "a,b", "a:", "a:b", "a:123456", "[::1", "::1",
    "http://a", "a\\b", "a..b", ".a", "a" * 64, "ä", "a%2eb", "<script>", "a\tb", "*", "a" + ".a" * 150,
]  # fmt: skip


async def _status(app: Frame, *headers: tuple[str, str], path: str = "/graphql") -> int:
    exchange = Exchange(app, b"", headers, method="GET")
    exchange._scope["path"] = path
    async with exchange:
        status, sent = await exchange.start()
        body = await exchange.rest()
    if status == 400:
        (error,) = json.loads(body)["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert sent["x-content-type-options"] == "nosniff"
    return status


async def _app(_scope: object, _receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body"})  # type: ignore[operator]


def _frame(*allowed: str) -> Frame:
    return Frame(_app, hosts=Hosts(allowed), security=security_headers())


@pytest.mark.parametrize("host", GOOD_HOSTS)
async def test_well_formed_hosts(host: str) -> None:
    frame = _frame()
    assert [await _status(frame, ("host", host)) for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("host", BAD_HOSTS)
async def test_malformed_hosts(host: str) -> None:
    frame = _frame()
    assert [await _status(frame, ("host", host)) for _ in range(2)] == [400, 400]


async def test_one_host_it_must_be() -> None:
    frame = _frame()
    assert await _status(frame) == 400
    assert await _status(frame, ("host", "a"), ("host", "a")) == 400
    assert await _status(frame, ("host", "a"), ("x", "y"), ("host", "b")) == 400
    old = Exchange(frame, b"", [], method="GET")
    old._scope["http_version"] = "1.0"
    async with old:
        assert (await old.start())[0] == 200
        await old.rest()


async def test_only_named_hosts_are_answered_but_probes_come_by_any_name() -> None:
    frame = _frame("api.example", "[::1]")
    for host, status in (("api.example:443", 200), ("API.example.", 200), ("[::1]", 200), ("10.0.0.1", 400)):
        assert await _status(frame, ("host", host)) == status
    assert await _status(frame, ("host", "10.0.0.1:8000"), path="/livez") == 200
    assert await _status(frame, ("host", "a/b"), path="/livez") == 400
    assert await _status(frame, ("host", "10.0.0.1:8000")) == 400  # a probe's name is not remembered


async def test_hosts_that_anybody_may_send_are_not_all_remembered() -> None:
    hosts = Hosts()
    for number in range(2_000):
        scope = {"headers": [(b"host", b"h%d" % number)], "http_version": "1.1", "path": "/"}
        assert hosts.accepts(scope)
    assert len(hosts._good) == 256


async def test_websockets_need_a_good_host_too() -> None:
    sent: list[object] = []
    frame = _frame("api.example")
    scope = {"type": "websocket", "path": "/graphql", "headers": [(b"host", b"evil.test")]}
    scope["http_version"] = "1.1"

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    await frame(scope, receive, send)
    assert sent == [{"type": "websocket.close"}]


async def test_what_nobody_foresaw_is_a_coded_500(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: object, _receive: object, _send: object) -> None:
        raise ZeroDivisionError("told to nobody")

    frame = Frame(broken, hosts=Hosts(), security=security_headers())
    async with Exchange(frame, b"", {"host": "a", "x-request-id": "mine"}) as exchange:
        status, headers = await exchange.start()
        body = await exchange.rest()
    (error,) = json.loads(body)["errors"]
    assert (status, error["extensions"]) == (500, {"code": "INTERNAL_SERVER_ERROR", "requestId": "mine"})
    assert headers.items() >= SECURITY.items()
    assert b"told" not in body
    assert [each.getMessage() for each in caplog.records] == ["unexpected error"]
    caplog.clear()


async def test_no_redirection_is_made_of_the_host_header(gateway: GatewayUnderTest) -> None:
    for path in ("/graphql/", "/livez/", "/graphiql"):
        response = await gateway.http.get(path, headers={"host": "evil.test"})
        assert (response.status_code, "location" in response.headers) == (404, False)
        assert isinstance(response, httpx.Response)
