"""Statistics of heat pumps, and what steering plans for heat pumps and inverters."""

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
KINDS = {"HeatPump": ("heat-pumps", IdKind.HEAT_PUMP), "SolarInverter": ("inverters", IdKind.SOLAR_INVERTER)}
DAY = {"from": "2026-10-14T00:00:00Z", "to": "2026-10-15T00:00:00Z"}


STEERED = 10
"""The position of an end user whose heat pump and inverter are steered."""


def _device(gateway: GatewayUnderTest, kind: str, owner: int = STEERED) -> tuple[str, str]:
    """The path and global id of a user's first device of a kind."""
    collection, id_kind = KINDS[kind]
    user_id = gateway.user_row(owner)["id"]
    path = f"{ORGANIZATION}/users/{user_id}/{collection}"
    row = gateway.sandbox.rows(path)[0]
    return f"{path}/{row['id']}", encode_id(id_kind, HOME.organization_id, user_id, row["id"])


STATISTICS = """query($id: ID!, $resolutions: [StatisticsResolution!], $keywords: [StatisticsKeyword!]) {
  device(id: $id) { ... on HeatPump { statistics(resolutions: $resolutions, keywords: $keywords) {
    resolution startsAt endsAt savingsTotal savingsCurrency savingsPercent
    consumptionKilowattHours estimatedConsumptionKilowattHours chargeSessionCount
  } } }
}"""
NAMES = {"1DAY": "DAY", "1WEEK": "WEEK", "1MONTH": "MONTH", "1QUARTER": "QUARTER", "1YEAR": "YEAR"}


def _period(row: Row) -> Row:
    savings, consumption = row["savings"], row["consumption"]
    return {
        "resolution": NAMES[row["resolution"]],
        "startsAt": instant(row["period"]["start_period"]),
        "endsAt": instant(row["period"]["end_period"]),
        "savingsTotal": None if savings is None else str(savings["total"]),
        "savingsCurrency": None if savings is None else "EUR",
        "savingsPercent": None if savings is None else savings["percentage"],
        "consumptionKilowattHours": None if consumption is None else consumption["total"],
        "estimatedConsumptionKilowattHours": pytest.approx(
            row["heat_pump"]["estimated_consumption_wh"] / 1000
        ),
        "chargeSessionCount": None,
    }


@pytest.mark.parametrize(
    ("variables", "query"),
    [
        ({}, {"resolution": "1DAY"}),
        ({"resolutions": None, "keywords": None}, {"resolution": "1DAY"}),
        ({"resolutions": ["MONTH"]}, {"resolution": "1MONTH"}),
        (
            {"resolutions": ["YEAR", "DAY", "QUARTER", "WEEK", "DAY", "MONTH"]},
            {"resolution": "1DAY,1WEEK,1MONTH,1QUARTER,1YEAR"},
        ),
        ({"keywords": ["SAVINGS"]}, {"resolution": "1DAY", "keywords": "savings"}),
        ({"keywords": ["CONSUMPTION"]}, {"resolution": "1DAY", "keywords": "consumption"}),
        (
            {"resolutions": ["WEEK", "DAY"], "keywords": ["CONSUMPTION", "SAVINGS"]},
            {"resolution": "1DAY,1WEEK", "keywords": "savings,consumption"},
        ),
    ],
)
async def test_the_last_periods_of_a_heat_pump(gateway: GatewayUnderTest, variables: Row, query: Row) -> None:
    path, node_id = _device(gateway, "HeatPump")
    data = await gateway.ask(STATISTICS, {"id": node_id, **variables}, role="user", user=STEERED)
    text = "&".join(f"{name}={value}" for name, value in query.items())
    wire = gateway.sandbox.rows(f"{path}/statistics?{text}")["data"]
    assert len(wire) == query["resolution"].count(",") + 1
    assert data["device"]["statistics"] == [_period(row) for row in wire]
    assert await asked(gateway, "/statistics") == [(f"{path}/statistics", query)]


async def test_periods_come_in_one_order_whatever_the_upstreams(gateway: GatewayUnderTest) -> None:
    path, node_id = _device(gateway, "HeatPump")
    body = gateway.sandbox.rows(f"{path}/statistics?resolution=1YEAR,1DAY,1MONTH")
    gateway.sandbox.add_fault(Fault(match="/statistics$", kind="status", status=200, body=body))
    data = await gateway.ask(STATISTICS, {"id": node_id, "resolutions": ["DAY", "MONTH", "YEAR"]})
    assert [each["resolution"] for each in data["device"]["statistics"]] == ["DAY", "MONTH", "YEAR"]


async def test_the_same_periods_in_another_order_are_the_same_question(gateway: GatewayUnderTest) -> None:
    path, node_id = _device(gateway, "HeatPump")
    query = """query($id: ID!) { device(id: $id) { ... on HeatPump {
      a: statistics(resolutions: [DAY, WEEK]) { savingsTotal }
      b: statistics(resolutions: [WEEK, DAY, WEEK]) { resolution }
    } } }"""
    data = await gateway.ask(query, {"id": node_id})
    assert data["device"]["b"] == [{"resolution": "DAY"}, {"resolution": "WEEK"}]
    assert gateway.sandbox.calls == [f"GET {path.rpartition('/')[0]}", f"GET {path}/statistics"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"resolutions": []}, "`resolutions` must not be empty."),
        ({"keywords": []}, "`keywords` must not be empty."),
        ({"resolutions": ["DAY", "OTHER"]}, "`resolutions` must not hold OTHER."),
    ],
)
async def test_statistics_that_cannot_be_asked_for(
    gateway: GatewayUnderTest, wrong: Row, message: str
) -> None:
    path, node_id = _device(gateway, "HeatPump")
    body = (await gateway.post(STATISTICS, gateway.bearer(), {"id": node_id, **wrong})).json()
    assert body["data"] == {"device": {"statistics": None}}
    found = [(each["extensions"]["code"], each["path"], each["message"]) for each in body["errors"]]
    assert found == [("BAD_USER_INPUT", ["device", "statistics"], message)]
    assert gateway.sandbox.calls == [f"GET {path.rpartition('/')[0]}"]


def _schedule(kind: str) -> str:
    return f"""query($id: ID!, $from: DateTime!, $to: DateTime!) {{ device(id: $id) {{ ... on {kind} {{
      schedule(from: $from, to: $to) {{ startsAt endsAt mode }}
    }} }} }}"""


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_planned(gateway: GatewayUnderTest, kind: str) -> None:
    path, node_id = _device(gateway, kind)
    data = await gateway.ask(_schedule(kind), {"id": node_id, **DAY}, role="user", user=STEERED)
    wire = gateway.sandbox.rows(f"{path}/schedules?from_datetime={DAY['from']}&to_datetime={DAY['to']}")
    assert len(wire) == 24
    assert data["device"]["schedule"] == [
        {"startsAt": instant(each["start"]), "endsAt": instant(each["end"]), "mode": each["mode"]}
        for each in wire
    ]
    assert await asked(gateway, "/schedules") == [
        (f"{path}/schedules", {"from_datetime": DAY["from"], "to_datetime": DAY["to"]})
    ]


async def test_nothing_is_planned_for_what_is_not_steered(gateway: GatewayUnderTest) -> None:
    path, node_id = _device(gateway, "HeatPump", RICH)
    data = await gateway.ask(_schedule("HeatPump"), {"id": node_id, **DAY}, role="user")
    assert data["device"]["schedule"] == []
    assert gateway.sandbox.calls[-1] == f"GET {path}/schedules"


async def test_a_plan_in_another_form_and_order(gateway: GatewayUnderTest) -> None:
    """No form is documented: what is known is told in the order of time, and nothing is made up."""
    _, node_id = _device(gateway, "SolarInverter")
    rows = [{"mode": "idle"}, {"time": "2026-10-14T02:00:00Z"}, {"timestamp": "2026-10-14T01:00:00Z"}]
    gateway.sandbox.add_fault(Fault(match="/schedules$", kind="status", status=200, body={"data": rows}))
    data = await gateway.ask(_schedule("SolarInverter"), {"id": node_id, **DAY})
    assert data["device"]["schedule"] == [
        {"startsAt": "2026-10-14T01:00:00+00:00", "endsAt": None, "mode": None},
        {"startsAt": "2026-10-14T02:00:00+00:00", "endsAt": None, "mode": None},
        {"startsAt": None, "endsAt": None, "mode": "idle"},
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"to": DAY["from"]}, "`to` must be later than `from`."),
        ({"to": "2026-10-21T00:00:00.000001Z"}, "`to` must be at most 7 days later than `from`."),
        ({"from": "0001-01-01T00:00:00+01:00"}, "`from` must lie within the calendar in UTC."),
        ({"to": "9999-12-31T23:59:59-01:00"}, "`to` must lie within the calendar in UTC."),
    ],
)
async def test_plans_that_cannot_be_asked_for(
    gateway: GatewayUnderTest, kind: str, wrong: Row, message: str
) -> None:
    path, node_id = _device(gateway, kind)
    body = (await gateway.post(_schedule(kind), gateway.bearer(), {"id": node_id, **DAY, **wrong})).json()
    assert body["data"] == {"device": {"schedule": None}}
    found = [(each["extensions"]["code"], each["path"], each["message"]) for each in body["errors"]]
    assert found == [("BAD_USER_INPUT", ["device", "schedule"], message)]
    assert gateway.sandbox.calls == [f"GET {path.rpartition('/')[0]}"]


async def test_a_whole_week_is_answered(gateway: GatewayUnderTest) -> None:
    _, node_id = _device(gateway, "HeatPump")
    variables = {"id": node_id, **DAY, "to": "2026-10-21T00:00:00Z"}
    data = await gateway.ask(_schedule("HeatPump"), variables)
    assert len(data["device"]["schedule"]) == 7 * 24


async def test_savings_at_the_ends_of_the_calendar(gateway: GatewayUnderTest) -> None:
    """The Partner API is asked in UTC, in which these instants have no date."""
    _, node_id = _device(gateway, "HeatPump")
    query = """query($id: ID!, $from: DateTime!, $to: DateTime!) {
      device(id: $id) { ... on HeatPump { savings(from: $from, to: $to) { startsAt } } }
      organization { savings(from: $from, to: $to) { totalEuros } }
    }"""
    variables = {"id": node_id, "from": "2026-01-01T00:00:00Z", "to": "9999-12-31T23:59:59-14:00"}
    data, errors = await gateway.ask_with_errors(query, variables)
    assert data == {"device": {"savings": None}, "organization": {"savings": None}}
    assert sorted(errors) == [
        ("BAD_USER_INPUT", ["device", "savings"]),
        ("BAD_USER_INPUT", ["organization", "savings"]),
    ]
