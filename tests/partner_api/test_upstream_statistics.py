"""Statistics and savings of devices and of an organization."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse
from domain.statistics import (
    OrganizationSavings,
    StatisticsKeyword,
    StatisticsPeriod,
    StatisticsResolution,
)
from partner_api import PartnerApi
from sandbox import DEMO_ORGANIZATIONS, Sandbox
from tests.partner_api import field_tables as tables
from tests.partner_api.alike import assert_alike, assert_complete, wire_paths
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
FROM, TO = NOW - timedelta(days=70), NOW
RANGE = "from=2026-04-06T12:30:00Z&to=2026-06-15T12:30:00Z"
START = datetime(2026, 6, 1, tzinfo=UTC)

KINDS = [
    (DeviceKind.HEAT_PUMP, "heat-pumps", "heat_pump", tables.HEAT_PUMP_STATISTICS),
    (
        DeviceKind.ELECTRIC_VEHICLE,
        "electric-vehicles",
        "electric_vehicle",
        tables.ELECTRIC_VEHICLE_STATISTICS,
    ),
    (DeviceKind.SOLAR_INVERTER, "inverters", "inverter", tables.SOLAR_INVERTER_STATISTICS),
]
RESOLUTIONS = [
    (StatisticsResolution.DAY, "1DAY"),
    (StatisticsResolution.WEEK, "1WEEK"),
    (StatisticsResolution.MONTH, "1MONTH"),
    (StatisticsResolution.QUARTER, "1QUARTER"),
    (StatisticsResolution.YEAR, "1YEAR"),
]


def devices(sandbox: Sandbox, collection: str) -> list[tuple[str, str]]:
    """Pairs of user and device."""
    return [
        (user["id"], row["id"])
        for user in sandbox.users(DEMO)
        for row in sandbox.rows(f"/org/{DEMO}/users/{user['id']}/{collection}")
    ][:6]


def assert_period(row: dict[str, Any], period: StatisticsPeriod, table: tables.Table) -> None:
    assert_alike(row, period, table)
    assert period.savings_currency == (None if period.savings_total is None else "EUR")


@pytest.mark.parametrize(("kind", "collection", "block", "table"), KINDS)
@pytest.mark.parametrize(("resolution", "text"), RESOLUTIONS)
async def test_savings(
    kind: DeviceKind,
    collection: str,
    block: str,
    table: tables.Table,
    resolution: StatisticsResolution,
    text: str,
    sandbox: Sandbox,
    sandbox_api: PartnerApi,
) -> None:
    saved = 0
    for user, device in devices(sandbox, collection):
        path = f"/org/{DEMO}/users/{user}/{collection}/{device}/savings?{RANGE}&resolution={text}"
        answer = sandbox.rows(path)
        assert answer["metadata"]["units"] == {"savings": "EUR", "percentage": "%", "consumption": "kWh"}

        periods = await sandbox_api.savings(
            DEMO, user, kind, device, from_at=FROM, to_at=TO, resolution=resolution
        )

        for row, period in zip(answer["data"], periods, strict=True):
            assert_period(row, period, table)
            saved += bool(period.savings_total)
            others = {"heat_pump", "electric_vehicle", "inverter"} - {block}
            assert wire_paths(row) - others == set(table)
    assert saved > 0


def test_the_tables_together_hold_every_field() -> None:
    every = KINDS[0][3] | KINDS[1][3] | KINDS[2][3]
    row: dict[str, Any] = {}
    for path in every:
        *outer, name = path.split(".")
        inner = row
        for each in outer:
            inner = inner.setdefault(each, {})
        inner[name] = 1
    # The currency comes from beside the data.
    assert_complete(
        row | {"currency": 1}, StatisticsPeriod, every | {"currency": ("savings_currency", tables.same)}
    )


async def test_statistics(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    used = 0
    for user, device in devices(sandbox, "heat-pumps"):
        path = f"/org/{DEMO}/users/{user}/heat-pumps/{device}/statistics"
        every = sandbox.rows(f"{path}?resolution=1DAY,1WEEK,1MONTH,1QUARTER,1YEAR")["data"]

        periods = await sandbox_api.statistics(
            DEMO, user, device, resolutions=[resolution for resolution, _ in RESOLUTIONS]
        )
        only_day = await sandbox_api.statistics(DEMO, user, device)
        only_savings = await sandbox_api.statistics(
            DEMO,
            user,
            device,
            resolutions=[StatisticsResolution.YEAR],
            keywords=[StatisticsKeyword.SAVINGS],
        )

        for row, period in zip(every, periods, strict=True):
            assert_period(row, period, tables.HEAT_PUMP_STATISTICS)
            used += period.consumption_kilowatt_hours is not None
        assert only_day == periods[:1]
        assert [each.consumption_kilowatt_hours for each in only_savings] == [None]
        assert [each.savings_total for each in only_savings] == [periods[-1].savings_total]
    assert used > 10


async def savings(api: PartnerApi, **options: Any) -> tuple[StatisticsPeriod, ...]:  # noqa: ANN401
    right: dict[str, Any] = {
        "kind": DeviceKind.HEAT_PUMP,
        "from_at": FROM,
        "to_at": TO,
        "resolution": StatisticsResolution.DAY,
    }
    return await api.savings(ORGANIZATION, USER, device_id=DEVICE, **right | options)


async def test_figures_that_are_not_as_they_should_be(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.answers = [
        Answer(
            body=b"""{"metadata": {"units": {"savings": "SEK", "consumption": "Wh"}, "error": "secret"},
            "data": [
            {"resolution": "1DAY", "period": {"start_period": "2026-06-01", "end_period": null},
             "savings": {"total": 0.1000000000000000055511151231257827}, "consumption": {"total": "1500"},
             "electric_vehicle": {"charge_session_count": 2.0, "estimated_consumption_wh": "x"}},
            {"resolution": "1DECADE", "period": {"start_period": "2026-06-01T02:00:00+02:00"},
             "savings": {"total": 1e400, "percentage": "12.5"}, "consumption": 7,
             "electric_vehicle": {"charge_session_count": -1, "average_charge_power_w": 11000}},
            {"period": {"start_period": "2026-06-01T00:00:00Z"}, "savings": null,
             "electric_vehicle": {"charge_session_count": 1e300}},
            {"resolution": "1DAY"},
            {"resolution": "1DAY", "period": {"end_period": "2026-06-01T00:00:00Z"}}, 7]}"""
        )
    ]

    first, second, third = await savings(api, kind=DeviceKind.ELECTRIC_VEHICLE)

    assert first == StatisticsPeriod(
        resolution=StatisticsResolution.DAY,
        starts_at=START,
        savings_total=Decimal("0.1000000000000000055511151231257827"),
        savings_currency="SEK",
        consumption_kilowatt_hours=1.5,
        charge_session_count=2,
    )
    assert second == StatisticsPeriod(
        resolution=StatisticsResolution.OTHER,
        starts_at=START,
        savings_percent=12.5,
        average_charge_power_watts=11000.0,
    )
    assert third == StatisticsPeriod(resolution=StatisticsResolution.OTHER, starts_at=START)
    assert "a period without start" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("units", "kilowatt_hours", "currency"),
    [
        (None, 3.0, None),
        ({"savings": "", "consumption": ""}, 3.0, None),
        ({"savings": "euro", "consumption": "joule"}, 3.0, None),
        ({"savings": "HUF", "consumption": "MWh"}, 3000.0, "HUF"),
        ([1], 3.0, None),
    ],
)
async def test_units(
    units: object, kilowatt_hours: float, currency: str | None, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    period = {"period": {"start_period": "2026-06-01"}, "savings": {"total": 1}, "consumption": {"total": 3}}
    upstream.answers = [json_answer({"metadata": {"units": units}, "data": [period]})]

    (found,) = await savings(api)

    assert found.consumption_kilowatt_hours == kilowatt_hours
    assert (found.savings_total, found.savings_currency) == (Decimal(1), currency)


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": "x"}, [], None])
async def test_statistics_without_list_are_refused(
    body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    with pytest.raises(UpstreamInvalidResponse):
        await savings(api)
    with pytest.raises(UpstreamInvalidResponse):
        await api.statistics(ORGANIZATION, USER, DEVICE)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"kind": DeviceKind.WALLBOX}, "have no savings"),
        ({"kind": DeviceKind.OTHER}, "have no savings"),
        ({"resolution": StatisticsResolution.OTHER}, "no name"),
        ({"from_at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"to_at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"to_at": datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))}, "calendar"),
    ],
)
async def test_what_cannot_be_asked_is_refused_before_any_call(
    options: dict[str, Any], match: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match=match):
        await savings(api, **options)
    with pytest.raises(ValueError, match="no name"):
        await api.statistics(ORGANIZATION, USER, DEVICE, resolutions=[StatisticsResolution.OTHER])

    assert upstream.seen == []


async def test_the_savings_of_an_organization(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    row = sandbox.rows(
        f"/org/{DEMO}/devices/savings?start_datetime=2026-04-06T12:30:00Z&end_datetime=2026-06-15T12:30:00Z"
    )

    found = await sandbox_api.organization_savings(DEMO, from_at=FROM, to_at=TO)

    assert found.total_euros is not None
    assert found.total_euros > 100
    assert_alike(row, found, tables.ORGANIZATION_SAVINGS)
    assert_complete(row, OrganizationSavings, tables.ORGANIZATION_SAVINGS)


async def test_savings_that_are_no_numbers_are_unknown(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [
        Answer(body=b'{"total_savings": 1.10, "heat_pump_savings": "NaN", "inverter_savings": []}'),
        json_answer([]),
    ]

    found = await api.organization_savings(ORGANIZATION, from_at=FROM, to_at=TO)

    assert found == OrganizationSavings(total_euros=Decimal("1.10"))
    with pytest.raises(UpstreamInvalidResponse):
        await api.organization_savings(ORGANIZATION, from_at=FROM, to_at=TO)
