"""The queries that are measured."""

import json
from typing import Any, NamedTuple

from domain.ids import IdKind, encode_id


class Query(NamedTuple):
    """A document, its variables, and who sends it."""

    name: str
    text: str
    variables: dict[str, Any]
    role: str
    organization_id: str
    user_id: str | None = None

    @property
    def body(self) -> bytes:
        """The JSON that is posted."""
        return json.dumps({"query": self.text, "variables": self.variables}).encode()


_NO_UPSTREAM = "query NoUpstream { viewer { role expiresAt organization { id } } }"

_THREE_FIELDS = "query ThreeFields($id: ID!) { user(by: {id: $id}) { firstName lastName email } }"

_HOME_SCREEN = """query HomeScreen($id: ID!) {
  user(by: {id: $id}) {
    firstName
    buildings { id name address { town } }
    energyContracts { type supplier currency }
    devices {
      id kind connectionStatus isSmartOptimizationActive currentMode stateUpdatedAt
      model { manufacturer name }
      building { id }
      ... on HeatPump { powerWatts indoorTemperatureCelsius domesticHotWaterTemperatureCelsius }
      ... on ElectricVehicle { batteryLevelPercent isPluggedIn isCharging boostState }
      ... on SolarInverter { solarProductionPowerWatts batteryLevelPercent }
      ... on Wallbox { mode isCharging boostState }
    }
  }
}"""

_PAGE = """query Page($first: Int!, $after: String) {
  organization {
    users(first: $first, after: $after, orderBy: {field: EMAIL}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id firstName lastName email externalId
        buildings {
          id name address { town }
          energyContracts { type supplier currency }
          devices {
            id kind connectionStatus steeringStatus isSmartOptimizationActive isActionNeeded stateUpdatedAt
            model { manufacturer name }
          }
        }
      }
    }
  }
}"""


def no_upstream(organization_id: str, user_id: str) -> Query:
    """What is answered without asking anybody."""
    return Query("known document, no upstream", _NO_UPSTREAM, {}, "user", organization_id, user_id)


def three_fields(organization_id: str, user_id: str) -> Query:
    """Three fields of one user: one upstream call."""
    variables = {"id": encode_id(IdKind.USER, organization_id, user_id)}
    return Query("3-field query", _THREE_FIELDS, variables, "user", organization_id, user_id)


def home_screen(organization_id: str, user_id: str) -> Query:
    """A phone's first page: one user with buildings, contracts and all devices, seven upstream calls."""
    variables = {"id": encode_id(IdKind.USER, organization_id, user_id)}
    return Query("home screen", _HOME_SCREEN, variables, "user", organization_id, user_id)


def page(organization_id: str, first: int, after: str | None = None) -> Query:
    """A page of users with their buildings, and of these the contracts and devices."""
    variables = {"first": first, "after": after}
    return Query(f"page of {first} users", _PAGE, variables, "staff", organization_id)


def queries(organization_id: str, user_id: str) -> tuple[Query, ...]:
    """One of each."""
    return (
        no_upstream(organization_id, user_id),
        three_fields(organization_id, user_id),
        home_screen(organization_id, user_id),
        page(organization_id, 50),
    )
