import type { Fetcher } from "@graphiql/toolkit";
import { describeOperation } from "./operation";
import { request } from "./request";
import { requestHeaders } from "./request-headers";
import { subscribe } from "./subscribe";
import { withExtensions } from "./with-extensions";

/** How GraphiQL talks to the gateway on behalf of one token. */
export function createFetcher(token: string): Fetcher {
  return (params, options) => {
    const headers = requestHeaders(token, options?.headers);
    const { isSubscription, isIncremental } = describeOperation(params.query, params.operationName);
    if (isSubscription) return subscribe(params, headers);
    return request(withExtensions(params), headers, isIncremental);
  };
}
