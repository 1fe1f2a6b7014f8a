"""What a back office does: customers, help, the team, the fleet and trading, over real connections.

The operations are those of the documentation.
"""

from domain.ids import IdKind, decode_id
from tests.gateway_under_test import HOME, RICH, STAFF, TROUBLED
from tests.journeys.over_http import Town, global_id

ORGANIZATION = f"/org/{HOME.organization_id}"
ADMINISTRATOR = 0


def _own(text: str) -> str:
    decoded = decode_id(text)
    assert decoded is not None
    return decoded.own_id


def test_customers(town: Town) -> None:
    staff = town.person("staff", town.own_id(STAFF))
    found = staff.does("SearchCustomers", search="USER-1")
    rows = sorted(each["email"] for each in town.members() if "user-1" in each["email"])
    assert found["viewerCanCreate"] == ["USERS"]
    assert [each["email"] for each in found["users"]["nodes"]] == rows
    assert found["users"]["totalCount"] == len(rows) == 10
    added = staff.does("AddCustomer")
    assert added == {"id": added["id"], "email": "walk-in@example.test", "externalId": "crm-20002"}
    found = staff.does("SearchCustomers", search="crm-20002")["users"]["nodes"]
    assert [each["id"] for each in found] == [added["id"]]
    before = town.holds(town.own_id(RICH))
    corrected = staff.does("CorrectCustomer", userId=town.user_id(RICH))
    assert corrected == {
        "id": town.user_id(RICH),
        "lastName": "Sommer",
        "externalId": "crm-30003",
        "address": {
            "streetAndNumber": before["street_and_number"],
            "postalCode": "10115",
            "town": "Berlin",
            "country": "DE",
        },
    }
    changed = {
        "last_name": "Sommer",
        "external_user_id": "crm-30003",
        "zip_code": "10115",
        "town": "Berlin",
        "country": "DE",
    }
    assert town.holds(town.own_id(RICH)) == {**before, **changed}
    assert staff.does("RemoveCustomer", userId=added["id"]) == added["id"]
    assert _own(added["id"]) not in {each["id"] for each in town.members()}
    assert staff.does("SearchCustomers", search="crm-20002")["users"]["totalCount"] == 0
    assert town.writes == [
        f"POST {ORGANIZATION}/users",
        f"PUT {town.path(town.own_id(RICH))}",
        f"DELETE {town.path(_own(added['id']))}",
    ]


def test_helping_somebody(town: Town) -> None:
    staff = town.person("staff", town.own_id(STAFF))
    own_id = town.own_id(TROUBLED)
    rows = town.holds(own_id, "/heat-pumps")
    broken = next(each for each in rows if each["action_needed"])
    device_id = global_id(IdKind.HEAT_PUMP, own_id, broken["id"])
    fleet = staff.does("WhoNeedsHelp")["devices"]
    assert [each for each in fleet["nodes"] if each["isActionNeeded"]] == [
        {
            "id": device_id,
            "isActionNeeded": True,
            "owner": {"id": town.user_id(TROUBLED), "email": town.holds(own_id)["email"]},
        }
    ]
    home = staff.does("OneHome", userId=town.user_id(TROUBLED))
    held = {
        _own(each["id"]): (each["isActionNeeded"], [action["code"] for action in each["actions"]])
        for each in home["devices"]
    }
    assert held == {
        each["id"]: (each["action_needed"], ["reauthenticate"] if each["action_needed"] else [])
        for below in ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")
        for each in town.holds(own_id, f"/{below}")
    }
    link = staff.does("HelpToReconnect", deviceId=device_id)["authenticationUrl"]
    assert link.startswith("https://connect.example/reauthenticate?session_id=")
    comment = "Link sent, waiting for the owner"
    assert staff.does("LeaveNote", heatPumpId=device_id) == {"id": device_id, "comment": comment}
    assert town.holds(own_id, f"/heat-pumps/{broken['id']}")["comment"] == comment
    pump = f"{town.path(own_id)}/heat-pumps/{broken['id']}"
    assert town.writes == [f"POST {pump}/auth_session", f"PUT {pump}"]


def test_the_team(town: Town) -> None:
    staff = town.person("staff", town.own_id(STAFF))
    administrator = town.person("administrator", town.own_id(ADMINISTRATOR))
    server = town.person("administrator")
    first = town.user_id(ADMINISTRATOR)
    staff.is_forbidden("InviteColleague")
    invited = administrator.does("InviteColleague")
    assert invited == {"id": invited["id"], "role": "STAFF", "email": "new-colleague@example.test"}
    team = administrator.does("Team")
    assert invited["id"] in {each["id"] for each in team["staff"]["nodes"]}
    assert [each["id"] for each in team["administrators"]["nodes"]] == [first]
    staff.is_forbidden("Promote", staffId=invited["id"])
    administrator.is_forbidden("Promote", staffId=first)  # their own role
    staff.is_forbidden("RemoveColleague", staffId=invited["id"])
    last = server.sends("RemoveColleague", staffId=first)
    assert last["deletedId"] is None
    assert [each["code"] for each in last["userErrors"]] == ["LAST_ADMINISTRATOR"]
    assert administrator.does("Promote", staffId=invited["id"]) == {
        "id": invited["id"],
        "role": "ADMINISTRATOR",
    }
    assert town.holds(_own(invited["id"]))["role"] == "admin"
    # Two are there now, so one may go; then the other is the last.
    assert server.does("RemoveColleague", staffId=first) == first
    remaining = server.sends("RemoveColleague", staffId=invited["id"])
    assert [each["code"] for each in remaining["userErrors"]] == ["LAST_ADMINISTRATOR"]
    administrators = [each["id"] for each in town.members() if each["role"] == "admin"]
    assert administrators == [_own(invited["id"])]
    assert town.writes == [
        f"POST {ORGANIZATION}/users",
        f"PUT {town.path(_own(invited['id']))}",
        f"DELETE {town.path(_own(first))}",
    ]


def test_what_the_fleet_saves(town: Town) -> None:
    staff = town.person("staff", town.own_id(STAFF))
    saved = staff.does("FleetSavings")["savings"]
    assert town.calls == [f"GET {ORGANIZATION}/devices/savings"]
    times = "start_datetime=2026-09-01T00:00:00Z&end_datetime=2026-10-01T00:00:00Z"
    held = town.row(f"{ORGANIZATION}/devices/savings?{times}")
    assert sorted(float(each) for each in saved.values()) == sorted(
        each for each in held.values() if isinstance(each, float)
    )
    app = town.person("user", town.own_id(RICH))
    assert app.answered("FleetSavings")["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert town.calls == [f"GET {ORGANIZATION}/devices/savings"]


def test_a_trading_desk(town: Town) -> None:
    staff = town.person("staff", town.own_id(STAFF))
    desk = town.person("administrator")
    prices = [{"startsAt": "2026-10-16T00:00:00Z", "pricePerMegawattHour": "-12.25"}]
    corrected = [{**prices[0], "pricePerMegawattHour": "99.75"}]
    late = [{**prices[0], "startsAt": "2026-10-14T00:00:00Z"}]
    curve = staff.does("LoadCurve")["loadCurve"]
    for operation in ("HandInPrices", "CorrectPrices"):
        staff.is_forbidden(operation, prices=prices)
    staff.is_forbidden("AcceptLoadCurve", tradeId=curve["tradeId"])
    states = [
        desk.does(operation, prices=handed)["state"]
        for operation, handed in (
            ("CorrectPrices", prices),
            ("HandInPrices", late),
            ("HandInPrices", prices),
            ("HandInPrices", prices),
            ("CorrectPrices", corrected),
        )
    ]
    assert states == ["NOT_EXISTING", "LATE", "STORED", "EXISTING", "STORED"]
    time = "from_dt=2026-10-16T00:00:00Z&to_dt=2026-10-16T00:15:00Z&price_zone=AT"
    book = town.row(f"{ORGANIZATION}/trading/dayahead/prices?{time}")
    assert [each["price"] for each in book["data"]] == [99.75]
    held = town.row(f"{ORGANIZATION}/trading/dayahead/loadcurve")
    assert curve["tradeId"] == held["trade_id"]
    assert len(curve["optimized"]) == len(curve["unoptimized"]) == 24
    assert desk.does("AcceptLoadCurve", tradeId=curve["tradeId"]) == curve["tradeId"]
    unknown = desk.sends("AcceptLoadCurve", tradeId=town.own_id(RICH))
    assert [each["code"] for each in unknown["userErrors"]] == ["NOT_FOUND"]
    desk_prices = f"{ORGANIZATION}/trading/dayahead/prices"
    confirmation = f"POST {ORGANIZATION}/trading/dayahead/loadcurve/confirmation"
    assert town.writes == [
        f"PATCH {desk_prices}",
        f"POST {desk_prices}",
        f"POST {desk_prices}",
        f"POST {desk_prices}",
        f"PATCH {desk_prices}",
        confirmation,
        confirmation,
    ]
