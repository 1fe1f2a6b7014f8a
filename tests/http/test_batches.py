"""Several operations in one request."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.persisted import AutomaticQueries, sha256_of
from tests.http.small_gateway import (
    EVENTS,
    LEGACY,
    PARTS,
    RESPONSE,
    Identity,
    SmallGateway,
    check_error,
    codes,
)

pytestmark = pytest.mark.anyio

HELLO: dict[str, Any] = {"query": "{ hello }"}
ANSWER = {"data": {"hello": "Hello you"}}


@pytest.fixture
async def five(identity: Identity) -> AsyncIterator[SmallGateway]:
    async with SmallGateway(identity, max_batch=5, automatic=AutomaticQueries()) as running:
        yield running


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_off_unless_told_otherwise(small: SmallGateway, count: int) -> None:
    response = await small.send([HELLO] * count)
    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])
    assert response.json()["errors"][0]["message"] == "Lists of operations are not supported here."


@pytest.mark.parametrize("count", [0, 6, 100])
async def test_as_many_as_allowed(five: SmallGateway, count: int) -> None:
    response = await five.send([{"query": "mutation { add(number: 1) }"}] * count)
    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])
    assert "1 to 5 operations" in response.json()["errors"][0]["message"]
    assert five.world.added == []


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("accept", [LEGACY, RESPONSE, f"{PARTS}, {RESPONSE}"])
async def test_answers_in_the_order_of_the_list(five: SmallGateway, count: int, accept: str) -> None:
    asked = [
        {"query": "query($n: String) { hello(name: $n) }", "variables": {"n": str(n)}} for n in range(count)
    ]
    response = await five.send(asked, accept)
    assert response.status_code == 200
    assert response.json() == [{"data": {"hello": f"Hello {n}"}} for n in range(count)]
    assert response.headers["content-type"] == f"{accept.split(', ')[-1]}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"


async def test_one_that_fails_leaves_the_others_alone(five: SmallGateway) -> None:
    asked = [HELLO, {"query": "{ nosuch }"}, {"query": "{ hello timesOut }"}, {"query": "{ bug }"}, HELLO]
    response = await five.send(asked)
    first, invalid, partial, bug, last = response.json()
    assert (response.status_code, first, last) == (200, ANSWER, ANSWER)
    assert partial["data"] == {"hello": "Hello you", "timesOut": None}
    assert bug["data"] == {"bug": None}
    assert "data" not in invalid
    found = [error for each in (invalid, partial, bug) for error in each["errors"]]
    for error in found:
        check_error(error, response.headers["x-request-id"])
    assert [error["extensions"]["code"] for error in found] == [
        "GRAPHQL_VALIDATION_FAILED",
        "UPSTREAM_TIMEOUT",
        "INTERNAL_SERVER_ERROR",
    ]


async def test_a_subscription_inside_is_refused_alone(five: SmallGateway) -> None:
    response = await five.send([HELLO, {"query": "subscription { numbers(upTo: 1) }"}])
    first, second = response.json()
    assert first == ANSWER
    assert [error["extensions"]["code"] for error in second["errors"]] == ["BAD_USER_INPUT"]
    assert "data" not in second


async def test_what_is_deferred_comes_at_once(five: SmallGateway) -> None:
    five.world.gate.set()
    asked = [{"query": "{ page { title ... @defer { late } } }"}]
    response = await five.send(asked, f"{PARTS}, {LEGACY}")
    assert response.json() == [{"data": {"page": {"title": "Page", "late": "at last"}}}]


@pytest.mark.parametrize("broken", [5, None, "x", [], [HELLO], {}, {"query": 5}, {**HELLO, "variables": []}])
async def test_a_member_that_is_no_request_refuses_the_whole(five: SmallGateway, broken: object) -> None:
    """Nothing of a malformed request is run."""
    response = await five.send([{"query": "mutation { add(number: 1) }"}, broken])
    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])
    assert five.world.added == []


async def test_lists_are_not_for_streams(five: SmallGateway) -> None:
    response = await five.send([HELLO], EVENTS)
    assert (response.status_code, codes(response)) == (406, ["BAD_USER_INPUT"])


async def test_persisted_queries_in_a_list(five: SmallGateway) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256_of("{ hello }")}}
    miss, registered = (
        await five.send([{"extensions": extensions}, {**HELLO, "extensions": extensions}])
    ).json()
    assert miss["errors"][0]["message"] == "PersistedQueryNotFound"
    assert registered == ANSWER
    assert (await five.send([{"extensions": extensions}])).json() == [ANSWER]


async def test_something_nobody_foresaw_fails_alone(five: SmallGateway) -> None:
    five.break_contexts(ZeroDivisionError("told to nobody"))
    response = await five.send([HELLO, {"query": "{"}])
    bug, invalid = response.json()
    assert bug["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert invalid["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
