"""What a trading desk reads: the day-ahead market's prices, and load curves."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault
from tests.figures.asked import asked
from tests.gateway_under_test import HOME, GatewayUnderTest, RoleName
from tests.journeys.expected import instant

pytestmark = pytest.mark.anyio

Row = dict[str, Any]
TRADING = f"/org/{HOME.organization_id}/trading/dayahead"
TOMORROW = {"zone": "AT", "from": "2026-10-15T00:00:00Z", "to": "2026-10-16T00:00:00Z"}
PRICES = """query(
  $zone: PriceZone!, $from: DateTime!, $to: DateTime!
  $first: Int, $after: String, $last: Int, $before: String
) { organization {
  dayAheadPrices(
    priceZone: $zone, from: $from, to: $to, first: $first, after: $after, last: $last, before: $before
  ) { totalCount nodes { startsAt pricePerMegawattHour } pageInfo { hasNextPage endCursor } }
} }"""
CURVE = """query($zone: PriceZone, $on: Date, $resolution: LoadCurveResolution) { organization {
  loadCurve(priceZone: $zone, deliveryOn: $on, resolution: $resolution) {
    tradeId deliveryOn expiresAt
    optimized { startsAt energyKilowattHours } unoptimized { startsAt energyKilowattHours }
  }
} }"""


@pytest.mark.parametrize("role", ["administrator", "staff"])
async def test_the_prices_of_tomorrow(gateway: GatewayUnderTest, role: RoleName) -> None:
    query = {"from_dt": TOMORROW["from"], "to_dt": TOMORROW["to"], "price_zone": "AT"}
    text = "&".join(f"{name}={value}" for name, value in query.items())
    wire = gateway.sandbox.rows(f"{TRADING}/prices?{text}")["data"]
    data = await gateway.ask(PRICES, {**TOMORROW, "first": 100}, role=role)
    page = data["organization"]["dayAheadPrices"]
    assert page["totalCount"] == len(wire) == 96
    assert page["nodes"] == [
        {"startsAt": instant(each["timestamp"]), "pricePerMegawattHour": str(Decimal(repr(each["price"])))}
        for each in wire
    ]
    assert await asked(gateway, "/") == [(f"{TRADING}/prices", query)]


async def test_prices_that_are_not_known_yet_are_not_there(gateway: GatewayUnderTest) -> None:
    variables = {**TOMORROW, "from": "2026-10-15T23:00:00Z", "to": "2026-10-17T00:00:00Z"}
    page = (await gateway.ask(PRICES, variables))["organization"]["dayAheadPrices"]
    assert page["totalCount"] == len(page["nodes"]) == 4
    assert page["nodes"][-1]["startsAt"] == "2026-10-15T23:45:00+00:00"


async def test_walking_gives_each_price_once(gateway: GatewayUnderTest) -> None:
    found: list[Row] = []
    after = None
    while True:
        page = (await gateway.ask(PRICES, {**TOMORROW, "after": after}))["organization"]["dayAheadPrices"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    whole = (await gateway.ask(PRICES, {**TOMORROW, "last": 96}))["organization"]["dayAheadPrices"]["nodes"]
    assert found == whole
    assert len({each["startsAt"] for each in found}) == 96


async def test_a_zone_without_such_prices_is_refused_by_the_upstream(gateway: GatewayUnderTest) -> None:
    data, errors = await gateway.ask_with_errors(PRICES, {**TOMORROW, "zone": "CH"})
    assert data == {"organization": {"dayAheadPrices": None}}
    assert errors == [("UPSTREAM_REJECTED", ["organization", "dayAheadPrices"])]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"zone": "OTHER"}, "`priceZone` must not be OTHER."),
        ({"to": TOMORROW["from"]}, "`to` must be later than `from`."),
        ({"to": "2027-01-27T03:45:01Z"}, "`to` must be at most 9,999 periods later than `from`."),
        ({"to": "9999-12-31T23:59:59-01:00"}, "`to` must lie within the calendar in UTC."),
        ({"first": 101}, "`first` must be between 0 and 100."),
        ({"after": "x"}, "`after` is not a cursor of this list and order."),
        ({"before": "x"}, "`before` is not a cursor of this list and order."),
    ],
)
async def test_prices_that_cannot_be_asked_for(gateway: GatewayUnderTest, wrong: Row, message: str) -> None:
    body = (await gateway.post(PRICES, gateway.bearer(), {**TOMORROW, **wrong})).json()
    assert body["data"] == {"organization": {"dayAheadPrices": None}}
    found = [(each["extensions"]["code"], each["path"], each["message"]) for each in body["errors"]]
    assert found == [("BAD_USER_INPUT", ["organization", "dayAheadPrices"], message)]
    assert gateway.sandbox.calls == []


def _points(rows: list[Row]) -> list[Row]:
    return [
        {
            "startsAt": instant(row["timestamp"]),
            "energyKilowattHours": pytest.approx(row["energy_wh"] / 1000),
        }
        for row in rows
    ]


@pytest.mark.parametrize("role", ["administrator", "staff"])
@pytest.mark.parametrize(
    ("variables", "path", "query"),
    [
        ({}, "", {}),
        ({"on": "2026-10-16"}, "", {"date": "2026-10-16"}),
        ({"on": "2026-10-15", "resolution": "HOUR"}, "", {"date": "2026-10-15", "resolution": "1HOUR"}),
        ({"zone": "SE_3"}, "/pricezone/SE_3", {}),
        ({"zone": "CH", "resolution": "FIFTEEN_MINUTES"}, "/pricezone/CH", {"resolution": "15MIN"}),
    ],
)
async def test_load_curves(
    gateway: GatewayUnderTest, role: RoleName, variables: Row, path: str, query: Row
) -> None:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    wire = gateway.sandbox.rows(f"{TRADING}/loadcurve{path}?{text}")
    data = await gateway.ask(CURVE, variables, role=role)
    assert len(wire["curves"]["optimized"]) == (24 if query.get("resolution") == "1HOUR" else 96)
    assert data["organization"]["loadCurve"] == {
        "tradeId": wire["trade_id"],
        "deliveryOn": wire["date"],
        "expiresAt": instant(wire["expiration"]),
        "optimized": _points(wire["curves"]["optimized"]),
        "unoptimized": _points(wire["curves"]["unoptimized"]),
    }
    assert await asked(gateway, "/") == [(f"{TRADING}/loadcurve{path}", query)]


async def test_a_curve_that_is_not_there_is_null(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/loadcurve", kind="status", status=404))
    for variables in ({}, {"zone": "AT"}):
        assert await gateway.ask(CURVE, variables) == {"organization": {"loadCurve": None}}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"zone": "OTHER"}, "`priceZone` must not be OTHER."),
        (
            {"zone": "AT", "on": "2026-10-15"},
            "`deliveryOn` and `priceZone` cannot be used together.",
        ),
    ],
)
async def test_curves_that_cannot_be_asked_for(gateway: GatewayUnderTest, wrong: Row, message: str) -> None:
    body = (await gateway.post(CURVE, gateway.bearer(), wrong)).json()
    assert body["data"] == {"organization": {"loadCurve": None}}
    found = [(each["extensions"]["code"], each["path"], each["message"]) for each in body["errors"]]
    assert found == [("BAD_USER_INPUT", ["organization", "loadCurve"], message)]
    assert gateway.sandbox.calls == []


async def test_the_same_question_is_asked_once(gateway: GatewayUnderTest) -> None:
    query = """{ organization {
      a: loadCurve(priceZone: AT) { tradeId } b: loadCurve(priceZone: AT) { deliveryOn }
      c: loadCurve { tradeId } d: loadCurve { expiresAt }
    } }"""
    organization = (await gateway.ask(query))["organization"]
    assert organization["a"]["tradeId"] != organization["c"]["tradeId"]
    expected = [f"GET {TRADING}/loadcurve", f"GET {TRADING}/loadcurve/pricezone/AT"]
    assert sorted(gateway.sandbox.calls) == expected
