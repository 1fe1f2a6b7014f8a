"""Buildings and energy contracts of a user."""

import pytest

from tests.sandbox.sandbox_client import HandClock, SandboxClient

pytestmark = pytest.mark.anyio


async def test_a_building_update_needs_the_name_and_changes_only_what_was_sent(api: SandboxClient) -> None:
    path = api.first("buildings")
    before = await api.ok("GET", path)
    assert await api.problems("PUT", path, json={"town": "Győr"}) == [
        ("missing", ["body", "payload", "name"])
    ]
    after = await api.ok("PUT", path, json={"name": "Haus", "num_occupants": 3})
    assert after == {**before, "name": "Haus", "num_occupants": 3}


async def test_a_building_is_checked(api: SandboxClient) -> None:
    sent = {"name": "x" * 101, "property_type": "Castle", "property_age": 1.5, "photovoltaic": "yes"}
    assert await api.problems("POST", f"{api.user()}/buildings", json=sent) == [
        ("string_too_long", ["body", "payload", "name"]),
        ("literal_error", ["body", "payload", "property_type"]),
        ("int_from_float", ["body", "payload", "property_age"]),
        ("bool_type", ["body", "payload", "photovoltaic"]),
    ]


async def test_deleting_a_building_unlinks_what_was_in_it(api: SandboxClient) -> None:
    path = api.first("buildings")
    building_id = path.rsplit("/", 1)[1]
    linked = [row["building"] for row in await api.ok("GET", f"{api.user()}/heat-pumps")]
    assert building_id in linked
    await api.ok("DELETE", path)
    assert (await api.ask("GET", path)).status_code == 404
    for kind in ("heat-pumps", "electric-vehicles", "inverters", "wallboxes", "energy-contracts"):
        rows = await api.ok("GET", f"{api.user()}/{kind}")
        assert building_id not in [row["building"] for row in rows]
    assert len(await api.ok("GET", f"{api.user()}/heat-pumps")) == len(linked)


async def test_a_contract_is_created_changed_and_deleted(api: SandboxClient) -> None:
    contracts = f"{api.user()}/energy-contracts"
    building_id = api.first("buildings").rsplit("/", 1)[1]
    prices = [{"price": 0.3, "timestamp": "2025-01-01T00:00:00+01:00"}]
    sent = {"energy_contract_type": "yearly", "building_id": building_id, "energy_prices": prices}
    created = await api.ok("POST", contracts, json=sent)
    assert created["building"] == building_id
    assert created["energy_prices"] == [{"price": 0.3, "timestamp": "2024-12-31T23:00:00Z"}]
    path = f"{contracts}/{created['id']}"
    assert await api.ok("PUT", path, json={"building_id": None}) == {**created, "building": None}
    await api.ok("DELETE", path)
    assert (await api.ask("GET", path)).status_code == 404


async def test_a_contract_is_checked(api: SandboxClient) -> None:
    contracts = f"{api.user()}/energy-contracts"
    sent = {
        "meter_id": "1" * 20,
        "currency_energy_price": "eur",
        "energy_prices": [{"price": "dear", "timestamp": "soon"}, {"price": 1}],
    }
    assert await api.problems("POST", contracts, json=sent) == [
        ("float_type", ["body", "payload", "energy_prices", 0, "price"]),
        ("datetime_parsing", ["body", "payload", "energy_prices", 0, "timestamp"]),
        ("missing", ["body", "payload", "energy_prices", 1, "timestamp"]),
        ("string_too_long", ["body", "payload", "meter_id"]),
        ("string_pattern_mismatch", ["body", "payload", "currency_energy_price"]),
    ]


async def test_hourly_prices_need_a_currency_and_a_building_of_the_same_user(api: SandboxClient) -> None:
    foreign = api.first("buildings", 4).rsplit("/", 1)[1]
    sent = {
        "energy_contract_type": "spot_hourly",
        "energy_prices": [{"price": 0.1, "timestamp": "2025-03-10T19:00:00Z"}],
        "building_id": foreign,
    }
    assert await api.problems("POST", f"{api.user()}/energy-contracts", json=sent) == [
        ("value_error", ["body", "payload", "building_id"]),
        ("value_error", ["body", "payload", "currency_energy_price"]),
    ]


async def test_market_prices_follow_the_day_until_prices_are_written(
    api: SandboxClient, clock: HandClock
) -> None:
    contracts = f"{api.user()}/energy-contracts"
    spot = next(row for row in await api.ok("GET", contracts) if row["energy_contract_type"] == "spot_hourly")
    assert spot["energy_prices"][0]["timestamp"] == "2025-03-10T00:00:00Z"
    clock.forward(days=1)
    path = f"{contracts}/{spot['id']}"
    assert (await api.ok("GET", path))["energy_prices"][0]["timestamp"] == "2025-03-11T00:00:00Z"
    written = [{"price": 0.2, "timestamp": "2025-03-11T00:00:00Z"}]
    await api.ok("PUT", path, json={"energy_prices": written})
    clock.forward(days=1)
    assert (await api.ok("GET", path))["energy_prices"] == written
