"""What is served of GraphiQL, under which headers, and what is not."""

import gzip
import json
import re
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard

from tests.gateway_under_test import GatewayUnderTest
from tests.graphiql.conftest import PAGE, SCRIPT, STYLE, Open

pytestmark = pytest.mark.anyio

IDE = Path(__file__).parents[2] / "ide"
ASSETS = "/graphiql/assets"
SESSION = "/graphiql/session.json"
MISSING = f"{ASSETS}/missing.js"
SCRIPT_AT = f"{ASSETS}/index-abcd1234.js"
STYLE_AT = f"{ASSETS}/index-abcd1234.css"
EVERY_ROUTE = ["/", SESSION, SCRIPT_AT, STYLE_AT, MISSING]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


def assert_secure(response: httpx.Response) -> None:
    policy = response.headers["content-security-policy"]
    assert dict(each.split(" ", 1) for each in policy.split("; ")) == POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_every_route_is_under_the_policy(opened: Open, path: str, method: str) -> None:
    async with opened() as client:
        assert_secure(await client.request(method, path))


def test_the_page_is_tested_under_the_same_policy() -> None:
    script = (IDE / "test" / "support" / "csp.mjs").read_text()
    assert re.findall(r'^  "([\w-]+) (.*)",$', script, re.MULTILINE) == list(POLICY.items())


async def test_the_page_is_asked_for_every_time(opened: Open) -> None:
    async with opened() as client:
        response = await client.get("/")
    assert (response.status_code, response.content) == (200, PAGE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("index-abcd1234.js", "text/javascript; charset=utf-8"),
        ("index-abcd1234.css", "text/css; charset=utf-8"),
        ("icon-abcd1234.svg", "image/svg+xml"),
        ("font-abcd1234.ttf", "font/ttf"),
        ("font-abcd1234.woff2", "font/woff2"),
    ],
)
async def test_assets_are_kept_for_good(opened: Open, place: Path, name: str, media_type: str) -> None:
    async with opened() as client:
        response = await client.get(f"{ASSETS}/{name}")
    assert (response.status_code, response.content) == (200, (place / "assets" / name).read_bytes())
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("deflate", None),
        ("", None),
    ],
)
async def test_an_asset_is_sent_as_small_as_the_browser_takes_it(
    opened: Open, accepted: str, coding: str | None
) -> None:
    async with (
        opened() as client,
        client.stream("GET", SCRIPT_AT, headers={"accept-encoding": accepted}) as response,
    ):
        sent = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers.get("content-encoding") == coding
    assert response.headers["vary"] == "Accept-Encoding"
    assert int(response.headers["content-length"]) == len(sent)
    assert _decoded(sent, coding) == SCRIPT


def _decoded(sent: bytes, coding: str | None) -> bytes:
    match coding:
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(sent)
        case "br":
            return bytes(brotli.decompress(sent))
        case "gzip":
            return gzip.decompress(sent)
        case _:
            return sent


@pytest.mark.parametrize(("path", "content"), [("/", PAGE), (STYLE_AT, STYLE)])
async def test_what_is_small_is_sent_as_it_is(opened: Open, path: str, content: bytes) -> None:
    async with opened() as client:
        response = await client.get(path, headers={"accept-encoding": "gzip, br, zstd"})
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.content == content


@pytest.mark.parametrize(
    "path",
    [
        MISSING,
        f"{ASSETS}/",
        ASSETS,
        f"{SCRIPT_AT}.map",
        f"{ASSETS}/../index.html",
        f"{ASSETS}/../../secret.js",
        f"{ASSETS}/..%2findex.html",
        f"{ASSETS}/..%2F..%2Fsecret.js",
        f"{ASSETS}/..%5c..%5csecret.js",
        f"{ASSETS}/%2e%2e%2f%2e%2e%2fsecret.js",
        f"{ASSETS}/%252e%252e%252fsecret.js",
        f"{ASSETS}//etc/passwd",
        f"{ASSETS}/%2fetc%2fpasswd",
        f"{ASSETS}/index-abcd1234.js%00",
        f"{ASSETS}/index-ABCD1234.js",
        f"{ASSETS}/%ff",
        "/index.html",
        "/graphiql/",
        "/graphiql/index.html",
        "/session.json",
    ],
)
async def test_nothing_else_is_served(opened: Open, place: Path, path: str) -> None:
    async with opened() as client:
        response = await client.get(path)
        assert (response.status_code, response.content) == (404, b"Not Found")
        absolute = await client.get(f"{ASSETS}/{str(place.parent / 'secret.js').replace('/', '%2f')}")
        assert absolute.status_code == 404


async def test_an_asset_that_came_later_is_not_served(opened: Open, place: Path) -> None:
    async with opened() as client:
        (place / "assets" / "later-abcd1234.js").write_bytes(b"later")
        response = await client.get(f"{ASSETS}/later-abcd1234.js")
    assert response.status_code == 404


async def test_an_asset_that_has_gone_is_not_found(opened: Open, place: Path) -> None:
    async with opened() as client:
        (place / "assets" / "index-abcd1234.js").unlink()
        response = await client.get(SCRIPT_AT)
    assert response.status_code == 404
    assert_secure(response)


async def test_what_is_served_belongs_together_though_the_page_is_built_anew(
    opened: Open, place: Path
) -> None:
    async with opened() as client:
        (place / "index.html").write_bytes(b"another build")
        assert (await client.get("/")).content == PAGE


@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_head_tells_the_same_headers(opened: Open, path: str) -> None:
    async with opened() as client:
        asked = [await client.request(method, path) for method in ("GET", "HEAD")]
    assert asked[0].status_code == asked[1].status_code
    assert asked[0].headers == asked[1].headers


@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_other_methods_are_refused(opened: Open, path: str) -> None:
    async with opened() as client:
        response = await client.post(path)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_a_page_that_is_not_built_says_how_to_get_it(opened: Open, tmp_path: Path) -> None:
    async with opened(places=(tmp_path / "nowhere", tmp_path)) as client:
        response = await client.get("/")
        assert (await client.get(SCRIPT_AT)).status_code == 404
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert_secure(response)
    for hint in ("Node.js 20", "npm", "make run", "/graphql"):
        assert hint in response.text


async def test_the_first_place_with_a_page_is_served(opened: Open, place: Path, tmp_path: Path) -> None:
    async with opened(places=(tmp_path / "nowhere", place)) as client:
        assert (await client.get("/")).content == PAGE


async def test_no_roles_are_offered_outside_a_demo(opened: Open) -> None:
    async with opened() as client:
        response = await client.get(SESSION)
    assert response.json() == {"roles": []}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"


async def test_a_demo_offers_its_roles_as_they_are_now(opened: Open, tmp_path: Path) -> None:
    session_file = tmp_path / "session.json"
    async with opened(session_file) as client:
        for token in ("first", "second"):
            roles = {"roles": [{"label": "Staff", "token": token}]}
            session_file.write_text(json.dumps(roles))
            response = await client.get(SESSION)
            assert (response.status_code, response.json()) == (200, roles)
            assert response.headers["cache-control"] == "no-store"
            assert_secure(response)


async def test_a_demo_whose_file_has_gone_offers_no_roles(opened: Open, tmp_path: Path) -> None:
    async with opened(tmp_path / "gone.json") as client:
        response = await client.get(SESSION)
    assert (response.status_code, response.json()) == (200, {"roles": []})


@pytest.mark.parametrize("path", ["/", SESSION, MISSING])
async def test_a_switch_turns_it_on(path: str) -> None:
    async with GatewayUnderTest(graphiql=True) as gateway:
        assert_secure(await gateway.http.get(path))


@pytest.mark.parametrize("path", ["/", SESSION, MISSING])
async def test_without_the_switch_there_is_nothing(path: str) -> None:
    async with GatewayUnderTest(graphiql=False) as gateway:
        response = await gateway.http.get(path)
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
