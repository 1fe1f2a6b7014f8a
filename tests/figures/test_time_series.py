"""Time series of devices: what they say, where they have gaps, what they cost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.figures.asked import asked
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest
from tests.journeys.expected import instant

pytestmark = pytest.mark.anyio

Row = dict[str, Any]
ORGANIZATION = f"/org/{HOME.organization_id}"
START = datetime(2026, 10, 12, tzinfo=UTC)
DAY = {"from": "2026-10-12T00:00:00Z", "to": "2026-10-13T00:00:00Z"}


def _price(row: Row) -> str | None:
    return None if row["price"] is None else str(Decimal(repr(row["price"])))


def _kilowatt_hours(value: float | None) -> Any:  # noqa: ANN401 - pytest's own
    return None if value is None else pytest.approx(value / 1000)


def _heat_pump(row: Row) -> Row:
    return {
        "pricePerKilowattHour": _price(row),
        "inletTemperatureCelsius": row["inlet_temp_act"],
        "domesticHotWaterTemperatureCelsius": row["hot_water_temp"],
        "estimatedConsumptionKilowattHours": _kilowatt_hours(row["estimated_consumption"]),
        "filteredEstimatedConsumptionKilowattHours": _kilowatt_hours(row["estimated_consumption_filtered"]),
        "simulatedConsumptionKilowattHours": _kilowatt_hours(row["simulated_consumption"]),
        "unoptimizedConsumptionKilowattHours": _kilowatt_hours(row["unoptimized_consumption"]),
    }


def _vehicle(row: Row) -> Row:
    return {
        "pricePerKilowattHour": _price(row),
        "batteryLevelPercent": row["battery_level"],
        "estimatedConsumptionKilowattHours": _kilowatt_hours(row["estimated_consumption"]),
        "unoptimizedConsumptionKilowattHours": _kilowatt_hours(row["unoptimized_consumption"]),
        "isCharging": row["is_charging"],
        "isPluggedIn": row["is_plugged_in"],
        "isAtOptimizedLocation": row["is_at_optimized_location"],
    }


def _inverter(row: Row) -> Row:
    power = row["grid_power"]
    return {
        "pricePerKilowattHour": _price(row),
        "solarProductionPowerWatts": row["solar_production"],
        "householdConsumptionPowerWatts": row["household_consumption"],
        "batteryLevelPercent": row["battery_level"],
        "gridImportPowerWatts": None if power is None else max(-power, 0),
        "gridExportPowerWatts": None if power is None else max(power, 0),
    }


KINDS = {
    "HeatPump": ("heat-pumps", IdKind.HEAT_PUMP, _heat_pump),
    "ElectricVehicle": ("electric-vehicles", IdKind.ELECTRIC_VEHICLE, _vehicle),
    "SolarInverter": ("inverters", IdKind.SOLAR_INVERTER, _inverter),
}


def _device(gateway: GatewayUnderTest, kind: str) -> tuple[str, str]:
    """A device's path and global id."""
    collection, id_kind, _ = KINDS[kind]
    user_id = gateway.user_row(RICH)["id"]
    row = gateway.sandbox.rows(f"{ORGANIZATION}/users/{user_id}/{collection}")[0]
    path = f"{ORGANIZATION}/users/{user_id}/{collection}/{row['id']}"
    return path, encode_id(id_kind, HOME.organization_id, user_id, row["id"])


def _query(kind: str, fields: str = "startsAt") -> str:
    return f"""query(
      $id: ID!, $from: DateTime!, $to: DateTime!, $resolution: DataResolution! = HOUR,
      $first: Int, $after: String, $last: Int, $before: String
    ) {{ device(id: $id) {{ ... on {kind} {{
      data(
        from: $from, to: $to, resolution: $resolution,
        first: $first, after: $after, last: $last, before: $before
      ) {{
        totalCount nodes {{ {fields} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
      }}
    }} }} }}"""


@pytest.mark.parametrize("kind", KINDS)
async def test_every_period_is_a_point_and_gaps_are_null(gateway: GatewayUnderTest, kind: str) -> None:
    path, node_id = _device(gateway, kind)
    expected_of = KINDS[kind][2]
    week = {"from": "2026-10-09T00:00:00Z", "to": "2026-10-13T00:00:00Z"}
    query = "&".join((f"from_datetime={week['from']}", f"to_datetime={week['to']}", "resolution=1HOUR"))
    wire = gateway.sandbox.rows(f"{path}/data?{query}")["data"]
    recorded = {instant(row["time"]): expected_of(row) for row in wire}
    hours = [(START + timedelta(hours=hour)).isoformat() for hour in range(-72, 24)]
    assert 0 < len(recorded) < len(hours)  # there are gaps
    nothing = dict.fromkeys(expected_of(wire[0]))
    names = " ".join(nothing)
    variables = {"id": node_id, **week, "first": 100}
    data = await gateway.ask(_query(kind, f"startsAt {names}"), variables, role="user")
    page = data["device"]["data"]
    assert page["totalCount"] == len(hours)
    assert page["nodes"] == [{"startsAt": hour, **recorded.get(hour, nothing)} for hour in hours]
    assert await asked(gateway, "/data") == [
        (
            f"{path}/data",
            {"from_datetime": week["from"], "to_datetime": week["to"], "resolution": "1HOUR"},
        )
    ]


@pytest.mark.parametrize(
    ("resolution", "wire"),
    [
        ("FIFTEEN_MINUTES", "15MIN"),
        ("HOUR", "1HOUR"),
        ("DAY", "1DAY"),
        ("WEEK", "1WEEK"),
        ("MONTH", "1MONTH"),
    ],
)
async def test_the_length_of_the_periods(gateway: GatewayUnderTest, resolution: str, wire: str) -> None:
    path, node_id = _device(gateway, "HeatPump")
    variables = {"id": node_id, **DAY, "resolution": resolution}
    await gateway.ask(_query("HeatPump"), variables)
    assert [query["resolution"] for _, query in await asked(gateway, f"{path}/data")] == [wire]


async def test_quarter_hours_if_nothing_is_said(gateway: GatewayUnderTest) -> None:
    _, node_id = _device(gateway, "HeatPump")
    query = f"""query($id: ID!) {{ device(id: $id) {{ ... on HeatPump {{
      data(from: "{DAY["from"]}", to: "{DAY["to"]}") {{ totalCount nodes {{ startsAt }} }}
    }} }} }}"""
    page = (await gateway.ask(query, {"id": node_id}))["device"]["data"]
    assert page["totalCount"] == 96
    assert [node["startsAt"] for node in page["nodes"]] == [
        (START + timedelta(minutes=15 * number)).isoformat() for number in range(20)
    ]


@pytest.mark.parametrize(("size", "place", "end"), [("first", "after", "end"), ("last", "before", "start")])
async def test_walking_gives_each_point_once(
    gateway: GatewayUnderTest, size: str, place: str, end: str
) -> None:
    _, node_id = _device(gateway, "ElectricVehicle")
    found: list[str] = []
    cursor = None
    for _ in range(4):
        variables = {"id": node_id, **DAY, size: 7, place: cursor}
        page = (await gateway.ask(_query("ElectricVehicle"), variables))["device"]["data"]
        assert page["totalCount"] == 24
        nodes = [node["startsAt"] for node in page["nodes"]]
        found = found + nodes if size == "first" else nodes + found
        cursor = page["pageInfo"][f"{end}Cursor"]
    assert page["pageInfo"]["hasNextPage" if size == "first" else "hasPreviousPage"] is False
    assert found == [(START + timedelta(hours=hour)).isoformat() for hour in range(24)]


async def test_a_cursor_is_an_instant_whatever_the_range(gateway: GatewayUnderTest) -> None:
    _, node_id = _device(gateway, "HeatPump")
    page = (await gateway.ask(_query("HeatPump"), {"id": node_id, **DAY, "first": 5}))["device"]["data"]
    variables = {"id": node_id, "from": "2026-10-11T00:00:00Z", "to": DAY["to"], "first": 1}
    variables["after"] = page["pageInfo"]["endCursor"]
    page = (await gateway.ask(_query("HeatPump"), variables))["device"]["data"]
    assert [node["startsAt"] for node in page["nodes"]] == ["2026-10-12T05:00:00+00:00"]
    assert page["totalCount"] == 48


async def test_two_points_at_one_instant_are_both_walked_over(gateway: GatewayUnderTest) -> None:
    _, node_id = _device(gateway, "HeatPump")
    times = ["2026-10-12T02:00:00Z", "2026-10-12T01:00:00Z", "2026-10-12T01:00:00Z"]
    body = {"data": [{"time": time, "inlet_temp_act": number} for number, time in enumerate(times)]}
    gateway.sandbox.add_fault(Fault(match="/data$", kind="status", status=200, body=body))
    found = []
    after = None
    for _ in times:
        variables = {"id": node_id, **DAY, "first": 1, "after": after}
        page = (await gateway.ask(_query("HeatPump", "inletTemperatureCelsius"), variables))["device"]["data"]
        found += [node["inletTemperatureCelsius"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert found == [1, 2, 0]
    assert page["pageInfo"]["hasNextPage"] is False


async def test_a_time_of_which_nothing_is_known(gateway: GatewayUnderTest) -> None:
    """The Partner API may refuse it with words of its own, which is an empty answer."""
    _, node_id = _device(gateway, "HeatPump")
    refusal = {"detail": "No data in the given range"}
    gateway.sandbox.add_fault(Fault(match="/data$", kind="status", status=400, body=refusal))
    page = (await gateway.ask(_query("HeatPump"), {"id": node_id, **DAY}))["device"]["data"]
    assert (page["totalCount"], page["nodes"]) == (0, [])


async def test_a_range_is_asked_for_once_however_many_pages(gateway: GatewayUnderTest) -> None:
    path, node_id = _device(gateway, "HeatPump")
    time = f'from: "{DAY["from"]}", to: "{DAY["to"]}"'
    same = 'from: "2026-10-12T02:00:00+02:00", to: "2026-10-13T02:00:00+02:00"'
    query = f"""query($id: ID!) {{ device(id: $id) {{ ... on HeatPump {{
      early: data({time}, first: 2) {{ nodes {{ startsAt }} }}
      late: data({same}, last: 2) {{ nodes {{ pricePerKilowattHour }} totalCount }}
    }} }} }}"""
    data = await gateway.ask(query, {"id": node_id})
    assert data["device"]["early"]["nodes"][0] == {"startsAt": START.isoformat()}
    assert data["device"]["late"]["totalCount"] == 96
    assert gateway.sandbox.calls == [f"GET {path.rpartition('/')[0]}", f"GET {path}/data"]


async def test_a_fleet_costs_one_call_a_device(gateway: GatewayUnderTest) -> None:
    time = f'(from: "{DAY["from"]}", to: "{DAY["to"]}", resolution: HOUR, first: 1)'
    query = f"""{{ organization {{ devices(first: 100, kinds: [HEAT_PUMP]) {{ nodes {{
      id ... on HeatPump {{ data{time} {{ totalCount }} again: data{time} {{ nodes {{ startsAt }} }} }}
    }} }} }} }}"""
    nodes = (await gateway.ask(query))["organization"]["devices"]["nodes"]
    assert len(nodes) > 10
    assert {node["data"]["totalCount"] for node in nodes} == {24}
    assert {tuple(point["startsAt"] for point in node["again"]["nodes"]) for node in nodes} == {
        (START.isoformat(),)
    }
    calls = [call for call in gateway.sandbox.calls if call.endswith("/data")]
    assert len(calls) == len(set(calls)) == len(nodes)
    assert len(gateway.sandbox.calls) == len(nodes) + 24 + 1  # and the users, and their heat pumps


async def test_one_device_that_fails_takes_nothing_from_the_others(gateway: GatewayUnderTest) -> None:
    path, node_id = _device(gateway, "HeatPump")
    gateway.sandbox.add_fault(Fault(match=f"{path}/data$", kind="status", status=400, body={"detail": "?"}))
    query = f"""{{ organization {{ devices(first: 100, kinds: [HEAT_PUMP]) {{ nodes {{
      id ... on HeatPump {{ data(from: "{DAY["from"]}", to: "{DAY["to"]}") {{ totalCount }} }}
    }} }} }} }}"""
    data, errors = await gateway.ask_with_errors(query)
    nodes = data["organization"]["devices"]["nodes"]
    assert [node["id"] for node in nodes if node["data"] is None] == [node_id]
    assert [code for code, _ in errors] == ["UPSTREAM_REJECTED"]


NO_CURSOR = "`{}` is not a cursor of this list and order."
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"to": DAY["from"]}, "`to` must be later than `from`."),
    ({"to": "2026-10-11T00:00:00Z"}, "`to` must be later than `from`."),
    ({"from": "0001-01-01T00:00:00+14:00"}, "`from` must lie within the calendar in UTC."),
    ({"to": "9999-12-31T23:59:59-14:00"}, "`to` must lie within the calendar in UTC."),
    ({"to": "2027-12-03T00:00:00Z"}, "`to` must be at most 9,999 periods later than `from`."),
    ({"first": 101}, "`first` must be between 0 and 100."),
    ({"last": -1}, "`last` must be between 0 and 100."),
    ({"first": 1, "last": 1}, "`first` and `last` cannot be used together."),
    ({"after": "x"}, NO_CURSOR.format("after")),
    ({"before": ""}, NO_CURSOR.format("before")),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG)
async def test_what_cannot_be_asked_for(gateway: GatewayUnderTest, wrong: Row, message: str) -> None:
    for kind in KINDS:
        path, node_id = _device(gateway, kind)
        variables = {"id": node_id, **DAY, **wrong}
        body = (await gateway.post(_query(kind), gateway.bearer(), variables)).json()
        assert body["data"] == {"device": {"data": None}}
        found = [(each["extensions"]["code"], each["path"], each["message"]) for each in body["errors"]]
        assert found == [("BAD_USER_INPUT", ["device", "data"], message)]
        assert f"GET {path}/data" not in gateway.sandbox.calls


@pytest.mark.parametrize(
    ("resolution", "length"),
    [
        ("FIFTEEN_MINUTES", timedelta(minutes=15)),
        ("HOUR", timedelta(hours=1)),
        ("DAY", timedelta(days=1)),
        ("WEEK", timedelta(weeks=1)),
        ("MONTH", timedelta(days=28)),
    ],
)
async def test_the_longest_range(gateway: GatewayUnderTest, resolution: str, length: timedelta) -> None:
    """Even if it begins in the middle of a period, it is one that is answered."""
    path, node_id = _device(gateway, "HeatPump")
    gateway.sandbox.add_fault(Fault(match="/data$", kind="status", status=200, body={"data": []}))
    start = datetime(2026, 10, 1, 0, 7, tzinfo=UTC)
    end = start + 9_999 * length
    variables = {"id": node_id, "from": start.isoformat(), "to": end.isoformat(), "resolution": resolution}
    data = await gateway.ask(_query("HeatPump"), variables)
    assert data["device"]["data"]["totalCount"] == 0
    gateway.sandbox.reset_calls()
    variables["to"] = (end + timedelta(seconds=1)).isoformat()
    _, errors = await gateway.ask_with_errors(_query("HeatPump"), variables)
    assert errors == [("BAD_USER_INPUT", ["device", "data"])]
    assert f"GET {path}/data" not in gateway.sandbox.calls


async def test_the_sandbox_answers_the_longest_range(gateway: GatewayUnderTest) -> None:
    _, node_id = _device(gateway, "HeatPump")
    end = datetime(2026, 10, 14, 12, 7, tzinfo=UTC)
    variables = {"id": node_id, "to": end.isoformat(), "from": (end - timedelta(hours=9_999)).isoformat()}
    page = (await gateway.ask(_query("HeatPump"), variables))["device"]["data"]
    assert page["totalCount"] == 10_000
