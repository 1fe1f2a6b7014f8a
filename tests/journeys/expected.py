"""What the gateway must make of the upstream's rows, written from the upstream's documentation."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.ids import IdKind, encode_id
from tests.gateway_under_test import HOME

Row = dict[str, Any]

PROPERTY_TYPES = {
    None: None,
    "Detached": "DETACHED",
    "Semi-detached": "SEMI_DETACHED",
    "Bungalow": "BUNGALOW",
    "Terraced": "TERRACED",
    "End-terrace": "END_TERRACE",
    "Flat": "FLAT",
}
TYPENAMES = {
    "heat-pumps": ("HeatPump", "HEAT_PUMP", IdKind.HEAT_PUMP),
    "electric-vehicles": ("ElectricVehicle", "ELECTRIC_VEHICLE", IdKind.ELECTRIC_VEHICLE),
    "inverters": ("SolarInverter", "SOLAR_INVERTER", IdKind.SOLAR_INVERTER),
    "wallboxes": ("Wallbox", "WALLBOX", IdKind.WALLBOX),
}


def instant(text: str | None) -> str | None:
    """An upstream instant in the form of the schema; the year 1 stands for never."""
    if text is None or text.startswith("0001-"):
        return None
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def upper(text: str | None) -> str | None:
    """An upstream enum value in the form of the schema."""
    return None if text is None else text.upper()


def _id(kind: IdKind, user_id: str, own_id: str | None = None) -> str:
    return encode_id(kind, HOME.organization_id, user_id, own_id)


def _address(row: Row) -> Row:
    return {
        "streetAndNumber": row["street_and_number"],
        "streetAdditionalInfo": row["street_add_info"],
        "postalCode": row["zip_code"],
        "town": row["town"],
        "country": row["country"],
    }


def expected_user(row: Row) -> Row:
    """The user's own fields."""
    has_location = row["latitude"] is not None and row["longitude"] is not None
    return {
        "id": _id(IdKind.USER, row["id"]),
        "role": {"admin": "ADMINISTRATOR", "staff": "STAFF", "user": "USER"}[row["role"]],
        "email": row["email"],
        "externalId": row["external_user_id"],
        "firstName": row["first_name"],
        "lastName": row["last_name"],
        "address": _address(row),
        "location": {
            "latitudeDegrees": row["latitude"],
            "longitudeDegrees": row["longitude"],
            "updatedAt": instant(row["location_last_updated"]),
        }
        if has_location
        else None,
    }


def expected_building(user_id: str, row: Row) -> Row:
    """The building's own fields."""
    return {
        "id": _id(IdKind.BUILDING, user_id, row["id"]),
        "name": row["name"],
        "propertyType": PROPERTY_TYPES[row["property_type"]],
        "propertySizeSquareMeters": row["property_size_m2"],
        "propertyAgeYears": row["property_age"],
        "occupantCount": row["num_occupants"],
        "occupantType": row["occupant_type"],
        "spaceHeating": row["space_heating"],
        "waterHeating": row["water_heating"],
        "hasPhotovoltaics": row["photovoltaic"],
        "address": _address(row),
    }


def expected_contract(user_id: str, row: Row) -> Row:
    """The contract's own fields, its prices and its building."""
    prices = sorted(row["energy_prices"], key=lambda price: instant(price["timestamp"]) or "")
    return {
        "id": _id(IdKind.ENERGY_CONTRACT, user_id, row["id"]),
        "type": upper(row["energy_contract_type"]),
        "appliesToAllBuildings": row["building"] is None,
        "currency": row["currency_energy_price"],
        "meterId": row["meter_id"],
        "supplier": row["supplier"],
        "includesExternalComponents": row["energy_price_includes_external_components"],
        "prices": {
            "totalCount": len(prices),
            "nodes": [
                {
                    "pricePerKilowattHour": str(Decimal(repr(price["price"]))),
                    "startsAt": instant(price["timestamp"]),
                }
                for price in prices
            ],
        },
        "building": row["building"] and {"id": _id(IdKind.BUILDING, user_id, row["building"])},
    }


def expected_device(collection: str, row: Row, actions: list[Row]) -> Row:
    """All fields of a device; ``actions`` come from its detail."""
    typename, kind, id_kind = TYPENAMES[collection]
    user_id = row["owner"]["id"]
    own = {
        "heat-pumps": _heat_pump,
        "electric-vehicles": _electric_vehicle,
        "inverters": _solar_inverter,
        "wallboxes": _wallbox,
    }[collection](row)
    return {
        "__typename": typename,
        "id": _id(id_kind, user_id, row["id"]),
        "kind": kind,
        "createdAt": instant(row["created_at"]),
        "updatedAt": instant(row["updated_at"]),
        "deletedAt": instant(row["deleted_at"]),
        "connectionStatus": upper(row["connection_status"]),
        "monitoringStatus": upper(row["monitoring_status"]),
        "steeringStatus": upper(row["steering_status"]),
        "steeringState": row["actual_steering_state"],
        "lifecycleState": row["lifecycle_state"],
        "lifecycleError": row["lifecycle_error"],
        "priceZone": row["price_zone"],
        "externalId": row["external_device_id"] or None,
        "isAuthenticated": row["is_authenticated"],
        "isActionNeeded": row["action_needed"],
        "isSmartOptimizationActive": row["is_smart_optimization_active"],
        "isPowerPauseActive": row["is_pause_power_active"],
        "powerPauseEndsAt": instant(row["pause_power_until"]),
        "isInverterForcedModeEnabled": row["is_inverter_forced_mode_enabled"],
        "isInverterForcedModeActive": row["is_inverter_forced_mode_active"],
        "inverterForcedModeStartedAt": instant(row["inverter_forced_mode_since"]),
        "isTradingEnabled": row["is_trading_enabled"],
        "optimizationScore": row["optimization_score"],
        "currentMode": row["current_mode"],
        "comment": row["comment"],
        "authorizationUrl": row["authorization_url"],
        "stateUpdatedAt": instant(row["current_state_last_updated_at"]),
        "monitoredAt": instant(row["last_monitoring_executed_at"]),
        "model": row["device_model"] and _model(row["device_model"]),
        "building": row["building"] and {"id": _id(IdKind.BUILDING, user_id, row["building"])},
        "actions": [
            {
                "code": action["code"],
                "resolutionUrl": action["resolution_link"]["url"],
                "requiredParameters": action["resolution_link"]["required_parameters"],
            }
            for action in actions
        ],
        **own,
    }


def _model(row: Row) -> Row:
    return {
        "typeCode": row["device_type"]["short_name"],
        "typeName": row["device_type"]["long_name"],
        "manufacturer": row["manufacturer"],
        "name": row["model"],
        "year": row["year"],
        "cloudServiceId": row["cloud_service"],
        "cloudServiceInstructions": row["cloud_service_instructions"],
        "cloudServiceSignUpUrl": row["cloud_service_signup_link"],
    }


def _heat_pump(row: Row) -> Row:
    return {
        "optimizationLevel": upper(row["optimization_level"]),
        "indoorTargetTemperatureOffsetCelsius": row["indoor_target_temperature_offset"],
        "domesticHotWaterStandardTemperatureCelsius": row["dhw_standard_temperature"],
        "isHotWaterHeatingEnabled": row["is_hot_water_heating_enabled"],
        "isSpaceHeatingEnabled": row["is_space_heating_enabled"],
        "isPoolHeatingEnabled": row["is_pool_heating_enabled"],
        "isSpaceCoolingEnabled": row["is_space_cooling_enabled"],
        "isHeatingPolicyEnabled": row["is_heating_policy_enabled"],
        "heatingPolicyName": row["heating_policy_name"],
        "minimumIndoorTemperatureCelsius": row["minimum_temperature_limit"],
        "maximumIndoorTemperatureCelsius": row["maximum_temperature_limit"],
        "minimumDomesticHotWaterTemperatureCelsius": row["minimum_dhw_temperature_limit"],
        "isAwayModeEnabled": row["is_away_mode_enabled"],
        "awayModeStartsAt": instant(row["away_mode_start"]),
        "awayModeEndsAt": instant(row["away_mode_end"]),
        "awayModeMinimumTemperatureCelsius": row["away_mode_minimum_temperature_limit"],
        "operationalMode": row["operational_mode"],
        "powerWatts": row["current_power_consumption_w"],
        "outdoorTemperatureCelsius": row["outdoor_temperature"],
        "indoorTemperatureCelsius": row["indoor_actual_temperature"],
        "domesticHotWaterTemperatureCelsius": row["dhw_temperature"],
        "inletTemperatureCelsius": row["inlet_temperature"],
        "consumptionLastDayKilowattHours": row["consumption_last_day_kwh"],
        "consumptionLastWeekKilowattHours": row["consumption_last_week_kwh"],
        "consumptionLastMonthKilowattHours": row["consumption_last_month_kwh"],
        "consumptionUpdatedAt": instant(row["consumption_last_updated_at"]),
    }


def _charging(row: Row) -> Row:
    return {
        "isChargePolicyEnabled": row["is_charge_policy_enabled"],
        "chargePolicyUpdatedAt": instant(row["charge_policy_last_updated_at"]),
        "isPluggedIn": row["is_plugged_in"],
        "isCharging": row["is_charging"],
        "boostState": upper(row["boost_state"]),
        "isBoostArmedForNextSession": row["boost_for_next_session"],
    }


def _electric_vehicle(row: Row) -> Row:
    deadline = row["charge_deadline_at"]
    return {
        **_charging(row),
        "chargeTargetMinimumPercent": row["charge_target_min"],
        "chargeTargetMaximumPercent": row["charge_target_max"],
        "minimumChargePercent": row["minimum_charge_limit"],
        "chargeDeadline": deadline and f"{deadline}:00",
        "surplusExportToStartWatts": row["hems_min_export_to_start_w"],
        "surplusImportToStopWatts": row["hems_max_import_before_stopping_w"],
        "isFullyCharged": row["is_fully_charged"],
        "chargePowerWatts": row["charge_rate_w"],
        "batteryLevelPercent": row["battery_level"],
        "batteryCapacityKilowattHours": row["battery_capacity_kwh"],
        "drivingRangeKilometers": row["driving_range"],
    }


def _solar_inverter(row: Row) -> Row:
    def flows(value: int | None) -> tuple[int | None, int | None]:
        return (None, None) if value is None else (max(value, 0), max(-value, 0))

    discharge, charge = flows(row["battery_charge_discharge_power_w"])
    exported, imported = flows(row["current_power_to_grid_w"])
    surplus, deficit = flows(row["solar_surplus_w"])
    rating = row["solar_power_rating_kw"]
    return {
        "solarPowerRatingWatts": None if rating is None else rating * 1000,
        "hasBattery": row["is_battery_connected"],
        "batteryCapacityKilowattHours": row["battery_capacity_kwh"],
        "minimumBatteryLevelPercent": row["min_battery_charge"],
        "maximumBatteryLevelPercent": row["max_battery_charge"],
        "batteryLevelPercent": row["battery_charge_level_percent"],
        "batteryChargePowerWatts": charge,
        "batteryDischargePowerWatts": discharge,
        "solarProductionPowerWatts": row["current_solar_production_w"],
        "solarSurplusPowerWatts": surplus,
        "solarDeficitPowerWatts": deficit,
        "householdConsumptionPowerWatts": row["household_consumption_w"],
        "gridImportPowerWatts": imported,
        "gridExportPowerWatts": exported,
    }


def _wallbox(row: Row) -> Row:
    return {
        **_charging(row),
        "mode": upper(row["mode"]),
        "connection": upper(row["connection"]),
        "wallboxTargetMinimum": row["charge_target_min"],
        "wallboxTargetMaximum": row["charge_target_max"],
        "wallboxMinimum": row["minimum_charge_limit"],
        "maximumChargePowerWatts": row["charge_power_max_w"],
        "chargeDeadlineAt": instant(row["charge_deadline_at"]),
        "isOverchargeAllowed": row["is_over_charge_allowed"],
        "isOcppConnected": row["is_ocpp_connected"],
    }
