"""The main job: one nested query equals what the Partner API holds, field by field.

The expectations are written from the upstream's documentation, not with the gateway's own parser.
"""

from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from tests.gateway_under_test import HOME, GatewayUnderTest
from tests.journeys.expected import expected_building, expected_contract, expected_device, expected_user

pytestmark = pytest.mark.anyio

EVERYTHING = """
query Everything {
  organization {
    id
    users(first: 25, includeDeleted: false, orderBy: {field: EMAIL}) {
      totalCount
      nodes {
        ...UserFields
        buildings {
          ...BuildingFields
          owner { id }
          energyContracts { id appliesToAllBuildings }
          devices { id }
          heatPumps { id } electricVehicles { id } solarInverters { id } wallboxes { id }
        }
        energyContracts { ...ContractFields owner { id } building { id } }
        devices { __typename ...DeviceFields owner { id } building { id } }
        heatPumps { id } electricVehicles { id } solarInverters { id } wallboxes { id }
      }
    }
  }
}
fragment UserFields on User {
  id role email externalId firstName lastName
  address { streetAndNumber streetAdditionalInfo postalCode town country }
  location { latitudeDegrees longitudeDegrees updatedAt }
}
fragment BuildingFields on Building {
  id name propertyType propertySizeSquareMeters propertyAgeYears occupantCount occupantType
  spaceHeating waterHeating hasPhotovoltaics
  address { streetAndNumber streetAdditionalInfo postalCode town country }
}
fragment ContractFields on EnergyContract {
  id type appliesToAllBuildings currency meterId supplier includesExternalComponents
  prices(first: 100) { totalCount nodes { pricePerKilowattHour startsAt } }
}
fragment DeviceFields on Device {
  id kind createdAt updatedAt deletedAt connectionStatus monitoringStatus steeringStatus steeringState
  lifecycleState lifecycleError priceZone externalId isAuthenticated isActionNeeded
  isSmartOptimizationActive isPowerPauseActive powerPauseEndsAt isInverterForcedModeEnabled
  isInverterForcedModeActive inverterForcedModeStartedAt isTradingEnabled optimizationScore currentMode
  comment authorizationUrl stateUpdatedAt monitoredAt
  model {
    typeCode typeName manufacturer name year cloudServiceId cloudServiceInstructions cloudServiceSignUpUrl
  }
  actions { code resolutionUrl requiredParameters }
  ... on HeatPump {
    optimizationLevel indoorTargetTemperatureOffsetCelsius domesticHotWaterStandardTemperatureCelsius
    isHotWaterHeatingEnabled isSpaceHeatingEnabled isPoolHeatingEnabled isSpaceCoolingEnabled
    isHeatingPolicyEnabled heatingPolicyName minimumIndoorTemperatureCelsius
    maximumIndoorTemperatureCelsius minimumDomesticHotWaterTemperatureCelsius isAwayModeEnabled
    awayModeStartsAt awayModeEndsAt awayModeMinimumTemperatureCelsius operationalMode powerWatts
    outdoorTemperatureCelsius indoorTemperatureCelsius domesticHotWaterTemperatureCelsius
    inletTemperatureCelsius consumptionLastDayKilowattHours consumptionLastWeekKilowattHours
    consumptionLastMonthKilowattHours consumptionUpdatedAt
  }
  ... on ElectricVehicle {
    chargeTargetMinimumPercent chargeTargetMaximumPercent minimumChargePercent chargeDeadline
    isChargePolicyEnabled chargePolicyUpdatedAt surplusExportToStartWatts surplusImportToStopWatts
    isPluggedIn isCharging isFullyCharged chargePowerWatts batteryLevelPercent
    batteryCapacityKilowattHours drivingRangeKilometers boostState isBoostArmedForNextSession
  }
  ... on SolarInverter {
    solarPowerRatingWatts hasBattery batteryCapacityKilowattHours minimumBatteryLevelPercent
    maximumBatteryLevelPercent batteryLevelPercent batteryChargePowerWatts batteryDischargePowerWatts
    solarProductionPowerWatts solarSurplusPowerWatts solarDeficitPowerWatts
    householdConsumptionPowerWatts gridImportPowerWatts gridExportPowerWatts
  }
  ... on Wallbox {
    mode connection wallboxTargetMinimum: chargeTargetMinimumPercent
    wallboxTargetMaximum: chargeTargetMaximumPercent wallboxMinimum: minimumChargePercent
    maximumChargePowerWatts chargeDeadlineAt isChargePolicyEnabled chargePolicyUpdatedAt
    isOverchargeAllowed isPluggedIn isCharging isOcppConnected boostState isBoostArmedForNextSession
  }
}
"""

COLLECTIONS = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")


def _expected_home(gateway: GatewayUnderTest, row: dict[str, Any]) -> dict[str, Any]:
    """One user with everything below, from the upstream's rows."""
    rows, user_id = gateway.sandbox.rows, row["id"]
    below = f"/org/{HOME.organization_id}/users/{user_id}"
    buildings = sorted(rows(f"{below}/buildings"), key=lambda each: (each["name"], each["id"]))
    contracts = sorted(
        rows(f"{below}/energy-contracts"), key=lambda each: (each["building"] or "", each["id"])
    )
    devices: dict[str, list[dict[str, Any]]] = {}
    for collection in COLLECTIONS:
        listed = sorted(rows(f"{below}/{collection}"), key=lambda each: (each["created_at"], each["id"]))
        devices[collection] = [
            expected_device(collection, each, rows(f"{below}/{collection}/{each['id']}")["actions"])
            for each in listed
        ]
    user = expected_user(row)

    def ids(which: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"id": each["id"]} for each in which]

    def by_kind(building_id: str | None) -> dict[str, Any]:
        inside = {
            collection: [
                each
                for each in devices[collection]
                if building_id is None or each["building"] == {"id": building_id}
            ]
            for collection in COLLECTIONS
        }
        return {
            "heatPumps": ids(inside["heat-pumps"]),
            "electricVehicles": ids(inside["electric-vehicles"]),
            "solarInverters": ids(inside["inverters"]),
            "wallboxes": ids(inside["wallboxes"]),
            "devices": ids([each for collection in COLLECTIONS for each in inside[collection]]),
        }

    def home(building: dict[str, Any]) -> dict[str, Any]:
        mine = [each for each in contracts if each["building"] in (None, building["id"])]
        expected = expected_building(user_id, building)
        return {
            **expected,
            "owner": {"id": user["id"]},
            "energyContracts": [
                {
                    "id": expected_contract(user_id, each)["id"],
                    "appliesToAllBuildings": each["building"] is None,
                }
                for each in mine
            ],
            **by_kind(expected["id"]),
        }

    return {
        **user,
        "buildings": [home(building) for building in buildings],
        "energyContracts": [
            {**expected_contract(user_id, each), "owner": {"id": user["id"]}} for each in contracts
        ],
        **by_kind(None),
        "devices": [
            {**each, "owner": {"id": user["id"]}}
            for collection in COLLECTIONS
            for each in devices[collection]
        ],
    }


async def test_one_nested_query_equals_what_the_upstream_holds(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(EVERYTHING)
    rows = sorted(gateway.sandbox.users(HOME.organization_id), key=lambda row: row["email"])
    organization_id = HOME.organization_id
    assert data["organization"]["id"] == encode_id(IdKind.ORGANIZATION, organization_id, organization_id)
    users = data["organization"]["users"]
    assert users["totalCount"] == len(rows) == len(users["nodes"])
    for node, row in zip(users["nodes"], rows, strict=True):
        assert node == _expected_home(gateway, row)


async def test_the_sample_data_has_something_of_everything(gateway: GatewayUnderTest) -> None:
    """Guards the test above: it would prove little over empty lists."""
    data = await gateway.ask(EVERYTHING)
    nodes = data["organization"]["users"]["nodes"]
    kinds = {device["__typename"] for node in nodes for device in node["devices"]}
    contracts = [contract for node in nodes for contract in node["energyContracts"]]
    assert kinds == {"HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox"}
    assert {contract["type"] for contract in contracts} == {"SPOT_HOURLY", "MONTHLY", "YEARLY"}
    assert {contract["appliesToAllBuildings"] for contract in contracts} == {True, False}
    assert any(len(node["buildings"]) >= 2 for node in nodes)
    assert any(not node["buildings"] and not node["devices"] for node in nodes)
    assert any(device["actions"] for node in nodes for device in node["devices"])
