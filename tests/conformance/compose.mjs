// Composes the gateway's subgraph with another one that points at its users.
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { given, report } from './support.mjs';

const tickets = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { tickets: [Ticket!]! }
  type Ticket @key(fields: "id") { id: ID! about: User }
  type User @key(fields: "id", resolvable: false) { id: ID! }
`;
const composed = composeServices([
  { name: 'gateway', typeDefs: parse(given.sdl) },
  { name: 'tickets', typeDefs: parse(tickets) },
]);
report({
  errors: (composed.errors ?? []).map((error) => error.message),
  supergraph: composed.supergraphSdl ?? null,
});
