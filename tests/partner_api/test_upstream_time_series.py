"""Time series and schedules of devices."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse, UpstreamNotFound, UpstreamRejected
from domain.record import Record
from domain.schedule import ScheduleEntry
from domain.time_series import (
    DataResolution,
    ElectricVehicleDataPoint,
    HeatPumpDataPoint,
    InverterDataPoint,
    TimeSeries,
)
from partner_api import PartnerApi, UpstreamCall
from partner_api.wire.time_series import KEYWORDS
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
FROM, TO = NOW - timedelta(days=2), NOW + timedelta(hours=3)
RANGE = "from_datetime=2026-06-13T12:30:00Z&to_datetime=2026-06-15T15:30:00Z"
QUARTER = timedelta(minutes=15)
MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)

KINDS = [
    (DeviceKind.HEAT_PUMP, "heat-pumps", HeatPumpDataPoint, tables.HEAT_PUMP_DATA_POINT),
    (
        DeviceKind.ELECTRIC_VEHICLE,
        "electric-vehicles",
        ElectricVehicleDataPoint,
        tables.ELECTRIC_VEHICLE_DATA_POINT,
    ),
    (DeviceKind.SOLAR_INVERTER, "inverters", InverterDataPoint, tables.INVERTER_DATA_POINT),
]


def devices(sandbox: Sandbox, collection: str) -> list[tuple[str, str]]:
    """Pairs of user and device."""
    return [
        (user["id"], row["id"])
        for user in sandbox.users(DEMO)
        for row in sandbox.rows(f"/org/{DEMO}/users/{user['id']}/{collection}")
    ]


@pytest.mark.parametrize(("kind", "collection", "point_type", "table"), KINDS)
async def test_points_and_gaps(
    kind: DeviceKind,
    collection: str,
    point_type: type[Record],
    table: tables.Table,
    sandbox: Sandbox,
    sandbox_api: PartnerApi,
) -> None:
    points = gaps = 0
    for user, device in devices(sandbox, collection)[:8]:
        path = f"/org/{DEMO}/users/{user}/{collection}/{device}/data?{RANGE}"
        recorded = {tables.at(row["time"]): row for row in sandbox.rows(path)["data"]}

        series = await sandbox_api.device_data(
            DEMO, user, kind, device, from_at=FROM, to_at=TO, resolution=DataResolution.FIFTEEN_MINUTES
        )

        assert (series.kind, series.resolution) == (kind, DataResolution.FIFTEEN_MINUTES)
        times = [point.starts_at for point in series.points]
        assert times == [FROM + number * QUARTER for number in range(len(times))]
        assert times[-1] == TO - QUARTER
        for point in series.points:
            row = recorded.pop(point.starts_at, None)
            if row is None:
                assert point == point_type(starts_at=point.starts_at)
                gaps += 1
                continue
            assert_alike(row, point, table)
            assert_complete(row, point_type, table)
            points += 1
        assert recorded == {}
    assert points > 500
    assert gaps > 50


@pytest.mark.parametrize(
    ("resolution", "text"),
    [
        (DataResolution.FIFTEEN_MINUTES, "15MIN"),
        (DataResolution.HOUR, "1HOUR"),
        (DataResolution.DAY, "1DAY"),
        (DataResolution.WEEK, "1WEEK"),
        (DataResolution.MONTH, "1MONTH"),
    ],
)
async def test_resolutions(
    resolution: DataResolution, text: str, sandbox: Sandbox, sandbox_api: PartnerApi
) -> None:
    user, device = devices(sandbox, "heat-pumps")[0]
    path = f"/org/{DEMO}/users/{user}/heat-pumps/{device}/data?{RANGE}&resolution={text}"

    series = await sandbox_api.device_data(
        DEMO, user, DeviceKind.HEAT_PUMP, device, from_at=FROM, to_at=TO, resolution=resolution
    )

    recorded = [tables.at(row["time"]) for row in sandbox.rows(path)["data"]]
    assert recorded == [p.starts_at for p in series.points if p.price_per_kilowatt_hour is not None]


@pytest.mark.parametrize(("kind", "collection", "point_type", "table"), KINDS)
async def test_only_what_is_asked_for_comes(
    kind: DeviceKind,
    collection: str,
    point_type: type[Record],
    table: tables.Table,
    sandbox: Sandbox,
    sandbox_api: PartnerApi,
) -> None:
    """Every field can be asked for, and those with a keyword of their own come alone."""
    user, device = devices(sandbox, collection)[0]
    fields = {attribute for attribute, _ in table.values()} - {"starts_at"}
    assert set(KEYWORDS[kind]) == fields
    for field in fields:
        series = await sandbox_api.device_data(
            DEMO, user, kind, device, from_at=FROM, to_at=TO, resolution=DataResolution.HOUR, keywords=[field]
        )
        filled = {name for p in series.points for name in fields if getattr(p, name) is not None}
        assert field in filled
        assert (filled == {field}) == (KEYWORDS[kind][field] is not None)


NO_DATA = [
    ({"detail": "No data in the given range"}, True),
    ({"detail": "NO DATA available"}, True),
    ({"detail": "The range holds more than 10000 periods"}, False),
    ({"detail": [{"msg": "no data"}]}, False),
    ({"message": "no data"}, False),
    (["no data"], False),
    ("no data", False),
]


@pytest.mark.parametrize(("body", "is_empty"), NO_DATA)
async def test_a_400_is_an_empty_series_only_if_it_says_so(
    body: object, is_empty: bool, api: PartnerApi, upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    upstream.answers = [Answer(status=400, body=json.dumps(body).encode())]

    async def ask() -> TimeSeries:
        return await api.device_data(
            ORGANIZATION,
            USER,
            DeviceKind.HEAT_PUMP,
            DEVICE,
            from_at=FROM,
            to_at=TO,
            resolution=DataResolution.DAY,
        )

    if is_empty:
        assert await ask() == TimeSeries(kind=DeviceKind.HEAT_PUMP, resolution=DataResolution.DAY)
    else:
        with pytest.raises(UpstreamRejected, match=r"device_data\.heat-pumps: status 400"):
            await ask()
    assert calls[-1].status == 400
    assert calls[-1].outcome == ("OK" if is_empty else "UPSTREAM_REJECTED")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=400, body=b"no data", headers={"content-type": "text/plain"}),
        Answer(status=400, body=b'{"detail": "no data' + b" " * 70_000 + b'"}'),
        Answer(status=400, body=b"\xff"),
        Answer(status=400, body=b"[" * 60_000),
        Answer(status=422, body=b'{"detail": "No data in the given range"}'),
    ],
)
async def test_other_refusals_stay_refusals(
    answer: Answer, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answer]

    with pytest.raises(UpstreamRejected):
        await read(api)


async def test_other_operations_take_no_400_for_an_answer(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(status=400, body=b'{"detail": "No data in the given range"}')]

    with pytest.raises(UpstreamRejected):
        await api.users(ORGANIZATION)


async def read(api: PartnerApi, kind: DeviceKind = DeviceKind.HEAT_PUMP, **options: Any) -> TimeSeries:  # noqa: ANN401
    right: dict[str, Any] = {"from_at": FROM, "to_at": TO, "resolution": DataResolution.DAY}
    return await api.device_data(ORGANIZATION, USER, kind, DEVICE, **right | options)


@pytest.mark.parametrize(
    ("kind", "options", "match"),
    [
        (DeviceKind.WALLBOX, {}, "have no data"),
        (DeviceKind.OTHER, {}, "have no data"),
        (DeviceKind.HEAT_PUMP, {"keywords": ["battery_level_percent"]}, "not a field"),
        (DeviceKind.HEAT_PUMP, {"keywords": ["price&x=1"]}, "not a field"),
        (DeviceKind.HEAT_PUMP, {"keywords": ["simulated_consumption_kilowatt_hours", "x"]}, "not a field"),
        (DeviceKind.HEAT_PUMP, {"from_at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        (DeviceKind.HEAT_PUMP, {"to_at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
    ],
)
async def test_what_cannot_be_asked_is_refused_before_any_call(
    kind: DeviceKind, options: dict[str, Any], match: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match=match):
        await read(api, kind, **options)

    assert upstream.seen == []


async def test_points_in_any_order_and_spelling(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.answers = [
        Answer(
            body=b"""{"metadata": {"error": null}, "data": [
            {"time": "2026-06-01 02:00:00", "price": 0.1000000000000000055511151231257827},
            {"time": "2026-06-01", "price": "0.30", "estimated_consumption": "125.9", "hot_water_temp": []},
            {"time": "2026-06-01T03:00:00+02:00", "price": 1e999999, "inlet_temp_act": 40},
            {"price": 7}, {"time": "soon"}, {"time": null, "price": 1}, 7]}"""
        )
    ]

    series = await read(api)

    assert series.points == (
        HeatPumpDataPoint(
            starts_at=MIDNIGHT,
            price_per_kilowatt_hour=Decimal("0.30"),
            estimated_consumption_kilowatt_hours=0.1259,
        ),
        HeatPumpDataPoint(starts_at=MIDNIGHT + timedelta(hours=1), inlet_temperature_celsius=40.0),
        HeatPumpDataPoint(
            starts_at=MIDNIGHT + timedelta(hours=2),
            price_per_kilowatt_hour=Decimal("0.1000000000000000055511151231257827"),
        ),
    )
    assert "a point without time" in caplog.text


@pytest.mark.parametrize(
    ("units", "energy", "price"),
    [
        (None, 0.5, "80"),
        ({}, 0.5, "80"),
        ("nonsense", 0.5, "80"),
        ({"estimated_consumption": None, "price": None}, 0.5, "80"),
        ({"estimated_consumption": "Wh", "price": "EUR/kWh"}, 0.5, "80"),
        ({"consumption": " kWh "}, 500.0, "80"),
        ({"estimated_consumption": "MWh", "consumption": "Wh"}, 500_000.0, "80"),
        ({"estimated_consumption": "J"}, 0.5, "80"),
        ({"price": "EUR/MWh"}, 0.5, "0.080"),
    ],
)
async def test_units_that_the_answer_names_count(
    units: object, energy: float, price: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    point = {"time": "2026-06-01T00:00:00Z", "estimated_consumption": 500, "price": 80}
    upstream.answers = [json_answer({"metadata": {"units": units}, "data": [point]})]

    for kind in (DeviceKind.HEAT_PUMP, DeviceKind.ELECTRIC_VEHICLE):
        (found,) = (await read(api, kind)).points
        assert isinstance(found, HeatPumpDataPoint | ElectricVehicleDataPoint)
        assert found.estimated_consumption_kilowatt_hours == energy
        assert found.price_per_kilowatt_hour == Decimal(price)


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {}}, {"metadata": {}}, [], None, 7])
@pytest.mark.parametrize("kind", [each[0] for each in KINDS])
async def test_a_series_without_list_is_refused(
    kind: DeviceKind, body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    with pytest.raises(UpstreamInvalidResponse):
        await read(api, kind)


@pytest.mark.parametrize(("kind", "collection"), [KINDS[0][:2], KINDS[2][:2]])
async def test_schedules(
    kind: DeviceKind, collection: str, sandbox: Sandbox, sandbox_api: PartnerApi
) -> None:
    seen = 0
    for user, device in devices(sandbox, collection):
        expected = sandbox.rows(f"/org/{DEMO}/users/{user}/{collection}/{device}/schedules?{RANGE}")

        entries = await sandbox_api.device_schedules(DEMO, user, kind, device, from_at=FROM, to_at=TO)

        for row, entry in zip(expected, entries, strict=True):
            assert_alike(row, entry, tables.SCHEDULE)
            assert_complete(row, ScheduleEntry, tables.SCHEDULE)
            seen += 1
    assert seen > 50


ENTRY = ScheduleEntry(starts_at=MIDNIGHT, ends_at=MIDNIGHT + timedelta(hours=1), mode="mid")
START, END = "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ([], ()),
        ({"data": []}, ()),
        ({"schedules": [{"start": START, "end": END, "mode": "mid"}]}, (ENTRY,)),
        ({"data": [{"starts_at": START, "ends_at": END, "mode": "mid"}], "schedules": 7}, (ENTRY,)),
        ([{"start_time": START, "end_time": END, "mode": "mid", "power": {"w": 5}}], (ENTRY,)),
        ([{"start_datetime": START, "end_datetime": END, "mode": "mid"}], (ENTRY,)),
        ([{"timestamp": START, "mode": 3}], (ScheduleEntry(starts_at=MIDNIGHT, mode="3"),)),
        ([{"time": START}], (ScheduleEntry(starts_at=MIDNIGHT),)),
        ([{"mode": "mid"}, {"start": "soon"}, {}, {"mode": ""}], (ScheduleEntry(mode="mid"),)),
    ],
)
async def test_schedules_of_any_likely_shape(
    body: object, entries: tuple[ScheduleEntry, ...], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    found = await api.device_schedules(
        ORGANIZATION, USER, DeviceKind.HEAT_PUMP, DEVICE, from_at=FROM, to_at=TO
    )

    assert found == entries


@pytest.mark.parametrize("body", [{}, {"data": {}}, None, 7, "x", [7], {"entries": []}])
async def test_schedules_of_no_shape_are_refused(
    body: object, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [json_answer(body)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.device_schedules(ORGANIZATION, USER, DeviceKind.HEAT_PUMP, DEVICE, from_at=FROM, to_at=TO)


async def test_a_device_that_is_not_there(sandbox: Sandbox, sandbox_api: PartnerApi) -> None:
    user = sandbox.users(DEMO)[0]["id"]

    with pytest.raises(UpstreamNotFound):
        await sandbox_api.device_data(
            DEMO, user, DeviceKind.HEAT_PUMP, DEVICE, from_at=FROM, to_at=TO, resolution=DataResolution.DAY
        )
    with pytest.raises(UpstreamNotFound):
        await sandbox_api.device_schedules(DEMO, user, DeviceKind.HEAT_PUMP, DEVICE, from_at=FROM, to_at=TO)
