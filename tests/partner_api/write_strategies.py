"""Random changes: for each field values that the reference allows, and some that it refuses."""

from datetime import UTC, datetime, time
from decimal import Decimal

import msgspec
from hypothesis import strategies as st

from domain.building import PropertyType
from domain.changes.building import BuildingChanges
from domain.changes.charge_policy import ChargePolicyChanges, ChargePolicyDayChange
from domain.changes.charging_config import ChargingConfigChanges
from domain.changes.device import DeviceChanges, DeviceModelChange
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.solar_inverter import SolarInverterChanges
from domain.changes.user import AddressChanges, LocationChange, UserChanges
from domain.changes.wallbox import WallboxChanges
from domain.charging_config import SmartChargingMode
from domain.device import PriceZone
from domain.energy_contract import EnergyContractType, EnergyPrice
from domain.heat_pump import OptimizationLevel
from domain.roles import Role
from tests.partner_api.loose import Json

Fields = dict[str, st.SearchStrategy[Json]]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FLAG = st.booleans()
PERCENT = st.integers(0, 100)
WATTS = st.integers(0, 50_000)
INT = st.integers(-1000, 1_000_000)
NUMBER = st.integers(-100_000, 100_000).map(lambda number: number / 100)
AT = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
CLOCK = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def or_none(strategy: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.none() | strategy


def one_of(enum: Json) -> st.SearchStrategy[Json]:
    return st.sampled_from([member for member in enum if member.name != "OTHER"])


def changes(
    cls: type[msgspec.Struct], fields: Fields, needed: tuple[str, ...] = ()
) -> st.SearchStrategy[Json]:
    required = {name: fields[name] for name in needed}
    optional = {name: strategy for name, strategy in fields.items() if name not in needed}
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: cls(**values))


PRICE = st.builds(
    EnergyPrice,
    price_per_kilowatt_hour=st.integers(-9999, 9999).map(lambda number: Decimal(number).scaleb(-4)),
    starts_at=AT,
)
PARTS: Fields = {
    "street_and_number": or_none(TEXT),
    "street_additional_info": or_none(TEXT),
    "postal_code": or_none(TEXT),
    "town": or_none(TEXT),
    "country": or_none(st.sampled_from(["AT", "DE", "SWE"])),
}
ADDRESS = changes(AddressChanges, PARTS)
MODEL = changes(
    DeviceModelChange,
    {"type_code": TEXT, "type_name": TEXT, "manufacturer": TEXT, "name": TEXT, "year": or_none(INT)},
    ("type_code", "type_name", "manufacturer", "name"),
)

USER: Fields = {
    "role": one_of(Role),
    "email": st.uuids().map(lambda number: f"{number}@example.test"),
    "external_id": or_none(TEXT),
    "first_name": or_none(TEXT),
    "last_name": or_none(TEXT),
    "address": ADDRESS,
    "location": or_none(
        st.builds(
            LocationChange,
            latitude_degrees=st.integers(-90, 90).map(float),
            longitude_degrees=st.integers(-180, 180).map(float),
        )
    ),
}
BUILDING: Fields = {
    "name": TEXT,
    "address": ADDRESS,
    "property_type": or_none(one_of(PropertyType)),
    "property_size_square_meters": or_none(INT),
    "property_age_years": or_none(INT),
    "occupant_count": or_none(INT),
    "occupant_type": or_none(TEXT),
    "space_heating": or_none(TEXT),
    "water_heating": or_none(TEXT),
    "has_photovoltaics": or_none(FLAG),
}
CONTRACT: Fields = {
    "building_id": st.none(),
    "type": or_none(one_of(EnergyContractType)),
    "prices": st.lists(PRICE, max_size=3, unique_by=lambda price: price.starts_at).map(
        lambda prices: tuple(sorted(prices, key=lambda price: price.starts_at))
    ),
    "currency": st.sampled_from(["EUR", "SEK"]),
    "meter_id": or_none(st.text("0123456789", max_size=19)),
    "supplier": or_none(TEXT),
    "includes_external_components": or_none(FLAG),
}
DEVICE: Fields = {
    "building_id": st.none(),
    "model": or_none(MODEL),
    "price_zone": or_none(one_of(PriceZone)),
    "is_smart_optimization_active": FLAG,
    "is_power_pause_active": FLAG,
    "power_pause_ends_at": or_none(AT),
    "is_inverter_forced_mode_enabled": FLAG,
    "is_trading_enabled": FLAG,
    "comment": or_none(TEXT),
    "lifecycle_error": or_none(TEXT),
    "optimization_score": or_none(NUMBER),
}
HEAT_PUMP: Fields = DEVICE | {
    "optimization_level": or_none(one_of(OptimizationLevel)),
    "indoor_target_temperature_offset_celsius": or_none(NUMBER),
    "domestic_hot_water_standard_temperature_celsius": or_none(NUMBER),
    "is_hot_water_heating_enabled": FLAG,
    "is_space_heating_enabled": FLAG,
    "is_pool_heating_enabled": FLAG,
    "is_space_cooling_enabled": FLAG,
    "is_heating_policy_enabled": FLAG,
    "heating_policy_name": or_none(TEXT),
    "minimum_indoor_temperature_celsius": or_none(st.integers(10, 18).map(float)),
    "maximum_indoor_temperature_celsius": or_none(st.integers(25, 30).map(float)),
    "minimum_domestic_hot_water_temperature_celsius": or_none(NUMBER),
    "is_away_mode_enabled": or_none(FLAG),
    "away_mode_minimum_temperature_celsius": or_none(NUMBER),
}
VEHICLE: Fields = DEVICE | {
    "charge_target_minimum_percent": PERCENT,
    "minimum_charge_percent": or_none(PERCENT),
    "charge_deadline": or_none(CLOCK),
    "is_charge_policy_enabled": FLAG,
    "surplus_export_to_start_watts": or_none(WATTS),
    "surplus_import_to_stop_watts": or_none(WATTS),
    "battery_capacity_kilowatt_hours": or_none(st.integers(20, 120).map(float)),
}
INVERTER: Fields = DEVICE | {
    "solar_power_rating_watts": or_none(st.integers(0, 30_000).map(float)),
    "battery_capacity_kilowatt_hours": st.integers(1, 50).map(float),
    "minimum_battery_level_percent": or_none(st.integers(0, 15).map(float)),
    "maximum_battery_level_percent": or_none(st.integers(95, 100).map(float)),
}
WALLBOX: Fields = DEVICE | {
    "charge_target_minimum_percent": st.integers(0, 40),
    "charge_target_maximum_percent": st.integers(90, 100),
    "minimum_charge_percent": PERCENT,
    "maximum_charge_power_watts": st.integers(0, 22_000),
    "charge_deadline_at": or_none(AT),
    "is_charge_policy_enabled": FLAG,
    "is_overcharge_allowed": FLAG,
}
DAY = or_none(st.builds(ChargePolicyDayChange, target_percent=or_none(PERCENT), deadline=or_none(CLOCK)))
WEEK: Fields = {
    **dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], DAY),
    "timezone": st.sampled_from(["Europe/Vienna", "UTC"]),
}
CONFIG: Fields = {
    "mode": st.just(SmartChargingMode.OFF),
    "surplus_export_to_start_watts": st.integers(500, 50_000),
    "surplus_import_to_stop_watts": WATTS,
}

REFUSED: list[tuple[type[msgspec.Struct], str, Json]] = [
    (UserChanges, "email", "nobody"),
    (UserChanges, "address", AddressChanges(country="Austria")),
    (BuildingChanges, "name", "x" * 101),
    (BuildingChanges, "occupant_type", "x" * 51),
    (BuildingChanges, "address", AddressChanges(postal_code="1" * 21)),
    (EnergyContractChanges, "meter_id", "1" * 20),
    (EnergyContractChanges, "currency", "eur"),
    (EnergyContractChanges, "building_id", "11111111-2222-4333-8444-555555555555"),
    (HeatPumpChanges, "comment", "x" * 301),
    (HeatPumpChanges, "heating_policy_name", "x" * 101),
    (HeatPumpChanges, "minimum_indoor_temperature_celsius", 99.0),
    (ElectricVehicleChanges, "charge_target_minimum_percent", 101),
    (ElectricVehicleChanges, "surplus_export_to_start_watts", 50_001),
    (SolarInverterChanges, "minimum_battery_level_percent", -1.0),
    (SolarInverterChanges, "maximum_battery_level_percent", 100.5),
    (WallboxChanges, "charge_target_minimum_percent", -1),
    (WallboxChanges, "building_id", "11111111-2222-4333-8444-555555555555"),
    (ChargePolicyChanges, "monday", ChargePolicyDayChange(target_percent=101)),
    (ChargingConfigChanges, "surplus_import_to_stop_watts", -1),
]

FAMILIES: dict[type[msgspec.Struct], Fields] = {
    UserChanges: USER,
    BuildingChanges: BUILDING,
    EnergyContractChanges: CONTRACT,
    HeatPumpChanges: HEAT_PUMP,
    ElectricVehicleChanges: VEHICLE,
    SolarInverterChanges: INVERTER,
    WallboxChanges: WALLBOX,
    ChargePolicyChanges: WEEK,
    ChargingConfigChanges: CONFIG,
}
DEVICE_FAMILIES = tuple(cls for cls in FAMILIES if issubclass(cls, DeviceChanges))
NEEDED: dict[type[msgspec.Struct], tuple[str, ...]] = {
    BuildingChanges: ("name",),
    EnergyContractChanges: ("currency",),  # what is there before may have hourly prices
}
