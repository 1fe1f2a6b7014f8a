import type { FetcherParams } from "@graphiql/toolkit";
import type { ExecutionResult } from "graphql";
import { meros } from "meros/browser";
import { ENDPOINT } from "./addresses";
import { cancellable } from "./cancellable";
import { failure } from "./failure";

const JSON_TYPES = "application/graphql-response+json, application/json;q=0.9";
/** The version names the format with `pending`, `incremental` and `completed`. */
const INCREMENTAL_TYPES = `multipart/mixed;incrementalSpec=v0.2, multipart/mixed;q=0.9, ${JSON_TYPES}`;

/** One operation over HTTP: a plain JSON answer, or one that comes in parts. */
export function request(
  params: FetcherParams,
  headers: Headers,
  isIncremental: boolean,
): AsyncIterableIterator<ExecutionResult> {
  const abort = new AbortController();
  headers.set("Content-Type", "application/json");
  if (!headers.has("Accept")) headers.set("Accept", isIncremental ? INCREMENTAL_TYPES : JSON_TYPES);
  const init = { method: "POST", headers, body: JSON.stringify(params), signal: abort.signal };
  return cancellable(answers(init), () => abort.abort());
}

async function* answers(init: RequestInit): AsyncGenerator<ExecutionResult> {
  try {
    const answer = await meros<ExecutionResult>(await fetch(ENDPOINT, init), { multiple: true });
    if (answer instanceof Response) {
      yield await readJson(answer);
      return;
    }
    for await (const parts of answer) {
      const bodies = parts.map((part) => (part.json ? part.body : failure("A part is not JSON.")));
      // GraphiQL takes a list of parts and merges them; its types do not say so.
      yield bodies as unknown as ExecutionResult;
    }
  } catch (error) {
    if (init.signal?.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    yield failure(`The gateway cannot be reached, or the answer broke off: ${reason}.`);
  }
}

async function readJson(response: Response): Promise<ExecutionResult> {
  const text = await response.text();
  try {
    return JSON.parse(text) as ExecutionResult;
  } catch {
    return failure(`The gateway answered ${response.status} without JSON: ${text.slice(0, 200)}`);
  }
}
