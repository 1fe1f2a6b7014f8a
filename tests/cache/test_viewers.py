"""Nobody is ever given anybody else's value. 100,000 requests: ``python -m tests.cache.long_runs``."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache import RULES, Cache, Freshness, Key, Kind, awaited
from tests.cache.caching_gateway import gateways
from tests.cache.scripted import ANNA, BEN, HOME, OTHER, Clock, Upstream, key_of
from tests.cache.viewers import interleave, visits

pytestmark = pytest.mark.anyio


async def test_random_viewers_of_two_organizations(redis_url: str) -> None:
    async with gateways(2, redis_url, users=12) as running:
        found = await visits(running[0].sandbox, users=5)
        tally = await interleave(running, found, 400)
        assert tally["data"] + tally["null"] == 400
        assert min(tally.values()) > 50


_keys = st.builds(
    key_of,
    st.sampled_from([ANNA, BEN, None]),
    st.sampled_from([kind for kind in Kind if RULES[kind].is_kept]),
    st.sampled_from([HOME, OTHER]),
    st.sampled_from([(), (1,), (True,), ("1",), (None,)]),
)


@given(st.lists(st.tuples(_keys, st.integers(0, 400)), max_size=40), st.integers(1, 30))
@settings(deadline=None)
async def test_whatever_is_read_in_whatever_order_a_question_gets_its_own_answer(
    steps: list[tuple[Key, int]], room: int
) -> None:
    """The scripted upstream refuses to decode, and readers to accept, another question's answer."""
    clock, upstream = Clock(), Upstream()
    cache = Cache(clock=clock, max_entries=room)
    chance = random.Random(room)  # noqa: S311 - not about secrets
    for key, seconds in steps:
        found, _ = await awaited(cache.read(key, upstream.ask(key), Freshness()))
        assert found == key
        assert found.tag.organization_id == key.tag.organization_id
        clock.now += seconds
        if chance.random() < 0.1:
            await cache.purge([key.tag])
    await cache.aclose()
