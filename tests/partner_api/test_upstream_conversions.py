"""Units, signs, spellings and the other places where the upstream contradicts itself."""

import logging
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from domain.building import Building, PropertyType
from domain.device import Device, DeviceKind, HealthStatus, OtherDevice, PriceZone
from domain.electric_vehicle import ElectricVehicle
from domain.energy_contract import EnergyContract, EnergyContractType, EnergyPrice
from domain.heat_pump import HeatPump, OptimizationLevel
from domain.ids import IdKind, decode_id
from domain.roles import Role
from domain.solar_inverter import SolarInverter
from domain.user import User
from domain.wallbox import Wallbox
from partner_api import PartnerApi
from tests.partner_api import rows
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio


class Reader:
    """Reads one row of a kind through the client."""

    def __init__(self, api: PartnerApi, upstream: ScriptedUpstream) -> None:
        self._api = api
        self._upstream = upstream

    async def user(self, **fields: Json) -> User:
        self._upstream.answers = [json_answer([rows.user(**fields)])]
        (user,) = await self._api.users(ORGANIZATION)
        return user

    async def building(self, **fields: Json) -> Building:
        self._upstream.answers = [json_answer([rows.building(**fields)])]
        (building,) = await self._api.buildings(ORGANIZATION, USER)
        return building

    async def contracts(self, *contracts: dict[str, Any] | str) -> tuple[EnergyContract, ...]:
        texts = [each if isinstance(each, str) else json_answer(each).body.decode() for each in contracts]
        self._upstream.answers = [Answer(body=f"[{','.join(texts)}]".encode())]
        return await self._api.energy_contracts(ORGANIZATION, USER)

    async def device(self, kind: DeviceKind, **fields: Json) -> Device:
        self._upstream.answers = [json_answer([rows.device(**fields)])]
        (device,) = await self._api.devices(ORGANIZATION, USER, kind)
        return device

    async def heat_pump(self, **fields: Json) -> HeatPump:
        device = await self.device(DeviceKind.HEAT_PUMP, **fields)
        assert isinstance(device, HeatPump)
        return device

    async def vehicle(self, **fields: Json) -> ElectricVehicle:
        device = await self.device(DeviceKind.ELECTRIC_VEHICLE, **fields)
        assert isinstance(device, ElectricVehicle)
        return device

    async def inverter(self, **fields: Json) -> SolarInverter:
        device = await self.device(DeviceKind.SOLAR_INVERTER, **fields)
        assert isinstance(device, SolarInverter)
        return device

    async def wallbox(self, **fields: Json) -> Wallbox:
        device = await self.device(DeviceKind.WALLBOX, **fields)
        assert isinstance(device, Wallbox)
        return device


@pytest.fixture
def read(api: PartnerApi, upstream: ScriptedUpstream) -> Reader:
    return Reader(api, upstream)


@pytest.mark.parametrize(
    ("signed", "positive", "negative"),
    [
        (None, None, None),
        (0, 0.0, 0.0),
        (-0.0, 0.0, 0.0),
        (1500, 1500.0, 0.0),
        (-1500, 0.0, 1500.0),
        (0.25, 0.25, 0.0),
    ],
)
async def test_signed_flows_become_two_that_are_never_negative(
    signed: float | None, positive: float | None, negative: float | None, read: Reader
) -> None:
    inverter = await read.inverter(
        battery_charge_discharge_power_w=signed, current_power_to_grid_w=signed, solar_surplus_w=signed
    )

    assert inverter.battery_discharge_power_watts == inverter.grid_export_power_watts == positive
    assert inverter.battery_charge_power_watts == inverter.grid_import_power_watts == negative
    assert (inverter.solar_surplus_power_watts, inverter.solar_deficit_power_watts) == (positive, negative)
    assert "-" not in repr([inverter.solar_deficit_power_watts, inverter.solar_surplus_power_watts])


@pytest.mark.parametrize(("kilowatts", "watts"), [(None, None), (5.13, 5130.0), (8, 8000.0), (1e308, None)])
async def test_kilowatts_become_watts(kilowatts: float | None, watts: float | None, read: Reader) -> None:
    assert (await read.inverter(solar_power_rating_kw=kilowatts)).solar_power_rating_watts == watts


async def test_the_hot_water_temperature_has_two_names(read: Reader) -> None:
    one = await read.heat_pump(dhw_temperature=48.5, dhw_actual_temperature=40)
    other = await read.heat_pump(dhw_actual_temperature=0.0)

    assert one.domestic_hot_water_temperature_celsius == 48.5
    assert other.domestic_hot_water_temperature_celsius == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-29T02:30:00Z", datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
        ("2026-03-29T02:30:00+02:00", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
        ("2026-03-29 02:30:00.1234567Z", datetime(2026, 3, 29, 2, 30, 0, 123457, tzinfo=UTC)),
        ("2026-03-29T02:30Z", datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, tzinfo=UTC)),
        (1774751400, datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
async def test_instants_are_in_utc_and_naive_ones_are_taken_as_utc(
    text: object, expected: datetime | None, read: Reader
) -> None:
    heat_pump = await read.heat_pump(inverter_forced_mode_since=text)

    assert heat_pump.inverter_forced_mode_started_at == expected
    if expected is not None:
        assert heat_pump.inverter_forced_mode_started_at is not None
        assert heat_pump.inverter_forced_mode_started_at.utcoffset() == timedelta(0)


async def test_missing_creation_dates_do_not_lose_the_device(read: Reader) -> None:
    changed = datetime(2026, 1, 2, tzinfo=UTC)

    one = await read.heat_pump(created_at=None)
    none = await read.heat_pump(created_at=None, updated_at="x")

    assert (one.created_at, one.updated_at) == (changed, changed)
    assert none.created_at == none.updated_at == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:30", time(7, 30)),
        ("07:30:15", time(7, 30, 15)),
        ("07:30:00+02:00", time(7, 30)),
        ("2026-03-29T06:15:00+02:00", time(6, 15)),
        ("2026-03-29T06:15:00Z", time(6, 15)),
        ("25:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        ({"at": "07:30"}, None),
    ],
)
async def test_a_vehicles_deadline_is_a_time_of_day(
    text: object, expected: time | None, read: Reader
) -> None:
    assert (await read.vehicle(charge_deadline_at=text)).charge_deadline == expected


async def test_a_wallboxs_deadline_is_an_instant(read: Reader, caplog: pytest.LogCaptureFixture) -> None:
    instant = await read.wallbox(charge_deadline_at="2026-03-29T06:15:00+02:00")
    time_only = await read.wallbox(charge_deadline_at="07:30", charge_target_min=40)

    assert instant.charge_deadline_at == datetime(2026, 3, 29, 6, 15, tzinfo=timezone(timedelta(hours=2)))
    assert time_only.charge_deadline_at is None
    assert time_only.charge_target_minimum_percent == 40
    assert [record.getMessage() for record in caplog.records if record.name == "partner_api"] == [
        "upstream sent an unusable value: field=wallbox.charge_deadline_at value=a JSON string"
    ]


@pytest.mark.parametrize(("sent", "expected"), [(1010, "1010"), ("01010", "01010"), (None, None)])
async def test_postal_codes_are_text(sent: object, expected: str | None, read: Reader) -> None:
    assert (await read.user(zip_code=sent)).address.postal_code == expected
    assert (await read.building(zip_code=sent)).address.postal_code == expected


async def test_the_country_has_two_names(read: Reader) -> None:
    assert (await read.user(country_iso2="AT")).address.country == "AT"
    assert (await read.user(country="AUT", country_iso2="AT")).address.country == "AUT"


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (48.2, 16.4, (48.2, 16.4)),
        ("48.2000", "16.4", (48.2, 16.4)),
        (0, 0, (0.0, 0.0)),
        (48.2, None, None),
        (None, 16.4, None),
        (91, 16.4, None),
        ("nan", 16.4, None),
        ("inf", 16.4, None),
        ("north", 16.4, None),
        ("", "", None),
        ([1], 16.4, None),
    ],
)
async def test_a_location_needs_both_coordinates(
    latitude: object, longitude: object, expected: tuple[float, float] | None, read: Reader
) -> None:
    location = (await read.user(latitude=latitude, longitude=longitude)).location

    found = None if location is None else (location.latitude_degrees, location.longitude_degrees)
    assert found == expected


async def test_prices_keep_every_digit_and_come_in_order_of_time(read: Reader) -> None:
    (contract,) = await read.contracts(
        f'{{"id": "{rows.BUILDING}", "energy_prices": ['
        '{"price": 0.30000000000000000001, "timestamp": "2026-01-02T00:00:00Z"},'
        '{"price": "0.2500", "timestamp": "2026-01-01T00:00:00"},'
        '{"energy_price": -1.5e-2, "timestamp": "2026-01-03T00:00:00+01:00"}]}'
    )

    assert contract.prices == (
        EnergyPrice(price_per_kilowatt_hour=Decimal("0.2500"), starts_at=datetime(2026, 1, 1, tzinfo=UTC)),
        EnergyPrice(
            price_per_kilowatt_hour=Decimal("0.30000000000000000001"),
            starts_at=datetime(2026, 1, 2, tzinfo=UTC),
        ),
        EnergyPrice(
            price_per_kilowatt_hour=Decimal("-0.015"), starts_at=datetime(2026, 1, 2, 23, tzinfo=UTC)
        ),
    )
    assert str(contract.prices[0].price_per_kilowatt_hour) == "0.2500"


@pytest.mark.parametrize("price", ['"NaN"', '"Infinity"', "1e999999999", "null", '"cheap"', "[]", "1" * 41])
async def test_one_bad_price_does_not_lose_the_others(price: str, read: Reader) -> None:
    (contract,) = await read.contracts(
        f'{{"id": "{rows.BUILDING}", "supplier": "S", "energy_prices": ['
        f'{{"price": {price}, "timestamp": "2026-01-02T00:00:00Z"}}, 7, {{"price": 1}},'
        '{"price": 0.10, "timestamp": "2026-01-01T00:00:00Z"}]}'
    )

    assert contract.supplier == "S"
    assert [str(each.price_per_kilowatt_hour) for each in contract.prices] == ["0.10"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spot_hourly", EnergyContractType.SPOT_HOURLY),
        ("Spot Hourly", EnergyContractType.SPOT_HOURLY),
        ("Monthly", EnergyContractType.MONTHLY),
        ("YEARLY", EnergyContractType.YEARLY),
        ("weekly", EnergyContractType.OTHER),
        ("", None),
        (None, None),
    ],
)
async def test_contract_types_have_two_spellings(
    text: str | None, expected: EnergyContractType | None, read: Reader
) -> None:
    (contract,) = await read.contracts(rows.contract(energy_contract_type=text))

    assert contract.type is expected


async def test_a_contract_without_an_id_gets_a_stable_one_of_its_own(read: Reader) -> None:
    plain: dict[str, Any] = {"id": None, "supplier": "A", "energy_prices": []}
    priced = plain | {"energy_prices": [{"price": 1, "timestamp": "2026-01-01T00:00:00Z"}]}

    first = await read.contracts(plain, plain, {"supplier": "B"})
    again = await read.contracts(priced, plain, {"supplier": "B"})

    ids = [contract.energy_contract_id for contract in first]
    assert len(set(ids)) == 3
    assert ids == [contract.energy_contract_id for contract in again]
    for contract in first:
        decoded = decode_id(contract.id)
        assert decoded is not None
        assert decoded.kind is IdKind.ENERGY_CONTRACT
        assert (decoded.owner_id, decoded.own_id) == (USER, contract.energy_contract_id)


async def test_unknown_enum_values_are_named_in_the_log_once(
    read: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    fields = {"price_zone": "MARS", "optimization_level": "Ultra", "steering_status": "x" * 500}

    heat_pump = await read.heat_pump(**fields)
    await read.heat_pump(**fields)

    assert heat_pump.price_zone is PriceZone.OTHER
    assert heat_pump.optimization_level is OptimizationLevel.OTHER
    assert heat_pump.steering_status is HealthStatus.UNKNOWN
    assert [record.getMessage() for record in caplog.records if record.name == "partner_api"] == [
        f"upstream sent an unknown value: field=device.steering_status value='{'x' * 40}'",
        "upstream sent an unknown value: field=device.price_zone value='MARS'",
        "upstream sent an unknown value: field=heat_pump.optimization_level value='Ultra'",
    ]
    assert {record.levelno for record in caplog.records if record.name == "partner_api"} == {logging.WARNING}


async def test_the_log_of_surprises_is_bounded(read: Reader, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(3):
        for _ in range(2):
            await read.user(role=f"role-{number}")
    upstream_rows = [rows.user(role=f"many-{number}") for number in range(2000)]
    read._upstream.answers = [json_answer(upstream_rows)]

    users = await read._api.users(ORGANIZATION)

    assert {user.role for user in users} == {Role.OTHER}
    assert len([record for record in caplog.records if record.name == "partner_api"]) == 501


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Semi-detached", PropertyType.SEMI_DETACHED),
        ("semi_detached", PropertyType.SEMI_DETACHED),
        ("single_family_home", PropertyType.OTHER),
        (None, None),
        ("", None),
    ],
)
async def test_property_types(text: str | None, expected: PropertyType | None, read: Reader) -> None:
    assert (await read.building(property_type=text)).property_type is expected


async def test_ids_in_upper_case_are_the_same_ids(read: Reader) -> None:
    heat_pump = await read.heat_pump(
        id=DEVICE.upper(), owner={"id": USER.upper()}, building=rows.BUILDING.upper()
    )

    assert (heat_pump.device_id, heat_pump.owner_id, heat_pump.building_id) == (DEVICE, USER, rows.BUILDING)


async def test_absent_and_null_fields_get_the_records_defaults(read: Reader) -> None:
    for kind in rows.KINDS:
        bare = await read.device(kind)
        nulls = await read.device(kind, **dict.fromkeys(_all_fields(kind)))
        assert bare == nulls
        assert bare.steering_state == "unknown"
        assert bare.lifecycle_state == "authenticated"
        assert bare.external_id is None
        assert not bare.is_authenticated


async def test_other_collections_are_read_only_if_they_are_configured(
    read: Reader, upstream: ScriptedUpstream, make_api: Json
) -> None:
    assert await read._api.devices(ORGANIZATION, USER, DeviceKind.OTHER) == ()
    assert upstream.seen == []
    other = "44444444-8888-4777-8666-555555555555"
    upstream.answers = [json_answer([rows.device()]), json_answer([rows.device(id=other)])]

    devices = await make_api(other_device_collections=["batteries", "heat-rods"]).devices(
        ORGANIZATION, USER, DeviceKind.OTHER
    )

    assert [(type(d), d.kind, d.device_id, getattr(d, "collection", None)) for d in devices] == [
        (OtherDevice, DeviceKind.OTHER, DEVICE, "batteries"),
        (OtherDevice, DeviceKind.OTHER, other, "heat-rods"),
    ]
    assert [decoded.kind for device in devices if (decoded := decode_id(device.id))] == [
        IdKind.OTHER_DEVICE
    ] * 2


async def test_actions_without_a_web_address_are_left_out(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    link = {"url": "https://connect.example/x?secret=1", "required_parameters": ["successUrl"]}
    upstream.answers = [
        json_answer(
            rows.device(
                actions=[
                    {"code": "reauthenticate", "resolution_link": link, "more": 1},
                    {"code": "later", "resolution_link": {"url": "HTTP://x/", "required_parameters": None}},
                    {"code": "odd", "resolution_link": {"url": "javascript:alert(1)"}},
                    {"code": "none"},
                    {"resolution_link": link},
                    17,
                ]
            )
        )
    ]

    actions = await api.pending_actions(ORGANIZATION, USER, DeviceKind.WALLBOX, DEVICE)

    assert [(action.code, action.resolution_url, action.required_parameters) for action in actions] == [
        ("reauthenticate", "https://connect.example/x?secret=1", ("successUrl",)),
        ("later", "HTTP://x/", ()),
    ]


def _all_fields(kind: DeviceKind) -> set[str]:
    from tests.partner_api import field_tables

    table: field_tables.Table = getattr(field_tables, kind.name)
    names = {path.partition(".")[0].removesuffix(" -") for path in table}
    return names - {"id", "owner", "created_at", "updated_at"}
