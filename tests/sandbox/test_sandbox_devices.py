"""The four device kinds: the same operations, each with its own fields and rules."""

from typing import Any

import pytest

from tests.sandbox.sandbox_client import HandClock, SandboxClient

pytestmark = pytest.mark.anyio

KINDS = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_device_is_registered_changed_and_deleted(
    api: SandboxClient, clock: HandClock, kind: str
) -> None:
    devices = f"{api.user()}/{kind}"
    model = {
        "device_type": {"short_name": "x", "long_name": "X"},
        "manufacturer": "Ö",
        "model": "1",
        "year": 2024,
    }
    created = await api.ok(
        "POST", devices, json={"device_model": model, "price_zone": "AT", "comment": "neu"}
    )
    assert (created["price_zone"], created["comment"], created["deleted_at"]) == ("AT", "neu", None)
    assert created["device_model"]["manufacturer"] == "Ö"
    assert created["owner"]["id"] == api.user().rsplit("/", 1)[1]
    assert created["current_state_last_updated_at"] == "2025-03-10T19:00:00Z"
    path = f"{devices}/{created['id']}"
    assert await api.ok("GET", path) == {**created, "actions": []}
    clock.forward(minutes=1)
    changed = await api.ok("PUT", path, json={"is_smart_optimization_active": True})
    assert changed["is_smart_optimization_active"] is True
    assert (changed["comment"], changed["updated_at"]) == ("neu", "2025-03-10T19:03:00Z")
    await api.ok("DELETE", path)
    assert (await api.ask("GET", path)).status_code == 404
    assert (await api.ask("DELETE", path)).status_code == 404
    assert (await api.ask("PUT", path, json={"comment": "x"})).status_code == 404
    gone = await api.ok("GET", f"{path}?include_deleted=true")
    assert gone["deleted_at"] == "2025-03-10T19:03:00Z"
    assert created["id"] not in [row["id"] for row in await api.ok("GET", devices)]


async def test_writing_deleted_at_deletes_and_null_brings_back(api: SandboxClient) -> None:
    path = api.first("heat-pumps")
    await api.ok("PUT", path, json={"deleted_at": "2025-03-10T18:00:00Z"})
    assert (await api.ask("GET", path)).status_code == 404
    assert (await api.ok("PUT", path, json={"deleted_at": None}))["deleted_at"] is None
    assert (await api.ask("GET", path)).status_code == 200


async def test_actions_are_on_the_detail_only(api: SandboxClient) -> None:
    for kind in KINDS:
        rows = await api.ok("GET", f"{api.user()}/{kind}")
        assert all("actions" not in row for row in rows)
        assert (await api.ok("GET", api.first(kind)))["actions"] == []


async def test_the_owner_in_a_device_follows_the_user(api: SandboxClient) -> None:
    await api.ok("PUT", api.user(), json={"first_name": "Zoë", "external_user_id": "crm-1"})
    owner = (await api.ok("GET", api.first("wallboxes")))["owner"]
    assert (owner["first_name"], owner["external_id"]) == ("Zoë", "crm-1")


@pytest.mark.parametrize(
    ("kind", "sent", "field"),
    [
        (
            "heat-pumps",
            {"minimum_temperature_limit": 25, "maximum_temperature_limit": 20},
            "minimum_temperature_limit",
        ),
        ("inverters", {"is_battery_connected": True, "battery_capacity_kwh": None}, "battery_capacity_kwh"),
        ("inverters", {"min_battery_charge": 90, "max_battery_charge": 20}, "min_battery_charge"),
        ("wallboxes", {"charge_target_min": 95, "charge_target_max": 90}, "charge_target_min"),
        ("wallboxes", {"building_id": "11111111-1111-4111-8111-111111111111"}, "building_id"),
    ],
)
async def test_rules_between_fields(api: SandboxClient, kind: str, sent: dict[str, Any], field: str) -> None:
    before = await api.ok("GET", api.first(kind))
    assert await api.problems("PUT", api.first(kind), json=sent) == [
        ("value_error", ["body", "payload", field])
    ]
    assert await api.ok("GET", api.first(kind)) == before


@pytest.mark.parametrize(
    ("kind", "sent", "problem"),
    [
        ("heat-pumps", {"optimization_level": "mid"}, "literal_error"),
        ("heat-pumps", {"is_space_heating_enabled": None}, "bool_type"),
        ("heat-pumps", {"away_mode_start": "tomorrow"}, "datetime_parsing"),
        ("heat-pumps", {"comment": "x" * 301}, "string_too_long"),
        ("heat-pumps", {"price_zone": "DE"}, "literal_error"),
        ("electric-vehicles", {"charge_target_min": 101}, "less_than_equal"),
        ("electric-vehicles", {"minimum_charge_limit": -1}, "greater_than_equal"),
        ("electric-vehicles", {"hems_min_export_to_start_w": 50_001}, "less_than_equal"),
        ("electric-vehicles", {"charge_deadline_at": "25:00"}, "string_pattern_mismatch"),
        ("inverters", {"min_battery_charge": 100.5}, "less_than_equal"),
        ("wallboxes", {"charge_power_max_w": "many"}, "int_type"),
    ],
)
async def test_limits_of_fields(api: SandboxClient, kind: str, sent: dict[str, Any], problem: str) -> None:
    assert await api.problems("PUT", api.first(kind), json=sent) == [(problem, ["body", "payload", *sent])]


async def test_readings_move_in_steps_of_five_minutes(api: SandboxClient, clock: HandClock) -> None:
    path = api.first("inverters")
    first = await api.ok("GET", path)
    clock.forward(minutes=2)
    assert await api.ok("GET", path) == first
    clock.forward(minutes=1)
    second = await api.ok("GET", path)
    assert second["current_state_last_updated_at"] == "2025-03-10T19:05:00Z"
    assert second["household_consumption_w"] != first["household_consumption_w"]
    clock.forward(hours=17)
    noon = await api.ok("GET", path)
    assert noon["current_solar_production_w"] > 0
    assert noon["solar_surplus_w"] == noon["current_solar_production_w"] - noon["household_consumption_w"]
    battery = noon["battery_charge_discharge_power_w"] or 0
    assert noon["current_power_to_grid_w"] == noon["solar_surplus_w"] + battery


async def test_a_heat_pump_heats_by_season(api: SandboxClient, clock: HandClock) -> None:
    winter = await api.ok("GET", api.first("heat-pumps"))
    clock.forward(days=130)
    summer = await api.ok("GET", api.first("heat-pumps"))
    assert summer["outdoor_temperature"] > winter["outdoor_temperature"] + 5
    assert summer["consumption_last_month_kwh"] < winter["consumption_last_month_kwh"]
    assert summer["consumption_last_day_kwh"] < summer["consumption_last_week_kwh"]
