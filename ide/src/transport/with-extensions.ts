import type { FetcherParams } from "@graphiql/toolkit";
import { isAsking } from "../calls/asking";

/** What goes out: as it is, unless the answer is to tell of its calls. The schema is asked for by the page itself. */
export function withExtensions(params: FetcherParams): FetcherParams {
  if (isAsking() !== true || params.operationName === "IntrospectionQuery") return params;
  return { ...params, extensions: { upstream: true } } as FetcherParams;
}
