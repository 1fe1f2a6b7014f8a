"""Charging sessions page by page, charge policies and charging configurations."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.charge_policy import ChargePolicy, ChargePolicyDay
from domain.charging_config import (
    ChargingConfig,
    ChargingDevice,
    ChargingModeAvailability,
    ChargingModeObstacle,
    SmartChargingMode,
)
from domain.charging_session import ChargingSession
from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse
from partner_api import PartnerApi
from sandbox import DEMO_ORGANIZATIONS, Sandbox
from tests.partner_api import field_tables as tables
from tests.partner_api import rows
from tests.partner_api.alike import assert_alike, assert_complete, wire_paths
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

DEMO = DEMO_ORGANIZATIONS[0].organization_id
FROM, TO = date(2026, 5, 1), date(2026, 6, 15)


def vehicles(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Pairs of user and vehicle."""
    return [
        (user["id"], row["id"])
        for user in sandbox.users(DEMO)
        for row in sandbox.rows(f"/org/{DEMO}/users/{user['id']}/electric-vehicles")
    ]


async def test_pages_of_charging_sessions(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    seen = 0
    for user, vehicle in vehicles(sandbox)[:10]:
        path = f"/org/{DEMO}/users/{user}/electric-vehicles/{vehicle}/sessions?from=2026-05-01&to=2026-06-15"
        whole = sandbox.rows(f"{path}&limit=200")
        found: list[ChargingSession] = []
        while len(found) < whole["total"]:
            page = await sandbox_api.charging_sessions(
                DEMO, user, vehicle, from_on=FROM, to_on=TO, limit=13, offset=len(found)
            )
            assert page.total_count == whole["total"]
            assert 0 < len(page.sessions) <= 13
            found += page.sessions
        for row, session in zip(whole["items"], found, strict=True):
            assert_alike(row, session, tables.CHARGING_SESSION)
            assert_complete(row, ChargingSession, tables.CHARGING_SESSION)
            seen += 1
    assert seen > 50


async def test_a_page_beyond_the_end_is_empty(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    user, vehicle = vehicles(sandbox)[0]

    page = await sandbox_api.charging_sessions(
        DEMO, user, vehicle, from_on=FROM, to_on=TO, limit=1, offset=100_000
    )

    assert page.sessions == ()
    assert 0 < page.total_count < 100_000


@pytest.mark.parametrize(
    ("total", "count"), [(None, 6), (-1, 6), ("many", 6), ("9", 9), (2**40, 6), (5.0, 5)]
)
async def test_a_total_that_makes_no_sense_is_what_was_seen(
    total: object, count: int, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer({"total": total, "items": [{"id": DEVICE}]})]

    page = await api.charging_sessions(ORGANIZATION, USER, DEVICE, from_on=FROM, to_on=TO, limit=5, offset=5)

    assert page.total_count == count
    assert page.sessions == (ChargingSession(id=DEVICE),)


@pytest.mark.parametrize(
    "body", [{}, {"total": 0}, {"total": 0, "items": None}, {"items": "x"}, {"items": [{}]}]
)
async def test_a_page_without_list_or_identity_is_refused(
    body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.charging_sessions(ORGANIZATION, USER, DEVICE, from_on=FROM, to_on=TO, limit=5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"offset": -1},
        {"offset": 2**31},
        {"from_on": datetime(2026, 5, 1, tzinfo=UTC)},
        {"to_on": datetime(2026, 5, 1, tzinfo=UTC)},
    ],
)
async def test_a_page_out_of_bounds_is_refused_before_any_call(
    wrong: dict[str, Any], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    right: dict[str, Any] = {"from_on": FROM, "to_on": TO, "limit": 5, "offset": 0}

    with pytest.raises(ValueError, match=r"limit|offset|day"):
        await api.charging_sessions(ORGANIZATION, USER, DEVICE, **right | wrong)

    assert upstream.seen == []


async def test_charge_policies(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    days = nights = 0
    for user, vehicle in vehicles(sandbox):
        row = sandbox.rows(f"/org/{DEMO}/users/{user}/electric-vehicles/{vehicle}/charge-policy")["data"]
        policy = await sandbox_api.charge_policy(DEMO, user, vehicle)
        assert set(row) == {*tables.WEEKDAYS, "timezone"}
        assert policy.timezone == row["timezone"]
        for name, attribute in tables.WEEKDAYS.items():
            day = getattr(policy, attribute)
            if row[name] is None:
                assert day is None
                nights += 1
                continue
            assert_alike(row[name], day, tables.CHARGE_POLICY_DAY)
            assert_complete(row[name], ChargePolicyDay, tables.CHARGE_POLICY_DAY)
            days += 1
    assert days > 0
    assert nights > 0


def policy_row(**data: object) -> dict[str, Any]:
    return {"metadata": {"electric_vehicle_id": DEVICE, "user_id": USER, "error": None}, "data": data}


async def test_a_policy_keeps_what_can_be_read(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    row = policy_row(
        mon={"charge_percentage": "80", "charge_deadline": "07:30:00"},
        tue={},
        wed={"charge_percentage": 79.6, "charge_deadline": "half past seven"},
        thu="never",
        timezone="",
    )
    row["metadata"]["error"] = "secret words"
    upstream.answers = [json_answer(row)]

    policy = await api.charge_policy(ORGANIZATION, USER, DEVICE)

    assert policy == ChargePolicy(
        monday=ChargePolicyDay(target_percent=80, deadline=time(7, 30)),
        tuesday=ChargePolicyDay(),
        wednesday=ChargePolicyDay(target_percent=80),
    )
    assert "field=charge_policy.metadata.error" in caplog.text
    assert "secret words" not in caplog.text
    assert "half past" not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"metadata": None},
        {"metadata": {"user_id": USER}},
        {"metadata": {"electric_vehicle_id": DEVICE}},
        {"metadata": {"electric_vehicle_id": USER, "user_id": USER}},
        {"metadata": {"electric_vehicle_id": DEVICE, "user_id": DEVICE}},
        {"data": None},
        {"data": []},
    ],
)
async def test_a_policy_of_another_vehicle_or_without_data_is_refused(
    wrong: dict[str, Any], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(policy_row() | wrong)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.charge_policy(ORGANIZATION, USER, DEVICE)


async def test_charging_configs(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    devices = hindered = idle = 0
    lists = {"devices", "available_modes"}
    table = tables.CHARGING_CONFIG | {
        "devices": ("devices", tables.same),
        "available_modes": ("modes", tables.same),
    }
    for user in sandbox.users(DEMO):
        row = sandbox.rows(f"/org/{DEMO}/users/{user['id']}/charging-config")
        config = await sandbox_api.charging_config(DEMO, user["id"])
        assert (config.status is None) == (row["status"] is None)
        assert_alike(row, config, tables.CHARGING_CONFIG)
        for device_row, device in zip(row["devices"], config.devices, strict=True):
            assert_alike(device_row, device, tables.CHARGING_DEVICE)
            assert_complete(device_row, ChargingDevice, tables.CHARGING_DEVICE)
            devices += 1
        for mode_row, mode in zip(row["available_modes"], config.modes, strict=True):
            assert_alike(mode_row, mode, tables.AVAILABLE_MODE)
            hindered += bool(mode.obstacles)
        assert_complete(row["available_modes"][0], ChargingModeAvailability, tables.AVAILABLE_MODE)
        if row["status"] is not None:
            row["health_warning"] = {"since": None}  # which the sandbox never has
            assert_complete(row, ChargingConfig, table)
            assert lists < wire_paths(row)
        idle += row["status"] is None
    assert devices > 5
    assert hindered > 0
    assert idle > 0


async def test_a_config_that_a_newer_upstream_sends(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.answers = [
        json_answer(
            {
                "smart_charging_mode": "lunar",
                "mode_conflict": True,
                "config_divergence": True,
                "devices": [
                    {"device_id": DEVICE, "device_type": "wb"},
                    {"device_id": USER, "device_type": "boat"},
                ],
                "available_modes": [{"mode": "hems", "reasons": ["no_moon"]}, {"available": True}],
                "health_warning": {"since": "2026-06-01T02:00:00+02:00"},
                "thresholds": None,
                "status": None,
            }
        ),
        json_answer({}),
    ]

    config = await api.charging_config(ORGANIZATION, USER)
    empty = await api.charging_config(ORGANIZATION, USER)

    assert config == ChargingConfig(
        owner_id=USER,
        mode=SmartChargingMode.OTHER,
        has_mode_conflict=True,
        has_divergence=True,
        devices=(
            ChargingDevice(device_id=DEVICE, owner_id=USER, kind=DeviceKind.WALLBOX),
            ChargingDevice(device_id=USER, owner_id=USER, kind=DeviceKind.OTHER),
        ),
        modes=(
            ChargingModeAvailability(
                mode=SmartChargingMode.SOLAR_SURPLUS, obstacles=(ChargingModeObstacle.OTHER,)
            ),
        ),
        health_warning_started_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    assert empty == ChargingConfig(owner_id=USER)
    for text in ("'lunar'", "'boat'", "'no_moon'", "an entry without mode"):
        assert text in caplog.text


@pytest.mark.parametrize("device", [{}, {"device_id": "x"}, {"device_id": None, "device_type": "ev"}])
async def test_a_config_with_a_nameless_device_is_refused(
    device: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer({"devices": [{"device_id": rows.BUILDING}, device]})]

    with pytest.raises(UpstreamInvalidResponse):
        await api.charging_config(ORGANIZATION, USER)
