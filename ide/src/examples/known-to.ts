import { type GraphQLSchema, parse, validate } from "graphql";

/** Whether the schema has everything that the query asks for. */
export function isKnownTo(schema: GraphQLSchema, query: string): boolean {
  return validate(schema, parse(query)).length === 0;
}
