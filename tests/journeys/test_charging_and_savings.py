"""Charge policies, the running session and savings: what they say, what they cost, who may see them."""

from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest, RoleName
from tests.journeys.expected import instant

pytestmark = pytest.mark.anyio

ORGANIZATION = f"/org/{HOME.organization_id}"
TIME = '(from: "2026-09-01T00:00:00Z", to: "2026-10-01T00:00:00Z")'
SAVINGS = '(from: "2026-09-01T00:00:00Z", to: "2026-10-01T00:00:00Z", resolution: MONTH)'
DAYS = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}


def _vehicle(gateway: GatewayUnderTest) -> dict[str, Any]:
    user_id = gateway.user_row(RICH)["id"]
    row: dict[str, Any] = gateway.sandbox.rows(f"{ORGANIZATION}/users/{user_id}/electric-vehicles")[0]
    return row


def _path(row: dict[str, Any]) -> str:
    return f"{ORGANIZATION}/users/{row['owner']['id']}/electric-vehicles/{row['id']}"


def _id(row: dict[str, Any]) -> str:
    return encode_id(IdKind.ELECTRIC_VEHICLE, HOME.organization_id, row["owner"]["id"], row["id"])


async def test_the_weekly_policy(gateway: GatewayUnderTest) -> None:
    row = _vehicle(gateway)
    days = " ".join(f"{day} {{ targetPercent deadline }}" for day in DAYS.values())
    query = f"""query($id: ID!) {{ device(id: $id) {{ ... on ElectricVehicle {{
      chargePolicy {{ {days} timezone }}
    }} }} }}"""
    data = await gateway.ask(query, {"id": _id(row)}, role="user")
    wire = gateway.sandbox.rows(f"{_path(row)}/charge-policy")["data"]
    expected = {
        name: None
        if wire[short] is None
        else {
            "targetPercent": wire[short]["charge_percentage"],
            "deadline": wire[short]["charge_deadline"] and f"{wire[short]['charge_deadline'][:5]}:00",
        }
        for short, name in DAYS.items()
    }
    assert data["device"]["chargePolicy"] == {**expected, "timezone": wire["timezone"]}
    assert gateway.sandbox.calls == [
        f"GET {_path(row).rpartition('/')[0]}",
        f"GET {_path(row)}/charge-policy",
    ]


async def test_the_session_that_each_vehicle_is_in(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(
        """{ organization { users(first: 100) { nodes { electricVehicles {
          id currentChargingSession { id pluggedInAt initialBatteryLevelPercent }
        } } } } }"""
    )
    expected = {}
    for user in gateway.sandbox.users(HOME.organization_id):
        for row in gateway.sandbox.rows(f"{ORGANIZATION}/users/{user['id']}/electric-vehicles"):
            session = gateway.sandbox.rows(f"{_path(row)}/sessions/current")["session"]
            expected[_id(row)] = session and {
                "id": session["id"],
                "pluggedInAt": instant(session["plug_in_time"]),
                "initialBatteryLevelPercent": session["initial_soc_pct"],
            }
    vehicles = [each for user in data["organization"]["users"]["nodes"] for each in user["electricVehicles"]]
    assert {each["id"]: each["currentChargingSession"] for each in vehicles} == expected
    assert None in expected.values()
    assert any(expected.values())
    assert len(gateway.sandbox.calls) == len(set(gateway.sandbox.calls)) == 1 + 24 + len(vehicles)


async def test_what_a_device_saved(gateway: GatewayUnderTest) -> None:
    row = _vehicle(gateway)
    query = f"""query($id: ID!) {{ device(id: $id) {{ ... on ElectricVehicle {{
      savings{SAVINGS} {{ resolution startsAt savingsTotal savingsPercent chargeSessionCount }}
    }} }} }}"""
    data = await gateway.ask(query, {"id": _id(row)}, role="user")
    wire = gateway.sandbox.rows(
        f"{_path(row)}/savings?from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z&resolution=1MONTH"
    )["data"]
    assert wire
    assert data["device"]["savings"] == [
        {
            "resolution": "MONTH",
            "startsAt": instant(each["period"]["start_period"]),
            "savingsTotal": str(each["savings"]["total"]),
            "savingsPercent": each["savings"]["percentage"],
            "chargeSessionCount": each["electric_vehicle"]["charge_session_count"],
        }
        for each in wire
    ]


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_what_the_organization_saved(gateway: GatewayUnderTest, role: RoleName) -> None:
    fields = "totalEuros heatPumpsEuros electricVehiclesEuros invertersEuros"
    data = await gateway.ask(f"{{ organization {{ savings{TIME} {{ {fields} }} }} }}", role=role)
    wire = gateway.sandbox.rows(
        f"{ORGANIZATION}/devices/savings?start_datetime=2026-09-01T00:00:00Z&end_datetime=2026-10-01T00:00:00Z"
    )
    assert data["organization"]["savings"] == {
        "totalEuros": str(wire["total_savings"]),
        "heatPumpsEuros": str(wire["heat_pump_savings"]),
        "electricVehiclesEuros": str(wire["electric_vehicle_savings"]),
        "invertersEuros": str(wire["inverter_savings"]),
    }


async def test_an_end_user_is_refused_the_organizations_figures(gateway: GatewayUnderTest) -> None:
    query = f"{{ viewer {{ role }} organization {{ id savings{TIME} {{ totalEuros }} }} }}"
    data, errors = await gateway.ask_with_errors(query, role="user")
    assert data["viewer"] == {"role": "USER"}
    assert data["organization"]["savings"] is None
    assert data["organization"]["id"]
    assert errors == [("FORBIDDEN", ["organization", "savings"])]
    assert gateway.sandbox.calls == []


async def test_a_time_that_ends_before_it_begins(gateway: GatewayUnderTest) -> None:
    query = """{ organization { savings(from: "2026-10-01T00:00:00Z", to: "2026-09-01T00:00:00Z") {
      totalEuros
    } } }"""
    data, errors = await gateway.ask_with_errors(query)
    assert data == {"organization": {"savings": None}}
    assert errors == [("BAD_USER_INPUT", ["organization", "savings"])]
    assert gateway.sandbox.calls == []


SESSIONS = """query($id: ID!, $from: Date!, $to: Date!, $first: Int, $after: String) {
  device(id: $id) { ... on ElectricVehicle {
    chargingSessions(from: $from, to: $to, first: $first, after: $after) {
      totalCount nodes { id energyChargedKilowattHours } pageInfo { hasNextPage endCursor }
    }
  } }
}"""
MONTH = {"from": "2026-09-14", "to": "2026-10-13"}


async def test_walking_the_sessions_gives_each_once(gateway: GatewayUnderTest) -> None:
    row = _vehicle(gateway)
    path = f"{_path(row)}/sessions?limit=200&from={MONTH['from']}&to={MONTH['to']}"
    wire = gateway.sandbox.rows(path)
    assert wire["total"] == len(wire["items"]) > 7
    found: list[dict[str, Any]] = []
    after = None
    while True:
        variables = {"id": _id(row), **MONTH, "first": 7, "after": after}
        page = (await gateway.ask(SESSIONS, variables, role="user"))["device"]["chargingSessions"]
        assert page["totalCount"] == wire["total"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [
        {"id": each["id"], "energyChargedKilowattHours": each["energy_charged_kwh"]} for each in wire["items"]
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-10-13", "to": "2026-10-12"},
        {"after": "x"},
        {"after": ""},
        {"first": 101},
        {"first": -1},
    ],
)
async def test_sessions_that_cannot_be_asked_for(gateway: GatewayUnderTest, wrong: dict[str, Any]) -> None:
    variables = {"id": _id(_vehicle(gateway)), **MONTH, **wrong}
    data, errors = await gateway.ask_with_errors(SESSIONS, variables)
    assert data == {"device": {"chargingSessions": None}}
    assert errors == [("BAD_USER_INPUT", ["device", "chargingSessions"])]
    assert not any("sessions" in call for call in gateway.sandbox.calls)


async def test_a_cursor_of_other_days_is_refused(gateway: GatewayUnderTest) -> None:
    variables = {"id": _id(_vehicle(gateway)), **MONTH, "first": 2}
    page = (await gateway.ask(SESSIONS, variables))["device"]["chargingSessions"]
    variables |= {"from": "2026-09-15", "after": page["pageInfo"]["endCursor"]}
    data, errors = await gateway.ask_with_errors(SESSIONS, variables)
    assert data == {"device": {"chargingSessions": None}}
    assert errors == [("BAD_USER_INPUT", ["device", "chargingSessions"])]


async def test_how_charging_devices_are_steered_together(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(
        """query($id: ID!) { user(by: {id: $id}) { chargingConfiguration {
          mode hasModeConflict isSurplusChargingPossible surplusMinimumBandWatts
          devices { kind isPrimaryActuator device { id kind } }
          modes { mode isAvailable }
        } } }""",
        {"id": gateway.user_id()},
        role="user",
    )
    user_id = gateway.user_row(RICH)["id"]
    wire = gateway.sandbox.rows(f"{ORGANIZATION}/users/{user_id}/charging-config")
    found = data["user"]["chargingConfiguration"]
    modes = {
        "none": "OFF",
        "spot": "SPOT_PRICE",
        "hems": "SOLAR_SURPLUS",
        "hems_and_spot": "SOLAR_SURPLUS_AND_SPOT_PRICE",
    }
    assert found["mode"] == modes[wire["smart_charging_mode"]]
    assert found["hasModeConflict"] == wire["mode_conflict"]
    assert found["isSurplusChargingPossible"] == wire["hems_eligible"]
    assert found["surplusMinimumBandWatts"] == wire["thresholds"]["min_band_w"]
    assert found["modes"] == [
        {"mode": modes[each["mode"]], "isAvailable": each["available"]} for each in wire["available_modes"]
    ]
    kinds = {"ELECTRIC_VEHICLE": IdKind.ELECTRIC_VEHICLE, "WALLBOX": IdKind.WALLBOX}
    assert len(found["devices"]) == len(wire["devices"]) > 0
    for device, row in zip(found["devices"], wire["devices"], strict=True):
        device_id = encode_id(kinds[device["kind"]], HOME.organization_id, user_id, row["device_id"])
        assert device == {
            "kind": device["kind"],
            "isPrimaryActuator": row["is_primary_actuator"],
            "device": {"id": device_id, "kind": device["kind"]},
        }
