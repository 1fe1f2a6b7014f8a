// GraphQL Yoga with its own cache of whole answers and its plugin for graphql-jit.

import http from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { useResponseCache } from "@graphql-yoga/plugin-response-cache";
import { createYoga } from "graphql-yoga";

import { makeSchema } from "./schema.mjs";
import { Loaders } from "./upstream.mjs";
import { viewerOf } from "./viewers.mjs";

const plugins = [useGraphQlJit()];
if (process.env.KEEP === "answers") {
  const session = (request) => request.headers.get("authorization");
  plugins.push(useResponseCache({ session, ttl: 30_000 }));
}

const yoga = createYoga({
  schema: makeSchema(),
  plugins,
  graphiql: false,
  landingPage: false,
  logging: "error",
  healthCheckEndpoint: "/ready",
  context: ({ request }) => {
    const viewer = viewerOf(request.headers.get("authorization"));
    return { viewer, loaders: new Loaders(viewer.organization_id) };
  },
});

http.createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
