import { createServer } from "node:http";
import { subscribe } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { answerGraphQL } from "./graphql-endpoint.mjs";
import { fieldResolver, typeResolver } from "./mocks.mjs";
import { servePage } from "./page-files.mjs";
import { schema } from "./schema.mjs";
import { makeToken, roleOf } from "./tokens.mjs";

const ROLES = ["Administrator", "Staff", "User"];

/** A stand-in for the gateway: the built page under the real policy, and an invented world. */
export async function startGateway({ demo = true } = {}) {
  const received = { operations: [], connectionParams: [], subscriptions: [], stopped: 0 };
  const server = createServer((request, response) => {
    if (request.url === "/graphiql/session.json") {
      const roles = ROLES.map((label) => ({ label, token: makeToken(label.toLowerCase()) }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ roles: demo ? roles : [] }));
    } else if (request.url === "/graphql") void answerGraphQL(request, response, received);
    else servePage(request.url, response);
  });
  serveSubscriptions(server, received);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveSubscriptions(server, received) {
  async function* readings() {
    try {
      for (let powerWatts = 1000; ; powerWatts += 100) {
        const changed = [{ __typename: "HeatPump", id: "a-heat-pump", powerWatts }];
        yield { userDevicesUpdated: { changed, removedIds: [] } };
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } finally {
      received.stopped += 1;
    }
  }
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  useServer(
    {
      schema,
      subscribe: (options) => subscribe({ ...options, fieldResolver, typeResolver }),
      roots: { subscription: { userDevicesUpdated: readings } },
      onSubscribe: (_context, _id, { extensions }) => {
        received.subscriptions.push(extensions);
      },
      onConnect: ({ connectionParams }) => {
        received.connectionParams.push(connectionParams);
        return roleOf(connectionParams?.Authorization) !== null;
      },
    },
    sockets,
  );
}
