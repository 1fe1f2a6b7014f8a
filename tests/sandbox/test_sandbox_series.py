"""Time series, statistics, savings and schedules."""

import pytest

from sandbox import DEMO_ORGANIZATIONS
from tests.sandbox.sandbox_client import SandboxClient

pytestmark = pytest.mark.anyio

DAY = "from_datetime=2025-03-01T00:00:00Z&to_datetime=2025-03-02T00:00:00Z"
FUTURE = "from_datetime=2030-01-01T00:00:00Z&to_datetime=2030-01-01T02:00:00Z"
FILL = {"fill-missing": "true"}


@pytest.mark.parametrize("kind", ["heat-pumps", "electric-vehicles", "inverters"])
async def test_a_day_in_quarter_hours_with_and_without_its_gaps(api: SandboxClient, kind: str) -> None:
    path = f"{api.first(kind)}/data?{DAY}"
    known = await api.ok("GET", path)
    whole = await api.ok("GET", path, headers=FILL)
    assert len(whole["data"]) == 96
    assert 0 < len(known["data"]) < 96
    assert [row for row in whole["data"] if row["price"] is not None] == known["data"]
    assert whole["data"][0]["time"] == "2025-03-01T00:00:00Z"
    assert (await api.ok("GET", path))["data"] == known["data"]


async def test_keywords_choose_the_values(api: SandboxClient) -> None:
    path = f"{api.first('heat-pumps')}/data?{DAY}&resolution=1HOUR&keywords=price,hot_water_temp"
    row = (await api.ok("GET", path))["data"][0]
    assert [name for name, value in row.items() if value is not None] == ["time", "price", "hot_water_temp"]


async def test_no_rows_are_refused_unless_gaps_are_filled(api: SandboxClient) -> None:
    path = f"{api.first('heat-pumps')}/data?{FUTURE}"
    answer = await api.ask("GET", path)
    assert (answer.status_code, answer.json()) == (400, {"detail": "No data in the given range"})
    assert len((await api.ok("GET", path, headers=FILL))["data"]) == 8


async def test_ranges_and_words_are_checked(api: SandboxClient) -> None:
    data = f"{api.first('heat-pumps')}/data"
    endless = await api.ask(
        "GET", f"{data}?from_datetime=0001-01-01T00:00:00Z&to_datetime=9999-12-31T00:00:00Z"
    )
    assert endless.status_code == 400
    for query, loc in (
        ("resolution=1YEAR", "resolution"),
        ("keywords=price,weather", "keywords"),
        ("from_datetime=now", "from_datetime"),
    ):
        assert [where for _, where in await api.problems("GET", f"{data}?{query}")] == [["query", loc]]
    headers = {"fill-missing": "perhaps"}
    assert await api.problems("GET", data, headers=headers) == [("bool_parsing", ["header", "fill-missing"])]


async def test_savings_by_month_and_of_the_organization(api: SandboxClient) -> None:
    path = f"{api.first('heat-pumps')}/savings"
    answer = await api.ok("GET", f"{path}?from=2025-01-15T00:00:00Z&to=2025-02-20")
    assert [row["period"]["start_period"] for row in answer["data"]] == [
        "2025-01-01T00:00:00Z",
        "2025-02-01T00:00:00Z",
    ]
    assert answer["data"][0]["heat_pump"]["estimated_consumption_wh"] > 0
    assert answer["data"][0]["electric_vehicle"] is None
    assert await api.problems("GET", f"{path}?from=2025-01-15T00:00:00Z&to=soon") == [
        ("datetime_parsing", ["query", "to"])
    ]


async def test_the_organization_saves_what_its_devices_save(api: SandboxClient) -> None:
    names = {"heat-pumps": "heat_pump", "electric-vehicles": "electric_vehicle", "inverters": "inverter"}
    organization = f"/org/{DEMO_ORGANIZATIONS[0].organization_id}"
    february = "start_datetime=2025-02-01T00:00:00Z&end_datetime=2025-03-01T00:00:00Z"
    sums = await api.ok("GET", f"{organization}/devices/savings?{february}")
    for kind, name in names.items():
        expected = 0.0
        for user in api.sandbox.users(api.organization.organization_id):
            for device in api.sandbox.rows(f"{api.users}/{user['id']}/{kind}"):
                path = f"{api.users}/{user['id']}/{kind}/{device['id']}/savings"
                rows = api.sandbox.rows(f"{path}?from=2025-02-01T00:00:00Z&to=2025-03-01T00:00:00Z")["data"]
                expected += rows[0]["savings"]["total"] or 0.0
        assert sums[f"{name}_savings"] == pytest.approx(expected, abs=0.2)
    parts = sum(value for name, value in sums.items() if name != "total_savings")
    assert sums["total_savings"] == pytest.approx(parts, abs=0.02)


async def test_statistics_of_the_last_periods(api: SandboxClient) -> None:
    path = f"{api.first('heat-pumps')}/statistics?resolution=1DAY,1WEEK,1QUARTER,1YEAR&keywords=consumption"
    rows = (await api.ok("GET", path))["data"]
    assert [(row["resolution"], row["period"]["start_period"]) for row in rows] == [
        ("1DAY", "2025-03-09T00:00:00Z"),
        ("1WEEK", "2025-03-03T00:00:00Z"),
        ("1QUARTER", "2024-10-01T00:00:00Z"),
        ("1YEAR", "2024-01-01T00:00:00Z"),
    ]
    assert all(row["savings"] is None and row["consumption"]["total"] is not None for row in rows)


async def test_schedules_exist_while_steering_is_on(api: SandboxClient) -> None:
    for kind in ("heat-pumps", "inverters"):
        path = api.first(kind)
        await api.ok("PUT", path, json={"is_smart_optimization_active": True})
        slots = await api.ok("GET", f"{path}/schedules")
        assert len(slots) == 25
        assert slots[0]["start"] == "2025-03-10T19:00:00Z"
        await api.ok("PUT", path, json={"is_smart_optimization_active": False})
        assert await api.ok("GET", f"{path}/schedules") == []
