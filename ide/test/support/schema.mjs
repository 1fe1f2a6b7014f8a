import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";

/** The schema of the gateway, as it is committed. */
export const schema = buildSchema(
  readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8"),
);
