"""Which wire field becomes which field of a record, and how: written by hand, from the reference.

Nothing here uses the code under test. A conversion takes the wire's value and gives the record's.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from domain.building import PropertyType
from domain.charging_config import ChargingModeObstacle, SmartChargingMode
from domain.charging_session import SessionOutcome
from domain.device import BoostState, DeviceKind, HealthStatus, PriceZone
from domain.energy_contract import EnergyContractType
from domain.heat_pump import OptimizationLevel
from domain.onboarding_session import OnboardingLanguage
from domain.roles import Role
from domain.statistics import StatisticsResolution
from domain.wallbox import WallboxConnection, WallboxMode
from tests.partner_api.loose import Json

Convert = Callable[[Any], Any]
Table = dict[str, tuple[str, Convert]]


def same(value: Json) -> Json:
    return value


def flag(value: Json) -> Json:
    return False if value is None else value


def at(value: Json) -> Json:
    if value is None:
        return None
    assert value.endswith("Z")
    return datetime.strptime(value.replace(".000", ""), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def never_or_at(value: Json) -> Json:
    return None if value == "0001-01-01T00:00:00Z" else at(value)


def text_or_none(value: Json) -> Json:
    return None if value == "" else value


def clock_time(value: Json) -> Json:
    return None if value is None else time(int(value[:2]), int(value[3:5]))


def thousandfold(value: Json) -> Json:
    return None if value is None else value * 1000


def positive(value: Json) -> Json:
    return None if value is None else max(value, 0)


def negative(value: Json) -> Json:
    return None if value is None else max(-value, 0)


def one_of(table: dict[Any, Any]) -> Convert:
    return lambda value: table[value]


def kilo(value: Json) -> Json:
    return None if value is None else round(value / 1000, 9)


def exact(value: Json) -> Json:
    return None if value is None else Decimal(str(value))


def day(value: Json) -> Json:
    return None if value is None else date(*(int(part) for part in value.split("-")))


HEALTH = one_of(
    {
        "ok": HealthStatus.OK,
        "warning": HealthStatus.WARNING,
        "error": HealthStatus.ERROR,
        "unknown": HealthStatus.UNKNOWN,
    }
)
BOOST = one_of(
    {
        "available": BoostState.AVAILABLE,
        "requested": BoostState.REQUESTED,
        "ongoing": BoostState.ONGOING,
        "unavailable": BoostState.UNAVAILABLE,
    }
)
ZONES = [
    "AT", "AT_HOURLY", "BE", "CH", "EE", "DE_LU", "HU", "IT_CNOR", "IT_CSUD", "IT_NORD", "IT_PUN",
    "IT_SARD", "IT_SICI", "IT_SUD", "PT", "RO", "SE_1", "SE_2", "SE_3", "SE_4", "UK",
]  # fmt: skip

USER: Table = {
    "id": ("user_id", same),
    "role": (
        "role",
        one_of({"admin": Role.ADMINISTRATOR, "staff": Role.STAFF, "user": Role.USER}),
    ),
    "email": ("email", same),
    "external_user_id": ("external_id", same),
    "first_name": ("first_name", same),
    "last_name": ("last_name", same),
    "street_and_number": ("address.street_and_number", same),
    "street_add_info": ("address.street_additional_info", same),
    "zip_code": ("address.postal_code", same),
    "town": ("address.town", same),
    "country": ("address.country", same),
    "latitude": ("location.latitude_degrees", same),
    "longitude": ("location.longitude_degrees", same),
    "location_last_updated": ("location.updated_at", at),
}

BUILDING: Table = {
    "id": ("building_id", same),
    "name": ("name", same),
    "property_type": (
        "property_type",
        one_of(
            {
                None: None,
                "Detached": PropertyType.DETACHED,
                "Semi-detached": PropertyType.SEMI_DETACHED,
                "Bungalow": PropertyType.BUNGALOW,
                "Terraced": PropertyType.TERRACED,
                "End-terrace": PropertyType.END_TERRACE,
                "Flat": PropertyType.FLAT,
            }
        ),
    ),
    "property_size_m2": ("property_size_square_meters", same),
    "property_age": ("property_age_years", same),
    "num_occupants": ("occupant_count", same),
    "occupant_type": ("occupant_type", same),
    "space_heating": ("space_heating", same),
    "water_heating": ("water_heating", same),
    "photovoltaic": ("has_photovoltaics", same),
    "street_and_number": ("address.street_and_number", same),
    "street_add_info": ("address.street_additional_info", same),
    "zip_code": ("address.postal_code", same),
    "town": ("address.town", same),
    "country": ("address.country", same),
}

ENERGY_CONTRACT: Table = {
    "energy_contract_type": (
        "type",
        one_of(
            {
                None: None,
                "spot_hourly": EnergyContractType.SPOT_HOURLY,
                "monthly": EnergyContractType.MONTHLY,
                "yearly": EnergyContractType.YEARLY,
            }
        ),
    ),
    "building": ("building_id", same),
    "meter_id": ("meter_id", same),
    "supplier": ("supplier", same),
    "currency_energy_price": ("currency", same),
    "energy_price_includes_external_components": ("includes_external_components", same),
}

DEVICE: Table = {
    "id": ("device_id", same),
    "owner.id": ("owner_id", same),
    "building": ("building_id", same),
    "device_model.device_type.short_name": ("model.type_code", same),
    "device_model.device_type.long_name": ("model.type_name", same),
    "device_model.manufacturer": ("model.manufacturer", same),
    "device_model.model": ("model.name", same),
    "device_model.year": ("model.year", same),
    "device_model.cloud_service": ("model.cloud_service_id", same),
    "device_model.cloud_service_instructions": ("model.cloud_service_instructions", same),
    "device_model.cloud_service_signup_link": ("model.cloud_service_sign_up_url", same),
    "created_at": ("created_at", at),
    "updated_at": ("updated_at", at),
    "deleted_at": ("deleted_at", at),
    "connection_status": ("connection_status", HEALTH),
    "monitoring_status": ("monitoring_status", HEALTH),
    "steering_status": ("steering_status", HEALTH),
    "actual_steering_state": ("steering_state", same),
    "lifecycle_state": ("lifecycle_state", same),
    "lifecycle_error": ("lifecycle_error", same),
    "price_zone": ("price_zone", one_of({None: None} | {zone: PriceZone(zone) for zone in ZONES})),
    "external_device_id": ("external_id", text_or_none),
    "is_authenticated": ("is_authenticated", flag),
    "action_needed": ("is_action_needed", flag),
    "is_smart_optimization_active": ("is_smart_optimization_active", flag),
    "is_pause_power_active": ("is_power_pause_active", flag),
    "pause_power_until": ("power_pause_ends_at", at),
    "is_inverter_forced_mode_enabled": ("is_inverter_forced_mode_enabled", flag),
    "is_inverter_forced_mode_active": ("is_inverter_forced_mode_active", flag),
    "inverter_forced_mode_since": ("inverter_forced_mode_started_at", never_or_at),
    "is_trading_enabled": ("is_trading_enabled", flag),
    "optimization_score": ("optimization_score", same),
    "current_mode": ("current_mode", same),
    "comment": ("comment", same),
    "authorization_url": ("authorization_url", same),
    "current_state_last_updated_at": ("state_updated_at", at),
    "last_monitoring_executed_at": ("monitored_at", at),
}

HEAT_PUMP: Table = DEVICE | {
    "optimization_level": (
        "optimization_level",
        one_of(
            {
                None: None,
                "Low": OptimizationLevel.LOW,
                "Mid": OptimizationLevel.MID,
                "Max": OptimizationLevel.MAX,
            }
        ),
    ),
    "indoor_target_temperature_offset": ("indoor_target_temperature_offset_celsius", same),
    "dhw_standard_temperature": ("domestic_hot_water_standard_temperature_celsius", same),
    "is_hot_water_heating_enabled": ("is_hot_water_heating_enabled", flag),
    "is_space_heating_enabled": ("is_space_heating_enabled", flag),
    "is_pool_heating_enabled": ("is_pool_heating_enabled", flag),
    "is_space_cooling_enabled": ("is_space_cooling_enabled", flag),
    "is_heating_policy_enabled": ("is_heating_policy_enabled", flag),
    "heating_policy_name": ("heating_policy_name", same),
    "minimum_temperature_limit": ("minimum_indoor_temperature_celsius", same),
    "maximum_temperature_limit": ("maximum_indoor_temperature_celsius", same),
    "minimum_dhw_temperature_limit": ("minimum_domestic_hot_water_temperature_celsius", same),
    "is_away_mode_enabled": ("is_away_mode_enabled", same),
    "away_mode_start": ("away_mode_starts_at", at),
    "away_mode_end": ("away_mode_ends_at", at),
    "away_mode_minimum_temperature_limit": ("away_mode_minimum_temperature_celsius", same),
    "operational_mode": ("operational_mode", same),
    "current_power_consumption_w": ("power_watts", same),
    "outdoor_temperature": ("outdoor_temperature_celsius", same),
    "indoor_actual_temperature": ("indoor_temperature_celsius", same),
    "dhw_temperature": ("domestic_hot_water_temperature_celsius", same),
    "inlet_temperature": ("inlet_temperature_celsius", same),
    "consumption_last_day_kwh": ("consumption_last_day_kilowatt_hours", same),
    "consumption_last_week_kwh": ("consumption_last_week_kilowatt_hours", same),
    "consumption_last_month_kwh": ("consumption_last_month_kilowatt_hours", same),
    "consumption_last_updated_at": ("consumption_updated_at", at),
}

ELECTRIC_VEHICLE: Table = DEVICE | {
    "charge_target_min": ("charge_target_minimum_percent", same),
    "charge_target_max": ("charge_target_maximum_percent", same),
    "minimum_charge_limit": ("minimum_charge_percent", same),
    "charge_deadline_at": ("charge_deadline", clock_time),
    "is_charge_policy_enabled": ("is_charge_policy_enabled", flag),
    "charge_policy_last_updated_at": ("charge_policy_updated_at", at),
    "hems_min_export_to_start_w": ("surplus_export_to_start_watts", same),
    "hems_max_import_before_stopping_w": ("surplus_import_to_stop_watts", same),
    "is_plugged_in": ("is_plugged_in", same),
    "is_charging": ("is_charging", same),
    "is_fully_charged": ("is_fully_charged", same),
    "charge_rate_w": ("charge_power_watts", same),
    "battery_level": ("battery_level_percent", same),
    "battery_capacity_kwh": ("battery_capacity_kilowatt_hours", same),
    "driving_range": ("driving_range_kilometers", same),
    "boost_state": ("boost_state", BOOST),
    "boost_for_next_session": ("is_boost_armed_for_next_session", flag),
}

SOLAR_INVERTER: Table = DEVICE | {
    "solar_power_rating_kw": ("solar_power_rating_watts", thousandfold),
    "is_battery_connected": ("has_battery", flag),
    "battery_capacity_kwh": ("battery_capacity_kilowatt_hours", same),
    "min_battery_charge": ("minimum_battery_level_percent", same),
    "max_battery_charge": ("maximum_battery_level_percent", same),
    "battery_charge_level_percent": ("battery_level_percent", same),
    "battery_charge_discharge_power_w": ("battery_discharge_power_watts", positive),
    "battery_charge_discharge_power_w -": ("battery_charge_power_watts", negative),
    "current_solar_production_w": ("solar_production_power_watts", same),
    "household_consumption_w": ("household_consumption_power_watts", same),
    "current_power_to_grid_w": ("grid_export_power_watts", positive),
    "current_power_to_grid_w -": ("grid_import_power_watts", negative),
    "solar_surplus_w": ("solar_surplus_power_watts", positive),
    "solar_surplus_w -": ("solar_deficit_power_watts", negative),
}

WALLBOX: Table = DEVICE | {
    "mode": (
        "mode",
        one_of(
            {
                "READY": WallboxMode.READY,
                "PLUGGED_IN": WallboxMode.PLUGGED_IN,
                "CHARGING": WallboxMode.CHARGING,
                "UNAVAILABLE": WallboxMode.UNAVAILABLE,
                "UNKNOWN": WallboxMode.UNKNOWN,
            }
        ),
    ),
    "connection": (
        "connection",
        one_of(
            {
                "online": WallboxConnection.ONLINE,
                "offline": WallboxConnection.OFFLINE,
                "never_connected": WallboxConnection.NEVER_CONNECTED,
            }
        ),
    ),
    "charge_target_min": ("charge_target_minimum_percent", same),
    "charge_target_max": ("charge_target_maximum_percent", same),
    "minimum_charge_limit": ("minimum_charge_percent", same),
    "charge_power_max_w": ("maximum_charge_power_watts", same),
    "charge_deadline_at": ("charge_deadline_at", at),
    "is_charge_policy_enabled": ("is_charge_policy_enabled", flag),
    "charge_policy_last_updated_at": ("charge_policy_updated_at", at),
    "is_over_charge_allowed": ("is_overcharge_allowed", same),
    "is_plugged_in": ("is_plugged_in", same),
    "is_charging": ("is_charging", same),
    "is_ocpp_connected": ("is_ocpp_connected", same),
    "boost_state": ("boost_state", BOOST),
    "boost_for_next_session": ("is_boost_armed_for_next_session", flag),
}

CHARGING_SESSION: Table = {
    "id": ("id", same),
    "plug_in_time": ("plugged_in_at", at),
    "unplug_time": ("unplugged_at", at),
    "inferred_session_end": ("inferred_end_at", at),
    "desired_charging_start_time": ("desired_charging_starts_at", at),
    "desired_charging_end_time": ("desired_charging_ends_at", at),
    "charge_deadline": ("charge_deadline_at", at),
    "target_soc_pct": ("target_battery_level_percent", same),
    "initial_soc_pct": ("initial_battery_level_percent", same),
    "final_soc_pct": ("final_battery_level_percent", same),
    "energy_charged_kwh": ("energy_charged_kilowatt_hours", same),
    "avg_charge_power_kw": ("average_charge_power_watts", thousandfold),
    "peak_charge_power_kw": ("peak_charge_power_watts", thousandfold),
    "actual_cost_eur": ("actual_cost_euros", same),
    "expected_savings_eur": ("expected_savings_euros", same),
    "actual_savings_eur": ("actual_savings_euros", same),
    "is_at_home": ("is_at_home", same),
    "session_outcome": (
        "outcome",
        one_of(
            {
                None: None,
                "completed": SessionOutcome.COMPLETED,
                "not_at_home": SessionOutcome.NOT_AT_HOME,
            }
        ),
    ),
}

CHARGE_POLICY_DAY: Table = {
    "charge_percentage": ("target_percent", same),
    "charge_deadline": ("deadline", clock_time),
}

WEEKDAYS = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}

SMART_CHARGING_MODE = one_of(
    {
        None: None,
        "none": SmartChargingMode.OFF,
        "spot": SmartChargingMode.SPOT_PRICE,
        "hems": SmartChargingMode.SOLAR_SURPLUS,
        "hems_and_spot": SmartChargingMode.SOLAR_SURPLUS_AND_SPOT_PRICE,
    }
)
OBSTACLE = {
    "no_ev": ChargingModeObstacle.NO_ELECTRIC_VEHICLE,
    "no_battery_capacity": ChargingModeObstacle.NO_BATTERY_CAPACITY,
    "no_actuator": ChargingModeObstacle.NO_ACTUATOR,
    "wallbox_not_modulating": ChargingModeObstacle.WALLBOX_NOT_MODULATING,
    "no_inverter": ChargingModeObstacle.NO_INVERTER,
    "inverter_no_export_data": ChargingModeObstacle.INVERTER_WITHOUT_EXPORT_DATA,
}


def obstacles(value: Json) -> Json:
    return tuple(OBSTACLE[each] for each in value)


CHARGING_DEVICE: Table = {
    "device_id": ("device_id", same),
    "device_type": ("kind", one_of({"ev": DeviceKind.ELECTRIC_VEHICLE, "wallbox": DeviceKind.WALLBOX})),
    "is_primary_actuator": ("is_primary_actuator", same),
}

AVAILABLE_MODE: Table = {
    "mode": ("mode", SMART_CHARGING_MODE),
    "available": ("is_available", same),
    "reasons": ("obstacles", obstacles),
}

# Without the lists of devices and modes, which have tables of their own.
CHARGING_CONFIG: Table = {
    "smart_charging_mode": ("mode", SMART_CHARGING_MODE),
    "mode_conflict": ("has_mode_conflict", same),
    "config_divergence": ("has_divergence", same),
    "hems_eligible": ("is_surplus_charging_possible", same),
    "hems_ineligible_reasons": ("surplus_charging_obstacles", obstacles),
    "thresholds.hems_min_export_to_start_w": ("surplus_export_to_start_watts", same),
    "thresholds.hems_max_import_before_stopping_w": ("surplus_import_to_stop_watts", same),
    "thresholds.min_band_w": ("surplus_minimum_band_watts", same),
    "health_warning.since": ("health_warning_started_at", at),
    "status.charge_power_w": ("status.charge_power_watts", same),
    "status.solar_kwh_today": ("status.solar_energy_today_kilowatt_hours", same),
    "status.as_of": ("status.as_of_at", at),
}

DATA_POINT: Table = {
    "time": ("starts_at", at),
    "price": ("price_per_kilowatt_hour", exact),
}

HEAT_PUMP_DATA_POINT: Table = DATA_POINT | {
    "inlet_temp_act": ("inlet_temperature_celsius", same),
    "hot_water_temp": ("domestic_hot_water_temperature_celsius", same),
    "estimated_consumption": ("estimated_consumption_kilowatt_hours", kilo),
    "simulated_consumption": ("simulated_consumption_kilowatt_hours", kilo),
    "unoptimized_consumption": ("unoptimized_consumption_kilowatt_hours", kilo),
    "estimated_consumption_filtered": ("filtered_estimated_consumption_kilowatt_hours", kilo),
}

ELECTRIC_VEHICLE_DATA_POINT: Table = DATA_POINT | {
    "battery_level": ("battery_level_percent", same),
    "estimated_consumption": ("estimated_consumption_kilowatt_hours", kilo),
    "unoptimized_consumption": ("unoptimized_consumption_kilowatt_hours", kilo),
    "is_charging": ("is_charging", same),
    "is_plugged_in": ("is_plugged_in", same),
    "is_at_optimized_location": ("is_at_optimized_location", same),
}

INVERTER_DATA_POINT: Table = DATA_POINT | {
    "solar_production": ("solar_production_power_watts", same),
    "household_consumption": ("household_consumption_power_watts", same),
    "battery_level": ("battery_level_percent", same),
    "grid_power": ("grid_export_power_watts", positive),
    "grid_power -": ("grid_import_power_watts", negative),
}

STATISTICS: Table = {
    "resolution": (
        "resolution",
        one_of(
            {
                "1DAY": StatisticsResolution.DAY,
                "1WEEK": StatisticsResolution.WEEK,
                "1MONTH": StatisticsResolution.MONTH,
                "1QUARTER": StatisticsResolution.QUARTER,
                "1YEAR": StatisticsResolution.YEAR,
            }
        ),
    ),
    "period.start_period": ("starts_at", at),
    "period.end_period": ("ends_at", at),
    "savings.total": ("savings_total", exact),
    "savings.percentage": ("savings_percent", same),
    "consumption.total": ("consumption_kilowatt_hours", same),
}

HEAT_PUMP_STATISTICS: Table = STATISTICS | {
    "heat_pump.estimated_consumption_wh": ("estimated_consumption_kilowatt_hours", kilo),
}

ELECTRIC_VEHICLE_STATISTICS: Table = STATISTICS | {
    "electric_vehicle.estimated_consumption_wh": ("estimated_consumption_kilowatt_hours", kilo),
    "electric_vehicle.charge_session_count": ("charge_session_count", same),
    "electric_vehicle.average_charge_power_w": ("average_charge_power_watts", same),
}

SOLAR_INVERTER_STATISTICS: Table = STATISTICS | {
    "inverter.solar_production_wh": ("solar_production_kilowatt_hours", kilo),
    "inverter.grid_export_wh": ("grid_export_kilowatt_hours", kilo),
}

ORGANIZATION_SAVINGS: Table = {
    "total_savings": ("total_euros", exact),
    "heat_pump_savings": ("heat_pumps_euros", exact),
    "electric_vehicle_savings": ("electric_vehicles_euros", exact),
    "inverter_savings": ("inverters_euros", exact),
}

SCHEDULE: Table = {
    "start": ("starts_at", at),
    "end": ("ends_at", at),
    "mode": ("mode", same),
}

ONBOARDING_SESSION: Table = {
    "id": ("onboarding_session_id", same),
    "user": ("user_id", same),
    "authentication_url": ("authentication_url", same),
    "success_url": ("success_url", same),
    "cancel_url": ("cancel_url", same),
    "expiration_date": ("expires_on", day),
    "object_id": ("device_id", same),
    "device_type": (
        "kind",
        one_of(
            {
                None: None,
                "ev": DeviceKind.ELECTRIC_VEHICLE,
                "iv": DeviceKind.SOLAR_INVERTER,
                "wb": DeviceKind.WALLBOX,
                "hp": DeviceKind.HEAT_PUMP,
            }
        ),
    ),
    "language": (
        "language",
        one_of(
            {
                "en": OnboardingLanguage.ENGLISH,
                "et": OnboardingLanguage.ESTONIAN,
                "de": OnboardingLanguage.GERMAN,
                "hu": OnboardingLanguage.HUNGARIAN,
                "it": OnboardingLanguage.ITALIAN,
                "pl": OnboardingLanguage.POLISH,
                "ro": OnboardingLanguage.ROMANIAN,
                "sv": OnboardingLanguage.SWEDISH,
            }
        ),
    ),
    "price_zone_default": ("price_zone", one_of({zone: PriceZone(zone) for zone in ZONES})),
}

DAY_AHEAD_PRICE: Table = {
    "timestamp": ("starts_at", at),
    "price": ("price_per_megawatt_hour", exact),
}

LOAD_CURVE_POINT: Table = {
    "timestamp": ("starts_at", at),
    "energy_wh": ("energy_kilowatt_hours", kilo),
}
