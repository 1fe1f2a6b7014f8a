"""Whatever the upstream answers, there are records or a refusal, never anything else."""

import json
import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.device import DeviceKind, PriceZone
from domain.errors import UpstreamInvalidResponse
from domain.time_series import DataResolution
from partner_api.decoding import RowDecoder
from partner_api.operations import device_data
from partner_api.wire.charge_policy import WireChargePolicy, to_charge_policy
from partner_api.wire.charging_config import WireChargingConfig, to_charging_config
from partner_api.wire.charging_session import WireSessionList, to_charging_session_page
from partner_api.wire.onboarding_session import WireOnboardingSession, to_onboarding_session
from partner_api.wire.row import WireRow
from partner_api.wire.schedule import WireScheduleEntry, WireSchedules, to_schedule
from partner_api.wire.statistics import (
    WireOrganizationSavings,
    WireStatistics,
    to_organization_savings,
    to_statistics,
)
from partner_api.wire.time_series import (
    WireElectricVehicleData,
    WireHeatPumpData,
    WireInverterData,
    to_time_series,
)
from partner_api.wire.trading import WireDayAheadPrices, WireLoadCurve, to_day_ahead_prices, to_load_curve
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION, USER

Decode = Callable[[bytes], object]
DAY = date(2026, 6, 1)


def series(kind: DeviceKind) -> Decode:
    decode = device_data._DECODE[kind]
    return lambda body: to_time_series(decode(body), DataResolution.HOUR)


DECODERS: dict[str, tuple[Decode, type[WireRow]]] = {
    "charging_sessions": (
        lambda body: to_charging_session_page(RowDecoder(WireSessionList).row(body), 7),
        WireSessionList,
    ),
    "charge_policy": (
        lambda body: to_charge_policy(RowDecoder(WireChargePolicy).row(body), USER, DEVICE),
        WireChargePolicy,
    ),
    "charging_config": (
        lambda body: to_charging_config(RowDecoder(WireChargingConfig).row(body), USER),
        WireChargingConfig,
    ),
    "heat_pump_data": (series(DeviceKind.HEAT_PUMP), WireHeatPumpData),
    "electric_vehicle_data": (series(DeviceKind.ELECTRIC_VEHICLE), WireElectricVehicleData),
    "inverter_data": (series(DeviceKind.SOLAR_INVERTER), WireInverterData),
    "schedule": (to_schedule, WireSchedules),
    "schedule_entry": (lambda body: to_schedule(b"[" + body + b"]"), WireScheduleEntry),
    "statistics": (lambda body: to_statistics(RowDecoder(WireStatistics).row(body)), WireStatistics),
    "organization_savings": (
        lambda body: to_organization_savings(RowDecoder(WireOrganizationSavings).row(body)),
        WireOrganizationSavings,
    ),
    "onboarding_session": (
        lambda body: to_onboarding_session(RowDecoder(WireOnboardingSession).row(body), ORGANIZATION, DEVICE),
        WireOnboardingSession,
    ),
    "day_ahead_prices": (
        lambda body: to_day_ahead_prices(
            RowDecoder(WireDayAheadPrices).row(body), ORGANIZATION, PriceZone.AT
        ),
        WireDayAheadPrices,
    ),
    "load_curve": (lambda body: to_load_curve(RowDecoder(WireLoadCurve).row(body), DAY), WireLoadCurve),
}

INSTANTS = st.sampled_from(["2026-06-01T00:00:00Z", "2026-06-01", "9999-12-31T23:59:59-23:59", "soon"])
# Without these a row is refused or left out, so they are as they should be.
RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "electric_vehicle_id": st.just(DEVICE),
    "user_id": st.just(USER),
    "user": st.just(USER),
    "id": st.just(DEVICE),
    "device_id": st.just(DEVICE),
    "trade_id": st.just(DEVICE),
    "org_id": st.just(ORGANIZATION),
    "authentication_url": st.just("https://connect.example/"),
    "date": st.just(DAY.isoformat()),
    "price_zone": st.just("AT"),
    "time": INSTANTS,
    "timestamp": INSTANTS,
    "start_period": INSTANTS,
}
ESSENTIAL = {*RIGHT, "metadata", "data", "items", "curves", "period"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LIKELY = JSON | st.sampled_from(
    [
        "2026-06-01T00:00:00Z",
        "2026-06-01",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00",
        "24:00",
        "07:30",
        "12",
        "NaN",
        "-Infinity",
        "1e999999",
        10**400,
        1e308,
        -1e308,
        "hems",
        "1DAY",
        "MWh",
        "EUR/MWh",
        "AT",
        DEVICE,
    ]
)


def like(row_type: type[WireRow]) -> st.SearchStrategy[Json]:
    """Rows that pass for what they are, with anything in the members that may be wrong."""
    fields = {
        info.encode_name: value_of(info.encode_name, info.type) for info in msgspec.structs.fields(row_type)
    }
    right = {name: fields.pop(name) for name in fields.keys() & ESSENTIAL}
    return st.fixed_dictionaries(right, optional=fields)


def value_of(name: str, annotation: Json) -> st.SearchStrategy[Json]:
    if name in RIGHT:
        return RIGHT[name]
    for part in get_args(annotation):
        if is_row(part):
            return like(part) if name in ESSENTIAL else like(part) | LIKELY
        if get_origin(part) is list:
            (inner,) = get_args(part)
            return st.lists(like(inner) if is_row(inner) else LIKELY, max_size=4)
        if get_origin(part) is dict:
            return st.dictionaries(st.sampled_from(["price", "consumption", "savings"]), LIKELY) | LIKELY
    return LIKELY


def is_row(annotation: Json) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, WireRow)


def assert_sound(value: Json) -> None:
    """Only what the gateway can show, and write as JSON."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            assert_sound(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            assert_sound(each)
    elif isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, Decimal):
        assert value.is_finite()
        assert len(format(value, "f")) < 100
    elif isinstance(value, int) and not isinstance(value, bool):
        assert -(2**31) <= value < 2**31
    else:
        assert value is None or isinstance(value, str | bool | Enum) or hasattr(value, "isoformat")


def records_or_refusal(decode: Decode, body: bytes) -> None:
    try:
        found = decode(body)
    except UpstreamInvalidResponse:
        return
    assert_sound(found)


unhurried = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", DECODERS)
@unhurried
@given(data=st.data())
def test_any_json_gives_records_or_a_refusal(name: str, data: st.DataObject) -> None:
    decode, row_type = DECODERS[name]

    records_or_refusal(decode, json.dumps(data.draw(like(row_type))).encode())
    records_or_refusal(decode, json.dumps(data.draw(LIKELY)).encode())


@unhurried
@given(st.binary(max_size=40))
def test_any_bytes_give_records_or_a_refusal(body: bytes) -> None:
    for decode, _ in DECODERS.values():
        records_or_refusal(decode, body)
        records_or_refusal(decode, b'{"data": [{"time": "' + body + b'"}]}')
