import type { FetcherParams } from "@graphiql/toolkit";
import type { ExecutionResult } from "graphql";
import { type Client, createClient } from "graphql-ws";
import { socketAddress } from "./addresses";
import { cancellable } from "./cancellable";
import { failure } from "./failure";

/** One subscription on a socket of its own, so that the token is always that of the moment. */
export function subscribe(params: FetcherParams, headers: Headers): AsyncIterable<ExecutionResult> {
  const client = createClient({
    url: socketAddress(),
    connectionParams: connectionParams(headers),
    retryAttempts: 3,
  });
  return cancellable(events(client, params), () => void client.dispose());
}

function connectionParams(headers: Headers): Record<string, string> {
  const { authorization, ...rest } = Object.fromEntries(headers);
  return authorization === undefined ? rest : { Authorization: authorization, ...rest };
}

async function* events(client: Client, params: FetcherParams): AsyncGenerator<ExecutionResult> {
  const { query, variables, operationName } = params;
  try {
    for await (const event of client.iterate({
      query,
      variables: variables as Record<string, unknown> | null,
      operationName,
    })) {
      yield event as ExecutionResult;
    }
  } catch (error) {
    yield failed(error);
  } finally {
    void client.dispose();
  }
}

function failed(error: unknown): ExecutionResult {
  if (Array.isArray(error)) return { errors: error };
  if (error instanceof CloseEvent) {
    return failure(`The gateway closed the socket: ${error.code} ${error.reason}`.trim());
  }
  return failure(error instanceof Error ? error.message : "The socket could not be opened.");
}
