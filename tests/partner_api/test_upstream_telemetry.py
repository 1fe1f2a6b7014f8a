"""What ``on_call`` is told."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from domain.device import DeviceKind
from domain.errors import UpstreamError
from partner_api import PartnerApi, UpstreamCall
from tests.partner_api import rows
from tests.partner_api.conftest import Clock
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio


async def test_every_call_is_named_by_its_operation(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    api = make_api(other_device_collections=["batteries"])
    await api.users(ORGANIZATION)
    await api.buildings(ORGANIZATION, USER)
    await api.energy_contracts(ORGANIZATION, USER)
    await api.devices(ORGANIZATION, USER, DeviceKind.HEAT_PUMP)
    await api.devices(ORGANIZATION, USER, DeviceKind.OTHER)
    upstream.answers = [json_answer(rows.device())]
    await api.pending_actions(ORGANIZATION, USER, DeviceKind.WALLBOX, DEVICE)

    assert [call.operation for call in calls] == [
        "token",
        "users",
        "buildings",
        "energy_contracts",
        "devices.heat-pumps",
        "devices.batteries",
        "pending_actions.wallboxes",
    ]
    assert {(call.organization_id, call.status, call.outcome) for call in calls} == {
        (ORGANIZATION, 200, "OK")
    }


async def test_failures_say_what_became_of_them(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    upstream.answers = [Answer(status=503), Answer(body=b"{}"), Answer(headers={}), Answer(status=404)]
    api = make_api()
    for _ in range(4):
        with pytest.raises(UpstreamError):
            await api.users(ORGANIZATION)

    assert [(call.status, call.outcome) for call in calls[1:]] == [
        (503, "UPSTREAM_UNAVAILABLE"),
        (200, "UPSTREAM_INVALID_RESPONSE"),
        (200, "UPSTREAM_INVALID_RESPONSE"),
        (404, "UPSTREAM_REJECTED"),
    ]


async def test_no_answer_has_no_status(
    make_api: Callable[..., PartnerApi], calls: list[UpstreamCall]
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(UpstreamError):
        await make_api(transport=httpx.MockTransport(fail)).users(ORGANIZATION)

    assert [(call.operation, call.status, call.outcome) for call in calls] == [
        ("token", None, "UPSTREAM_UNAVAILABLE"),
        ("users", None, "UPSTREAM_UNAVAILABLE"),
    ]


async def test_the_seconds_come_from_the_clock(
    api: PartnerApi, upstream: ScriptedUpstream, clock: Clock, calls: list[UpstreamCall]
) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate)]
    asked = asyncio.ensure_future(api.users(ORGANIZATION))
    await upstream.arrivals.get()
    clock.now += 1.5
    gate.set()
    await asked

    assert [(call.operation, call.seconds) for call in calls] == [("token", 0.0), ("users", 1.5)]
