"""Day-ahead prices and load curves."""

from typing import Any

import pytest

from tests.sandbox.sandbox_client import SandboxClient

pytestmark = pytest.mark.anyio

TOMORROW = "2025-03-11T{hour:02d}:{minute:02d}:00Z"


def _prices(price: float, day: str = TOMORROW) -> dict[str, Any]:
    points = [
        {"timestamp": day.format(hour=hour, minute=minute), "price": price}
        for hour in range(24)
        for minute in (0, 15, 30, 45)
    ]
    return {"metadata": {"price_zone": "AT"}, "data": points}


async def test_prices_are_written_once_and_then_changed(api: SandboxClient) -> None:
    path = f"/org/{api.organization.organization_id}/trading/dayahead/prices"
    assert (await api.ok("PATCH", path, json=_prices(80)))["state"] == "non_existing"
    written = await api.ok("POST", path, json=_prices(80))
    assert written == {
        "state": "success",
        "next_load_curve_calculation": "2025-03-11T13:00:00Z",
        "error": None,
    }
    assert (await api.ok("POST", path, json=_prices(90)))["state"] == "existing"
    assert (await api.ok("PATCH", path, json=_prices(90)))["state"] == "success"
    late = _prices(80, "2025-03-10T{hour:02d}:{minute:02d}:00Z")
    assert (await api.ok("POST", path, json=late))["state"] == "late"
    assert (await api.ok("POST", path, json={**late, "data": []}))["state"] == "empty"
    query = {"from_dt": "2025-03-10T22:00:00Z", "to_dt": "2025-03-11T02:00:00Z", "price_zone": "AT"}
    answer = await api.ok("GET", path, params=query)
    assert len(answer["data"]) == 16
    assert [row["price"] for row in answer["data"][8:]] == [90.0] * 8
    assert answer["metadata"]["query"]["org_id"] == api.organization.organization_id
    assert await api.problems("GET", path, params={**query, "price_zone": "HU"}) == [
        ("literal_error", ["query", "price_zone"])
    ]


async def test_load_curves_are_read_and_confirmed(api: SandboxClient, other_api: SandboxClient) -> None:
    path = f"/org/{api.organization.organization_id}/trading/dayahead/loadcurve"
    curve = await api.ok("GET", path)
    assert curve["date"] == "2025-03-11"
    assert len(curve["curves"]["optimized"]) == len(curve["curves"]["unoptimized"]) == 96
    assert len((await api.ok("GET", f"{path}?resolution=1HOUR"))["curves"]["optimized"]) == 24
    zone = await api.ok("GET", f"{path}/pricezone/AT")
    assert zone["trade_id"] != curve["trade_id"]
    assert (await api.ask("GET", f"{path}/pricezone/ATLANTIS")).status_code == 404
    sent = {"trade_id": zone["trade_id"], "accepted": True}
    assert await api.ok("POST", f"{path}/confirmation", json=sent) == sent
    other = f"/org/{other_api.organization.organization_id}/trading/dayahead/loadcurve/confirmation"
    assert (await other_api.ask("POST", other, json=sent)).status_code == 404
