"""Onboarding sessions."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import httpx
import pytest

from domain.device import DeviceKind, PriceZone
from domain.errors import UpstreamInvalidResponse, UpstreamNotFound
from domain.ids import IdKind, encode_id
from domain.onboarding_session import OnboardingLanguage, OnboardingSession
from partner_api import PartnerApi
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox
from tests.partner_api import field_tables as tables
from tests.partner_api.alike import assert_alike, assert_complete
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

DEMO = DEMO_ORGANIZATIONS[0]
OTHER = DEMO_ORGANIZATIONS[1].organization_id
URL = "https://connect.example/?onboarding_session_id=1"

Open = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def open_session(sandbox: Sandbox) -> AsyncIterator[Open]:
    """Opens sessions, which the client cannot do yet."""
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
        answer = await client.post(
            TOKEN_PATH,
            json={"grant_type": "client_credentials"},
            auth=(DEMO.client_id, DEMO.client_secret),
        )
        token = answer.json()["access_token"]

        async def post(**fields: str) -> dict[str, Any]:
            user = sandbox.users(DEMO.organization_id)[0]["id"]
            body = {
                "user_id": user,
                "success_url": "https://app.example/ok?x=1",
                "cancel_url": "https://app.example/no",
                "language": "de",
                "price_zone_default": "AT",
            }
            opened = await client.post(
                f"{API_BASE.rstrip('/')}/device-onboarding",
                json=body | fields,
                headers={"Authorization": f"Bearer {token}"},
            )
            assert opened.status_code == 200
            row: dict[str, Any] = opened.json()
            return row

        yield post


async def test_onboarding_sessions(open_session: Open, sandbox_api: PartnerApi) -> None:
    languages = ["sv", "de", "en", "hu", "it", "et", "pl", "ro"]
    for number, language in enumerate(languages):
        fields = {"language": language, "price_zone_default": tables.ZONES[number]}
        if number < 4:
            fields["device_type"] = ["ev", "iv", "wb", "hp"][number]
        row = await open_session(**fields)

        session = await sandbox_api.onboarding_session(DEMO.organization_id, row["id"])

        assert_alike(row, session, tables.ONBOARDING_SESSION)
        del row["external_metadata"]  # whatever the partner put there is its own
        assert_complete(row, OnboardingSession, tables.ONBOARDING_SESSION)


async def test_another_organization_does_not_see_it(open_session: Open, sandbox_api: PartnerApi) -> None:
    row = await open_session()

    with pytest.raises(UpstreamNotFound, match="onboarding_session: status 404"):
        await sandbox_api.onboarding_session(OTHER, row["id"])


async def test_a_session_keeps_what_can_be_read(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    row = {"id": DEVICE.upper(), "user": USER.upper(), "authentication_url": URL}
    odd = {
        "object_id": DEVICE.upper(),
        "expiration_date": "2026-06-16T23:59:59Z",
        "device_type": "boat",
        "language": "tlh",
        "price_zone_default": "MARS",
        "success_url": "",
        "cancel_url": ["x"],
    }
    worse = {"object_id": "x", "expiration_date": "tomorrow", "device_type": "", "language": "EN"}
    upstream.answers = [json_answer(row), json_answer(row | odd), json_answer(row | worse)]

    node_id = encode_id(IdKind.ONBOARDING_SESSION, ORGANIZATION, USER, DEVICE)
    least = OnboardingSession(id=node_id, onboarding_session_id=DEVICE, user_id=USER, authentication_url=URL)
    assert await api.onboarding_session(ORGANIZATION, DEVICE) == least
    assert await api.onboarding_session(ORGANIZATION, DEVICE) == OnboardingSession(
        id=node_id,
        onboarding_session_id=DEVICE,
        user_id=USER,
        authentication_url=URL,
        expires_on=date(2026, 6, 16),
        device_id=DEVICE,
        kind=DeviceKind.OTHER,
        language=OnboardingLanguage.OTHER,
        price_zone=PriceZone.OTHER,
    )
    assert await api.onboarding_session(ORGANIZATION, DEVICE) == OnboardingSession(
        id=node_id,
        onboarding_session_id=DEVICE,
        user_id=USER,
        authentication_url=URL,
        language=OnboardingLanguage.ENGLISH,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": None},
        {"id": USER},
        {"user": None},
        {"user": "somebody"},
        {"authentication_url": None},
        {"authentication_url": ""},
        {"authentication_url": {}},
    ],
)
async def test_another_session_or_one_that_leads_nowhere_is_refused(
    wrong: dict[str, Any], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer({"id": DEVICE, "user": USER, "authentication_url": URL} | wrong)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.onboarding_session(ORGANIZATION, DEVICE)


async def test_a_session_that_is_not_there(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(status=404)]

    with pytest.raises(UpstreamNotFound):
        await api.onboarding_session(ORGANIZATION, DEVICE)
