"""The families of inputs."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.inputs.fields import (
    Field,
    Fields,
    address,
    amount,
    at,
    building,
    choice,
    clock,
    flag,
    given,
    integer,
    number,
    page,
    text,
    words,
)

_ZONES = (
    "AT",
    "AT_HOURLY",
    "BE",
    "CH",
    "EE",
    "DE_LU",
    "HU",
    "IT_CNOR",
    "IT_CSUD",
    "IT_NORD",
    "IT_PUN",
    "IT_SARD",
    "IT_SICI",
    "IT_SUD",
    "PT",
    "RO",
    "SE_1",
    "SE_2",
    "SE_3",
    "SE_4",
    "UK",
)
ZONES = {name: name for name in _ZONES}


@dataclass(frozen=True)
class Family:
    """A mutation: its name, its fields, those it needs, and where and how it is written upstream.

    In ``path``, ``{user}`` is the owner and ``{own}`` the object that is changed; ``owner`` is the
    field of the input that names either. ``poison`` is a body field that can be spoilt to make the
    upstream refuse in any case.
    """

    name: str
    fields: Fields
    method: str
    path: str
    owner: str | None
    poison: tuple[str, ...]
    needed: tuple[str, ...] = ()
    kind: str = "user"


def _email() -> Field:
    fresh = st.uuids().map(lambda key: f"{key}@example.test")
    odd = [
        "@taken",
        "nobody",
        "a@b",
        "a@b.c",
        "a b@c.de",
        "ä@ö.ü",
        "a@b.c.",
        "a@b..c",
        "\x00@b.c",
        "a@b.c\n",
        "",
        "a@b@c.de",
        '"a"@b.c',
        "a,b@c.de",
    ]
    return Field("email", fresh | fresh | st.sampled_from(odd), is_nullable=False)


def _degrees(name: str, most: int) -> Field:
    edges = st.sampled_from([-most, most, -most - 0.001, most + 0.001, 0, 1e300])
    return Field(
        name,
        st.floats(-most, most) | edges,
        float,
        refused=lambda value: None if -most <= value <= most else "OUT_OF_RANGE",
        is_nullable=False,
    )


_LOCATION = {"latitudeDegrees": _degrees("latitude", 90), "longitudeDegrees": _degrees("longitude", 180)}
_COUNTRY = Field("country_iso2", st.sampled_from(["AT", "aut", "A", "AUTA", "A1", "ÄÖ", "", "AT\n", "\nAT"]))
USER = {
    "email": _email(),
    "externalId": words("external_user_id", 300),
    "firstName": words("first_name", 300),
    "lastName": words("last_name", 300),
    "address": address(_COUNTRY, 300, 300),
    "location": Field("", given(_LOCATION, tuple(_LOCATION)), within=_LOCATION),
}
ROLE = choice("role", {"ADMINISTRATOR": "admin", "STAFF": "staff", "USER": "user"}, is_nullable=False)
BUILDING = {
    "name": words("name", 100, is_nullable=False),
    "address": address(words("country", 300), 100, 20),
    "propertyType": choice(
        "property_type",
        {
            "DETACHED": "Detached",
            "SEMI_DETACHED": "Semi-detached",
            "BUNGALOW": "Bungalow",
            "TERRACED": "Terraced",
            "END_TERRACE": "End-terrace",
            "FLAT": "Flat",
        },
    ),
    "propertySizeSquareMeters": integer("property_size_m2"),
    "propertyAgeYears": integer("property_age"),
    "occupantCount": integer("num_occupants"),
    "occupantType": words("occupant_type", 50),
    "spaceHeating": words("space_heating", 50),
    "waterHeating": words("water_heating", 50),
    "hasPhotovoltaics": flag("photovoltaic", is_nullable=True),
}
_CONTRACT_PRICE = {"pricePerKilowattHour": amount("price"), "startsAt": at("timestamp", is_nullable=False)}


def _prices(name: str, within: Fields) -> Field:
    values = st.lists(given(within, tuple(within)), max_size=3)
    return Field(name, values, within=within, is_list=True, is_nullable=False)


CONTRACT = {
    "buildingId": building(),
    "type": choice(
        "energy_contract_type", {"SPOT_HOURLY": "spot_hourly", "MONTHLY": "monthly", "YEARLY": "yearly"}
    ),
    "prices": _prices("energy_prices", _CONTRACT_PRICE),
    "currency": Field(
        "currency_energy_price", st.sampled_from(["EUR", "SEK", "eur", "EURO", "EU", "", "EUR\n", "ÄÖÜ"])
    ),
    "meterId": words("meter_id", 19),
    "supplier": words("supplier", 100),
    "includesExternalComponents": flag("energy_price_includes_external_components", is_nullable=True),
}
_MODEL = {
    "typeCode": Field("device_type.short_name", text(300), is_nullable=False),
    "typeName": Field("device_type.long_name", text(300), is_nullable=False),
    "manufacturer": Field("manufacturer", text(300), is_nullable=False),
    "name": Field("model", text(300), is_nullable=False),
    "year": integer("year"),
    "cloudServiceId": Field(
        "cloud_service_id",
        st.uuids().map(str) | st.uuids().map(lambda key: key.hex.upper()) | st.sampled_from(["", "x", "{0}"]),
    ),
}
_DEVICE = {
    "buildingId": building(),
    "model": Field("device_model", given(_MODEL, tuple(_MODEL)[:4]), within=_MODEL),
    "priceZone": choice("price_zone", ZONES),
    "isSmartOptimizationActive": flag("is_smart_optimization_active"),
    "isPowerPauseActive": flag("is_pause_power_active"),
    "powerPauseEndsAt": at("pause_power_until"),
    "isInverterForcedModeEnabled": flag("is_inverter_forced_mode_enabled"),
    "isTradingEnabled": flag("is_trading_enabled"),
    "comment": words("comment", 300),
}
HEAT_PUMP = {
    **_DEVICE,
    "optimizationLevel": choice("optimization_level", {"LOW": "Low", "MID": "Mid", "MAX": "Max"}),
    "indoorTargetTemperatureOffsetCelsius": number("indoor_target_temperature_offset"),
    "domesticHotWaterStandardTemperatureCelsius": number("dhw_standard_temperature"),
    "isHotWaterHeatingEnabled": flag("is_hot_water_heating_enabled"),
    "isSpaceHeatingEnabled": flag("is_space_heating_enabled"),
    "isPoolHeatingEnabled": flag("is_pool_heating_enabled"),
    "isSpaceCoolingEnabled": flag("is_space_cooling_enabled"),
    "isHeatingPolicyEnabled": flag("is_heating_policy_enabled"),
    "heatingPolicyName": words("heating_policy_name", 100),
    "minimumIndoorTemperatureCelsius": number("minimum_temperature_limit", 15, 25),
    "maximumIndoorTemperatureCelsius": number("maximum_temperature_limit", 15, 25),
    "minimumDomesticHotWaterTemperatureCelsius": number("minimum_dhw_temperature_limit"),
    "isAwayModeEnabled": flag("is_away_mode_enabled", is_nullable=True),
    "awayModeStartsAt": at("away_mode_start"),
    "awayModeEndsAt": at("away_mode_end"),
    "awayModeMinimumTemperatureCelsius": number("away_mode_minimum_temperature_limit"),
}
ELECTRIC_VEHICLE = {
    **_DEVICE,
    "chargeTargetMinimumPercent": integer("charge_target_min", 0, 100, is_nullable=False),
    "minimumChargePercent": integer("minimum_charge_limit", 0, 100),
    "chargeDeadline": clock("charge_deadline_at"),
    "isChargePolicyEnabled": flag("is_charge_policy_enabled"),
    "surplusExportToStartWatts": integer("hems_min_export_to_start_w", 0, 50_000),
    "surplusImportToStopWatts": integer("hems_max_import_before_stopping_w", 0, 50_000),
    "batteryCapacityKilowattHours": number("battery_capacity_kwh"),
}
SOLAR_INVERTER = {
    **_DEVICE,
    "solarPowerRatingWatts": number(
        "solar_power_rating_kw", 0, 30_000, lambda watts: round(watts / 1000.0, 9)
    ),
    "hasBattery": flag("is_battery_connected"),
    "batteryCapacityKilowattHours": number("battery_capacity_kwh"),
    "minimumBatteryLevelPercent": number("min_battery_charge", 0, 100),
    "maximumBatteryLevelPercent": number("max_battery_charge", 0, 100),
}
WALLBOX = {
    **_DEVICE,
    "chargeTargetMinimumPercent": integer("charge_target_min", 0, 100, is_nullable=False),
    "chargeTargetMaximumPercent": integer("charge_target_max", 0, 100, is_nullable=False),
    "minimumChargePercent": integer("minimum_charge_limit", 0, 100, is_nullable=False),
    "maximumChargePowerWatts": integer("charge_power_max_w", is_nullable=False),
    "chargeDeadlineAt": at("charge_deadline_at"),
    "isChargePolicyEnabled": flag("is_charge_policy_enabled"),
    "isOverchargeAllowed": flag("is_over_charge_allowed"),
}
_DAY = {"targetPercent": integer("charge_percentage", 0, 100), "deadline": clock("charge_deadline")}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
POLICY = {
    **{day: Field(day[:3], given(_DAY), within=_DAY) for day in _DAYS},
    "timezone": words("timezone"),
}
_MODES = {
    "OFF": "none",
    "SPOT_PRICE": "spot",
    "SOLAR_SURPLUS": "hems",
    "SOLAR_SURPLUS_AND_SPOT_PRICE": "hems_and_spot",
}
CONFIGURATION = {
    "mode": choice("smart_charging_mode", _MODES),
    "surplusExportToStartWatts": integer("hems_min_export_to_start_w", 0, 50_000),
    "surplusImportToStopWatts": integer("hems_max_import_before_stopping_w", 0, 50_000),
}
_LANGUAGES = {
    "ENGLISH": "en",
    "ESTONIAN": "et",
    "GERMAN": "de",
    "HUNGARIAN": "hu",
    "ITALIAN": "it",
    "POLISH": "pl",
    "ROMANIAN": "ro",
    "SWEDISH": "sv",
}
_KINDS = {"ELECTRIC_VEHICLE": "ev", "SOLAR_INVERTER": "iv", "WALLBOX": "wb", "HEAT_PUMP": "hp"}
ONBOARDING = {
    "successUrl": page("success_url", is_nullable=False),
    "cancelUrl": page("cancel_url", is_nullable=False),
    "language": choice("language", _LANGUAGES, is_nullable=False),
    "priceZone": choice("price_zone_default", ZONES, is_nullable=False),
    "kind": choice("device_type", _KINDS),
    "buildingId": building(),
    "isSmartOptimizationActive": flag("is_smart_optimization_active_default"),
}
REAUTHENTICATION = {
    "successUrl": page("success_url", is_nullable=True),
    "cancelUrl": page("cancel_url", is_nullable=True),
}
_MARKET_PRICE = {"startsAt": at("timestamp", is_nullable=False), "pricePerMegawattHour": amount("price")}
DAY_AHEAD = {
    "priceZone": choice("metadata.price_zone", ZONES, is_nullable=False),
    "prices": _prices("data", _MARKET_PRICE),
}

_HOME = "/org/{org}/users/{user}"


def _pair(
    name: str, fields: Fields, collection: str, poison: str, needed: tuple[str, ...] = ()
) -> list[Family]:
    path = f"{_HOME}/{collection}"
    new = Family(f"{name}Create", fields, "POST", path, "ownerId", (poison,), needed, collection)
    old = Family(f"{name}Update", fields, "PUT", f"{path}/{{own}}", "id", (poison,), (), collection)
    return [new, old]


FAMILIES = [
    Family(
        "userCreate",
        {"role": ROLE, **USER},
        "POST",
        "/org/{org}/users",
        None,
        ("external_user_id",),
        ("role", "email"),
    ),
    Family("userUpdate", USER, "PUT", _HOME, "id", ("external_user_id",)),
    *_pair("building", BUILDING, "buildings", "photovoltaic", ("name",)),
    *_pair("energyContract", CONTRACT, "energy-contracts", "energy_price_includes_external_components"),
    *_pair("heatPump", HEAT_PUMP, "heat-pumps", "is_trading_enabled"),
    *_pair("electricVehicle", ELECTRIC_VEHICLE, "electric-vehicles", "is_trading_enabled"),
    *_pair("solarInverter", SOLAR_INVERTER, "inverters", "is_trading_enabled"),
    *_pair("wallbox", WALLBOX, "wallboxes", "is_trading_enabled"),
    Family(
        "chargePolicyUpdate",
        POLICY,
        "PUT",
        f"{_HOME}/electric-vehicles/{{own}}/charge-policy",
        "electricVehicleId",
        ("timezone",),
        (),
        "electric-vehicles",
    ),
    Family(
        "chargingConfigurationUpdate",
        CONFIGURATION,
        "PUT",
        f"{_HOME}/charging-config",
        "userId",
        ("smart_charging_mode",),
    ),
    Family(
        "onboardingSessionCreate",
        ONBOARDING,
        "POST",
        "/device-onboarding",
        "userId",
        ("is_smart_optimization_active_default",),
        ("successUrl", "cancelUrl", "language", "priceZone"),
    ),
    Family(
        "deviceReauthenticate",
        REAUTHENTICATION,
        "POST",
        f"{_HOME}/wallboxes/{{own}}/auth_session",
        "deviceId",
        ("success_url",),
        (),
        "wallboxes",
    ),
    *[
        Family(
            name,
            DAY_AHEAD,
            method,
            "/org/{org}/trading/dayahead/prices",
            None,
            ("metadata", "timezone_override"),
            ("priceZone", "prices"),
        )
        for name, method in [("dayAheadPricesUpload", "POST"), ("dayAheadPricesReplace", "PATCH")]
    ],
]
