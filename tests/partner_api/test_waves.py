"""In how many round trips the calls of a page are through, with an upstream that keeps up."""

import asyncio
from collections.abc import Callable

import pytest

from domain.device import DeviceKind
from partner_api import PartnerApi
from tests.partner_api.scripted_upstream import ORGANIZATION, Answer, ScriptedUpstream

pytestmark = pytest.mark.anyio

KINDS = [kind for kind in DeviceKind if kind is not DeviceKind.OTHER]


def lists_of(api: PartnerApi, users: int) -> list[asyncio.Future[object]]:
    """Buildings and all devices of so many users: five calls each."""
    asked: list[asyncio.Future[object]] = []
    for number in range(users):
        user = f"11111111-2222-4333-8444-{number:012}"
        asked.append(asyncio.ensure_future(api.buildings(ORGANIZATION, user)))
        asked += [asyncio.ensure_future(api.devices(ORGANIZATION, user, kind)) for kind in KINDS]
    return asked


async def waves(api: PartnerApi, upstream: ScriptedUpstream, users: int) -> list[int]:
    """How many calls are under way each time that all of those before are answered together."""
    found = []
    upstream.seen.clear()
    upstream.answers = [Answer(gate=asyncio.Event())]
    asked = lists_of(api, users)
    seen = 0
    while not all(each.done() for each in asked):
        for _ in range(100):  # until everything that can be has been sent, or has been answered
            await asyncio.sleep(0)
        if len(upstream.seen) > seen:
            found.append(len(upstream.seen) - seen)
            seen = len(upstream.seen)
        (answer,) = upstream.answers
        upstream.answers = [Answer(gate=asyncio.Event())]
        assert answer.gate is not None
        answer.gate.set()
    await asyncio.gather(*asked)
    return found


async def test_a_page_of_50_users_is_one_wave_once_the_limit_is_found(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    api = make_api()
    await api.check(ORGANIZATION)
    assert await waves(api, upstream, 50) == [64, 128, 58]
    assert await waves(api, upstream, 50) == [250]


async def test_a_long_page_goes_out_in_ever_larger_waves(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    api = make_api()
    await api.check(ORGANIZATION)
    assert await waves(api, upstream, 200) == [64, 128, 256, 500, 52]
