"""What each write sends, and what its answers mean."""

import json
import logging
from collections.abc import Callable

import pytest

from domain.errors import (
    FieldProblem,
    UpstreamConflict,
    UpstreamError,
    UpstreamInvalid,
    UpstreamNotFound,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
    WriteOutcomeUnknown,
)
from partner_api import PartnerApi, UpstreamCall
from partner_api.inferred import HINT, INFERRED
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION, USER, Answer, ScriptedUpstream
from tests.partner_api.write_cases import CASES, EV, answer_of

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


def answered(status: int, value: Json = None, **headers: str) -> Answer:
    body = b"" if value is None else json.dumps(value).encode()
    return Answer(status, body, JSON | {name.replace("_", "-"): text for name, text in headers.items()})


@pytest.mark.parametrize("name", CASES)
async def test_exactly_this_is_sent(
    name: str,
    api: PartnerApi,
    upstream: ScriptedUpstream,
    calls: list[UpstreamCall],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    case = CASES[name]
    upstream.answers = [Answer(204 if case.answer is None else 200, answer_of(case))]

    await case.ask(api)

    (seen,) = upstream.seen
    assert (seen.method, seen.path) == (case.method, f"/api/partners/v2.0/{case.path}")
    assert seen.body.decode() == (case.sent or "")
    expected = {"host": "upstream.test", "accept": "application/json", "accept-encoding": "gzip"}
    if name != "report_cue_state":
        expected["authorization"] = "Bearer t1"
    if case.sent is not None:
        expected |= {"content-type": "application/json", "content-length": str(len(case.sent.encode()))}
    elif case.method == "POST":
        expected["content-length"] = "0"
    assert seen.headers == expected
    assert (calls[-1].operation, calls[-1].outcome) == (name, "OK")
    assert "secret=" not in caplog.text
    assert (name in INFERRED) == case.is_inferred


def test_all_inferred_operations_are_tried() -> None:
    assert set(CASES) >= INFERRED


@pytest.mark.parametrize("name", CASES)
async def test_an_operation_that_is_not_there(name: str, api: PartnerApi, upstream: ScriptedUpstream) -> None:
    case = CASES[name]
    page = Answer(404, b"<html>", {"content-type": "text/html"})
    for answer in (answered(405, {"detail": "Method not allowed"}), answered(501), page):
        upstream.answers = [answer]
        with pytest.raises(UpstreamRejected) as caught:
            await case.ask(api)
        assert caught.value.hint == (HINT if case.is_inferred else None)
        assert isinstance(caught.value, UpstreamNotFound) == (answer is page and not case.is_inferred)

    upstream.answers = [answered(404, {"detail": "Not Found"})]
    with pytest.raises(UpstreamNotFound):
        await case.ask(api)
    assert len(upstream.seen) == 4


@pytest.mark.parametrize("name", ["create_user", "update_device.wallboxes", "delete_building"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered(400), UpstreamRejected),
        (answered(403), UpstreamRejected),
        (answered(302), UpstreamRejected),
        (answered(303), WriteOutcomeUnknown),
        (answered(408), WriteOutcomeUnknown),
        (answered(429, retry_after="7"), UpstreamThrottled),
        (answered(500), WriteOutcomeUnknown),
        (answered(502), WriteOutcomeUnknown),
        (answered(503), WriteOutcomeUnknown),
        (answered(503, retry_after="7"), UpstreamUnavailable),
        (answered(504), WriteOutcomeUnknown),
    ],
)
async def test_what_a_status_says_of_a_write(
    name: str, answer: Answer, error: type[UpstreamError], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answer]
    with pytest.raises(UpstreamError) as caught:
        await CASES[name].ask(api)
    assert type(caught.value) is error
    assert len(upstream.seen) == 1


@pytest.mark.parametrize(
    "answer", [Answer(200, b"garbage"), answered(200, []), answered(200, {}), Answer(200, b"x" * (17 << 20))]
)
async def test_a_success_that_cannot_be_read_is_an_unknown_outcome(
    answer: Answer, api: PartnerApi, upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    upstream.answers = [answer]
    with pytest.raises(WriteOutcomeUnknown):
        await CASES["create_user"].ask(api)
    assert (len(upstream.seen), calls[-1].outcome) == (1, "WRITE_OUTCOME_UNKNOWN")


async def test_a_refused_token_is_replaced_and_the_write_sent_again(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.refused = {"t1"}
    upstream.answers = [Answer(200, answer_of(CASES["create_user"]))]
    await CASES["create_user"].ask(api)
    first, second = upstream.seen
    assert first.body == second.body
    assert second.headers["authorization"] == "Bearer t2"


async def test_without_a_token_nothing_is_sent(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.token_answers = [answered(503)]
    with pytest.raises(UpstreamUnavailable):
        await CASES["create_user"].ask(api)
    assert upstream.seen == []


async def test_what_cannot_be_written_is_not_sent(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    with pytest.raises(ValueError, match="UUID"):
        await api.delete_user(ORGANIZATION, "..")
    with pytest.raises(ValueError, match="request id"):
        await api.delete_user(ORGANIZATION, USER, request_id="a b")
    assert upstream.seen == []


LOCATIONS: list[tuple[str, list[str | int], tuple[str | int, ...]]] = [
    ("create_user", ["body", "payload", "email"], ("email",)),
    ("create_user", ["body", "country_iso2"], ("address", "country")),
    ("update_user", ["body", "payload", "latitude"], ("location", "latitude_degrees")),
    ("create_building", ["body", "payload", "zip_code"], ("address", "postal_code")),
    (
        "create_energy_contract",
        ["body", "payload", "energy_prices", 3, "price"],
        ("prices", 3, "price_per_kilowatt_hour"),
    ),
    ("create_energy_contract", ["body", "payload", "building_id"], ("building_id",)),
    (
        "update_device.heat-pumps",
        ["body", "payload", "device_model", "device_type", "short_name"],
        ("model", "type_code"),
    ),
    ("update_device.heat-pumps", ["body", "payload", "device_model", "device_type"], ("model",)),
    ("update_device.electric-vehicles", ["body", "payload", "charge_deadline_at"], ("charge_deadline",)),
    ("update_device.inverters", ["body", "payload", "solar_power_rating_kw"], ("solar_power_rating_watts",)),
    ("update_device.wallboxes", ["body", "payload", "charge_deadline_at"], ("charge_deadline_at",)),
    ("set_charge_policy", ["body", "payload", "mon", "charge_percentage"], ("monday", "target_percent")),
    ("set_charging_config", ["body", "payload", "smart_charging_mode"], ("mode",)),
    ("create_onboarding_session", ["body", "payload", "price_zone_default"], ("price_zone",)),
    ("resolve_cue", ["body", "payload", "successUrl"], ("success_url",)),
    ("report_cue_state", ["body", "payload", "state"], ("outcome",)),
    ("upload_day_ahead_prices", ["body", "payload", "metadata", "price_zone"], ("price_zone",)),
    ("upload_day_ahead_prices", ["body", "payload", "data", 0, "timestamp"], ("prices", 0, "starts_at")),
    ("create_user", ["body", "payload", "nobody_knows"], ()),
    ("create_user", ["path", "org_id"], ()),
]


@pytest.mark.parametrize(("name", "loc", "path"), LOCATIONS)
async def test_problems_name_the_fields_of_the_records(
    name: str, loc: Json, path: Json, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answered(422, {"detail": [{"loc": loc, "type": "missing", "msg": "Field required"}]})]
    with pytest.raises(UpstreamInvalid) as caught:
        await CASES[name].ask(api)
    assert caught.value.problems == (FieldProblem(path, "missing", "Field required"),)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"detail": "no"}', b'{"detail": []}', b'{"detail": [1]}', b"\xff"]
)
async def test_unknown_shapes_of_422_are_one_problem(
    body: bytes, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(422, body)]
    with pytest.raises(UpstreamInvalid) as caught:
        await CASES["create_user"].ask(api)
    assert [problem.path for problem in caught.value.problems] == [()]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"state": "ongoing", "reason": "already_charging"}', ("ongoing", "already_charging")),
        (b"{}", (None, None)),
        (b"garbage", (None, None)),
    ],
)
async def test_conflicts_tell_state_and_reason(
    body: bytes, told: Json, make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(409, body)]
    with pytest.raises(UpstreamConflict) as caught:
        await make_api().start_boost(ORGANIZATION, USER, EV, DEVICE)
    assert (caught.value.state, caught.value.reason) == told
