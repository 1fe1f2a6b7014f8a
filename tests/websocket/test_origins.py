"""Which pages may connect."""

import pytest
from starlette.datastructures import Headers

from gateway.websocket.origins import is_from_allowed_page
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio


def _allowed(origin: str | None, host: str | None = "gateway.test", *allowed: str) -> bool:
    pairs = [("host", host), ("origin", origin)]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in pairs if value is not None]
    return is_from_allowed_page(Headers(raw=raw), frozenset(allowed))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "gateway.test"),
        ("http://gateway.test", "gateway.test"),
        ("https://gateway.test", "gateway.test"),
        ("https://GATEWAY.test", "gateway.TEST"),
        ("https://gateway.test", "gateway.test:443"),
        ("http://gateway.test:80", "gateway.test"),
        ("http://127.0.0.1:4000", "127.0.0.1:4000"),
        ("http://[::1]:4000", "[::1]:4000"),
    ],
)
def test_pages_of_the_same_host_may_connect(origin: str | None, host: str) -> None:
    assert _allowed(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.test", "gateway.test"),
        ("https://gateway.test.evil.test", "gateway.test"),
        ("https://gateway.test@evil.test", "gateway.test"),
        ("https://evil.test/gateway.test", "gateway.test"),
        ("https://gateway.test:8443", "gateway.test"),
        ("https://gateway.test:80", "gateway.test"),
        ("http://gateway.test", "gateway.test:8080"),
        ("ftp://gateway.test", "gateway.test"),
        ("file://", "gateway.test"),
        ("file://", ""),
        ("http://", ""),
        ("null", "gateway.test"),
        ("null", "null"),
        ("", "gateway.test"),
        ("gateway.test", "gateway.test"),
        ("https://gateway.test https://evil.test", "gateway.test"),
        ("https://ÿ", "gateway.test"),
        ("https://gateway.test", None),
        ("https://gateway.test:99999999", "gateway.test:99999999"),
    ],
)
def test_no_other_page_may(origin: str, host: str | None) -> None:
    assert not _allowed(origin, host)


def test_allowed_pages_may() -> None:
    assert _allowed("https://App.example:8443", "gateway.test", "https://app.example:8443")
    assert not _allowed("http://app.example:8443", "gateway.test", "https://app.example:8443")


def test_headers_given_twice_are_refused() -> None:
    same, host = (b"origin", b"https://gateway.test"), (b"host", b"gateway.test")
    assert is_from_allowed_page(Headers(raw=[host, same]), frozenset())
    assert not is_from_allowed_page(Headers(raw=[host, same, same]), frozenset())
    assert not is_from_allowed_page(Headers(raw=[host, host, same]), frozenset())


async def test_the_handshake_is_refused(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint, {"origin": "https://evil.test"}) as client:
        assert client.opening == {"type": "websocket.close"}
    assert stage.endpoint.connections == 0


async def test_allowed_origins_are_compared_without_case() -> None:
    async with (
        Stage(allowed_origins=frozenset({"https://App.example"})) as stage,
        InProcessClient(stage.endpoint, {"origin": "https://app.example"}) as client,
    ):
        await client.initialise(stage.identity.bearer())
