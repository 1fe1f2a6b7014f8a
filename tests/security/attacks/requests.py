"""Requests that a browser could be made to send, and bytes that are read in two ways."""

import gzip
import json
from functools import cache
from hashlib import sha256

from tests.security.attacks.attack import VIEWER, Target, assert_refused, attack, codes

_CHANGE = 'mutation { userUpdate(input: {id: "%s", firstName: "Mallory"}) { userErrors { code } } }'
_SMUGGLED = b"GET /graphql?query={viewer{role}} HTTP/1.1\r\nhost: x\r\n\r\n"


@cache
def _bomb() -> bytes:
    """Fifty million bytes in fifty thousand."""
    return gzip.compress(b"[" * 50_000_000)


def _writes(target: Target) -> list[str]:
    return [call for call in target.gateway.calls() if not call.startswith("GET ")]


@attack("OWASP: CSRF by form, text/plain and multipart; CVE-2024-47082 (strawberry-graphql)")
async def cross_site_request_forgery(target: Target) -> None:
    target.gateway.forget_calls()
    body = json.dumps({"query": _CHANGE % "x"}).encode()
    form = b"query=" + _CHANGE.encode()
    parts = b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n' + body + b"\r\n--x--\r\n"
    for content, kind in (
        (form, "application/x-www-form-urlencoded"),
        (body, "text/plain"),
        (body, "text/plain; application/json"),
        (body, "application/json/x"),
        (parts, "multipart/form-data; boundary=x"),
        (body, ""),
    ):
        assert_refused(await target.send(content, content_type=kind), "BAD_USER_INPUT", 415)
    assert _writes(target) == []


@attack("OWASP: CSRF, a write by GET")
async def write_by_get(target: Target) -> None:
    target.gateway.forget_calls()
    response = await target.get("/graphql?query=" + (_CHANGE % "x").replace(" ", "+").replace('"', "%22"))
    assert_refused(response, "BAD_USER_INPUT", 405)
    assert _writes(target) == []


@attack("CSRF: a preflight from another origin")
async def preflight_of_a_stranger(target: Target) -> None:
    head = target.head(
        "OPTIONS /graphql", "origin: https://evil.example", "access-control-request-method: POST"
    )
    assert await target.raw(head) == ["405"]
    response = await target.send(json.dumps({"query": VIEWER}).encode(), origin="https://evil.example")
    assert "access-control-allow-origin" not in response.headers


@attack("CSRF: cookies are no credentials")
async def cookie_instead_of_a_token(target: Target) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    response = await target.send(body, token="x", cookie=f"authorization=Bearer {target.token}")
    assert_refused(response, "UNAUTHENTICATED", 401)


@attack("GHSA-9q82-xgwf-vj6h (Apollo Server): cross-site search by GET needs credentials a browser adds")
async def cross_site_search(target: Target) -> None:
    head = b"GET /graphql?query={viewer{role}} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\n\r\n"
    assert await target.raw(head) == ["401"]


@attack("CVE-2026-23897 (Apollo Server): exotic encodings of the body")
async def exotic_charsets(target: Target) -> None:
    body = json.dumps({"query": VIEWER})
    for charset, content in (("utf-16", body.encode("utf-16")), ("utf-7", body.encode("utf-7"))):
        response = await target.send(content, content_type=f"application/json; charset={charset}")
        assert_refused(response, "BAD_USER_INPUT", 415)


@attack("Compression bombs; CVE-2025-69223, CVE-2026-128131 (aiohttp)")
async def compression_bomb(target: Target) -> None:
    for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
        assert_refused(await target.send(_bomb(), content_encoding=coding), "BAD_USER_INPUT", 415)


@attack("Oversized bodies, declared or not")
async def oversized_bodies(target: Target) -> None:
    response = await target.send(b" " * 1_000_000)
    assert_refused(response, "BAD_USER_INPUT", 413)
    head = target.head("POST /graphql", "content-type: application/json", "transfer-encoding: chunked")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert await target.raw(head + chunk * 5) == ["413"]


@attack("Oversized headers and addresses")
async def oversized_headers(target: Target) -> None:
    assert await target.raw(
        target.head("GET /graphql", *(f"x-{each}: {'y' * 900}" for each in range(40)))
    ) == ["431"]
    assert await target.raw(target.head("GET /graphql?query=" + "x" * 300_000)) in (["400"], ["414"])


@attack("CVE-2024-27454, CVE-2025-67221 (orjson): deep JSON")
async def deep_json(target: Target) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        value = opening * 30_000 + "1" + closing * 30_000
        body = f'{{"query": "{VIEWER}", "variables": {{"a": {value}}}}}'.encode()
        assert_refused(await target.send(body), "BAD_USER_INPUT", 400)


@attack("Regular expressions and Unicode: numbers, surrogates and null bytes in JSON")
async def odd_json(target: Target) -> None:
    for value in ("9" * 5000, "1e999", "-" + "9" * 5000, '"\\ud800"', "NaN"):
        body = '{"query": "query($n: Int) { organization { users(first: $n) { totalCount } } }", '
        response = await target.send((body + f'"variables": {{"n": {value}}}}}').encode())
        assert set(codes(response)) == {"BAD_USER_INPUT"}, (value, response.text)


@attack("Header injection, and what is echoed")
async def header_injection(target: Target) -> None:
    target.gateway.forget_calls()
    for evil in ("a%0d%0aset-cookie: b=c", "<script>", "a b", "x" * 65, "a:b", "../a"):
        query = {"query": "{ organization { users { totalCount } } }"}
        response = await target.send(json.dumps(query).encode(), x_request_id=evil)
        assert response.status_code == 200
        assert response.headers["x-request-id"].isalnum()
        assert "set-cookie" not in response.headers


@attack("CVE-2025-43859 (h11), CVE-2024-52304, CVE-2025-53643 (aiohttp): request smuggling")
async def request_smuggling(target: Target) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    kind = "content-type: application/json"
    both = target.head("POST /graphql", kind, f"content-length: {len(body)}", "transfer-encoding: chunked")
    twice = target.head("POST /graphql", kind, f"content-length: {len(body)}", "content-length: 0")
    obscured = target.head(
        "POST /graphql", kind, "transfer-encoding: xchunked", f"content-length: {len(body)}"
    )
    signed = target.head("POST /graphql", kind, f"content-length: +{len(body)}")
    chunked = target.head("POST /graphql", kind, "transfer-encoding: chunked")
    wrong_ending = chunked + b"%x\r\n%bXX0\r\n\r\n" % (len(body), body)
    for sent in (both + body, twice + body, obscured + body, signed + body, wrong_ending):
        statuses = await target.raw(sent + _SMUGGLED)
        assert statuses == ["400"], (sent[:80], statuses)


@attack("CVE-2025-53643 (aiohttp): trailers are not headers")
async def trailers(target: Target) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    lines = (b"POST /graphql HTTP/1.1", b"host: x", b"content-type: application/json")
    head = b"\r\n".join((*lines, b"transfer-encoding: chunked", b"", b""))
    tail = f"0\r\nauthorization: Bearer {target.token}\r\n\r\n".encode()
    assert await target.raw(head + b"%x\r\n%b\r\n" % (len(body), body) + tail) == ["401"]


@attack("Two credentials, of which somebody in front may have checked the other")
async def two_tokens(target: Target) -> None:
    head = target.head("GET /graphql?query={viewer{role}}", "authorization: Bearer x")
    assert await target.raw(head) == ["401"]


@attack("CVE-2026-48710, PYSEC-2026-248 (starlette): a Host header or path that rewrites the address")
async def host_poisoning(target: Target) -> None:
    for host in ("evil.example/livez?", "livez@x", "127.0.0.1:1/livez#", "a, b", "[::1", "a%2eb"):
        head = f"GET /graphql?query={{viewer{{role}}}} HTTP/1.1\r\nhost: {host}\r\n\r\n"
        statuses = await target.raw(head.encode())
        assert statuses == ["400"], (host, statuses)


@attack("CVE-2024-47874, CVE-2025-54121 (starlette): multipart forms are not read")
async def endless_form_field(target: Target) -> None:
    parts = b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n' + b"y" * 200_000
    response = await target.send(parts, content_type="multipart/form-data; boundary=x")
    assert_refused(response, "BAD_USER_INPUT", 415)


@attack("CVE-2025-62727 (starlette): quadratic Range headers")
async def range_header(target: Target) -> None:
    ranges = "bytes=" + ",".join(f"{each}-" for each in range(5000))
    response = await target.get("/graphql?query={viewer{role}}", range=ranges[:20_000])
    assert response.status_code == 200
    assert response.json() == {"data": {"viewer": {"role": "USER"}}}


@attack("Regular expressions: headers that are lists")
async def quadratic_header_lists(target: Target) -> None:
    many = {
        "accept": "*/*;q=0.1," * 2500,
        "accept_encoding": "gzip;q=0.1," * 2300,
        "if_none_match": '"a",' * 6000,
    }
    for name, value in many.items():
        response = await target.get("/graphql?query={viewer{role}}", **{name: value})
        assert response.status_code in (200, 304)


@attack("Path traversal in addresses")
async def path_traversal_in_addresses(target: Target) -> None:
    for path in (
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/graphql/..%2f..%2fetc/passwd",
        "//etc/passwd",
    ):
        assert await target.raw(target.head(f"GET {path}")) == ["404"], path


@attack("APQ flooding and poisoning")
async def persisted_query_poisoning(target: Target) -> None:
    innocent = sha256(VIEWER.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": innocent}}
    evil = "{ viewer { role expiresAt } }"
    assert_refused(await target.post(evil, extensions=extensions), "BAD_USER_INPUT", 400)
    stored = await target.post(extensions=extensions)
    assert codes(stored) in (["PERSISTED_QUERY_NOT_FOUND"], [])
    assert "expiresAt" not in stored.text
    for number in range(50):  # what is not valid is not kept
        text = f"{{ nothing{number} }}"
        named = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
        assert_refused(await target.post(text, extensions=named), "GRAPHQL_VALIDATION_FAILED")
        assert_refused(await target.post(extensions=named), "PERSISTED_QUERY_NOT_FOUND")
