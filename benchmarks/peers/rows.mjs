// From the Partner API's rows to objects with the schema's names, made once per row.

const KINDS = {
  HEAT_PUMP: { path: "heat-pumps", typename: "HeatPump", idKind: 5 },
  ELECTRIC_VEHICLE: { path: "electric-vehicles", typename: "ElectricVehicle", idKind: 6 },
  SOLAR_INVERTER: { path: "inverters", typename: "SolarInverter", idKind: 7 },
  WALLBOX: { path: "wallboxes", typename: "Wallbox", idKind: 8 },
};

export const DEVICE_KINDS = Object.keys(KINDS);

export function devicesPath(kind, userId) {
  return `users/${userId}/${KINDS[kind].path}`;
}

function bytes(uuid) {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function encodeId(kind, tag, ...uuids) {
  return Buffer.concat([Buffer.from([kind]), tag, ...uuids.map(bytes)]).toString("base64url");
}

export function decodeUserId(text) {
  const hex = Buffer.from(text, "base64url").toString("hex").slice(10, 42);
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function constant(text, otherwise) {
  return text ? text.trim().toUpperCase().replaceAll(/[ -]/g, "_") : otherwise;
}

function instant(text) {
  return text && !text.startsWith("0001-") ? text.replace("Z", "+00:00") : null;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function toUser(tag, row) {
  return {
    id: encodeId(2, tag, row.id),
    userId: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    externalId: row.external_user_id,
    key: row.email.toLowerCase(),
  };
}

export function toBuildings(tag, userId, rows) {
  const buildings = rows.map((row) => ({
    id: encodeId(3, tag, userId, row.id),
    buildingId: row.id,
    userId,
    name: row.name ?? "",
    address: { town: row.town },
  }));
  return buildings.sort((a, b) => compare(a.name, b.name) || compare(a.buildingId, b.buildingId));
}

export function toContracts(_tag, _userId, rows) {
  const contracts = rows.map((row) => ({
    contractId: row.id,
    buildingId: row.building,
    type: constant(row.energy_contract_type, null),
    supplier: row.supplier,
    currency: row.currency_energy_price || null,
  }));
  return contracts.sort(
    (a, b) => compare(a.buildingId ?? "", b.buildingId ?? "") || compare(a.contractId, b.contractId),
  );
}

export function toDevices(kind, tag, userId, rows) {
  const devices = rows.map((row) => toDevice(kind, tag, userId, row));
  return devices.sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.deviceId, b.deviceId));
}

function toDevice(kind, tag, userId, row) {
  const device = {
    __typename: KINDS[kind].typename,
    id: encodeId(KINDS[kind].idKind, tag, userId, row.id),
    deviceId: row.id,
    userId,
    buildingId: row.building,
    createdAt: row.created_at,
    kind,
    connectionStatus: constant(row.connection_status, "UNKNOWN"),
    steeringStatus: constant(row.steering_status, "UNKNOWN"),
    isSmartOptimizationActive: row.is_smart_optimization_active ?? false,
    isActionNeeded: row.action_needed ?? false,
    currentMode: row.current_mode,
    stateUpdatedAt: instant(row.current_state_last_updated_at),
    model: row.device_model && {
      manufacturer: row.device_model.manufacturer,
      name: row.device_model.model,
    },
  };
  if (kind === "HEAT_PUMP") {
    device.powerWatts = row.current_power_consumption_w;
    device.indoorTemperatureCelsius = row.indoor_actual_temperature;
    device.domesticHotWaterTemperatureCelsius = row.dhw_temperature;
  } else if (kind === "ELECTRIC_VEHICLE") {
    device.batteryLevelPercent = row.battery_level;
    device.isPluggedIn = row.is_plugged_in;
    device.isCharging = row.is_charging;
    device.boostState = constant(row.boost_state, "UNKNOWN");
  } else if (kind === "SOLAR_INVERTER") {
    device.solarProductionPowerWatts = row.current_solar_production_w;
    device.batteryLevelPercent = row.battery_charge_level_percent;
  } else {
    device.mode = constant(row.mode, "UNKNOWN");
    device.isCharging = row.is_charging;
    device.boostState = constant(row.boost_state, "UNKNOWN");
  }
  return device;
}
