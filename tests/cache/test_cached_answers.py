"""What clients of a gateway with a cache see: answers, their age, and what they may keep of it."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from cache import Cache, Kind, Tag
from sandbox import Fault
from tests.cache.caching_gateway import gateways
from tests.cache.scripted import Clock, until
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

BUILDINGS = "query($id: ID!) { user(by: {id: $id}) { buildings { id name } } }"
SMALL_PAGE = "{ organization { users(first: 5) { nodes { id buildings { id } heatPumps { id } } } } }"
PAGE = """{ organization { users(first: 25) { nodes {
  id buildings { id } energyContracts { id } heatPumps { id } electricVehicles { id }
} } } }"""


def cache_of(gateway: GatewayUnderTest) -> Cache:
    cache: Cache = gateway.app.state.cache
    return cache


def move(gateway: GatewayUnderTest, seconds: float) -> None:
    """Let so much time pass for the cache."""
    clock = cache_of(gateway)._levels.clock
    assert isinstance(clock, Clock)
    clock.now += seconds


async def get(gateway: GatewayUnderTest, query: str, **variables: Any) -> Any:  # noqa: ANN401
    parameters = {"query": query, "variables": json.dumps(variables)}
    return await gateway.http.get("/graphql", params=parameters, headers=gateway.bearer())


async def test_a_page_is_read_once_and_served_from_then_on() -> None:
    async with gateways(1) as (gateway,):
        first = await gateway.ask(PAGE)
        calls = len(gateway.sandbox.calls)
        assert calls > 50
        assert await gateway.ask(PAGE) == first
        assert await gateway.ask(PAGE, role="staff") == first
        assert len(gateway.sandbox.calls) == calls


async def test_the_age_of_an_answer_and_for_how_long_it_may_be_kept() -> None:
    async with gateways(1) as (gateway,):
        fresh = await get(gateway, BUILDINGS, id=gateway.user_id())
        assert "age" not in fresh.headers
        assert fresh.headers["cache-control"] == "private, max-age=60"
        move(gateway, 20)
        later = await get(gateway, BUILDINGS, id=gateway.user_id())
        assert later.headers["age"] == "20"
        # A cache counts the age as used up: 40 seconds are left.
        assert later.headers["cache-control"] == "private, max-age=60"
        assert later.json() == fresh.json()
        assert "extensions" not in later.json()


async def test_a_stale_answer_says_so_and_is_kept_by_nobody() -> None:
    async with gateways(1) as (gateway,):
        fresh = await get(gateway, BUILDINGS, id=gateway.user_id())
        move(gateway, 90)
        stale = await get(gateway, BUILDINGS, id=gateway.user_id())
        body = stale.json()
        assert body.pop("extensions") == {"staleness": {"oldestSeconds": 90, "isUpstreamFailing": False}}
        assert body == fresh.json()
        assert stale.headers["age"] == "90"
        assert stale.headers["cache-control"] == "no-store"
        await asyncio.sleep(0.02)
        renewed = await get(gateway, BUILDINGS, id=gateway.user_id())
        assert "extensions" not in renewed.json()


async def test_an_outage_is_bridged_and_told() -> None:
    async with gateways(1) as (gateway,):
        data = await gateway.ask(PAGE)
        gateway.sandbox.add_fault(Fault(match=".*", kind="status", status=503))
        move(gateway, 1800)
        response = await gateway.post(PAGE, gateway.bearer())
        body = response.json()
        assert body["data"] == data
        assert "errors" not in body
        assert body["extensions"] == {"staleness": {"oldestSeconds": 1800, "isUpstreamFailing": True}}
        calls = len(gateway.sandbox.calls)
        await gateway.post(PAGE, gateway.bearer())
        assert len(gateway.sandbox.calls) == calls  # failures are remembered for a second
        move(gateway, 24 * 3600)
        assert (await gateway.ask_with_errors(PAGE))[1] == [
            ("UPSTREAM_UNAVAILABLE", ["organization", "users"])
        ]


async def test_a_failed_answer_is_kept_by_nobody() -> None:
    async with gateways(1) as (gateway,):
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="status", status=503))
        response = await get(gateway, BUILDINGS, id=gateway.user_id())
        assert response.json()["errors"]
        assert response.headers["cache-control"] == "no-store"


async def test_deferred_parts_say_that_they_are_stale() -> None:
    query = """query($id: ID!) { user(by: {id: $id}) { firstName ... @defer { buildings { id } } } }"""
    async with gateways(1) as (gateway,):
        headers = {**gateway.bearer(), "accept": "multipart/mixed;deferSpec=20220824, application/json"}
        body = {"query": query, "variables": {"id": gateway.user_id()}}
        await gateway.http.post("/graphql", json=body, headers=headers)
        move(gateway, 400)
        response = await gateway.http.post("/graphql", json=body, headers=headers)
        assert response.text.count('"staleness":{"oldestSeconds":400') >= 1


async def test_a_purge_is_seen_by_the_next_request_and_by_who_follows() -> None:
    follow = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"
    async with gateways(1) as (gateway,):
        user = gateway.user_id()
        stream = gateway.follow(follow, {"id": user}, role="staff")
        assert (await anext(stream))["data"]["userDevicesUpdated"]["changed"]
        await gateway.ask(BUILDINGS, {"id": user})
        gateway.sandbox.reset_calls()
        own_id = gateway.user_row(RICH)["id"]
        tags = [Tag(HOME.organization_id, kind, own_id) for kind in (Kind.BUILDINGS, Kind.DEVICES)]
        await cache_of(gateway).purge(tags)
        await gateway.ask(BUILDINGS, {"id": user})
        await until(lambda: len(gateway.sandbox.calls) == 5)  # the lists of devices are asked for at once
        asked = {call.rpartition("/")[2] for call in gateway.sandbox.calls}
        assert asked == {"buildings", "heat-pumps", "electric-vehicles", "inverters", "wallboxes"}
        await stream.aclose()


async def test_300_cold_requests_through_three_gateways_are_one_call_per_list(redis_url: str) -> None:
    async with gateways(3, redis_url) as running:
        asked = [gateway.post(SMALL_PAGE, gateway.bearer()) for gateway in running for _ in range(100)]
        responses = await asyncio.gather(*asked)
        assert {response.status_code for response in responses} == {200}
        assert len({response.content for response in responses}) == 1
        assert b'"errors"' not in responses[0].content
        calls = Counter(running[0].sandbox.calls)
        assert len(calls) == 1 + 5 * 2
        assert set(calls.values()) == {1}


async def test_what_is_written_through_one_is_read_through_the_others(redis_url: str) -> None:
    rename = """mutation($id: ID!, $name: String!) { buildingUpdate(input: {id: $id, name: $name}) {
      building { name } userErrors { code }
    } }"""
    async with gateways(3, redis_url) as running:
        user = {"id": running[0].user_id()}
        before = [(await each.ask(BUILDINGS, user))["user"]["buildings"] for each in running]
        building = before[0][0]["id"]
        for number, writer in enumerate(running):
            name = f"Home {number}"
            data = await writer.ask(rename, {"id": building, "name": name})
            assert data["buildingUpdate"] == {"building": {"name": name}, "userErrors": []}
            for reader in running:
                rows = (await reader.ask(BUILDINGS, user))["user"]["buildings"]
                assert [row["name"] for row in rows if row["id"] == building] == [name]
