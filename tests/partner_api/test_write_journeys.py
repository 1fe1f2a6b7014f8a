"""Boosts, invitations, repairs and trading against the sandbox."""

import logging
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.changes.building import BuildingChanges
from domain.changes.cue import CueOutcome, CueReport, CueResolution
from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest
from domain.changes.trading import DayAheadUpload, UploadState
from domain.changes.user import UserChanges
from domain.device import DeviceKind, PriceZone
from domain.errors import UpstreamConflict, UpstreamInvalid, UpstreamNotFound
from domain.onboarding_session import OnboardingLanguage
from domain.roles import Role
from domain.trading import DayAheadPrice
from partner_api import PartnerApi
from sandbox import Sandbox
from tests.partner_api.conftest import NOW, sandbox_upstreams
from tests.partner_api.rows import KINDS
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION
from tests.partner_api.write_cases import SEGMENTS

pytestmark = pytest.mark.anyio

CHARGING = [DeviceKind.ELECTRIC_VEHICLE, DeviceKind.WALLBOX]


@pytest.fixture
def sandbox() -> Sandbox:  # one for each test: these change it
    return Sandbox(clock=lambda: NOW)


@pytest.fixture(scope="session")
def user_ids() -> list[str]:
    return [row["id"] for row in Sandbox(clock=lambda: NOW).users(ORGANIZATION)]


@pytest.mark.parametrize("kind", CHARGING)
async def test_a_boost_starts_or_is_refused_with_state_and_reason(
    kind: DeviceKind, sandbox: Sandbox, sandbox_api: PartnerApi, user_ids: list[str]
) -> None:
    started, refused = 0, set()
    for user_id in user_ids:
        for device in await sandbox_api.devices(ORGANIZATION, user_id, kind):
            ids = (ORGANIZATION, user_id, kind, device.device_id)
            try:
                await sandbox_api.start_boost(*ids)
            except UpstreamConflict as error:
                refused.add((error.state, error.reason))
                continue
            started += 1
            row = sandbox.rows(f"/org/{ORGANIZATION}/users/{user_id}/{SEGMENTS[kind]}/{device.device_id}")
            assert row["boost_for_next_session"] or row["boost_state"] in ("requested", "ongoing")
            await sandbox_api.cancel_boost(*ids)
    assert started
    assert refused
    assert all(state and reason for state, reason in refused)


@pytest.mark.parametrize("kind", KINDS)
async def test_reauthenticating_gives_a_page(
    kind: DeviceKind, sandbox_api: PartnerApi, user_ids: list[str]
) -> None:
    for user_id in user_ids:
        for device in await sandbox_api.devices(ORGANIZATION, user_id, kind):
            session = await sandbox_api.reauthenticate(
                ORGANIZATION, user_id, kind, device.device_id, ReauthenticationRequest()
            )
            assert session.device_id == device.device_id
            assert session.authentication_url
            assert session.session_id
            return


async def test_an_invitation_is_there_afterwards(sandbox_api: PartnerApi, user_ids: list[str]) -> None:
    building = await sandbox_api.create_building(ORGANIZATION, user_ids[0], BuildingChanges(name="B"))
    request = OnboardingRequest(
        user_id=user_ids[0],
        success_url="https://a.test/ok",
        cancel_url="https://a.test/no",
        language=OnboardingLanguage.POLISH,
        price_zone=PriceZone.SE_4,
        kind=DeviceKind.WALLBOX,
        building_id=building.building_id,
    )
    session = await sandbox_api.create_onboarding_session(ORGANIZATION, request)
    assert await sandbox_api.onboarding_session(ORGANIZATION, session.onboarding_session_id) == session
    assert (session.user_id, session.language, session.price_zone, session.kind) == (
        request.user_id,
        request.language,
        request.price_zone,
        request.kind,
    )
    stranger = await sandbox_api.create_user(
        ORGANIZATION, UserChanges(role=Role.USER, email="s@example.test")
    )
    await sandbox_api.delete_user(ORGANIZATION, stranger.user_id)
    gone = OnboardingRequest(
        user_id=stranger.user_id,
        success_url="",
        cancel_url="",
        language=OnboardingLanguage.ENGLISH,
        price_zone=PriceZone.AT,
    )
    with pytest.raises(UpstreamInvalid) as caught:
        await sandbox_api.create_onboarding_session(ORGANIZATION, gone)
    assert [problem.path for problem in caught.value.problems] == [("user_id",)]


async def test_a_cue_repairs_a_device_and_its_secret_is_in_no_log(
    sandbox: Sandbox, user_ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api = PartnerApi(sandbox_upstreams("http://sandbox.test"), transport=httpx.ASGITransport(sandbox.app))
    for user_id in user_ids:
        for kind in KINDS:
            for device in await api.devices(ORGANIZATION, user_id, kind):
                if not device.is_action_needed:
                    continue
                ids = (ORGANIZATION, user_id, kind, device.device_id)
                (action,) = await api.pending_actions(*ids)
                query = parse_qs(urlsplit(action.resolution_url).query)
                cue = (ORGANIZATION, query["cue_id"][0], query["secret"][0])
                with pytest.raises(UpstreamNotFound):
                    await api.report_cue_state(*cue, CueReport(outcome=CueOutcome.SUCCESS))
                resolution = CueResolution(success_url="https://a.test", cancel_url="https://b.test")
                assert (await api.resolve_cue(*cue, resolution)).startswith("https://")
                assert await api.report_cue_state(*cue, CueReport(outcome=CueOutcome.FAILURE))
                assert await api.pending_actions(*ids)
                assert await api.report_cue_state(*cue, CueReport(outcome=CueOutcome.SUCCESS))
                assert await api.pending_actions(*ids) == ()
                assert query["secret"][0] not in caplog.text
                await api.aclose()
                return
    pytest.fail("no device needs an action")


async def test_prices_are_uploaded_once_then_replaced(sandbox_api: PartnerApi) -> None:
    starts_at = NOW.replace(hour=0, minute=0) + timedelta(days=3)

    def upload(price: str, zone: PriceZone = PriceZone.AT) -> DayAheadUpload:
        point = DayAheadPrice(starts_at=starts_at, price_per_megawatt_hour=Decimal(price))
        return DayAheadUpload(price_zone=zone, prices=(point,))

    states = [
        (await sandbox_api.upload_day_ahead_prices(ORGANIZATION, each, replace=replace)).state
        for each, replace in [
            (upload("1"), True),
            (upload("-12.25"), False),
            (upload("2"), False),
            (upload("99.75"), True),
            (DayAheadUpload(price_zone=PriceZone.AT, prices=()), False),
        ]
    ]
    assert states == [
        UploadState.NOT_EXISTING,
        UploadState.STORED,
        UploadState.EXISTING,
        UploadState.STORED,
        UploadState.EMPTY,
    ]
    stored = await sandbox_api.day_ahead_prices(
        ORGANIZATION,
        price_zone=PriceZone.AT,
        from_at=starts_at,
        to_at=starts_at + timedelta(minutes=15),
    )
    assert [price.price_per_megawatt_hour for price in stored.prices] == [Decimal("99.75")]


async def test_a_load_curve_is_confirmed(sandbox_api: PartnerApi) -> None:
    curve = await sandbox_api.load_curve(ORGANIZATION)
    await sandbox_api.confirm_load_curve(ORGANIZATION, curve.trade_id, is_accepted=True)
    with pytest.raises(UpstreamNotFound):
        await sandbox_api.confirm_load_curve(ORGANIZATION, DEVICE, is_accepted=True)
