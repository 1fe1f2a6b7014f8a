"""Documents that came with the deployment, and the mode that runs no others."""

from collections.abc import AsyncIterator

import pytest

from gateway.persisted import AutomaticQueries, sha256_of
from tests.http.small_gateway import Identity, SmallGateway, codes

pytestmark = pytest.mark.anyio

HELLO = "query Hello($name: String) { hello(name: $name) }"
ADD = "mutation Add($number: Int!) { add(number: $number) }"
TRUSTED = {"hello": HELLO, sha256_of(HELLO): HELLO, f"sha256:{sha256_of(ADD)}": ADD}
REQUIRED = ["PERSISTED_QUERY_REQUIRED"]


@pytest.fixture
async def small(identity: Identity) -> AsyncIterator[SmallGateway]:
    """Takes other documents too."""
    async with SmallGateway(identity, trusted=TRUSTED, automatic=AutomaticQueries()) as running:
        yield running


@pytest.fixture
async def strict(identity: Identity) -> AsyncIterator[SmallGateway]:
    async with SmallGateway(
        identity, trusted=TRUSTED, automatic=AutomaticQueries(), trusted_only=True
    ) as running:
        yield running


def persisted(text: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256_of(text)}}


async def test_by_id(small: SmallGateway, strict: SmallGateway) -> None:
    for gateway in (small, strict):
        response = await gateway.send({"documentId": "hello", "variables": {"name": "Ada"}})
        assert response.json() == {"data": {"hello": "Hello Ada"}}
        response = await gateway.send({"documentId": f"sha256:{sha256_of(ADD)}", "variables": {"number": 1}})
        assert response.json() == {"data": {"add": 1}}
        response = await gateway.http.get(
            "/graphql", params={"documentId": "hello", "operationName": "Hello"}
        )
        assert response.json() == {"data": {"hello": "Hello you"}}


async def test_by_the_hash_of_apollo_clients(small: SmallGateway, strict: SmallGateway) -> None:
    for gateway in (small, strict):
        response = await gateway.send({"extensions": persisted(HELLO)})
        assert response.json() == {"data": {"hello": "Hello you"}}


async def test_the_text_may_come_along_if_it_is_the_same(small: SmallGateway, strict: SmallGateway) -> None:
    for gateway in (small, strict):
        for name in ("hello", sha256_of(HELLO)):
            response = await gateway.post(HELLO, documentId=name)
            assert response.json() == {"data": {"hello": "Hello you"}}
        response = await gateway.post(HELLO, extensions=persisted(HELLO))
        assert response.json() == {"data": {"hello": "Hello you"}}


@pytest.mark.parametrize("text", ["{ hello }", HELLO + " ", "", ADD])
async def test_another_text_than_that_of_the_id_is_refused(
    small: SmallGateway, strict: SmallGateway, text: str
) -> None:
    for gateway in (small, strict):
        response = await gateway.post(text, documentId="hello")
        assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])
        message = response.json()["errors"][0]["message"]
        assert message == "The text is not the one that the document's id stands for."


@pytest.mark.parametrize("name", ["nosuch", "", "Hello", "hello ", HELLO, "__class__", "../hello"])
async def test_ids_that_are_not_known(small: SmallGateway, strict: SmallGateway, name: str) -> None:
    assert codes(await small.send({"documentId": name})) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert codes(await strict.send({"documentId": name})) == REQUIRED


@pytest.mark.parametrize("name", [5, [], {}, True])
async def test_ids_are_texts(small: SmallGateway, name: object) -> None:
    assert codes(await small.send({"documentId": name})) == ["BAD_USER_INPUT"]


async def test_an_id_that_is_not_known_does_not_run_the_text_beside_it(small: SmallGateway) -> None:
    """The client believes that a trusted document runs."""
    response = await small.post("{ hello }", documentId="nosuch")
    assert codes(response) == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_other_documents_still_run_unless_told_otherwise(small: SmallGateway) -> None:
    assert (await small.post("{ hello }")).json() == {"data": {"hello": "Hello you"}}


async def test_strictly_nothing_else_is_run(strict: SmallGateway) -> None:
    for body in (
        {"query": "{ hello }"},
        {"query": HELLO},  # even the same text: clients that send it are not those of the manifest
        {"query": "{"},
        {"query": "{ __schema { queryType { name } } }"},
        {"query": "{ hello }", "extensions": persisted("{ hello }")},
        {"extensions": persisted("{ hello }")},
        {"query": "mutation { add(number: 1) }", "documentId": "nosuch"},
    ):
        response = await strict.send(body)
        assert (response.status_code, codes(response)) == (200, REQUIRED), body
    assert strict.automatic is not None
    assert len(strict.automatic) == 0
    assert strict.world.added == []
    assert codes(await strict.get("{ hello }")) == REQUIRED


async def test_strictly_also_as_events(strict: SmallGateway) -> None:
    response = await strict.post("subscription { numbers(upTo: 1) }", "text/event-stream")
    assert "PERSISTED_QUERY_REQUIRED" in response.text
    assert "numbers" not in response.text


@pytest.mark.parametrize("with_text", [False, True])
async def test_nobody_registers_a_trusted_document_as_another_one(
    small: SmallGateway, with_text: bool
) -> None:
    """A request may name a trusted document and, beside it, the hash of somebody else's text."""
    victim = "{ hello }"
    body: dict[str, object] = {"documentId": "hello", "extensions": persisted(victim)}
    await small.send({**body, "query": HELLO} if with_text else body)
    assert codes(await small.send({"extensions": persisted(victim)})) == ["PERSISTED_QUERY_NOT_FOUND"]
