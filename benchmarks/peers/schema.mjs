// The schema with its resolvers.

import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";

import { decodeUserId } from "./rows.mjs";

const ORDER = "users/EMAIL";

function attach(schema, typeName, resolvers) {
  const fields = schema.getType(typeName).getFields();
  for (const [name, resolve] of Object.entries(resolvers)) {
    fields[name].resolve = resolve;
  }
}

function user(_, { by }, { viewer, loaders }) {
  const userId = decodeUserId(by.id);
  if (viewer.role === "user" && viewer.user_id !== userId) {
    return null;
  }
  return loaders.user(userId);
}

async function users(_, { first, after }, { viewer, loaders }) {
  const all = (await loaders.users()).filter(
    (each) => viewer.role !== "user" || each.userId === viewer.user_id,
  );
  all.sort((a, b) => compare(a.key, b.key) || compare(a.userId, b.userId));
  let start = 0;
  if (after) {
    const [, [, key, userId]] = JSON.parse(Buffer.from(after, "base64url").toString());
    start = all.findIndex((each) => (compare(each.key, key) || compare(each.userId, userId)) > 0);
    start = start < 0 ? all.length : start;
  }
  const nodes = all.slice(start, start + first);
  const last = nodes.at(-1);
  return {
    totalCount: all.length,
    pageInfo: { hasNextPage: start + first < all.length, endCursor: last ? cursor(last) : null },
    nodes,
  };
}

function cursor({ key, userId }) {
  return Buffer.from(JSON.stringify([ORDER, [false, key, userId]])).toString("base64url");
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function makeSchema() {
  const schema = buildSchema(readFileSync(new URL("schema.graphql", import.meta.url), "utf8"));
  attach(schema, "Query", { user, organization: () => ({}) });
  attach(schema, "Organization", { users });
  attach(schema, "User", {
    buildings: (row, _, { loaders }) => loaders.buildings(row.userId),
    energyContracts: (row, _, { loaders }) => loaders.contracts(row.userId),
    devices: (row, { kinds }, { loaders }) => loaders.devices(row.userId, kinds),
  });
  attach(schema, "Building", {
    energyContracts: async (row, _, { loaders }) =>
      (await loaders.contracts(row.userId)).filter(
        (each) => each.buildingId === null || each.buildingId === row.buildingId,
      ),
    devices: async (row, { kinds }, { loaders }) =>
      (await loaders.devices(row.userId, kinds)).filter((each) => each.buildingId === row.buildingId),
  });
  const building = async (row, _, { loaders }) =>
    row.buildingId && (await loaders.buildings(row.userId)).find((each) => each.buildingId === row.buildingId);
  for (const name of ["HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox"]) {
    attach(schema, name, { building });
  }
  schema.getType("Device").resolveType = (row) => row.__typename;
  return schema;
}
