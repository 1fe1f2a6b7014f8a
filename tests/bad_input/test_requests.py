"""HTTP requests that are no GraphQL requests, in bytes as they may arrive."""

import json

import httpx
import pytest

from tests.bad_input.answers import Outcome, outcome
from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio

GOOD = b'{"query": "{ viewer { role } }"}'
JSON = "application/json"


async def send(
    gateway: GatewayUnderTest, body: bytes, content_type: str | None = JSON, accept: str = "*/*"
) -> httpx.Response:
    headers = {**gateway.bearer(), "accept": accept}
    if content_type is not None:
        headers["content-type"] = content_type
    return await gateway.http.post("/graphql", content=body, headers=headers)


def refused(status: int) -> Outcome:
    return Outcome(status, ..., [("BAD_USER_INPUT", None)])


NOT_REQUESTS = {
    "empty": b"",
    "spaces": b"  \n",
    "no JSON": b"{ viewer { role } }",
    "half of it": GOOD[:-1],
    "trailing data": GOOD + b" x",
    "two of them": GOOD + GOOD,
    "trailing comma": b'{"query": "{ viewer { role } }",}',
    "single quotes": b"{'query': 'x'}",
    "comment": b'{"query": "x"} // a comment',
    "invalid UTF-8": b'{"query": "{ viewer { role } } # \xff"}',
    "invalid UTF-8 outside": b'\xff{"query": "{ viewer { role } }"}',
    "UTF-16": '{"query": "{ viewer { role } }"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "overlong": b'{"query": "\xc0\xae"}',
    "NUL": b"\x00",
    "null": b"null",
    "true": b"true",
    "a number": b"5",
    "a text": b'"{ viewer { role } }"',
    "a list": b"[]",
    "a batch": b"[" + GOOD + b"]",
    "an empty object": b"{}",
    "query missing": b'{"variables": {}}',
    "query null": b'{"query": null}',
    "query a number": b'{"query": 5}',
    "query a list": b'{"query": ["{ viewer { role } }"]}',
    "query an object": b'{"query": {"text": "{ viewer { role } }"}}',
    "Query": b'{"Query": "{ viewer { role } }"}',
    "operationName a number": b'{"query": "{ viewer { role } }", "operationName": 5}',
    "operationName a list": b'{"query": "{ viewer { role } }", "operationName": ["A"]}',
    "operationName false": b'{"query": "{ viewer { role } }", "operationName": false}',
    "variables a list": b'{"query": "{ viewer { role } }", "variables": []}',
    "variables a text": b'{"query": "{ viewer { role } }", "variables": "{}"}',
    "variables a number": b'{"query": "{ viewer { role } }", "variables": 0}',
    "variables false": b'{"query": "{ viewer { role } }", "variables": false}',
    "NaN": b'{"query": "{ viewer { role } }", "variables": {"a": NaN}}',
    "Infinity": b'{"query": "{ viewer { role } }", "variables": {"a": Infinity}}',
    "deep": b'{"query": "{ viewer { role } }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "deep and open": b"[" * 100_000,
    "deep objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
}


@pytest.mark.parametrize("name", NOT_REQUESTS)
async def test_bodies_that_are_no_requests(gateway: GatewayUnderTest, name: str) -> None:
    assert outcome(await send(gateway, NOT_REQUESTS[name])) == refused(400)
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("digits", [400, 5_000, 100_000])
async def test_numbers_without_end(gateway: GatewayUnderTest, digits: int) -> None:
    """They are refused as bad JSON or as no size of a page, and never fall over."""
    query = "query($n: Int, $t: String) { organization { users(first: $n, search: $t) { totalCount } } }"
    for name in ("n", "t"):
        for number in ("9" * digits, "-" + "9" * digits, "0." + "5" * digits, "1e" + "9" * min(digits, 400)):
            body = f'{{"query": "{query}", "variables": {{"{name}": {number}}}}}'.encode()
            status, data, errors = outcome(await send(gateway, body))
            assert status in (200, 400)
            assert (data, errors) == (..., [("BAD_USER_INPUT", None)])
    assert gateway.sandbox.calls == []


def with_variable(declared: str, field: str, variable: bytes = b'"%s"') -> bytes:
    """A request in bytes that uses one variable."""
    query = f"query($v: {declared}) {{ {field} }}".encode()
    return b'{"query": "' + query + b'", "variables": {"v": ' + variable + b"}}"


HALF_CHARACTERS = [
    b'{"query": "{ viewer { role } } # %s"}',
    b'{"query": "{ node(id: \\"%s\\") { id } }"}',
    b'{"query": "{ %s }"}',
    b'{"query": "{ viewer { role } }", "operationName": "%s"}',
    with_variable("ID!", "node(id: $v) { id }"),
    with_variable("String", "organization { users(search: $v) { totalCount } }"),
    with_variable("String", "organization { users(after: $v) { totalCount } }"),
    with_variable("Role", "organization { users(filter: {role: $v}) { totalCount } }"),
    with_variable("UserFilter", "organization { users(filter: $v) { totalCount } }", b'{"%s": 1}'),
]


@pytest.mark.parametrize("template", HALF_CHARACTERS)
async def test_halves_of_characters(gateway: GatewayUnderTest, template: bytes) -> None:
    """JSON can spell half a character, which no answer can hold: it must not come back or fall over."""
    for half in (b"\\ud800", b"\\udfff", b"\\udc00\\ud800"):
        response = await send(gateway, template % half)
        assert response.status_code in (200, 400), template
        response.content.decode("utf-8")
        for error in response.json().get("errors", []):
            assert error["extensions"]["code"] in (
                "BAD_USER_INPUT",
                "GRAPHQL_PARSE_FAILED",
                "GRAPHQL_VALIDATION_FAILED",
                "OPERATION_RESOLUTION_FAILURE",
            )


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json-patch+json",
        "text/json",
        "application/json, text/plain",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        'application/json; charset="iso-8859-1"',
        "application/json; CHARSET=latin-1",
        "application/json; profile=x; charset=latin-1",
    ],
)
async def test_other_content_types(gateway: GatewayUnderTest, content_type: str | None) -> None:
    assert outcome(await send(gateway, GOOD, content_type)) == refused(415)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json; charset=utf-8; profile=x",
        "application/json; profile=x",
    ],
)
async def test_the_same_content_type_in_other_spellings(gateway: GatewayUnderTest, content_type: str) -> None:
    response = await send(gateway, GOOD, content_type)
    assert (response.status_code, response.json()) == (200, {"data": {"viewer": {"role": "ADMINISTRATOR"}}})


async def test_a_body_that_is_too_large(gateway: GatewayUnderTest) -> None:
    limit = gateway.settings.max_body_bytes
    padding = b" " * (limit - len(GOOD))
    assert (await send(gateway, GOOD + padding)).json() == {"data": {"viewer": {"role": "ADMINISTRATOR"}}}
    assert outcome(await send(gateway, GOOD + padding + b" ")) == refused(413)
    assert outcome(await send(gateway, GOOD + padding * 20)) == refused(413)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"])
async def test_other_methods(gateway: GatewayUnderTest, method: str) -> None:
    response = await gateway.http.request(
        method, "/graphql?query={viewer{role}}", headers={**gateway.bearer(), "content-type": JSON}
    )
    assert outcome(response) == refused(405)
    assert response.headers["allow"] == "GET, POST"
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "query=",
        "Query={viewer{role}}",
        "query={viewer{role}}&query={viewer{role}}",
        "query={viewer{role}}&variables=[]",
        "query={viewer{role}}&variables={",
        "query={viewer{role}}&variables=5",
        "query=%FF",
        "query={viewer{role}}%23%FF",
        "query={viewer{role}}&variables={%22a%22:NaN}",
        "query={viewer{role}}&" + "&".join(f"x{n}=1" for n in range(100)),
    ],
)
async def test_addresses_that_are_no_requests(gateway: GatewayUnderTest, address: str) -> None:
    response = await gateway.http.get(f"/graphql?{address}", headers=gateway.bearer())
    assert response.status_code in (200, 400), response.text
    code = "GRAPHQL_PARSE_FAILED" if response.status_code == 200 else "BAD_USER_INPUT"
    assert outcome(response) == Outcome(response.status_code, ..., [(code, None)])


async def test_an_address_needs_a_token_like_a_body(gateway: GatewayUnderTest) -> None:
    address = "/graphql?query={viewer{role}}"
    assert outcome(await gateway.http.get(address)) == Outcome(401, ..., [("UNAUTHENTICATED", None)])
    response = await gateway.http.get(address, headers=gateway.bearer("user"))
    assert (response.status_code, response.json()) == (200, {"data": {"viewer": {"role": "USER"}}})


async def test_head_has_no_body(gateway: GatewayUnderTest) -> None:
    response = await gateway.http.head("/graphql", headers=gateway.bearer())
    assert response.status_code == 405


async def test_the_newer_response_type_tells_by_the_status(gateway: GatewayUnderTest) -> None:
    accept = "application/graphql-response+json"
    for query, status in (
        ("{", 400),
        ("{ nosuch }", 400),
        ("query A { viewer { role } } query B { viewer { role } }", 400),
        ("query($v: ID!) { node(id: $v) { id } }", 400),
        ('{ node(id: "x") { id } }', 200),
        ("{ viewer { role } }", 200),
    ):
        response = await send(gateway, json.dumps({"query": query}).encode(), accept=accept)
        assert response.status_code == status, query
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert ("data" in response.json()) is (status == 200), query


@pytest.mark.parametrize(
    "given", ["", " ", "a b", "x" * 65, "ü".encode().decode("latin-1"), "a/b", "<script>", "a\tb"]
)
async def test_odd_request_ids_are_replaced(gateway: GatewayUnderTest, given: str) -> None:
    headers = {**gateway.bearer(), "x-request-id": given, "content-type": JSON}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    response = await gateway.http.post("/graphql", content=b"x", headers=raw)
    assert outcome(response) == refused(400)
    assert response.headers["x-request-id"] != given
    assert len(response.headers["x-request-id"]) == 32


async def test_a_harmless_request_id_comes_back(gateway: GatewayUnderTest) -> None:
    headers = {**gateway.bearer(), "x-request-id": "Az09._-", "content-type": JSON}
    response = await gateway.http.post("/graphql", content=b"x", headers=headers)
    assert outcome(response) == refused(400)
    assert response.headers["x-request-id"] == "Az09._-"
