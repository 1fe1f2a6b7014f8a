"""Every operation that writes: how it is called, what must be sent, and what is answered."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal

from domain.building import PropertyType
from domain.changes.building import BuildingChanges
from domain.changes.charge_policy import ChargePolicyChanges, ChargePolicyDayChange
from domain.changes.charging_config import ChargingConfigChanges
from domain.changes.cue import CueOutcome, CueReport, CueResolution
from domain.changes.device import DeviceModelChange
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest
from domain.changes.solar_inverter import SolarInverterChanges
from domain.changes.trading import DayAheadUpload
from domain.changes.user import AddressChanges, LocationChange, UserChanges
from domain.changes.wallbox import WallboxChanges
from domain.charging_config import SmartChargingMode
from domain.device import DeviceKind, PriceZone
from domain.energy_contract import EnergyContractType, EnergyPrice
from domain.heat_pump import OptimizationLevel
from domain.onboarding_session import OnboardingLanguage
from domain.roles import Role
from domain.trading import DayAheadPrice
from partner_api import PartnerApi
from tests.partner_api import rows
from tests.partner_api.loose import Json
from tests.partner_api.rows import BUILDING
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION, USER

ORG = f"org/{ORGANIZATION}"
ONE = f"{ORG}/users/{USER}"
AT = datetime(2026, 6, 16, 12, 30, tzinfo=UTC)
HP, EV, IV, WB = (
    DeviceKind.HEAT_PUMP,
    DeviceKind.ELECTRIC_VEHICLE,
    DeviceKind.SOLAR_INVERTER,
    DeviceKind.WALLBOX,
)
SEGMENTS = {HP: "heat-pumps", EV: "electric-vehicles", IV: "inverters", WB: "wallboxes"}


@dataclass(frozen=True)
class Case:
    ask: Callable[[PartnerApi], Awaitable[object]]
    method: str
    path: str
    sent: str | None
    answer: Json = None
    is_inferred: bool = False


POLICY = {"metadata": {"electric_vehicle_id": DEVICE, "user_id": USER}, "data": {"mon": None}}
SESSION = {"id": DEVICE, "user": USER, "authentication_url": "https://connect.test/"}
RESULT = {"state": "success", "next_load_curve_calculation": "2026-06-16T13:00:00Z", "error": None}
ONBOARDING = OnboardingRequest(
    user_id=USER,
    success_url="https://a.test/ok",
    cancel_url="https://a.test/no",
    language=OnboardingLanguage.SWEDISH,
    price_zone=PriceZone.SE_3,
    kind=HP,
    building_id=None,
    is_smart_optimization_active=True,
)
UPLOAD = DayAheadUpload(
    price_zone=PriceZone.AT,
    prices=(DayAheadPrice(starts_at=AT, price_per_megawatt_hour=Decimal("-12.30")),),
)
UPLOADED = '{"metadata":{"price_zone":"AT"},"data":[{"timestamp":"2026-06-16T12:30:00Z","price":-12.30}]}'
USER_CHANGES = UserChanges(
    role=Role.STAFF,
    email="a@b.test",
    external_id=None,
    address=AddressChanges(postal_code="1010", country="AT"),
    location=LocationChange(latitude_degrees=48.2, longitude_degrees=16.4),
)
USER_SENT = (
    '{"role":"staff","email":"a@b.test","external_user_id":null,"zip_code":"1010","country_iso2":"AT",'
    '"latitude":48.2,"longitude":16.4}'
)
BUILDING_CHANGES = BuildingChanges(
    name="Hütte",
    address=AddressChanges(town=None, country="AT"),
    property_type=PropertyType.END_TERRACE,
    property_size_square_meters=80,
    has_photovoltaics=False,
)
BUILDING_SENT = (
    '{"name":"Hütte","town":null,"country":"AT","property_type":"End-terrace","property_size_m2":80,'
    '"photovoltaic":false}'
)
CONTRACT_CHANGES = EnergyContractChanges(
    building_id=BUILDING,
    type=EnergyContractType.SPOT_HOURLY,
    prices=(EnergyPrice(price_per_kilowatt_hour=Decimal("0.12345678901234567890"), starts_at=AT),),
    currency="EUR",
    includes_external_components=None,
)
CONTRACT_SENT = (
    f'{{"building_id":"{BUILDING}","energy_contract_type":"spot_hourly","energy_prices":[{{'
    '"price":0.12345678901234567890,"timestamp":"2026-06-16T12:30:00Z"}],"currency_energy_price":"EUR",'
    '"energy_price_includes_external_components":null}'
)
DEVICES = {
    HP: (
        HeatPumpChanges(
            model=DeviceModelChange(type_code="hp", type_name="Pump", manufacturer="M", name="N", year=2020),
            price_zone=None,
            power_pause_ends_at=AT,
            optimization_level=OptimizationLevel.MAX,
            minimum_indoor_temperature_celsius=18.5,
        ),
        (
            '{"device_model":{"device_type":{"short_name":"hp","long_name":"Pump"},"manufacturer":"M","model":"N",'
            '"year":2020},"price_zone":null,"pause_power_until":"2026-06-16T12:30:00Z","optimization_level":"Max",'
            '"minimum_temperature_limit":18.5}'
        ),
    ),
    EV: (
        ElectricVehicleChanges(building_id=BUILDING, charge_deadline=time(7, 5), minimum_charge_percent=None),
        f'{{"building_id":"{BUILDING}","minimum_charge_limit":null,"charge_deadline_at":"07:05"}}',
    ),
    IV: (
        SolarInverterChanges(solar_power_rating_watts=5130.0, has_battery=False),
        '{"solar_power_rating_kw":5.13,"is_battery_connected":false}',
    ),
    WB: (
        WallboxChanges(charge_deadline_at=AT, maximum_charge_power_watts=11000),
        '{"charge_power_max_w":11000,"charge_deadline_at":"2026-06-16T12:30:00Z"}',
    ),
}


def _device_cases(kind: DeviceKind) -> dict[str, Case]:
    changes, sent = DEVICES[kind]
    name, all_of, one = SEGMENTS[kind], f"{ONE}/{SEGMENTS[kind]}", f"{ONE}/{SEGMENTS[kind]}/{DEVICE}"
    row, ids = rows.device(), (ORGANIZATION, USER, kind, DEVICE)
    return {
        f"create_device.{name}": Case(
            lambda api: api.create_device(ORGANIZATION, USER, kind, changes),
            "POST",
            all_of,
            sent,
            row,
            kind is WB,
        ),
        f"update_device.{name}": Case(lambda api: api.update_device(*ids, changes), "PUT", one, sent, row),
        f"delete_device.{name}": Case(lambda api: api.delete_device(*ids), "DELETE", one, None, None, True),
        f"soft_delete_device.{name}": Case(
            lambda api: api.soft_delete_device(*ids, AT),
            "PUT",
            one,
            '{"deleted_at":"2026-06-16T12:30:00Z"}',
            row,
        ),
        f"reauthenticate.{name}": Case(
            lambda api: api.reauthenticate(*ids, ReauthenticationRequest(success_url="https://a.test")),
            "POST",
            f"{one}/auth_session",
            '{"success_url":"https://a.test"}',
            {"authentication_url": "https://b.test", "device_id": DEVICE, "session_id": None},
            kind is HP,
        ),
    }


def _boost_cases(kind: DeviceKind) -> dict[str, Case]:
    name, path = SEGMENTS[kind], f"{ONE}/{SEGMENTS[kind]}/{DEVICE}/boost"
    ids = (ORGANIZATION, USER, kind, DEVICE)
    return {
        f"start_boost.{name}": Case(lambda api: api.start_boost(*ids), "POST", path, None),
        f"cancel_boost.{name}": Case(lambda api: api.cancel_boost(*ids), "DELETE", path, None),
    }


CASES: dict[str, Case] = {
    "create_user": Case(
        lambda api: api.create_user(ORGANIZATION, USER_CHANGES),
        "POST",
        f"{ORG}/users",
        USER_SENT,
        rows.user(),
    ),
    "update_user": Case(
        lambda api: api.update_user(ORGANIZATION, USER, UserChanges(location=None)),
        "PUT",
        ONE,
        '{"latitude":null,"longitude":null}',
        rows.user(),
    ),
    "delete_user": Case(lambda api: api.delete_user(ORGANIZATION, USER), "DELETE", ONE, None, None, True),
    "create_building": Case(
        lambda api: api.create_building(ORGANIZATION, USER, BUILDING_CHANGES),
        "POST",
        f"{ONE}/buildings",
        BUILDING_SENT,
        rows.building(),
    ),
    "update_building": Case(
        lambda api: api.update_building(ORGANIZATION, USER, BUILDING, BuildingChanges(name="B")),
        "PUT",
        f"{ONE}/buildings/{BUILDING}",
        '{"name":"B"}',
        rows.building(),
    ),
    "delete_building": Case(
        lambda api: api.delete_building(ORGANIZATION, USER, BUILDING),
        "DELETE",
        f"{ONE}/buildings/{BUILDING}",
        None,
        None,
        True,
    ),
    "create_energy_contract": Case(
        lambda api: api.create_energy_contract(ORGANIZATION, USER, CONTRACT_CHANGES),
        "POST",
        f"{ONE}/energy-contracts",
        CONTRACT_SENT,
        rows.contract(),
    ),
    "update_energy_contract": Case(
        lambda api: api.update_energy_contract(
            ORGANIZATION, USER, BUILDING, EnergyContractChanges(prices=())
        ),
        "PUT",
        f"{ONE}/energy-contracts/{BUILDING}",
        '{"energy_prices":[]}',
        rows.contract(),
    ),
    "delete_energy_contract": Case(
        lambda api: api.delete_energy_contract(ORGANIZATION, USER, BUILDING),
        "DELETE",
        f"{ONE}/energy-contracts/{BUILDING}",
        None,
        None,
        True,
    ),
    **{name: case for kind in SEGMENTS for name, case in _device_cases(kind).items()},
    **_boost_cases(EV),
    **_boost_cases(WB),
    "set_charge_policy": Case(
        lambda api: api.set_charge_policy(
            ORGANIZATION,
            USER,
            DEVICE,
            ChargePolicyChanges(
                monday=ChargePolicyDayChange(target_percent=80, deadline=time(6)), sunday=None, timezone="UTC"
            ),
        ),
        "PUT",
        f"{ONE}/electric-vehicles/{DEVICE}/charge-policy",
        '{"mon":{"charge_percentage":80,"charge_deadline":"06:00"},"sun":null,"timezone":"UTC"}',
        POLICY,
        True,
    ),
    "set_charging_config": Case(
        lambda api: api.set_charging_config(
            ORGANIZATION,
            USER,
            ChargingConfigChanges(
                mode=SmartChargingMode.SOLAR_SURPLUS_AND_SPOT_PRICE, surplus_export_to_start_watts=900
            ),
        ),
        "PUT",
        f"{ONE}/charging-config",
        '{"smart_charging_mode":"hems_and_spot","hems_min_export_to_start_w":900}',
        {},
    ),
    "create_onboarding_session": Case(
        lambda api: api.create_onboarding_session(ORGANIZATION, ONBOARDING),
        "POST",
        "device-onboarding",
        f'{{"user_id":"{USER}","success_url":"https://a.test/ok","cancel_url":"https://a.test/no",'
        '"language":"sv","price_zone_default":"SE_3","device_type":"hp","building_id":null,'
        '"is_smart_optimization_active_default":true}',
        SESSION,
    ),
    "resolve_cue": Case(
        lambda api: api.resolve_cue(
            ORGANIZATION,
            DEVICE,
            "1.s/&c",
            CueResolution(success_url="https://a", cancel_url="https://b", client_info={"a": 1}),
        ),
        "POST",
        f"cues/{DEVICE}/resolve?secret=1.s%2F%26c",
        '{"successUrl":"https://a","cancelUrl":"https://b","clientInfo":{"a":1}}',
        {"redirect_url": "https://c"},
    ),
    "report_cue_state": Case(
        lambda api: api.report_cue_state(ORGANIZATION, DEVICE, "1.sc", CueReport(outcome=CueOutcome.FAILURE)),
        "POST",
        f"cues/{DEVICE}/state?secret=1.sc",
        '{"state":"fail"}',
        {"action_id": "x"},
    ),
    "upload_day_ahead_prices": Case(
        lambda api: api.upload_day_ahead_prices(ORGANIZATION, UPLOAD, replace=False),
        "POST",
        f"{ORG}/trading/dayahead/prices",
        UPLOADED,
        RESULT,
        True,
    ),
    "replace_day_ahead_prices": Case(
        lambda api: api.upload_day_ahead_prices(ORGANIZATION, UPLOAD, replace=True),
        "PATCH",
        f"{ORG}/trading/dayahead/prices",
        UPLOADED,
        RESULT,
    ),
    "confirm_load_curve": Case(
        lambda api: api.confirm_load_curve(ORGANIZATION, DEVICE, is_accepted=False),
        "POST",
        f"{ORG}/trading/dayahead/loadcurve/confirmation",
        f'{{"trade_id":"{DEVICE}","accepted":false}}',
        {},
        True,
    ),
}


def answer_of(case: Case) -> bytes:
    return b"" if case.answer is None else json.dumps(case.answer).encode()
