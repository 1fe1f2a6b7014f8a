"""Requests that are refused by their method, type, length or token, and in which order."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest

from gateway.http.accept import read_accept
from gateway.http.compression import choose_encoding
from tests.http.exchange import Exchange
from tests.http.small_gateway import LEGACY, RESPONSE, Identity, SmallGateway, codes

pytestmark = pytest.mark.anyio

GOOD = b'{"query": "{ hello }"}'
ADD = "mutation { add(number: 1) }"


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get", "X"])
async def test_other_methods(small: SmallGateway, method: str) -> None:
    raw = {**small.bearer, "content-type": LEGACY}
    exchange = Exchange(small.endpoint, GOOD, raw, method=method)
    async with exchange:
        status, headers = await exchange.start()
        assert (status, headers["allow"]) == (405, "GET, POST")
        assert headers["content-type"] == "application/json; charset=utf-8"
        assert b'"BAD_USER_INPUT"' in await exchange.rest()


async def test_the_answer_to_head_has_no_body(small: SmallGateway) -> None:
    response = await small.http.head("/graphql?query={hello}")
    assert (response.status_code, response.content) == (405, b"")
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("accept", [LEGACY, RESPONSE, "text/event-stream"])
async def test_mutations_by_address_are_refused_and_do_nothing(small: SmallGateway, accept: str) -> None:
    response = await small.get(ADD, accept=accept)
    assert (response.status_code, codes(response)) == (405, ["BAD_USER_INPUT"])
    assert response.headers["allow"] == "POST"
    assert response.json()["errors"][0]["message"] == "A mutation needs POST."
    assert small.world.added == []


async def test_the_operation_that_is_named_counts(small: SmallGateway) -> None:
    query = "query Ask { hello } mutation Add { add(number: 1) }"
    for name, status in (("Ask", 200), ("Add", 405), ("Neither", 200)):
        response = await small.http.get("/graphql", params={"query": query, "operationName": name})
        assert response.status_code == status, name
    assert small.world.added == []


async def test_mutations_by_post_run_once_and_are_not_kept(small: SmallGateway) -> None:
    response = await small.post(ADD)
    assert (response.status_code, response.json()) == (200, {"data": {"add": 1}})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    assert small.world.added == [1]


async def test_a_length_that_is_said_to_be_too_long_is_not_read(small: SmallGateway) -> None:
    headers = {**small.bearer, "content-type": LEGACY, "content-length": "10001"}
    async with Exchange(small.endpoint, None, headers) as exchange:  # the body never comes
        assert (await exchange.start())[0] == 413
        await exchange.rest()


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "99999999999999999999999", "10 000", "²"])
async def test_odd_lengths(small: SmallGateway, length: str) -> None:
    headers = {**small.bearer, "content-type": LEGACY, "content-length": length}
    async with Exchange(small.endpoint, GOOD, headers) as exchange:
        assert (await exchange.start())[0] == (413 if length.startswith("999") else 200)
        await exchange.rest()


async def test_a_body_that_grows_too_long_is_not_read_to_its_end(identity: Identity) -> None:
    async with SmallGateway(identity, max_body_bytes=100) as small:
        headers = {**small.bearer, "content-type": LEGACY}
        async with Exchange(small.endpoint, b" " * 60, headers, more_body=True) as exchange:
            exchange.send_more(b" " * 60)
            assert (await exchange.start())[0] == 413
            await exchange.rest()


async def test_a_body_in_pieces(small: SmallGateway) -> None:
    headers = {**small.bearer, "content-type": LEGACY}
    async with Exchange(small.endpoint, GOOD[:5], headers, more_body=True) as exchange:
        for position in range(5, len(GOOD)):
            exchange.send_more(GOOD[position : position + 1])
        exchange.send_more(b"", more_body=False)
        assert (await exchange.start())[0] == 200
        assert await exchange.rest() == b'{"data":{"hello":"Hello you"}}'


async def test_a_client_that_leaves_before_its_body_has_come(small: SmallGateway) -> None:
    headers = {**small.bearer, "content-type": LEGACY}
    async with Exchange(small.endpoint, GOOD[:5], headers, more_body=True) as exchange:
        exchange.leave()
        await exchange.task
        assert exchange.sent_nothing


async def test_headers_that_are_too_long_are_not_even_read(small: SmallGateway) -> None:
    """Servers pass on headers of any length; nothing of them may be kept or looked through."""
    for name in ("accept", "accept-encoding", "if-none-match", "x-anything"):
        headers = {**small.bearer, "content-type": LEGACY, name: "x" * 40_000}
        async with Exchange(small.endpoint, GOOD, headers) as exchange:
            status, sent = await exchange.start()
            assert (status, sent["cache-control"]) == (431, "no-store"), name
            assert b'"BAD_USER_INPUT"' in await exchange.rest()
    many = [("content-type", LEGACY), *small.bearer.items(), *[("x-a", "x" * 100)] * 400]
    async with Exchange(small.endpoint, GOOD, many) as exchange:
        assert (await exchange.start())[0] == 431
        await exchange.rest()


async def test_headers_of_a_usual_length_are_read(small: SmallGateway) -> None:
    headers = {**small.bearer, "content-type": LEGACY, "accept": "*/*;x=" + "x" * 30_000}
    async with Exchange(small.endpoint, GOOD, headers) as exchange:
        assert (await exchange.start())[0] == 200
        await exchange.rest()


@pytest.mark.parametrize("read", [read_accept, choose_encoding])
async def test_only_short_headers_are_remembered(read: Callable[[str], object]) -> None:
    """Anybody may send them, long before a token is looked at."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(300):
            read(f"text/html{number:_>20000}")
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 500_000


async def test_an_address_may_be_as_long_as_a_body(small: SmallGateway) -> None:
    for length, status in ((10_000, 200), (10_001, 414)):
        query_string = b"query={hello}&x=".ljust(length, b"x")
        headers = {**small.bearer}
        exchange = Exchange(small.endpoint, b"", headers, method="GET", query_string=query_string)
        async with exchange:
            assert (await exchange.start())[0] == status
            await exchange.rest()


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip", "x"])
async def test_compressed_bodies_are_not_read(small: SmallGateway, coding: str) -> None:
    headers = {**small.bearer, "content-type": LEGACY, "content-encoding": coding}
    async with Exchange(small.endpoint, gzip.compress(GOOD), headers) as exchange:
        status, sent = await exchange.start()
        assert (status, sent["accept-encoding"]) == (415, "identity")
        assert b"compressed" in await exchange.rest()


@pytest.mark.parametrize("coding", ["", "identity", "IDENTITY"])
async def test_bodies_that_are_said_not_to_be_compressed(small: SmallGateway, coding: str) -> None:
    headers = {**small.bearer, "content-type": LEGACY, "content-encoding": coding}
    async with Exchange(small.endpoint, GOOD, headers) as exchange:
        assert (await exchange.start())[0] == 200
        await exchange.rest()


async def test_the_first_reason_counts(small: SmallGateway) -> None:
    """Method, then Accept, then the token, then the body: what costs most is looked at last."""
    everything_wrong = {"accept": "text/html", "authorization": "Bearer x", "content-type": "text/plain"}
    wrong: dict[str, str] = dict(everything_wrong)
    assert (await small.http.put("/graphql", content=b"x", headers=wrong)).status_code == 405
    assert (await small.http.post("/graphql", content=b"x", headers=wrong)).status_code == 406
    wrong["accept"] = "*/*"
    response = await small.http.post("/graphql", content=b"x", headers=wrong)
    assert (response.status_code, codes(response)) == (401, ["UNAUTHENTICATED"])
    assert response.headers["www-authenticate"] == "Bearer"
    wrong["authorization"] = small.bearer["authorization"]
    assert (await small.http.post("/graphql", content=b"x", headers=wrong)).status_code == 415
    wrong["content-type"] = LEGACY
    assert (await small.http.post("/graphql", content=b"x" * 10_001, headers=wrong)).status_code == 413
    assert (await small.http.post("/graphql", content=b"x", headers=wrong)).status_code == 400
    assert (await small.http.post("/graphql", content=GOOD, headers=wrong)).status_code == 200


async def test_two_tokens_are_none(small: SmallGateway) -> None:
    """Whoever stands in front of the gateway might have looked at the other one."""
    good = small.bearer["authorization"]
    for first, second in ((good, good), (good, "Bearer x"), ("Bearer x", good)):
        headers = [("authorization", first), ("authorization", second), ("content-type", LEGACY)]
        async with Exchange(small.endpoint, GOOD, headers) as exchange:
            assert (await exchange.start())[0] == 401
            await exchange.rest()


async def test_two_content_types_are_none(small: SmallGateway) -> None:
    for first, second in ((LEGACY, "text/plain"), ("text/plain", LEGACY)):
        headers = [*small.bearer.items(), ("content-type", first), ("content-type", second)]
        async with Exchange(small.endpoint, GOOD, headers) as exchange:
            assert (await exchange.start())[0] == 415
            await exchange.rest()


@pytest.mark.parametrize("accept", [LEGACY, RESPONSE])
async def test_what_nobody_foresaw_is_a_coded_500(small: SmallGateway, accept: str) -> None:
    small.break_contexts(ZeroDivisionError("told to nobody"))
    response = await small.post("{ hello }", accept)
    assert (response.status_code, codes(response)) == (500, ["INTERNAL_SERVER_ERROR"])
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
