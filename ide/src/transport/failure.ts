import type { ExecutionResult } from "graphql";

/** A failure of the transport, in the shape in which the answer pane shows errors. */
export function failure(message: string): ExecutionResult {
  return { errors: [{ message }] } as unknown as ExecutionResult;
}
