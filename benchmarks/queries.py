"""The queries that are measured."""

from typing import Any, NamedTuple

from domain.ids import IdKind, encode_id
from sandbox import DEMO_ORGANIZATIONS, Sandbox, SandboxOptions

USERS = 60
"""How many users the measured organization has."""


class Query(NamedTuple):
    """A document, its variables, and the role that sends it."""

    name: str
    text: str
    variables: dict[str, Any]
    role: str
    user_id: str | None


_NO_UPSTREAM = "query NoUpstream { viewer { role expiresAt organization { id } } }"

_THREE_FIELDS = "query ThreeFields($id: ID!) { user(by: {id: $id}) { firstName lastName email } }"

_HOME_SCREEN = """query HomeScreen($id: ID!) {
  user(by: {id: $id}) {
    firstName
    buildings { id name address { town } }
    energyContracts { id type supplier currency }
    devices {
      id kind connectionStatus isSmartOptimizationActive currentMode stateUpdatedAt
      model { manufacturer name }
      building { id }
      ... on HeatPump { powerWatts indoorTemperatureCelsius domesticHotWaterTemperatureCelsius }
      ... on ElectricVehicle { batteryLevelPercent isPluggedIn isCharging boostState }
      ... on SolarInverter { solarProductionPowerWatts batteryLevelPercent gridExportPowerWatts }
      ... on Wallbox { mode isCharging boostState }
    }
  }
}"""

_PAGE_OF_50 = """query PageOf50 {
  organization {
    users(first: 50, orderBy: {field: LAST_NAME}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id firstName lastName email role externalId
        buildings { id name address { town } }
        devices {
          id kind connectionStatus steeringStatus isSmartOptimizationActive isActionNeeded stateUpdatedAt
          model { manufacturer name }
        }
      }
    }
  }
}"""


def queries() -> tuple[Query, ...]:
    """The queries, with the ids of the sample data."""
    organization_id = DEMO_ORGANIZATIONS[0].organization_id
    user_id: str = Sandbox(SandboxOptions(users=USERS)).users(organization_id)[3]["id"]
    variables = {"id": encode_id(IdKind.USER, organization_id, user_id)}
    return (
        Query("known document, no upstream", _NO_UPSTREAM, {}, "user", user_id),
        Query("3-field query", _THREE_FIELDS, variables, "user", user_id),
        Query("mobile home screen", _HOME_SCREEN, variables, "user", user_id),
        Query("page of 50 users", _PAGE_OF_50, {}, "staff", None),
    )
