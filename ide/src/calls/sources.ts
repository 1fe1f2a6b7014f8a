import type { Call } from "./told-calls";

/** In the order of the legend: from the dearest to what cost nothing. */
const LABELS: Readonly<Record<string, string>> = {
  UPSTREAM: "called by this operation",
  SHARED_CALL: "called by another operation",
  NO_CALL: "called by another replica just before",
  INSTEAD_OF_ERROR: "old, instead of an error",
  STALE: "no longer fresh",
  SHARED_CACHE: "kept in Redis",
  CACHE: "kept in the process",
};

/** Where an answer came from; a source that this page does not know keeps its name. */
export function sourceLabel(source: string): string {
  return LABELS[source] ?? source;
}

export interface SourceCount {
  readonly source: string;
  readonly count: number;
}

/** The sources that occur. */
export function countSources(calls: readonly Call[]): SourceCount[] {
  const counts = new Map(Object.keys(LABELS).map((source) => [source, 0]));
  for (const { source } of calls) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].map(([source, count]) => ({ source, count })).filter(({ count }) => count > 0);
}
