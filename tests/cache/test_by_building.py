"""A user's rows by building, and for how long they are found again."""

import asyncio
from typing import NamedTuple

import pytest

from cache import Kind
from loaders import ByBuilding
from sandbox import Fault
from tests.cache.caching_gateway import gateways
from tests.cache.test_cached_answers import cache_of, move
from tests.gateway_under_test import GatewayUnderTest


class Row(NamedTuple):
    name: str
    building_id: str | None


ROWS = (Row("a", "1"), Row("b", None), Row("c", "2"), Row("d", "1"))


def test_the_rows_of_a_building_are_the_same_every_time() -> None:
    rows = ByBuilding(ROWS)
    assert rows.of("1") == (ROWS[0], ROWS[3])
    assert rows.of("1") is rows.of("1")
    assert rows.of("2") == (ROWS[2],)


def test_what_is_for_all_buildings_is_for_each() -> None:
    rows = ByBuilding(ROWS, applies_everywhere=True)
    assert rows.of("1") == (ROWS[0], ROWS[1], ROWS[3])
    assert rows.of("3") == (ROWS[1],)


def test_no_more_than_a_hundred_are_remembered() -> None:
    rows = ByBuilding(ROWS, applies_everywhere=True)
    for number in range(200):
        assert rows.of(f"building {number}") == (ROWS[1],)
    assert len(rows._found) == 100


async def devices(gateway: GatewayUnderTest, alias: str) -> list[list[str]]:
    """The ids of the devices of each building, by another document every time."""
    query = f"query($id: ID!) {{ {alias}: user(by: {{id: $id}}) {{ buildings {{ devices {{ id }} }} }} }}"
    data = await gateway.ask(query, {"id": gateway.user_id()})
    return [[each["id"] for each in building["devices"]] for building in data[alias]["buildings"]]


@pytest.mark.anyio
async def test_they_are_found_again_until_one_of_the_lists_is_another() -> None:
    async with gateways(1) as (gateway,):
        first = await devices(gateway, "a")
        asked = cache_of(gateway).counters().kinds[Kind.DEVICES]
        before = asked.asked
        assert await devices(gateway, "b") == first
        assert asked.asked == before + 1  # one look for all kinds
        gateway.sandbox.add_fault(Fault(match="/wallboxes$", kind="status", status=200, body=[]))
        move(gateway, 40)  # beyond fresh: the old is served, and asked for anew behind it
        assert await devices(gateway, "c") == first
        async with asyncio.timeout(5):
            while (found := await devices(gateway, "d")) == first:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        assert sum(map(len, found)) < sum(map(len, first))
