"""What is forgiven in a row (single fields) and what is not (identity and the outer shape)."""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.device import DeviceKind
from domain.electric_vehicle import ElectricVehicle
from domain.errors import UpstreamInvalidResponse
from domain.heat_pump import HeatPump
from partner_api import PartnerApi
from partner_api.decoding import RowDecoder
from partner_api.operations import devices as device_operations
from partner_api.wire.building import WireBuilding, to_building
from partner_api.wire.energy_contract import WireEnergyContract, to_energy_contracts
from partner_api.wire.pending_action import WireDeviceActions, to_pending_actions
from partner_api.wire.user import WireUser, to_user
from tests.partner_api import field_tables, rows
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

OTHER_USER = "22222222-2222-4333-8444-555555555555"

WRONG = [{"a": [1]}, [1, 2], True, "nonsense", 12.75, 10**30, -1, "", "\ud83d\ude00"]


def everything(body: bytes) -> None:
    """Decode a body in every way there is; each either gives records or refuses."""
    with _refusal_allowed():
        [to_user(row, ORGANIZATION) for row in RowDecoder(WireUser).rows(body)]
    with _refusal_allowed():
        to_user(RowDecoder(WireUser).row(body), ORGANIZATION)
    with _refusal_allowed():
        [to_building(row, ORGANIZATION, USER) for row in RowDecoder(WireBuilding).rows(body)]
    with _refusal_allowed():
        to_energy_contracts(RowDecoder(WireEnergyContract).rows(body), ORGANIZATION, USER)
    with _refusal_allowed():
        to_pending_actions(RowDecoder(WireDeviceActions).row(body), USER, DEVICE)
    for decode in device_operations._LISTS.values():
        with _refusal_allowed():
            decode(body, ORGANIZATION, USER)


class _refusal_allowed:  # noqa: N801 (reads as a phrase)
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        return isinstance(error, UpstreamInvalidResponse)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = sorted(
    {
        part.removesuffix(" -")
        for table in (
            field_tables.USER,
            field_tables.BUILDING,
            field_tables.ENERGY_CONTRACT,
            field_tables.HEAT_PUMP,
            field_tables.ELECTRIC_VEHICLE,
            field_tables.SOLAR_INVERTER,
            field_tables.WALLBOX,
        )
        for path in table
        for part in path.split(".")
    }
    | {"energy_prices", "actions", "price", "timestamp", "resolution_link", "url", "required_parameters"}
)
TEXTS = st.sampled_from(
    ["2026-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00", "12", "NaN", "-Infinity"]
)
NEARLY = st.recursive(
    JSON | TEXTS | st.just(USER) | st.just(DEVICE),
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=10,
)
ROWS = st.dictionaries(st.sampled_from(NAMES), NEARLY, max_size=12).map(
    lambda fields: rows.device() | rows.user() | {"actions": []} | fields | {"owner": {"id": USER}}
)

unhurried = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@unhurried
@given(JSON)
def test_any_json_gives_records_or_a_refusal(value: Json) -> None:
    everything(json.dumps(value).encode())


@unhurried
@given(ROWS)
def test_any_fields_in_a_row_give_records_or_a_refusal(row: dict[str, Any]) -> None:
    everything(json.dumps([row]).encode())
    everything(json.dumps(row).encode())


@unhurried
@given(st.binary(max_size=60))
def test_any_bytes_give_records_or_a_refusal(body: bytes) -> None:
    everything(body)
    everything(b'[{"id": "' + body + b'"}]')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"7",
        b'"x"',
        b"[1]",
        b"[null]",
        b"[[]]",
        b"[{}",
        b"[{}] trailing",
        b"\xef\xbb\xbf[]",
        b"[NaN]",
        b"[" * 200_000,
        b'[{"a": ' + b"[" * 200_000,
        b'[{"id": "\xff"}]',
        b'[{"id": "\\ud800"}]',
    ],
    ids=lambda body: repr(body[:20]),
)
@pytest.mark.anyio
async def test_a_body_that_is_no_list_of_objects_is_refused_whole(
    body: bytes, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(body=body)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.users(ORGANIZATION)
    with pytest.raises(UpstreamInvalidResponse):
        await api.devices(ORGANIZATION, USER, DeviceKind.HEAT_PUMP)
    with pytest.raises(UpstreamInvalidResponse):
        await api.user(ORGANIZATION, USER)


BROKEN_IDENTITY = [
    ("user", {"id": None}),
    ("user", {"id": "1"}),
    ("user", {"id": 17}),
    ("user", {"id": USER + "\n"}),
    ("user", {"email": None}),
    ("user", {"email": ""}),
    ("user", {"email": ["a@example.test"]}),
    ("user", {"role": None}),
    ("user", {"role": ["admin"]}),
    ("building", {"id": None}),
    ("building", {"id": {}}),
    ("contract", {"id": "x"}),
    ("contract", {"owner": OTHER_USER}),
    ("contract", {"owner": {"id": OTHER_USER}}),
    ("device", {"id": None}),
    ("device", {"id": "../" + DEVICE}),
    ("device", {"owner": None}),
    ("device", {"owner": {}}),
    ("device", {"owner": USER}),
    ("device", {"owner": {"id": None}}),
    ("device", {"owner": {"id": OTHER_USER}}),
    ("device", {"owner": {"id": OTHER_USER}, "battery_level": "broken", "outdoor_temperature": []}),
]


LISTS: dict[str, Callable[[PartnerApi], Awaitable[object]]] = {
    "user": lambda api: api.users(ORGANIZATION),
    "building": lambda api: api.buildings(ORGANIZATION, USER),
    "contract": lambda api: api.energy_contracts(ORGANIZATION, USER),
    "device": lambda api: api.devices(ORGANIZATION, USER, DeviceKind.HEAT_PUMP),
}


@pytest.mark.parametrize(("sort", "fields"), BROKEN_IDENTITY)
@pytest.mark.anyio
async def test_broken_identity_refuses_the_whole_response(
    sort: str, fields: dict[str, Any], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    good: dict[str, Any] = getattr(rows, sort)()
    upstream.answers = [json_answer([good, good | fields])]

    with pytest.raises(UpstreamInvalidResponse):
        await LISTS[sort](api)


@pytest.mark.parametrize("kind", rows.KINDS)
@pytest.mark.anyio
async def test_another_users_device_is_never_shown(
    kind: DeviceKind, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    foreign = rows.device(owner={"id": OTHER_USER}, actions=[])
    upstream.answers = [json_answer([foreign]), json_answer(foreign)]

    with pytest.raises(UpstreamInvalidResponse):
        await api.devices(ORGANIZATION, USER, kind)
    with pytest.raises(UpstreamInvalidResponse):
        await api.pending_actions(ORGANIZATION, USER, kind, DEVICE)


@pytest.mark.anyio
async def test_another_object_than_asked_for_is_refused(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [
        json_answer(rows.user(id=OTHER_USER)),
        json_answer(rows.device(id=OTHER_USER, actions=[])),
        json_answer(rows.user(id=USER.upper())),
    ]

    with pytest.raises(UpstreamInvalidResponse):
        await api.user(ORGANIZATION, USER)
    with pytest.raises(UpstreamInvalidResponse):
        await api.pending_actions(ORGANIZATION, USER, DeviceKind.HEAT_PUMP, DEVICE)
    assert (await api.user(ORGANIZATION, USER)).user_id == USER


def spoilable(kind: DeviceKind) -> list[tuple[DeviceKind, str]]:
    table: field_tables.Table = getattr(field_tables, kind.name)
    names = sorted({path.partition(".")[0].removesuffix(" -") for path in table} - {"id", "owner"})
    return [(kind, name) for name in names]


@pytest.mark.parametrize(("kind", "name"), [pair for kind in rows.KINDS for pair in spoilable(kind)])
@pytest.mark.anyio
async def test_one_field_of_a_wrong_type_costs_only_that_field(
    kind: DeviceKind, name: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    """Whatever a field holds, all others are as they would be without it."""
    good = rows.device(comment="kept", charge_target_min=40, outdoor_temperature=1.5, optimization_score=3)
    table: field_tables.Table = getattr(field_tables, kind.name)
    own = {
        attribute.partition(".")[0]
        for path, (attribute, _) in table.items()
        if path.partition(".")[0].removesuffix(" -") == name
    } | {"created_at", "updated_at"}  # which stand in for each other
    upstream.answers = [json_answer([good])] + [json_answer([good | {name: wrong}]) for wrong in WRONG]

    (expected,) = await api.devices(ORGANIZATION, USER, kind)

    for _ in WRONG:
        (device,) = await api.devices(ORGANIZATION, USER, kind)
        for field in device.__struct_fields__:
            if field not in own:
                assert getattr(device, field) == getattr(expected, field), field
        _assert_json_safe(device)


@pytest.mark.anyio
async def test_numbers_in_other_clothes(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [
        json_answer(
            [
                rows.device(
                    charge_target_min="40",
                    charge_target_max=80.0,
                    minimum_charge_limit="12.6",
                    battery_level="55.5",
                    charge_rate_w="nan",
                    driving_range=310,
                    is_plugged_in="true",
                    is_charging=1,
                    comment=4711,
                    external_device_id=12,
                    hems_min_export_to_start_w=2**40,
                )
            ]
        )
    ]

    (vehicle,) = await api.devices(ORGANIZATION, USER, DeviceKind.ELECTRIC_VEHICLE)

    assert isinstance(vehicle, ElectricVehicle)
    assert vehicle.charge_target_minimum_percent == 40
    assert vehicle.charge_target_maximum_percent == 80
    assert vehicle.minimum_charge_percent == 13
    assert vehicle.battery_level_percent == 55.5
    assert vehicle.charge_power_watts is None
    assert vehicle.driving_range_kilometers == 310.0
    assert (vehicle.is_plugged_in, vehicle.is_charging) == (True, True)
    assert (vehicle.comment, vehicle.external_id) == ("4711", "12")
    assert vehicle.surplus_export_to_start_watts is None


@pytest.mark.anyio
async def test_a_wrong_row_is_saved_and_its_neighbours_are_untouched(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.answers = [
        json_answer(
            [
                rows.device(outdoor_temperature=3.5, unknown_field={"deep": [1]}),
                rows.device(
                    outdoor_temperature="secret-warm", device_model={"model": "M", "year": "old", "x": 1}
                ),
            ]
        )
    ]

    first, second = await api.devices(ORGANIZATION, USER, DeviceKind.HEAT_PUMP)

    assert isinstance(first, HeatPump)
    assert first.outdoor_temperature_celsius == 3.5
    assert isinstance(second, HeatPump)
    assert second.outdoor_temperature_celsius is None
    assert second.model is not None
    assert (second.model.name, second.model.year) == ("M", None)
    assert "secret-warm" not in caplog.text
    assert {record.getMessage() for record in caplog.records if record.name == "partner_api"} == {
        "upstream sent an unusable value: field=heat_pump.outdoor_temperature value=a JSON string",
        "upstream sent an unusable value: field=device_model.year value=a JSON string",
    }


def _assert_json_safe(record: Json) -> None:
    """No NaN and no infinity: the gateway's own answer could not hold them."""
    for field in record.__struct_fields__:
        value = getattr(record, field)
        assert not isinstance(value, float) or math.isfinite(value), field
