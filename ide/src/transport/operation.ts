import { type DocumentNode, getOperationAST, parse, visit } from "graphql";

export interface OperationTraits {
  readonly isSubscription: boolean;
  /** Whether it asks for parts of the answer to come later. */
  readonly isIncremental: boolean;
}

function hasIncrementalDirective(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      found ||= name.value === "defer" || name.value === "stream";
    },
  });
  return found;
}

/** What decides over the way of transport. A text that does not parse goes out as a plain query. */
export function describeOperation(query: string, name?: string | null): OperationTraits {
  try {
    const document = parse(query);
    const isSubscription = getOperationAST(document, name)?.operation === "subscription";
    return { isSubscription, isIncremental: hasIncrementalDirective(document) };
  } catch {
    return { isSubscription: false, isIncremental: false };
  }
}
