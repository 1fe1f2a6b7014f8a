"""Charging over time: boosts, sessions, policy and the shared configuration."""

from typing import Any

import pytest

from sandbox import Sandbox, SandboxOptions
from tests.sandbox.sandbox_client import HandClock, SandboxClient

pytestmark = pytest.mark.anyio


async def _find(api: SandboxClient, kind: str, **wanted: object) -> str:
    """The path of the first device of the organization that reads as wanted."""
    for user in api.sandbox.users(api.organization.organization_id):
        devices = f"{api.users}/{user['id']}/{kind}"
        for row in await api.ok("GET", devices):
            if all(row[name] == value for name, value in wanted.items()):
                return f"{devices}/{row['id']}"
    raise LookupError(kind, wanted)


async def _idle_vehicle(api: SandboxClient) -> str:
    return await _find(
        api, "electric-vehicles", is_plugged_in=True, is_charging=False, is_fully_charged=False
    )


async def _refusal(api: SandboxClient, path: str) -> dict[str, Any]:
    answer = await api.ask("POST", f"{path}/boost")
    assert answer.status_code == 409, answer.text
    refusal: dict[str, Any] = answer.json()
    return refusal


async def test_a_boost_charges_until_the_vehicle_is_full(api: SandboxClient, clock: HandClock) -> None:
    path = await _idle_vehicle(api)
    before = await api.ok("GET", path)
    assert (before["boost_state"], before["charge_rate_w"]) == ("available", 0)
    await api.ok("POST", f"{path}/boost")
    requested = await api.ok("GET", path)
    assert (requested["boost_state"], requested["is_charging"]) == ("requested", False)
    clock.forward(seconds=6)
    ongoing = await api.ok("GET", path)
    assert (ongoing["boost_state"], ongoing["is_charging"]) == ("ongoing", True)
    clock.forward(hours=1)
    later = await api.ok("GET", path)
    gained = later["charge_rate_w"] / 10 / (later["battery_capacity_kwh"] or 60)
    assert later["battery_level"] - before["battery_level"] == pytest.approx(gained, rel=0.5)
    assert later["driving_range"] > before["driving_range"]
    clock.forward(hours=5)
    full = await api.ok("GET", path)
    assert (full["boost_state"], full["is_charging"], full["is_fully_charged"]) == ("available", False, True)
    assert full["battery_level"] == (full["charge_target_max"] or 100)
    assert await _refusal(api, path) == {"state": "available", "reason": "fully_charged"}


async def test_a_running_boost_refuses_another_and_outlives_a_cancel(
    api: SandboxClient, clock: HandClock
) -> None:
    path = await _idle_vehicle(api)
    await api.ok("POST", f"{path}/boost")
    assert await _refusal(api, path) == {"state": "requested", "reason": "already_charging"}
    clock.forward(minutes=1)
    assert await _refusal(api, path) == {"state": "ongoing", "reason": "already_charging"}
    await api.ok("DELETE", f"{path}/boost")
    assert (await api.ok("GET", path))["boost_state"] == "ongoing"


async def test_boosting_an_unplugged_vehicle_arms_the_next_session(
    api: SandboxClient, clock: HandClock
) -> None:
    path = await _find(api, "electric-vehicles", is_plugged_in=False)
    for _ in range(2):
        await api.ok("POST", f"{path}/boost")
        armed = await api.ok("GET", path)
        assert (armed["boost_for_next_session"], armed["is_charging"]) == (True, False)
    for _ in range(24 * 12):
        clock.forward(minutes=5)
        row = await api.ok("GET", path)
        if row["is_plugged_in"]:
            break
    clock.forward(minutes=1)
    row = await api.ok("GET", path)
    assert (row["boost_for_next_session"], row["boost_state"], row["is_charging"]) == (False, "ongoing", True)


async def test_an_armed_boost_can_be_cancelled(api: SandboxClient, clock: HandClock) -> None:
    path = await _find(api, "electric-vehicles", is_plugged_in=False)
    await api.ok("POST", f"{path}/boost")
    assert (await api.ok("GET", path))["boost_for_next_session"] is True
    for _ in range(2):
        await api.ok("DELETE", f"{path}/boost")
        assert (await api.ok("GET", path))["boost_for_next_session"] is False
    clock.forward(hours=24)
    assert (await api.ok("GET", path))["boost_state"] != "ongoing"


async def test_cancelling_on_a_wallbox_stops_the_boost(api: SandboxClient, clock: HandClock) -> None:
    path = await _find(api, "wallboxes", is_plugged_in=True, is_charging=False)
    await api.ok("POST", f"{path}/boost")
    clock.forward(minutes=10)
    assert (await api.ok("GET", path))["mode"] == "CHARGING"
    await api.ok("DELETE", f"{path}/boost")
    stopped = await api.ok("GET", path)
    assert (stopped["mode"], stopped["boost_state"]) == ("PLUGGED_IN", "available")
    await api.ok("POST", f"{path}/boost")


async def test_smart_charging_fills_the_vehicle_by_itself(api: SandboxClient, clock: HandClock) -> None:
    path = await _idle_vehicle(api)
    charged = False
    for _ in range(24 * 4):
        clock.forward(minutes=15)
        row = await api.ok("GET", path)
        if row["is_charging"]:
            charged = True
            assert row["boost_state"] == "unavailable"
            assert (await _refusal(api, path))["reason"] == "already_charging"
        elif charged:
            break
    assert charged
    assert row["is_fully_charged"] is True


async def test_a_silent_vehicle_refuses(clock: HandClock) -> None:
    async with SandboxClient(Sandbox(SandboxOptions(users=40), clock)) as api:
        vehicle = await _find(api, "electric-vehicles", is_plugged_in=None)
        assert await _refusal(api, vehicle) == {"state": "unavailable", "reason": "no_active_session"}
        wallbox = await _find(api, "wallboxes", is_plugged_in=None)
        assert await _refusal(api, wallbox) == {"state": "unavailable", "reason": "internal_error"}


async def test_sessions_come_in_pages(api: SandboxClient) -> None:
    path = f"{await _idle_vehicle(api)}/sessions"
    days = "from=2025-02-01&to=2025-02-28"
    everything = await api.ok("GET", f"{path}?{days}")
    assert everything["total"] == len(everything["items"]) == 28
    assert [row["id"] for row in everything["items"][5:8]] == [
        row["id"] for row in (await api.ok("GET", f"{path}?{days}&limit=3&offset=5"))["items"]
    ]
    beyond = await api.ok("GET", f"{path}?{days}&offset=100")
    assert (beyond["total"], beyond["items"]) == (28, [])
    for row in everything["items"]:
        assert row["plug_in_time"] < row["unplug_time"]
        assert row["final_soc_pct"] > row["initial_soc_pct"]
        assert row["energy_charged_kwh"] > 0
    assert {row["session_outcome"] for row in everything["items"]} <= {"completed", "not_at_home"}


async def test_session_parameters_are_checked(api: SandboxClient) -> None:
    path = f"{api.first('electric-vehicles')}/sessions"
    assert await api.problems("GET", f"{path}?to=soon&limit=201&offset=-1") == [
        ("missing", ["query", "from"]),
        ("date_from_datetime_parsing", ["query", "to"]),
        ("less_than_equal", ["query", "limit"]),
        ("greater_than_equal", ["query", "offset"]),
    ]


async def test_the_current_session_ends_as_a_completed_one(api: SandboxClient, clock: HandClock) -> None:
    path = await _idle_vehicle(api)
    running = (await api.ok("GET", f"{path}/sessions/current"))["session"]
    assert (running["unplug_time"], running["final_soc_pct"]) == (None, None)
    await api.ok("POST", f"{path}/boost")
    clock.forward(hours=16)
    assert await api.ok("GET", f"{path}/sessions/current") == {"session": None}
    completed = (await api.ok("GET", f"{path}/sessions?from=2025-03-01&to=2025-03-12"))["items"][0]
    assert completed["id"] == running["id"]
    assert completed["initial_soc_pct"] == running["initial_soc_pct"]


async def test_the_weekly_policy_changes_day_by_day(api: SandboxClient) -> None:
    path = api.first("electric-vehicles")
    before = await api.ok("GET", f"{path}/charge-policy")
    assert before["metadata"] == {
        "electric_vehicle_id": path.rsplit("/", 1)[1],
        "user_id": api.user().rsplit("/", 1)[1],
        "error": None,
    }
    monday = {"charge_percentage": 90, "charge_deadline": "06:30"}
    after = await api.ok("PUT", f"{path}/charge-policy", json={"mon": monday, "sun": None})
    assert after["data"] == {**before["data"], "mon": monday, "sun": None}
    assert (await api.ok("GET", path))["charge_policy_last_updated_at"] == "2025-03-10T19:02:00Z"
    sent = {"tue": {"charge_percentage": 101, "charge_deadline": "late"}}
    assert [problem for problem, _ in await api.problems("PUT", f"{path}/charge-policy", json=sent)] == [
        "less_than_equal",
        "string_pattern_mismatch",
    ]


async def test_the_charging_configuration_is_one_for_all_devices(api: SandboxClient) -> None:
    path = f"{api.user()}/charging-config"
    before = await api.ok("GET", path)
    assert [device["device_type"] for device in before["devices"]] == ["ev", "ev", "wallbox", "wallbox"]
    assert sum(device["is_primary_actuator"] for device in before["devices"]) == 1
    assert all(mode["available"] for mode in before["available_modes"])
    sent = {"smart_charging_mode": "hems", "hems_min_export_to_start_w": 2000}
    after = await api.ok("PUT", path, json=sent)
    assert after["smart_charging_mode"] == "hems"
    assert after["thresholds"] == {**before["thresholds"], "hems_min_export_to_start_w": 2000}
    assert await api.ok("PUT", path, json={}) == after


async def test_what_the_configuration_refuses(api: SandboxClient) -> None:
    path = f"{api.user()}/charging-config"
    before = await api.ok("GET", path)
    narrow = {"hems_min_export_to_start_w": 100, "hems_max_import_before_stopping_w": 100}
    assert await api.problems("PUT", path, json=narrow) == [
        ("value_error", ["body", "payload", "hems_min_export_to_start_w"])
    ]
    too_much = {"hems_min_export_to_start_w": 50_001, "smart_charging_mode": "solar"}
    assert [problem for problem, _ in await api.problems("PUT", path, json=too_much)] == [
        "literal_error",
        "less_than_equal",
    ]
    assert await api.ok("GET", path) == before
    without = f"{api.user(4)}/charging-config"
    reasons = {mode["mode"]: mode["reasons"] for mode in (await api.ok("GET", without))["available_modes"]}
    assert reasons == {
        "none": [],
        "spot": ["no_ev", "no_actuator"],
        "hems": ["no_actuator"],
        "hems_and_spot": ["no_ev", "no_actuator"],
    }
    assert await api.problems("PUT", without, json={"smart_charging_mode": "spot"}) == [
        ("value_error", ["body", "payload", "smart_charging_mode"])
    ]
