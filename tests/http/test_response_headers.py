"""The id of a request, and how long it took, whatever the answer is."""

import re

import pytest

from tests.http.exchange import Exchange
from tests.http.small_gateway import EVENTS, LEGACY, PARTS, RESPONSE, Identity, SmallGateway

pytestmark = pytest.mark.anyio

REQUESTS: dict[str, tuple[bytes, dict[str, str], int]] = {
    "an answer": (b'{"query": "{ hello }"}', {}, 200),
    "errors": (b'{"query": "{ bug timesOut }"}', {}, 200),
    "an invalid document": (b'{"query": "{"}', {}, 200),
    "an invalid document, said by the status": (b'{"query": "{"}', {"accept": RESPONSE}, 400),
    "a malformed body": (b"{", {}, 400),
    "another type": (b"{", {"content-type": "text/plain"}, 415),
    "too much": (b" " * 10_001, {}, 413),
    "nothing acceptable": (b"{", {"accept": "text/html"}, 406),
    "no token": (b"{", {"authorization": ""}, 401),
    "a list": (b'[{"query": "{ hello }"}]', {}, 200),
    "events": (b'{"query": "{ hello }"}', {"accept": EVENTS}, 200),
    "errors as events": (b'{"query": "{"}', {"accept": EVENTS}, 200),
    "parts": (
        b'{"query": "{ page { title ... @defer { timesOut } } }"}',
        {"accept": f"{PARTS}, {LEGACY}"},
        200,
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_the_id_of_the_request_comes_back(identity: Identity, name: str) -> None:
    body, extra, expected = REQUESTS[name]
    async with SmallGateway(identity, max_batch=2) as small:
        headers = {**small.bearer, "content-type": LEGACY, "x-request-id": "abc.DEF_1-2", **extra}
        async with Exchange(small.endpoint, body, headers) as exchange:
            status, sent = await exchange.start()
            assert (status, sent["x-request-id"]) == (expected, "abc.DEF_1-2")
            rest = await exchange.rest()
            assert rest.count(b"abc.DEF_1-2") == rest.count(b'"extensions"')


@pytest.mark.parametrize(
    "given", ["", "x" * 65, "a b", "a\nb", "a\r\nx: 1", "ä", "٣", "\x00", 'a"', "{}", "../x", "a,b"]
)
async def test_other_ids_are_replaced(small: SmallGateway, given: str) -> None:
    headers = [(name.encode(), value.encode()) for name, value in small.bearer.items()]
    scope_headers = [*headers, (b"x-request-id", given.encode()), (b"content-type", b"application/json")]
    raw = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope_headers]
    async with Exchange(small.endpoint, b'{"query": "{ hello }"}', raw) as exchange:
        _, sent = await exchange.start()
        assert re.fullmatch("[0-9a-f]{32}", sent["x-request-id"])
        await exchange.rest()


async def test_every_request_has_another_id(small: SmallGateway) -> None:
    ids = {(await small.get("{ hello }")).headers["x-request-id"] for _ in range(50)}
    assert len(ids) == 50


async def test_the_longest_id(small: SmallGateway) -> None:
    assert (await small.get("{ hello }", x_request_id="x" * 64)).headers["x-request-id"] == "x" * 64


async def test_the_time_is_told_in_whole_milliseconds(small: SmallGateway) -> None:
    """Finer ones would help to tell what is hidden from what is not there."""
    responses = [
        await small.get("{ hello }"),
        await small.get("{ hello }", if_none_match="*"),
        await small.post("{ hello bug }"),
        await small.post("mutation { add(number: 1) }"),
    ]
    for response in responses:
        assert re.fullmatch(r"run;dur=\d{1,4}", response.headers["server-timing"])


@pytest.mark.parametrize("status", [400, 401, 406])
async def test_refusals_tell_no_time(small: SmallGateway, status: int) -> None:
    headers = {401: {"authorization": ""}, 406: {"accept": "text/html"}}.get(status, {})
    response = await small.http.post("/graphql", json={}, headers=headers)
    assert (response.status_code, "server-timing" in response.headers) == (status, False)
