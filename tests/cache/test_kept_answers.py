"""Whole answers as clients see them: the same bytes, whoever may have them, until they are untrue."""

import asyncio
from typing import Any

import pytest

from cache import WholeAnswers
from domain.ids import IdKind
from gateway.persisted import sha256_of
from sandbox import Fault
from tests.cache.caching_gateway import gateways
from tests.cache.test_cached_answers import BUILDINGS, PAGE, cache_of, get, move
from tests.gateway_under_test import OTHER, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

WHO = "{ viewer { role expiresAt user { id } } }"
RENAME = """mutation($id: ID!, $name: String!) { buildingUpdate(input: {id: $id, name: $name}) {
  building { name } userErrors { code }
} }"""


def kept(gateway: GatewayUnderTest) -> WholeAnswers:
    return cache_of(gateway).whole_answers


def counts(gateway: GatewayUnderTest) -> tuple[int, int]:
    return kept(gateway).hits, kept(gateway).misses


async def names(gateway: GatewayUnderTest, **who: Any) -> list[str]:  # noqa: ANN401 - arguments of ask
    data = await gateway.ask(BUILDINGS, {"id": gateway.user_id()}, **who)
    return [each["name"] for each in data["user"]["buildings"]]


async def test_the_same_request_gets_the_same_bytes() -> None:
    async with gateways(1) as (gateway,):
        first = await gateway.post(PAGE, gateway.bearer())
        again = await gateway.post(PAGE, gateway.bearer())
        assert again.content == first.content
        assert counts(gateway) == (1, 1)
        assert again.headers["cache-control"] == "no-store"
        assert again.headers["content-type"] == first.headers["content-type"]
        assert again.headers["x-request-id"] != first.headers["x-request-id"]


async def test_what_everybody_of_a_role_may_see_is_shared_and_nothing_else() -> None:
    async with gateways(1) as (gateway,):
        await gateway.post(PAGE, gateway.bearer())
        await gateway.post(PAGE, gateway.bearer(user=0))  # another administrator, with a token of their own
        assert counts(gateway) == (1, 1)
        staff = await gateway.post(PAGE, gateway.bearer("staff"))
        assert counts(gateway) == (1, 2)
        own = await gateway.post(PAGE, gateway.bearer("user"))
        other = await gateway.post(PAGE, gateway.bearer("user", user=4))
        assert counts(gateway) == (1, 4)
        assert len({staff.content, own.content, other.content}) == 3
        foreign = gateway.token("administrator", organization_id=OTHER.organization_id)
        answer = await gateway.post(PAGE, {"authorization": f"Bearer {foreign}"})
        assert counts(gateway) == (1, 5)
        assert answer.content != staff.content


async def test_an_answer_about_the_viewer_is_the_viewers_own() -> None:
    async with gateways(1) as (gateway,):
        bearer = gateway.bearer("staff", user=1)
        first = await gateway.post(WHO, bearer)
        assert (await gateway.post(WHO, bearer)).content == first.content
        assert counts(gateway) == (1, 1)
        someone = await gateway.post(WHO, gateway.bearer("staff", user=2))
        nobody = await gateway.post(WHO, gateway.bearer("staff"))
        assert counts(gateway) == (1, 3)
        ids = [(each.json()["data"]["viewer"]["user"] or {}).get("id") for each in (first, someone, nobody)]
        assert ids == [gateway.user_id(1), gateway.user_id(2), None]


async def test_a_token_that_expires_takes_its_answers_along() -> None:
    async with gateways(1) as (gateway,):
        bearer = gateway.bearer("user")
        await gateway.post(BUILDINGS, bearer, {"id": gateway.user_id()})
        await gateway.post(BUILDINGS, bearer, {"id": gateway.user_id()})
        assert counts(gateway) == (1, 1)
        response = await gateway.post(BUILDINGS, {"authorization": "Bearer a.b.c"}, {"id": gateway.user_id()})
        assert response.status_code == 401
        assert counts(gateway) == (1, 1)


async def test_whoever_reads_after_a_write_reads_what_was_written() -> None:
    async with gateways(1) as (gateway,):
        building = gateway.id_below(RICH, "buildings", IdKind.BUILDING)
        for number in range(3):
            for who in ("administrator", "staff", "user"):
                await names(gateway, role=who)
                await names(gateway, role=who)
            before = kept(gateway).hits
            await gateway.ask(RENAME, {"id": building, "name": f"Home {number}"})
            for who in ("administrator", "staff", "user"):
                assert f"Home {number}" in await names(gateway, role=who)
            assert kept(gateway).hits == before
        assert kept(gateway).hits >= 9


async def test_a_write_elsewhere_is_read_here_although_the_answer_was_kept(redis_url: str) -> None:
    async with gateways(2, redis_url) as (writer, reader):
        building = writer.id_below(RICH, "buildings", IdKind.BUILDING)
        for number in range(3):
            await names(reader)
            await names(reader)
            await writer.ask(RENAME, {"id": building, "name": f"Home {number}"})
            assert f"Home {number}" in await names(reader)
        assert kept(reader).hits >= 3


async def test_nothing_is_kept_of_an_answer_that_a_write_overtook() -> None:
    async with gateways(1) as (gateway,):
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="delay", seconds=0.2, times=1))
        slow = asyncio.ensure_future(gateway.post(BUILDINGS, gateway.bearer(), {"id": gateway.user_id()}))
        await asyncio.sleep(0.05)
        building = gateway.id_below(RICH, "buildings", IdKind.BUILDING)
        await gateway.ask(RENAME, {"id": building, "name": "Overtaken"})
        await slow
        assert "Overtaken" in await names(gateway)


async def test_errors_mutations_and_stale_answers_are_never_kept() -> None:
    async with gateways(1) as (gateway,):
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="status", status=503))
        for _ in range(2):
            await gateway.post(BUILDINGS, gateway.bearer(), {"id": gateway.user_id()})
        assert (counts(gateway), len(kept(gateway))) == ((0, 2), 0)
        gateway.sandbox.clear_faults()
        move(gateway, 5)
        await names(gateway)
        building = gateway.id_below(RICH, "buildings", IdKind.BUILDING)
        for _ in range(2):
            await gateway.ask(RENAME, {"id": building, "name": "Again"})
        assert kept(gateway).hits == 0
        await names(gateway)
        gateway.sandbox.add_fault(Fault(match=".*", kind="status", status=503))
        move(gateway, 3000)
        for _ in range(2):
            stale = await gateway.post(BUILDINGS, gateway.bearer(), {"id": gateway.user_id()})
            assert stale.json()["extensions"]["staleness"]["isUpstreamFailing"]
        assert kept(gateway).hits == 0


async def test_a_newer_list_ends_the_answers_made_of_the_older_one() -> None:
    """Or a client that has seen the newer one by another query would see the older one again."""
    async with gateways(1) as (gateway,):
        query = "query($id: ID!) { user(by: {id: $id}) { heatPumps { id comment } } }"
        variables = {"id": gateway.user_id()}
        await gateway.ask(query, variables)
        await gateway.ask(query, variables)
        assert kept(gateway).hits == 1
        follow = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"
        stream = gateway.follow(follow, variables)
        await anext(stream)  # asks for the lists of devices, whatever is kept
        await stream.aclose()
        await gateway.ask(query, variables)
        assert kept(gateway).hits == 1


async def test_all_that_a_request_is_known_by_takes_room() -> None:
    async with gateways(1) as (gateway,):
        await gateway.post(PAGE, gateway.bearer())
        once = kept(gateway).bytes
        long = "application/json; charset=utf-8; profile=" + "x" * 5_000
        response = await gateway.post(PAGE, gateway.bearer() | {"content-type": long})
        assert response.status_code == 200
        assert (len(kept(gateway)), kept(gateway).bytes > 2 * once + 4_000) == (2, True)


async def test_the_same_by_address_may_be_kept_by_clients_for_the_time_that_is_left() -> None:
    async with gateways(1) as (gateway,):
        parameters = {"query": BUILDINGS, "variables": f'{{"id": "{gateway.user_id()}"}}'}
        first = await gateway.http.get("/graphql", params=parameters, headers=gateway.bearer())
        move(gateway, 15)
        again = await gateway.http.get("/graphql", params=parameters, headers=gateway.bearer())
        assert kept(gateway).hits == 1
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert (again.headers["age"], again.headers["cache-control"]) == ("15", "private, max-age=60")
        headers = {**gateway.bearer(), "if-none-match": first.headers["etag"]}
        unchanged = await gateway.http.get("/graphql", params=parameters, headers=headers)
        assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_each_coding_is_made_once_and_says_the_same() -> None:
    async with gateways(1) as (gateway,):
        plain = await gateway.post(PAGE, {**gateway.bearer(), "accept-encoding": "identity"})
        for coding in ("gzip", "br", "zstd", "gzip"):
            response = await gateway.post(PAGE, {**gateway.bearer(), "accept-encoding": coding})
            assert response.headers["content-encoding"] == coding
            assert response.json() == plain.json()
        assert kept(gateway).hits == 4


async def test_a_body_that_is_refused_is_refused_again() -> None:
    async with gateways(1) as (gateway,):
        body = b'{"query": "{ viewer { role } }"}'
        for content_type, status in (("application/json", 200), ("text/plain", 415)) * 2:
            headers = {**gateway.bearer(), "content-type": content_type}
            response = await gateway.http.post("/graphql", content=body, headers=headers)
            assert response.status_code == status


FLEET = """{ organization { devices(first: 100, kinds: [HEAT_PUMP]) {
  nodes { id } unavailableOwners { id }
} } }"""


@pytest.mark.parametrize("why", ["fails", "comes too late"])
async def test_a_page_that_lacks_somebodys_devices_is_not_kept(why: str) -> None:
    async with gateways(1) as (gateway,):
        path = f"/users/{gateway.user_row(RICH)['id']}/heat-pumps$"
        if why == "fails":
            gateway.sandbox.add_fault(Fault(match=path, kind="status", status=500))
        else:
            gateway.sandbox.add_fault(Fault(match=path, kind="hang"))
            gateway.app.state.operations._deadline_seconds = 0.5
        lacking = (await get(gateway, FLEET)).json()
        assert "errors" not in lacking
        lacks = lacking["data"]["organization"]["devices"]["unavailableOwners"]
        assert lacks == [{"id": gateway.user_id(RICH)}]
        assert (await get(gateway, FLEET)).headers["cache-control"] == "no-store"
        assert (kept(gateway).hits, len(kept(gateway))) == (0, 0)


async def test_headers_that_belong_to_the_request_are_read_though_its_answer_was_kept() -> None:
    async with gateways(1) as (gateway,):
        await gateway.post(PAGE, gateway.bearer())
        malformed = await gateway.post(PAGE, {**gateway.bearer(), "idempotency-key": "two words"})
        assert malformed.status_code == 400
        assert malformed.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        told = await gateway.post(PAGE, {**gateway.bearer(), "x-graphql-cost": "1"})
        assert told.json()["extensions"]["cost"]["actual"] >= 0
        plain = await gateway.post(PAGE, gateway.bearer())
        assert "extensions" not in plain.json()
        assert counts(gateway) == (1, 1)


async def test_a_text_is_registered_although_its_answer_was_kept() -> None:
    """Or a client whose registered text had to leave would be told to register it again and again."""
    async with gateways(1) as (gateway,):
        registered = gateway.app.state.operations._texts._automatic
        persisted = {"version": 1, "sha256Hash": sha256_of(PAGE)}
        body = {"query": PAGE, "extensions": {"persistedQuery": persisted}}
        for _ in range(2):
            response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer())
            assert "errors" not in response.json()
            assert registered.get(sha256_of(PAGE)) == PAGE
            registered._texts.clear()
