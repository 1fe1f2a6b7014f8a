import type { Example } from "./examples/example";
import { aDevice, aFewObjects, anElectricVehicle, aUser } from "./examples/finders";

/** The tour of the schema. An example that the schema at hand cannot answer is not shown. */
export const EXAMPLES: readonly Example[] = [
  {
    title: "Who am I?",
    description: "The role, the organization and the person behind the token.",
    query: `query Me {
  viewer {
    role
    expiresAt
    organization {
      id
    }
    user {
      firstName
      lastName
      email
    }
  }
}
`,
  },
  {
    title: "Home screen",
    description: "Everything an app shows about one person's home, in one request.",
    find: aUser,
    query: `query HomeScreen($id: ID!) {
  user(by: { id: $id }) {
    firstName
    buildings {
      name
      address {
        town
      }
    }
    heatPumps {
      id
      currentMode
      powerWatts
      indoorTemperatureCelsius
      isSmartOptimizationActive
    }
    electricVehicles {
      id
      batteryLevelPercent
      isPluggedIn
      isCharging
      boostState
    }
    solarInverters {
      id
      solarProductionPowerWatts
      gridImportPowerWatts
      gridExportPowerWatts
      batteryLevelPercent
    }
    wallboxes {
      id
      mode
      isCharging
    }
  }
}
`,
  },
  {
    title: "Back office: users",
    description: "Search, sort and page through the users; put endCursor into $after for the next page.",
    variables: {
      first: 10,
      after: null,
      search: null,
      orderBy: { field: "LAST_NAME", direction: "ASCENDING" },
    },
    query: `query Users($first: Int, $after: String, $search: String, $orderBy: UserOrder) {
  organization {
    users(first: $first, after: $after, search: $search, orderBy: $orderBy) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        firstName
        lastName
        email
        role
        address {
          postalCode
          town
        }
      }
    }
  }
}
`,
  },
  {
    title: "One device",
    description: "Any device by its id, with what only its own kind can tell.",
    find: aDevice,
    query: `query Device($id: ID!) {
  device(id: $id) {
    __typename
    id
    model {
      manufacturer
      name
      year
    }
    connectionStatus
    steeringStatus
    stateUpdatedAt
    owner {
      email
    }
    building {
      name
    }
    actions {
      code
      resolutionUrl
    }
    ... on HeatPump {
      operationalMode
      outdoorTemperatureCelsius
      domesticHotWaterTemperatureCelsius
      consumptionLastDayKilowattHours
    }
    ... on ElectricVehicle {
      batteryLevelPercent
      drivingRangeKilometers
      chargePowerWatts
    }
    ... on SolarInverter {
      solarProductionPowerWatts
      householdConsumptionPowerWatts
      hasBattery
    }
    ... on Wallbox {
      mode
      connection
      maximumChargePowerWatts
    }
  }
}
`,
  },
  {
    title: "The fleet's heat pumps",
    description: "All heat pumps of the organization with their owners, page by page.",
    variables: { first: 20, after: null },
    query: `query HeatPumps($first: Int, $after: String) {
  organization {
    devices(first: $first, after: $after, kinds: [HEAT_PUMP]) {
      nodes {
        id
        connectionStatus
        isActionNeeded
        owner {
          email
        }
        ... on HeatPump {
          powerWatts
          indoorTemperatureCelsius
          optimizationLevel
        }
      }
      unavailableOwners {
        email
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
`,
  },
  {
    title: "Contracts and prices",
    description: "What one person pays for electricity, as exact decimals.",
    find: aUser,
    query: `query Contracts($id: ID!) {
  user(by: { id: $id }) {
    firstName
    energyContracts {
      supplier
      type
      currency
      appliesToAllBuildings
      building {
        name
      }
      prices(first: 5) {
        totalCount
        nodes {
          startsAt
          pricePerKilowattHour
        }
      }
    }
  }
}
`,
  },
  {
    title: "Many things by id",
    description: "nodes takes ids of any type and answers in their order, null for what is not visible.",
    find: aFewObjects,
    query: `query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on User {
      email
      buildings {
        id
        name
      }
    }
    ... on Device {
      kind
      connectionStatus
      owner {
        email
      }
    }
  }
}
`,
  },
  {
    title: "What may I do?",
    description: "The rights of the role as a table, and those on single objects.",
    query: `query Permissions {
  viewer {
    role
    permissions {
      resource
      action
      scope
    }
  }
  organization {
    viewerCanCreate
    users(first: 3) {
      nodes {
        email
        viewerCan
        viewerCanCreate
      }
    }
  }
}
`,
  },
  {
    title: "Write: pause, then resume",
    description: "Mutations run one after the other; what is wrong with an input comes as userErrors.",
    find: aDevice,
    query: `mutation PauseAndResume($id: ID!) {
  deviceOptimizationPause(input: { id: $id }) {
    device {
      id
      isSmartOptimizationActive
    }
    userErrors {
      message
      path
    }
  }
  deviceOptimizationResume(input: { id: $id }) {
    device {
      id
      isSmartOptimizationActive
    }
    userErrors {
      message
      path
    }
  }
}
`,
  },
  {
    title: "Slow parts later",
    description: "@defer: the person and the buildings come at once, the devices follow in the same answer.",
    find: aUser,
    query: `query HomeScreenInParts($id: ID!) {
  user(by: { id: $id }) {
    firstName
    buildings {
      name
      address {
        town
      }
    }
    ... @defer(label: "devices") {
      heatPumps {
        id
        powerWatts
      }
      electricVehicles {
        id
        batteryLevelPercent
      }
    }
  }
}
`,
  },
  {
    title: "Live: one person's devices",
    description: "A subscription: all devices at first, then those that change. The same button stops it.",
    find: aUser,
    query: `subscription UserDevices($id: ID!) {
  userDevicesUpdated(userId: $id) {
    changed {
      id
      kind
      comment
      stateUpdatedAt
      ... on HeatPump {
        powerWatts
        indoorTemperatureCelsius
      }
      ... on ElectricVehicle {
        batteryLevelPercent
        isCharging
      }
      ... on SolarInverter {
        solarProductionPowerWatts
      }
    }
    removedIds
  }
}
`,
  },
  {
    title: "Live: one device",
    description: "A subscription to a single device; null, at last, if it is removed.",
    find: aDevice,
    query: `subscription Device($id: ID!) {
  deviceUpdated(id: $id) {
    id
    kind
    connectionStatus
    comment
    stateUpdatedAt
  }
}
`,
  },
  {
    title: "Live: a charging session",
    description: "What a vehicle charges, as it charges; null while it is not plugged in.",
    find: anElectricVehicle,
    query: `subscription ChargingSession($id: ID!) {
  chargingSessionUpdated(electricVehicleId: $id) {
    pluggedInAt
    targetBatteryLevelPercent
    energyChargedKilowattHours
    actualCostEuros
    outcome
  }
}
`,
  },
];
