"""What an end user's app does, from opting in to repairing, over real connections on both sides.

The operations are those of the documentation.
"""

import pytest

from domain.ids import IdKind, decode_id
from tests.gateway_under_test import RICH, STAFF, TROUBLED
from tests.journeys.expected import expected_device, instant
from tests.journeys.over_http import Person, Town, global_id


def _own(text: str) -> str:
    decoded = decode_id(text)
    assert decoded is not None
    return decoded.own_id


def _rich(town: Town) -> tuple[Person, str, str]:
    own_id = town.own_id(RICH)
    return town.person("user", own_id), own_id, town.path(own_id)


def test_opting_in(town: Town) -> None:
    server = town.person("administrator")
    created = server.does("OptIn", idempotency_key="opt-in-crm-20001")
    assert created == {
        "id": created["id"],
        "email": "new-customer@example.test",
        "externalId": "crm-20001",
        "role": "USER",
    }
    assert server.does("OptIn", idempotency_key="opt-in-crm-20001") == created
    users = town.path("").rstrip("/")
    assert town.writes == [f"POST {users}"]
    row = town.holds(_own(created["id"]))
    assert (row["external_user_id"], row["role"], row["country"]) == ("crm-20001", "user", "DE")
    assert [each["id"] for each in town.members()].count(row["id"]) == 1
    assert server.does("FindCustomer")["id"] == created["id"]
    again = server.sends("OptIn")
    assert again["user"] is None
    assert [(each["code"], each["path"]) for each in again["userErrors"]] == [("TAKEN", ["input", "email"])]
    assert sum(each["email"] == "new-customer@example.test" for each in town.members()) == 1
    app = town.person("user", row["id"])
    assert app.does("FindCustomer") == {
        "id": created["id"],
        "firstName": "Ada",
        "lastName": "Beispiel",
        "viewerCanCreate": ["BUILDINGS", "DEVICES"],
    }
    app.is_forbidden("OptIn")


def test_entering_a_home(town: Town) -> None:
    app, own_id, path = _rich(town)
    pump = global_id(IdKind.HEAT_PUMP, own_id, town.holds(own_id, "/heat-pumps")[0]["id"])
    building = app.does("AddBuilding", userId=town.user_id(RICH))
    building_id = building["id"]
    assert building == {
        "id": building_id,
        "name": "Ferienhaus",
        "propertyType": "DETACHED",
        "propertySizeSquareMeters": 120,
        "occupantCount": 3,
        "owner": {"id": town.user_id(RICH)},
        "address": {"town": "Lindau", "country": "DE"},
    }
    changed = app.does("ChangeBuilding", buildingId=building_id)
    assert changed == {"id": building_id, "name": "Ferienhaus", "propertyType": None, "occupantCount": 4}
    row = town.holds(own_id, f"/buildings/{_own(building_id)}")
    assert (row["property_type"], row["num_occupants"], row["property_size_m2"]) == (None, 4, 120)
    moved = app.does("MoveDevice", deviceId=pump, buildingId=building_id)
    assert moved == {"id": pump, "building": {"id": building_id, "name": "Ferienhaus"}}
    assert town.holds(own_id, f"/heat-pumps/{_own(pump)}")["building"] == _own(building_id)
    assert app.does("MoveDevice", deviceId=pump, buildingId=None)["building"] is None
    assert town.holds(own_id, f"/heat-pumps/{_own(pump)}")["building"] is None
    assert app.does("RemoveBuilding", buildingId=building_id) == building_id
    assert _own(building_id) not in {each["id"] for each in town.holds(own_id, "/buildings")}
    assert town.writes == [
        f"POST {path}/buildings",
        f"PUT {path}/buildings/{_own(building_id)}",
        f"PUT {path}/heat-pumps/{_own(pump)}",
        f"PUT {path}/heat-pumps/{_own(pump)}",
        f"DELETE {path}/buildings/{_own(building_id)}",
    ]


def test_connecting_a_device(town: Town) -> None:
    app, own_id, path = _rich(town)
    user_id = town.user_id(RICH)
    building_id = global_id(IdKind.BUILDING, own_id, town.holds(own_id, "/buildings")[0]["id"])
    before = {each["id"] for each in town.holds(own_id, "/heat-pumps")}
    session = app.does("InviteToConnect", userId=user_id, buildingId=building_id)
    page = f"https://connect.example/?onboarding_session_id={_own(session['id'])}"
    assert session == {
        "id": session["id"],
        "authenticationUrl": page,
        "expiresOn": "2026-10-15",
        "kind": "HEAT_PUMP",
        "language": "GERMAN",
        "priceZone": "DE_LU",
    }
    assert app.does("HowFar", sessionId=session["id"]) == {"id": session["id"], "device": None}
    # Registering the device is what the page would do.
    device = app.does("RegisterHeatPump", userId=user_id, buildingId=building_id)
    assert device == {
        "id": device["id"],
        "building": {"id": building_id},
        "model": {"manufacturer": "Polarwärme", "name": "Eisbär 9"},
        "priceZone": "DE_LU",
        "isSmartOptimizationActive": True,
    }
    assert {each["id"] for each in town.holds(own_id, "/heat-pumps")} == before | {_own(device["id"])}
    listed = app.does("ConnectedDevices", userId=user_id)["devices"]
    (found,) = (each for each in listed if each["id"] == device["id"])
    assert found == {
        "id": device["id"],
        "kind": "HEAT_PUMP",
        "isAuthenticated": True,
        "building": {"id": building_id},
        "isSmartOptimizationActive": True,
    }
    assert app.does("RemoveDevice", deviceId=device["id"]) == device["id"]
    listed = app.does("ConnectedDevices", userId=user_id)["devices"]
    assert device["id"] not in {each["id"] for each in listed}
    assert {each["id"] for each in town.holds(own_id, "/heat-pumps")} == before
    *made, removed = town.writes
    assert made == ["POST /device-onboarding", f"POST {path}/heat-pumps"]
    assert removed.partition(" ")[2] == f"{path}/heat-pumps/{_own(device['id'])}"


def test_the_dashboard(town: Town) -> None:
    app, own_id, path = _rich(town)
    home = app.does("Home", userId=town.user_id(RICH))
    collections = {
        "heatPumps": "heat-pumps",
        "electricVehicles": "electric-vehicles",
        "solarInverters": "inverters",
        "wallboxes": "wallboxes",
    }
    lists = [f"GET {path}/{name}" for name in collections.values()]
    assert sorted(town.calls) == sorted([f"GET {path}", *lists])
    for field, collection in collections.items():
        rows = sorted(town.holds(own_id, f"/{collection}"), key=lambda each: (each["created_at"], each["id"]))
        whole = [expected_device(collection, row, []) for row in rows]
        assert home[field] == [
            {name: expected[name] for name in shown}
            for expected, shown in zip(whole, home[field], strict=True)
        ]
        assert len(rows) == 2
    pump = global_id(IdKind.HEAT_PUMP, own_id, town.holds(own_id, "/heat-pumps")[0]["id"])
    saved = app.does("Saved", heatPumpId=pump)
    assert [each["startsAt"] for each in saved["savings"]] == ["2026-09-01T00:00:00+00:00"]
    assert saved["savings"][0]["savingsCurrency"] == "EUR"
    assert [each["resolution"] for each in saved["statistics"]] == ["MONTH"]
    row = next(each for each in town.holds(own_id, "/electric-vehicles") if each["is_plugged_in"])
    vehicle = f"/electric-vehicles/{row['id']}"
    town.forget_calls()
    sessions = app.does("Sessions", electricVehicleId=global_id(IdKind.ELECTRIC_VEHICLE, own_id, row["id"]))
    assert sorted(town.calls) == sorted(
        f"GET {path}{each}"
        for each in ("/electric-vehicles", f"{vehicle}/sessions", f"{vehicle}/sessions/current")
    )
    current = town.holds(own_id, f"{vehicle}/sessions/current")["session"]
    assert sessions["currentChargingSession"] == {
        "id": current["id"],
        "pluggedInAt": instant(current["plug_in_time"]),
        "energyChargedKilowattHours": current["energy_charged_kwh"],
    }
    held = town.holds(own_id, f"{vehicle}/sessions?limit=5&from=2026-09-14&to=2026-10-13")
    assert sessions["chargingSessions"]["totalCount"] == held["total"] > 5
    assert [each["id"] for each in sessions["chargingSessions"]["nodes"]] == [
        each["id"] for each in held["items"]
    ]
    assert town.writes == []


def test_preferences_of_heat_pumps_and_inverters(town: Town) -> None:
    app, own_id, path = _rich(town)
    pump_path = f"/heat-pumps/{town.holds(own_id, '/heat-pumps')[0]['id']}"
    inverter_path = f"/inverters/{town.holds(own_id, '/inverters')[0]['id']}"
    pump = global_id(IdKind.HEAT_PUMP, own_id, pump_path.rpartition("/")[2])
    inverter = global_id(IdKind.SOLAR_INVERTER, own_id, inverter_path.rpartition("/")[2])
    for operation, is_active in (("Resume", True), ("Pause", False)):
        assert app.does(operation, deviceId=pump) == {"id": pump, "isSmartOptimizationActive": is_active}
        assert town.holds(own_id, pump_path)["is_smart_optimization_active"] is is_active
    before = town.holds(own_id, pump_path)
    assert app.does("Comfort", heatPumpId=pump) == {
        "id": pump,
        "optimizationLevel": "MID",
        "minimumIndoorTemperatureCelsius": 20.0,
        "maximumIndoorTemperatureCelsius": 22.5,
    }
    after = town.holds(own_id, pump_path)
    set_fields = {
        "optimization_level": "Mid",
        "minimum_temperature_limit": 20.0,
        "maximum_temperature_limit": 22.5,
    }
    assert after == {**before, **set_fields, "updated_at": after["updated_at"]}
    assert app.does("BatteryLimits", solarInverterId=inverter) == {
        "id": inverter,
        "minimumBatteryLevelPercent": 15.0,
        "maximumBatteryLevelPercent": 90.0,
    }
    row = town.holds(own_id, inverter_path)
    assert (row["min_battery_charge"], row["max_battery_charge"]) == (15.0, 90.0)
    assert town.calls == [*[f"PUT {path}{pump_path}"] * 3, f"PUT {path}{inverter_path}"]


def test_preferences_of_charging(town: Town) -> None:
    app, own_id, path = _rich(town)
    rows = town.holds(own_id, "/electric-vehicles")
    row = next(each for each in rows if each["is_plugged_in"])
    below = f"/electric-vehicles/{row['id']}"
    vehicle = global_id(IdKind.ELECTRIC_VEHICLE, own_id, row["id"])
    assert app.does("ReadyBySeven", electricVehicleId=vehicle) == {
        "id": vehicle,
        "chargeDeadline": "07:00:00",
        "chargeTargetMinimumPercent": 60,
    }
    assert town.holds(own_id, below)["charge_target_min"] == 60
    before = town.holds(own_id, f"{below}/charge-policy")["data"]
    policy = app.does("WorkingWeek", electricVehicleId=vehicle)["chargePolicy"]
    assert policy == {
        "monday": {"targetPercent": 80, "deadline": "07:30:00"},
        "friday": {"targetPercent": 100, "deadline": None},
        "sunday": None,
        "timezone": "Europe/Berlin",
    }
    after = town.holds(own_id, f"{below}/charge-policy")["data"]
    assert {day: after[day] for day in ("tue", "wed", "thu", "sat")} == {
        day: before[day] for day in ("tue", "wed", "thu", "sat")
    }
    assert (after["mon"]["charge_percentage"], after["sun"]) == (80, None)
    configuration = app.does("ChargeFromTheSun", userId=town.user_id(RICH))
    assert configuration["mode"] == "SOLAR_SURPLUS"
    held = town.holds(own_id, "/charging-config")
    assert held["smart_charging_mode"] == "hems"
    assert held["thresholds"]["hems_min_export_to_start_w"] == 2000
    assert town.writes == [
        f"PUT {path}{below}",
        f"PUT {path}{below}/charge-policy",
        f"PUT {path}/charging-config",
    ]


def test_charging_now_and_when_that_is_refused(town: Town) -> None:
    app, own_id, path = _rich(town)
    rows = town.holds(own_id, "/electric-vehicles")
    plugged, unplugged = sorted(rows, key=lambda each: not each["is_plugged_in"])
    here, away = (global_id(IdKind.ELECTRIC_VEHICLE, own_id, each["id"]) for each in (plugged, unplugged))
    started = app.does("ChargeNow", electricVehicleId=here)
    assert started == {"id": here, "boostState": "REQUESTED", "isBoostArmedForNextSession": False}
    refused = app.sends("ChargeNow", electricVehicleId=here)
    assert refused == {
        "electricVehicle": None,
        "userErrors": [
            {
                "message": "This is not possible now.",
                "path": ["input"],
                "code": "CONFLICT",
                "state": "REQUESTED",
                "reason": "already_charging",
            }
        ],
    }
    armed = app.does("ChargeNow", electricVehicleId=away)
    assert armed == {"id": away, "boostState": "AVAILABLE", "isBoostArmedForNextSession": True}
    assert town.holds(own_id, f"/electric-vehicles/{unplugged['id']}")["boost_for_next_session"] is True
    disarmed = app.does("DoNotChargeNow", electricVehicleId=away)
    assert disarmed == {"id": away, "boostState": "AVAILABLE", "isBoostArmedForNextSession": False}
    assert town.holds(own_id, f"/electric-vehicles/{unplugged['id']}")["boost_for_next_session"] is False
    boosts = [f"{path}/electric-vehicles/{each['id']}/boost" for each in (plugged, unplugged)]
    assert town.writes == [
        f"POST {boosts[0]}",
        f"POST {boosts[0]}",
        f"POST {boosts[1]}",
        f"DELETE {boosts[1]}",
    ]


def _enters_a_contract(town: Town, who: Person) -> None:
    own_id = town.own_id(RICH)
    before = town.holds(own_id, "/energy-contracts")
    contract = who.does("EnterContract", userId=town.user_id(RICH), buildingId=None)
    assert contract == {
        "id": contract["id"],
        "type": "YEARLY",
        "currency": "EUR",
        "supplier": "Stadtwerke",
        "building": None,
        "appliesToAllBuildings": True,
        "prices": {
            "nodes": [{"pricePerKilowattHour": "0.2875", "startsAt": "2026-01-01T00:00:00+00:00"}],
        },
    }
    prices = who.does("NewPrices", energyContractId=contract["id"])["prices"]
    assert prices["totalCount"] == 2
    rows = town.holds(own_id, "/energy-contracts")
    (row,) = (each for each in rows if each["id"] == _own(contract["id"]))
    assert [each["price"] for each in row["energy_prices"]] == [0.2875, 0.301]
    assert row["supplier"] == "Stadtwerke"
    assert who.does("EndContract", energyContractId=contract["id"]) == contract["id"]
    assert town.holds(own_id, "/energy-contracts") == before
    contracts = f"{town.path(own_id)}/energy-contracts"
    changed = f"{contracts}/{_own(contract['id'])}"
    assert town.writes == [f"POST {contracts}", f"PUT {changed}", f"DELETE {changed}"]


def test_a_contract_that_staff_enters(town: Town) -> None:
    app, own_id, _ = _rich(town)
    app.is_forbidden("EnterContract", userId=town.user_id(RICH))
    contract = town.holds(own_id, "/energy-contracts")[0]["id"]
    contract_id = global_id(IdKind.ENERGY_CONTRACT, own_id, contract)
    app.is_forbidden("NewPrices", energyContractId=contract_id)
    app.is_forbidden("EndContract", energyContractId=contract_id)
    assert town.calls == []
    _enters_a_contract(town, town.person("staff", town.own_id(STAFF)))


def test_a_contract_that_the_end_user_enters_where_that_is_allowed(trusting_town: Town) -> None:
    app, _, _ = _rich(trusting_town)
    _enters_a_contract(trusting_town, app)


@pytest.mark.parametrize("position", [RICH, TROUBLED])
def test_logging_in_again(town: Town, position: int) -> None:
    own_id = town.own_id(position)
    app = town.person("user", own_id)
    device_id = town.holds(own_id, "/heat-pumps")[0]["id"]
    session = app.does("LogInAgain", deviceId=global_id(IdKind.HEAT_PUMP, own_id, device_id))
    assert session["authenticationUrl"].startswith("https://connect.example/reauthenticate?session_id=")
    assert town.calls == [f"POST {town.path(own_id)}/heat-pumps/{device_id}/auth_session"]


def test_repairing_what_a_device_asks_for(town: Town) -> None:
    own_id = town.own_id(TROUBLED)
    app = town.person("user", own_id)
    row = next(each for each in town.holds(own_id, "/heat-pumps") if each["action_needed"])
    device = global_id(IdKind.HEAT_PUMP, own_id, row["id"])
    assert app.does("WhatIsNeeded", brokenDeviceId=device) == {
        "id": device,
        "connectionStatus": "ERROR",
        "isActionNeeded": True,
        "actions": [{"code": "reauthenticate", "requiredParameters": ["successUrl", "cancelUrl"]}],
    }
    early = app.sends("ReportRepair", brokenDeviceId=device)
    assert [(each["code"], each["path"]) for each in early["userErrors"]] == [
        ("NOT_AVAILABLE", ["input", "code"])
    ]
    assert app.does("StartRepair", brokenDeviceId=device)["redirectUrl"].startswith(
        "https://connect.example/cue/"
    )
    assert app.does("ReportRepair", brokenDeviceId=device) == {
        "id": device,
        "connectionStatus": "OK",
        "isActionNeeded": False,
        "isAuthenticated": True,
        "actions": [],
    }
    held = town.holds(own_id, f"/heat-pumps/{row['id']}")
    assert (held["action_needed"], held["connection_status"], held["actions"]) == (False, "ok", [])
    assert [call.rpartition("/")[2] for call in town.writes] == ["state", "resolve", "state"]
    gone = app.sends("StartRepair", brokenDeviceId=device)
    assert [(each["code"], each["path"]) for each in gone["userErrors"]] == [("NOT_FOUND", ["input", "code"])]
