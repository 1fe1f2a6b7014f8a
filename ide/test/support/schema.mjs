import { readFileSync } from "node:fs";
import { buildASTSchema, concatAST, parse } from "graphql";

const sdl = parse(readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8"));

/** What the examples use and the committed schema may not have yet. */
const LATER = parse(`
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Subscription {
    deviceUpdated(id: ID!): Device
    userDevicesUpdated(userId: ID!): Device
    chargingSessionUpdated(electricVehicleId: ID!): ElectricVehicle
  }
`);

const nameOf = (definition) => `${definition.kind} ${definition.name?.value}`;

const known = new Set(sdl.definitions.map(nameOf));
const missing = LATER.definitions.filter((definition) => !known.has(nameOf(definition)));

/** The committed schema, completed by what is announced. */
export const schema = buildASTSchema(concatAST([sdl, { kind: "Document", definitions: missing }]));

/** The committed schema as it stands. */
export const committedSchema = buildASTSchema(sdl);
