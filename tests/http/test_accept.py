"""Which kind of answer a client gets for what it says it accepts."""

import pytest

from gateway.http.accept import read_accept
from tests.http.small_gateway import EVENTS, LEGACY, PARTS, RESPONSE, SmallGateway, codes

pytestmark = pytest.mark.anyio

JSON_TYPE = {
    "": LEGACY,
    " ": LEGACY,
    ",": LEGACY,
    "*/*": LEGACY,
    "application/*": LEGACY,
    LEGACY: LEGACY,
    RESPONSE: RESPONSE,
    "Application/JSON": LEGACY,
    "APPLICATION/GRAPHQL-RESPONSE+JSON": RESPONSE,
    f"{LEGACY}; charset=utf-8": LEGACY,
    f"{RESPONSE};charset=UTF-8": RESPONSE,
    f"{LEGACY},": LEGACY,
    f",, {RESPONSE} ,": RESPONSE,
    # The newer type is preferred among equals, if it is named.
    f"{RESPONSE}, {LEGACY}": RESPONSE,
    f"{LEGACY}, {RESPONSE}": RESPONSE,
    f"{LEGACY}, */*": LEGACY,
    f"{RESPONSE}, */*": RESPONSE,
    f"{RESPONSE}, application/*": RESPONSE,
    "text/html, */*": LEGACY,
    "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8": LEGACY,
    # Qualities decide.
    f"{RESPONSE};q=0.5, {LEGACY}": LEGACY,
    f"{RESPONSE};q=0.5, {LEGACY};q=0.4": RESPONSE,
    f"{RESPONSE};q=0.5, {LEGACY};q=0.501": LEGACY,
    f"{RESPONSE};q=0.5, */*": LEGACY,
    f"{RESPONSE}, {LEGACY};q=0.9": RESPONSE,
    f"{LEGACY};q=0.1": LEGACY,
    f"{LEGACY};Q=0.1": LEGACY,
    f"{LEGACY}; q = 0.1": LEGACY,
    f"{LEGACY};q=1.000": LEGACY,
    # What says most about a type counts for it (RFC 9110, 12.5.1).
    f"{LEGACY};q=0, */*": RESPONSE,
    f"*/*, {LEGACY};q=0": RESPONSE,
    f"{LEGACY};q=0, application/*;q=0.1": RESPONSE,
    f"{LEGACY};q=0.5, */*;q=0.8": RESPONSE,
    f"{LEGACY}, application/*;q=0, */*;q=0.5": LEGACY,
    f"{RESPONSE};q=0, */*": LEGACY,
    # Neither.
    "text/html": None,
    "text/*": None,
    "application/graphql+json": None,
    "application/xml, text/plain;q=0.5": None,
    f"{LEGACY};q=0": None,
    "*/*;q=0": None,
    "application/*;q=0, */*": None,
    f"{LEGACY};q=0, {RESPONSE};q=0, */*": None,
    f"{LEGACY};q=0.0": None,
    # What cannot be read is as if it were not there.
    f"{LEGACY};q=high": None,
    f"{LEGACY};q=": None,
    f"{LEGACY};q=nan": None,
    f"{LEGACY};q=-1": None,
    f"{LEGACY};q=high, {RESPONSE};q=0.1": RESPONSE,
    "application": None,
    "/": None,
    "json": None,
    ";": None,
    ";;;===,,,": None,
    "*": None,
    "*/json": None,
}


@pytest.mark.parametrize("header", JSON_TYPE)
async def test_the_type_of_an_answer_in_one_piece(header: str) -> None:
    accepted = read_accept(header)
    assert (accepted.media_type, accepted.events, accepted.parts) == (JSON_TYPE[header], False, False)


@pytest.mark.parametrize(
    ("header", "media_type", "events", "parts"),
    [
        (EVENTS, None, True, False),
        (f"{EVENTS};q=0", None, False, False),
        (f"{EVENTS}, {LEGACY}", LEGACY, True, False),
        ("TEXT/Event-Stream; charset=utf-8", None, True, False),
        ("text/*", None, False, False),
        ("*/*", LEGACY, False, False),
        (PARTS, None, False, True),
        ('multipart/mixed; incrementalSpec="v0.2"', None, False, True),
        ("MULTIPART/mixed;INCREMENTALSPEC=V0.2", None, False, True),
        ("multipart/mixed", None, False, True),
        (f"{PARTS};q=0", None, False, False),
        (f"{PARTS}, {RESPONSE}, {LEGACY};q=0.9", RESPONSE, False, True),
        ("multipart/mixed;deferSpec=20220824, application/json", LEGACY, False, False),
        ("multipart/mixed;incrementalSpec=v0.3, application/json", LEGACY, False, False),
        ("multipart/mixed;subscriptionSpec=1.0, application/json", LEGACY, False, False),
        ("multipart/*, application/json", LEGACY, False, False),
        (f"{RESPONSE}, application/graphql+json, {LEGACY}, {EVENTS}, multipart/mixed", RESPONSE, True, True),
    ],
)
async def test_streams_are_only_for_who_asks(
    header: str, media_type: str | None, events: bool, parts: bool
) -> None:
    accepted = read_accept(header)
    assert (accepted.media_type, accepted.events, accepted.parts) == (media_type, events, parts)


@pytest.mark.parametrize("header", ["text/html", f"{LEGACY};q=0", "image/png, */*;q=0"])
async def test_nothing_that_can_be_given_is_406(small: SmallGateway, header: str) -> None:
    response = await small.post("{ hello }", header)
    assert (response.status_code, codes(response)) == (406, ["BAD_USER_INPUT"])
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    message = response.json()["errors"][0]["message"]
    assert all(each in message for each in (RESPONSE, LEGACY))


async def test_no_header_at_all(small: SmallGateway) -> None:
    response = await small.post("{ hello }")
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "Hello you"}})
    assert response.headers["content-type"] == "application/json; charset=utf-8"


async def test_several_headers_are_one_list(small: SmallGateway) -> None:
    headers = [("accept", "text/html"), ("accept", RESPONSE), ("content-type", LEGACY)]
    response = await small.http.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{RESPONSE}; charset=utf-8"


@pytest.mark.parametrize("query", ["{", "{ nosuch }", "query A { hello } query B { hello }"])
@pytest.mark.parametrize(("accept", "status"), [(LEGACY, 200), (RESPONSE, 400), ("*/*", 200)])
async def test_the_type_decides_the_status(small: SmallGateway, query: str, accept: str, status: int) -> None:
    response = await small.post(query, accept)
    assert (response.status_code, len(codes(response))) == (status, 1)
    assert "data" not in response.json()


@pytest.mark.parametrize("accept", [LEGACY, RESPONSE])
async def test_an_operation_that_has_run_is_200(small: SmallGateway, accept: str) -> None:
    response = await small.post("{ timesOut }", accept)
    assert (response.status_code, codes(response)) == (200, ["UPSTREAM_TIMEOUT"])
    assert response.json()["data"] == {"timesOut": None}
