"""Day-ahead prices and load curves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.device import PriceZone
from domain.errors import UpstreamInvalidResponse, UpstreamNotFound, UpstreamRejected
from domain.trading import DayAheadPrice, DayAheadPrices, LoadCurve, LoadCurvePoint, LoadCurveResolution
from partner_api import PartnerApi
from sandbox import DEMO_ORGANIZATIONS, Sandbox
from tests.partner_api import field_tables as tables
from tests.partner_api.alike import assert_alike, assert_complete
from tests.partner_api.conftest import NOW
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

DEMO = DEMO_ORGANIZATIONS[0].organization_id
CURVE = f"/org/{DEMO}/trading/dayahead/loadcurve"
FROM, TO = NOW - timedelta(days=1), NOW + timedelta(days=5)
START = datetime(2026, 6, 16, tzinfo=UTC)
DAY = date(2026, 6, 16)


@pytest.mark.parametrize("zone", [PriceZone.AT, PriceZone.SE_4])
async def test_day_ahead_prices(zone: PriceZone, sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    answer = sandbox.rows(
        f"/org/{DEMO}/trading/dayahead/prices"
        f"?from_dt=2026-06-14T12:30:00Z&to_dt=2026-06-20T12:30:00Z&price_zone={zone.name}"
    )

    found = await sandbox_api.day_ahead_prices(DEMO, from_at=FROM, to_at=TO, price_zone=zone)

    assert found.price_zone is zone
    assert len(found.prices) > 96
    for row, price in zip(answer["data"], found.prices, strict=True):
        assert_alike(row, price, tables.DAY_AHEAD_PRICE)
        assert_complete(row, DayAheadPrice, tables.DAY_AHEAD_PRICE)


async def test_a_zone_without_market_is_refused_by_the_upstream(sandbox_api: PartnerApi) -> None:
    with pytest.raises(UpstreamRejected, match="day_ahead_prices: status 422"):
        await sandbox_api.day_ahead_prices(DEMO, from_at=FROM, to_at=TO, price_zone=PriceZone.HU)


async def test_a_zone_without_a_name_is_refused_before_any_call(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match="no name"):
        await api.day_ahead_prices(ORGANIZATION, from_at=FROM, to_at=TO, price_zone=PriceZone.OTHER)
    with pytest.raises(ValueError, match="no name"):
        await api.load_curve_of_price_zone(ORGANIZATION, PriceZone.OTHER)
    with pytest.raises(ValueError, match="instant"):
        await api.load_curve(ORGANIZATION, on=START)

    assert upstream.seen == []


async def test_prices_are_exact_and_in_order(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.answers = [
        Answer(
            body=b"""{"metadata": {"query": {"price_zone": "AT"}, "error": {"text": "secret"}}, "data": [
            {"timestamp": "2026-06-16T00:15:00Z", "price": -0.10},
            {"timestamp": "2026-06-16", "price": "55.20"},
            {"timestamp": "2026-06-16T00:30:00Z"}, {"price": 3}, {"timestamp": "x", "price": 1},
            {"timestamp": "2026-06-16T00:45:00Z", "price": 1e99}, 7]}"""
        )
    ]

    found = await api.day_ahead_prices(ORGANIZATION, from_at=FROM, to_at=TO, price_zone=PriceZone.AT)

    assert [(price.starts_at, str(price.price_per_megawatt_hour)) for price in found.prices] == [
        (START, "55.20"),
        (START + timedelta(minutes=15), "-0.10"),
    ]
    assert "an entry without price or timestamp" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": None},
        [],
        {"metadata": {"query": {"org_id": USER}}, "data": []},
        {"metadata": {"query": {"org_id": "x"}}, "data": []},
        {"metadata": {"query": {"price_zone": "BE"}}, "data": []},
    ],
)
async def test_prices_of_another_question_are_refused(
    body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [
        json_answer(body),
        json_answer({"metadata": {"query": {"org_id": ORGANIZATION.upper()}}, "data": []}),
    ]

    with pytest.raises(UpstreamInvalidResponse):
        await api.day_ahead_prices(ORGANIZATION, from_at=FROM, to_at=TO, price_zone=PriceZone.AT)
    assert await api.day_ahead_prices(
        ORGANIZATION, from_at=FROM, to_at=TO, price_zone=PriceZone.AT
    ) == DayAheadPrices(price_zone=PriceZone.AT)


def assert_curve(row: dict[str, Any], curve: LoadCurve) -> None:
    assert curve.trade_id == row["trade_id"]
    assert curve.delivery_on == tables.day(row["date"])
    assert curve.expires_at == tables.at(row["expiration"])
    for name in ("optimized", "unoptimized"):
        for point_row, point in zip(row["curves"][name], getattr(curve, name), strict=True):
            assert_alike(point_row, point, tables.LOAD_CURVE_POINT)
            assert_complete(point_row, LoadCurvePoint, tables.LOAD_CURVE_POINT)


async def test_load_curves(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    day = date(2026, 6, 20)
    hour = LoadCurveResolution.HOUR
    quarter = LoadCurveResolution.FIFTEEN_MINUTES

    default = await sandbox_api.load_curve(DEMO)
    another = await sandbox_api.load_curve(DEMO, on=day, resolution=hour)
    in_zone = await sandbox_api.load_curve_of_price_zone(DEMO, PriceZone.SE_4)
    by_quarter = await sandbox_api.load_curve_of_price_zone(DEMO, PriceZone.AT, resolution=quarter)

    assert_curve(sandbox.rows(CURVE), default)
    assert_curve(sandbox.rows(f"{CURVE}?date=2026-06-20&resolution=1HOUR"), another)
    assert_curve(sandbox.rows(f"{CURVE}/pricezone/SE_4"), in_zone)
    assert_curve(sandbox.rows(f"{CURVE}/pricezone/AT?resolution=15MIN"), by_quarter)
    assert [len(curve.optimized) for curve in (default, another, in_zone, by_quarter)] == [96, 24, 96, 96]
    assert len({curve.trade_id for curve in (default, another, in_zone, by_quarter)}) == 4


async def test_a_curve_keeps_what_can_be_read(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    points = [
        {"timestamp": "2026-06-16T01:00:00Z", "energy_wh": "1500.5"},
        {"timestamp": "2026-06-16T00:00:00Z", "energy_wh": None},
        {"energy_wh": 3},
        7,
    ]
    upstream.answers = [
        json_answer({"trade_id": DEVICE.upper(), "date": "soon", "curves": {"optimized": points}}),
        json_answer({"trade_id": DEVICE, "date": "2026-06-16T00:00:00Z", "curves": {}}),
    ]

    curve = await api.load_curve(ORGANIZATION)
    dated = await api.load_curve(ORGANIZATION, on=DAY)

    assert curve == LoadCurve(
        trade_id=DEVICE,
        optimized=(
            LoadCurvePoint(starts_at=START),
            LoadCurvePoint(starts_at=START + timedelta(hours=1), energy_kilowatt_hours=1.5005),
        ),
    )
    assert dated == LoadCurve(trade_id=DEVICE, delivery_on=DAY)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"trade_id": DEVICE, "date": "2026-06-16"},
        {"curves": {}, "date": "2026-06-16"},
        {"trade_id": "x", "curves": {}},
        {"trade_id": DEVICE, "curves": {}, "date": "2026-06-17"},
    ],
)
async def test_a_curve_that_cannot_be_traded_or_is_another_days_is_refused(
    body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.load_curve(ORGANIZATION, on=DAY)


async def test_a_curve_that_is_not_there(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(status=404)]

    with pytest.raises(UpstreamNotFound, match="load_curve: status 404"):
        await api.load_curve(ORGANIZATION)
    with pytest.raises(UpstreamNotFound, match="load_curve_of_price_zone: status 404"):
        await api.load_curve_of_price_zone(ORGANIZATION, PriceZone.AT)
