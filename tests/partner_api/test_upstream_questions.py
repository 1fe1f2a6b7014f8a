"""What exactly is sent by the operations that take more than ids, and what they refuse to send."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

import pytest

from domain.device import DeviceKind, PriceZone
from domain.errors import UpstreamInvalidResponse, UpstreamNotFound, UpstreamRejected
from domain.statistics import StatisticsKeyword, StatisticsResolution
from domain.time_series import DataResolution
from domain.trading import LoadCurveResolution
from partner_api import PartnerApi, UpstreamCall
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
)
from tests.partner_api.test_upstream_requests import TRAVERSALS

pytestmark = pytest.mark.anyio

BASE = "/api/partners/v2.0"
ORG = f"{BASE}/org/{ORGANIZATION}"
BELOW = f"{ORG}/users/{USER}"

FROM = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
TO = datetime(2026, 6, 2, 1, 0, 0, 500, tzinfo=timezone(timedelta(hours=2)))
FROM_TEXT = "2026-05-31T23%3A30%3A00Z"
TO_TEXT = "2026-06-01T23%3A00%3A00.000500Z"
DATA_RANGE = f"from_datetime={FROM_TEXT}&to_datetime={TO_TEXT}"
RANGE: dict[str, Any] = {"from_at": FROM, "to_at": TO}

HEAT_PUMP, VEHICLE, INVERTER = (
    DeviceKind.HEAT_PUMP,
    DeviceKind.ELECTRIC_VEHICLE,
    DeviceKind.SOLAR_INVERTER,
)


class Ids(NamedTuple):
    """Of an organization, of a user, and of a device or session."""

    organization: str
    user: str
    own: str


IDS = Ids(ORGANIZATION, USER, DEVICE)

Ask = Callable[[PartnerApi, Ids, str | None], Awaitable[object]]
"""The last argument is the request id."""

QUESTIONS: dict[str, tuple[Ask, str]] = {
    "charging_sessions": (
        lambda api, ids, r: api.charging_sessions(
            ids.organization,
            ids.user,
            ids.own,
            from_on=date(2026, 5, 1),
            to_on=date(2026, 6, 1),
            limit=200,
            offset=40,
            request_id=r,
        ),
        f"{BELOW}/electric-vehicles/{DEVICE}/sessions?from=2026-05-01&to=2026-06-01&limit=200&offset=40",
    ),
    "charge_policy": (
        lambda api, ids, r: api.charge_policy(ids.organization, ids.user, ids.own, request_id=r),
        f"{BELOW}/electric-vehicles/{DEVICE}/charge-policy",
    ),
    "charging_config": (
        lambda api, ids, r: api.charging_config(ids.organization, ids.user, request_id=r),
        f"{BELOW}/charging-config",
    ),
    "device_data.heat-pumps": (
        lambda api, ids, r: api.device_data(
            ids.organization,
            ids.user,
            HEAT_PUMP,
            ids.own,
            **RANGE,
            resolution=DataResolution.FIFTEEN_MINUTES,
            keywords=[
                "price_per_kilowatt_hour",
                "inlet_temperature_celsius",
                "price_per_kilowatt_hour",
            ],
            request_id=r,
        ),
        f"{BELOW}/heat-pumps/{DEVICE}/data?{DATA_RANGE}&resolution=15MIN&keywords=price%2Cinlet_temp_act",
    ),
    "device_data.electric-vehicles": (
        lambda api, ids, r: api.device_data(
            ids.organization,
            ids.user,
            VEHICLE,
            ids.own,
            **RANGE,
            resolution=DataResolution.MONTH,
            request_id=r,
        ),
        f"{BELOW}/electric-vehicles/{DEVICE}/data?{DATA_RANGE}&resolution=1MONTH",
    ),
    "device_data.inverters": (
        lambda api, ids, r: api.device_data(
            ids.organization,
            ids.user,
            INVERTER,
            ids.own,
            **RANGE,
            resolution=DataResolution.DAY,
            keywords=["grid_import_power_watts"],
            request_id=r,
        ),
        f"{BELOW}/inverters/{DEVICE}/data?{DATA_RANGE}&resolution=1DAY",
    ),
    "device_schedules.heat-pumps": (
        lambda api, ids, r: api.device_schedules(
            ids.organization, ids.user, HEAT_PUMP, ids.own, **RANGE, request_id=r
        ),
        f"{BELOW}/heat-pumps/{DEVICE}/schedules?{DATA_RANGE}",
    ),
    "device_schedules.inverters": (
        lambda api, ids, r: api.device_schedules(
            ids.organization, ids.user, INVERTER, ids.own, **RANGE, request_id=r
        ),
        f"{BELOW}/inverters/{DEVICE}/schedules?{DATA_RANGE}",
    ),
    "statistics": (
        lambda api, ids, r: api.statistics(ids.organization, ids.user, ids.own, request_id=r),
        f"{BELOW}/heat-pumps/{DEVICE}/statistics",
    ),
    "statistics chosen": (
        lambda api, ids, r: api.statistics(
            ids.organization,
            ids.user,
            ids.own,
            resolutions=[StatisticsResolution.DAY, StatisticsResolution.YEAR, StatisticsResolution.DAY],
            keywords=[StatisticsKeyword.SAVINGS, StatisticsKeyword.CONSUMPTION],
            request_id=r,
        ),
        f"{BELOW}/heat-pumps/{DEVICE}/statistics?resolution=1DAY%2C1YEAR&keywords=savings%2Cconsumption",
    ),
    "savings.heat-pumps": (
        lambda api, ids, r: api.savings(
            ids.organization,
            ids.user,
            HEAT_PUMP,
            ids.own,
            **RANGE,
            resolution=StatisticsResolution.QUARTER,
            request_id=r,
        ),
        f"{BELOW}/heat-pumps/{DEVICE}/savings?from={FROM_TEXT}&to={TO_TEXT}&resolution=1QUARTER",
    ),
    "savings.electric-vehicles": (
        lambda api, ids, r: api.savings(
            ids.organization,
            ids.user,
            VEHICLE,
            ids.own,
            **RANGE,
            resolution=StatisticsResolution.WEEK,
            request_id=r,
        ),
        f"{BELOW}/electric-vehicles/{DEVICE}/savings?from={FROM_TEXT}&to={TO_TEXT}&resolution=1WEEK",
    ),
    "savings.inverters": (
        lambda api, ids, r: api.savings(
            ids.organization,
            ids.user,
            INVERTER,
            ids.own,
            **RANGE,
            resolution=StatisticsResolution.MONTH,
            request_id=r,
        ),
        f"{BELOW}/inverters/{DEVICE}/savings?from={FROM_TEXT}&to={TO_TEXT}&resolution=1MONTH",
    ),
    "organization_savings": (
        lambda api, ids, r: api.organization_savings(ids.organization, **RANGE, request_id=r),
        f"{ORG}/devices/savings?start_datetime={FROM_TEXT}&end_datetime={TO_TEXT}",
    ),
    "onboarding_session": (
        lambda api, ids, r: api.onboarding_session(ids.organization, ids.own, request_id=r),
        f"{BASE}/device-onboarding/{DEVICE}",
    ),
    "day_ahead_prices": (
        lambda api, ids, r: api.day_ahead_prices(
            ids.organization, **RANGE, price_zone=PriceZone.DE_LU, request_id=r
        ),
        f"{ORG}/trading/dayahead/prices?from_dt={FROM_TEXT}&to_dt={TO_TEXT}&price_zone=DE_LU",
    ),
    "load_curve": (
        lambda api, ids, r: api.load_curve(ids.organization, request_id=r),
        f"{ORG}/trading/dayahead/loadcurve",
    ),
    "load_curve chosen": (
        lambda api, ids, r: api.load_curve(
            ids.organization, on=date(2026, 6, 1), resolution=LoadCurveResolution.HOUR, request_id=r
        ),
        f"{ORG}/trading/dayahead/loadcurve?date=2026-06-01&resolution=1HOUR",
    ),
    "load_curve_of_price_zone": (
        lambda api, ids, r: api.load_curve_of_price_zone(ids.organization, PriceZone.SE_1, request_id=r),
        f"{ORG}/trading/dayahead/loadcurve/pricezone/SE_1",
    ),
    "load_curve_of_price_zone chosen": (
        lambda api, ids, r: api.load_curve_of_price_zone(
            ids.organization,
            PriceZone.AT_HOURLY,
            resolution=LoadCurveResolution.FIFTEEN_MINUTES,
            request_id=r,
        ),
        f"{ORG}/trading/dayahead/loadcurve/pricezone/AT_HOURLY?resolution=15MIN",
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_exact_request(
    question: str, api: PartnerApi, upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    ask, path = QUESTIONS[question]
    upstream.answers = [Answer(status=404)]

    for request_id in ("r-1", None):
        with pytest.raises(UpstreamNotFound, match=f"{question.partition(' ')[0]}: status 404"):
            await ask(api, IDS, request_id)

    headers = {
        "host": "upstream.test",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Bearer t1",
    } | ({"fill-missing": "true"} if question.startswith("device_data") else {})
    assert [(seen.method, seen.path, seen.headers, seen.body) for seen in upstream.seen] == [
        ("GET", path, headers | {"x-request-id": "r-1"}, b""),
        ("GET", path, headers, b""),
    ]
    assert {call.operation for call in calls} == {"token", question.partition(" ")[0]}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_an_id_that_is_no_uuid_is_refused_before_any_call(
    question: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    ask, path = QUESTIONS[question]
    for name in Ids._fields:
        if name != "organization" and getattr(IDS, name) not in path:
            continue
        for text in TRAVERSALS:
            with pytest.raises(ValueError, match=r"UUID|no upstream"):
                await ask(api, IDS._replace(**{name: text}), None)

    assert upstream.seen == []
    assert upstream.token_requests == []


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_refusal_and_garbage(question: str, api: PartnerApi, upstream: ScriptedUpstream) -> None:
    ask, _ = QUESTIONS[question]
    name = question.partition(" ")[0]
    upstream.answers = [Answer(status=422, body=b'{"detail": [{"msg": "private words"}]}')]
    with pytest.raises(UpstreamRejected, match=f"^{name}: status 422$") as raised:
        await ask(api, IDS, None)
    assert type(raised.value) is UpstreamRejected

    for body in (b"", b"{", b"null", b"7", b'"x"', b"[1]", b"[" * 100_000, b'{"data": ' + b"[" * 100_000):
        upstream.answers = [Answer(body=body)]
        with pytest.raises(UpstreamInvalidResponse, match=f"^{name}: "):
            await ask(api, IDS, None)
    upstream.answers = [Answer(body=b"<html>", headers={"content-type": "text/html"})]
    with pytest.raises(UpstreamInvalidResponse):
        await ask(api, IDS, None)
