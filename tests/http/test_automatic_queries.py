"""Automatic persisted queries, as Apollo's clients speak them."""

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gateway.persisted import AutomaticQueries, sha256_of
from tests.http.small_gateway import LEGACY, RESPONSE, Identity, SmallGateway, codes

pytestmark = pytest.mark.anyio

QUERY = "{ hello }"
ANSWER = {"data": {"hello": "Hello you"}}
MISS = ["PERSISTED_QUERY_NOT_FOUND"]
BAD = ["BAD_USER_INPUT"]


@pytest.fixture
async def small(identity: Identity) -> AsyncIterator[SmallGateway]:
    async with SmallGateway(identity, automatic=AutomaticQueries()) as running:
        yield running


def persisted(sha256: object, version: object = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": sha256}}}


async def by_hash(small: SmallGateway, text: str, accept: str | None = None) -> httpx.Response:
    return await small.send(persisted(sha256_of(text)), accept)


async def register(small: SmallGateway, text: str) -> httpx.Response:
    return await small.post(text, **persisted(sha256_of(text)))


def kept(small: SmallGateway) -> int:
    assert small.automatic is not None
    return len(small.automatic)


async def test_miss_register_hit(small: SmallGateway) -> None:
    assert codes(await by_hash(small, QUERY)) == MISS
    assert (await register(small, QUERY)).json() == ANSWER
    assert (await by_hash(small, QUERY)).json() == ANSWER
    extensions = json.dumps(persisted(sha256_of(QUERY))["extensions"])
    response = await small.http.get("/graphql", params={"extensions": extensions})
    assert (response.json(), response.headers["cache-control"]) == (ANSWER, "private, max-age=300")


@pytest.mark.parametrize(("accept", "status"), [(LEGACY, 200), (RESPONSE, 400)])
async def test_a_miss_says_what_clients_look_for(small: SmallGateway, accept: str, status: int) -> None:
    response = await by_hash(small, QUERY, accept)
    assert (response.status_code, codes(response)) == (status, MISS)
    assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert response.headers["cache-control"] == "no-store"


async def test_registering_by_address(small: SmallGateway) -> None:
    extensions = json.dumps(persisted(sha256_of(QUERY))["extensions"])
    response = await small.http.get("/graphql", params={"query": QUERY, "extensions": extensions})
    assert response.json() == ANSWER
    assert (await by_hash(small, QUERY)).json() == ANSWER


async def test_mutations_and_variables_are_of_the_request(small: SmallGateway) -> None:
    query = "mutation Add($number: Int!) { add(number: $number) }"
    first = await small.post(query, variables={"number": 2}, **persisted(sha256_of(query)))
    assert first.json() == {"data": {"add": 2}}
    second = await small.send({"variables": {"number": 3}, **persisted(sha256_of(query))})
    assert second.json() == {"data": {"add": 5}}
    extensions = json.dumps(persisted(sha256_of(query))["extensions"])
    response = await small.http.get(
        "/graphql", params={"extensions": extensions, "variables": '{"number":4}'}
    )
    assert response.status_code == 405
    assert small.world.added == [2, 3]


async def test_the_hash_of_another_text_is_refused(small: SmallGateway) -> None:
    response = await small.post(QUERY, **persisted(sha256_of("{ timesOut }")))
    assert (response.status_code, codes(response)) == (400, BAD)
    assert response.json()["errors"][0]["message"] == "The hash is not the one of the text."
    assert kept(small) == 0
    assert codes(await by_hash(small, "{ timesOut }")) == MISS


@pytest.mark.parametrize("text", ["{", "", "{ nosuch }", "query A { hello } query A { hello }", "# nothing"])
async def test_a_document_that_is_not_valid_is_not_kept(small: SmallGateway, text: str) -> None:
    assert codes(await register(small, text))[0].startswith("GRAPHQL_")
    assert kept(small) == 0
    assert codes(await by_hash(small, text)) == MISS


async def test_a_document_without_the_operation_is_not_kept(small: SmallGateway) -> None:
    response = await small.post(QUERY, operationName="Nosuch", **persisted(sha256_of(QUERY)))
    assert (codes(response), kept(small)) == (["OPERATION_RESOLUTION_FAILURE"], 0)


@pytest.mark.parametrize(
    "value",
    [
        sha256_of(QUERY).upper(),
        sha256_of(QUERY)[:-1],
        sha256_of(QUERY) + "0",
        sha256_of(QUERY) + "\n",
        " " + sha256_of(QUERY)[1:],
        "sha256:" + sha256_of(QUERY),
        "٣" * 64,
        "",
        None,
        5,
        [sha256_of(QUERY)],
        {"a": 1},
    ],
)
async def test_hashes_are_lower_case_hexadecimal(small: SmallGateway, value: object) -> None:
    for body in (persisted(value), {"query": QUERY, **persisted(value)}):
        response = await small.send(body)
        assert (response.status_code, codes(response)) == (400, BAD)
    assert kept(small) == 0


@pytest.mark.parametrize("version", [2, 0, -1, "1", None, [1], True, 1.5])
async def test_other_versions_are_refused(small: SmallGateway, version: object) -> None:
    response = await small.post(QUERY, **persisted(sha256_of(QUERY), version))
    assert (response.status_code, codes(response)) == (400, BAD)
    assert "`version` 1" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "extension", [5, "x", [], True, {}, {"version": 1}, {"sha256Hash": sha256_of(QUERY)}]
)
async def test_extensions_of_another_shape_are_refused(small: SmallGateway, extension: object) -> None:
    response = await small.post(QUERY, extensions={"persistedQuery": extension})
    assert (response.status_code, codes(response)) == (400, BAD)


async def test_other_extensions_are_nobodys_business(small: SmallGateway) -> None:
    for extensions in ({}, {"persistedQuery": None}, {"clientLibrary": {"name": "x"}}):
        assert (await small.post(QUERY, extensions=extensions)).json() == ANSWER
    assert kept(small) == 0


async def test_a_flood_stays_within_bounds() -> None:
    """Through the store itself: ten thousand documents would only measure the parser."""
    store = AutomaticQueries(capacity=1_000, max_bytes=100_000)
    for number in range(10_000):
        store.keep(f"{{ a{number}: hello }}")
        assert len(store) <= 1_000
        assert store.size <= 100_000
    assert len(store) > 500
    assert store.get(sha256_of("{ a9999: hello }")) is not None
    assert store.get(sha256_of("{ a0: hello }")) is None


async def test_a_flood_through_the_door(identity: Identity) -> None:
    async with SmallGateway(identity, automatic=AutomaticQueries(capacity=20)) as small:
        for number in range(100):
            await register(small, f"{{ a{number}: hello }}")
        assert kept(small) == 20
        assert codes(await by_hash(small, "{ a0: hello }")) == MISS
        assert (await by_hash(small, "{ a99: hello }")).json() == {"data": {"a99": "Hello you"}}


@pytest.mark.parametrize("letter", ["a", "ä", "€", "😀"])
async def test_memory_counts_not_letters(letter: str) -> None:
    store = AutomaticQueries(max_bytes=100_000)
    texts = [f"# {number} " + letter * 1_000 for number in range(300)]
    for text in texts:
        store.keep(text)
    held = [text for text in texts if store.get(sha256_of(text)) is not None]
    assert held
    assert sum(sys.getsizeof(text) for text in held) <= 100_000


async def test_a_text_larger_than_everything_pushes_nothing_out() -> None:
    store = AutomaticQueries(max_bytes=1_000)
    store.keep(QUERY)
    store.keep("#" * 1_000)
    assert (len(store), store.get(sha256_of(QUERY))) == (1, QUERY)


async def test_what_is_used_stays() -> None:
    store = AutomaticQueries(capacity=2)
    for text in ("{ a: hello }", "{ b: hello }"):
        store.keep(text)
    store.keep("{ a: hello }")  # known already; registering it again counts nothing twice
    assert store.get(sha256_of("{ a: hello }")) is not None
    store.keep("{ c: hello }")
    assert store.get(sha256_of("{ b: hello }")) is None
    assert store.get(sha256_of("{ a: hello }")) is not None


async def test_where_clients_may_not_register(identity: Identity) -> None:
    async with SmallGateway(identity, automatic=None) as closed:
        refused = await by_hash(closed, QUERY)
        assert codes(refused) == ["PERSISTED_QUERY_NOT_SUPPORTED"]
        assert refused.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
        assert (await register(closed, QUERY)).json() == ANSWER
        assert codes(await by_hash(closed, QUERY)) == ["PERSISTED_QUERY_NOT_SUPPORTED"]
