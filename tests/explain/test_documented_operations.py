"""Every operation of the documentation takes the round trips that its plan tells, and no more calls."""

from typing import Any

import pytest

from domain.ids import IdKind
from partner_api import adaptive_limit
from sandbox import Sandbox, SandboxOptions
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import NOON, RICH, STAFF, TROUBLED, GatewayUnderTest
from tests.journeys.documented import operations
from tests.upstream_waves import Waves

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core has no plan"),
]

FIRST = ("InviteToConnect", "HowFar", "LoadCurve", "AcceptLoadCurve", "OptIn", "FindCustomer", "StartRepair")
"""What has to come in this order, before everything else."""

LAST = ("RemoveDevice", "EndContract", "RemoveBuilding", "RemoveColleague", "RemoveCustomer")
"""What has to come behind everything else."""

OF_THE_TROUBLED = frozenset({"OneHome"})
"""What asks only for devices that need their owner."""

OTHER_STAFF = 2

FEWER = {
    "HowFar": 1,  # nobody connects a device in the sandbox, so that there is none to look for
    "ReportRepair": 3,  # a device that was repaired says that nothing is pending, and is not asked
}
"""What takes fewer round trips than it may, since some rows are not there."""

PRICES = [{"startsAt": "2026-10-16T00:00:00Z", "pricePerMegawattHour": "-12.25"}]


def in_order() -> list[str]:
    """The names of all operations that are answered once, the queries in front of the mutations."""
    found = [name for name, text in operations().items() if not text.startswith("subscription")]
    queries = [name for name in found if operations()[name].startswith("query")]
    rest = [name for name in found if name not in LAST]
    return list(dict.fromkeys([*FIRST, *queries, *rest, *LAST]))


def ids(gateway: GatewayUnderTest) -> dict[str, Any]:
    heat_pump = gateway.id_below(RICH, "heat-pumps", IdKind.HEAT_PUMP)
    return {
        "userId": gateway.user_id(),
        "staffId": gateway.user_id(STAFF),
        "buildingId": gateway.id_below(RICH, "buildings", IdKind.BUILDING),
        "energyContractId": gateway.id_below(RICH, "energy-contracts", IdKind.ENERGY_CONTRACT),
        "deviceId": heat_pump,
        "heatPumpId": heat_pump,
        "electricVehicleId": gateway.id_below(RICH, "electric-vehicles", IdKind.ELECTRIC_VEHICLE),
        "solarInverterId": gateway.id_below(RICH, "inverters", IdKind.SOLAR_INVERTER),
        "brokenDeviceId": gateway.id_below(TROUBLED, "heat-pumps", IdKind.HEAT_PUMP),
        "prices": PRICES,
    }


async def test_documented_operations_take_the_round_trips_that_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adaptive_limit, "_START", 1000)
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    waves = Waves(sandbox)
    told: dict[str, int] = {}
    measured: dict[str, int] = {}
    too_many: list[str] = []
    async with GatewayUnderTest(sandbox=sandbox, transport=waves) as gateway:
        variables = ids(gateway)
        for name in in_order():
            given = dict(variables)
            if name in OF_THE_TROUBLED:
                given["userId"] = gateway.user_id(TROUBLED)
            if name == "RemoveColleague":
                given["staffId"] = gateway.user_id(OTHER_STAFF)  # the first one is an administrator by now
            waves.waves.clear()
            data, plan = await _ask(gateway, operations()[name], given)
            told[name], measured[name] = plan["roundTrips"], len(waves.waves)
            if sum(map(len, waves.waves)) > plan["upstreamCalls"]:
                too_many.append(name)
            if name == "InviteToConnect":
                variables["sessionId"] = data["onboardingSessionCreate"]["onboardingSession"]["id"]
            if name == "LoadCurve":
                variables["tradeId"] = data["organization"]["loadCurve"]["tradeId"]
    assert len(told) > 45
    assert told | FEWER == measured
    assert all(fewer < told[name] for name, fewer in FEWER.items())
    assert too_many == []


async def _ask(
    gateway: GatewayUnderTest, text: str, variables: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Send an operation that must succeed; gives its data and its plan."""
    request = {"query": text, "variables": variables, "extensions": {"plan": True}}
    response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer())
    body = response.json()
    assert "errors" not in body, body
    problems = [value["userErrors"] for value in body["data"].values() if "userErrors" in (value or ())]
    assert problems in ([], [[]]), body
    return body["data"], body["extensions"]["plan"]
