import { request } from "../transport/request";
import { requestHeaders } from "../transport/request-headers";
import type { Finder } from "./finders";

/** The variables that the finder finds on behalf of the token; null if there are none. */
export async function findVariables(
  finder: Finder,
  token: string,
): Promise<Record<string, unknown> | null> {
  for await (const answer of request({ query: finder.query }, requestHeaders(token), false)) {
    return finder.pick(answer.data ?? {});
  }
  return null;
}
