/** A question to the Partner API, or a write; times are in milliseconds since the operation began. */
export interface Call {
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly source: string;
  readonly outcome: string;
  /** How often this operation sent it. */
  readonly attempts: number;
  /** Only of an answer that had been kept. */
  readonly ageSeconds?: number;
}

/** What an answer says of the calls behind it, in `extensions.upstream`. */
export interface ToldCalls {
  readonly durationMs: number;
  readonly calls: readonly Call[];
  /** How many more there were, of which nothing is told. */
  readonly omitted: number;
}

const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);

function isCall(value: unknown): value is Call {
  const { kind, source, outcome, startMs, durationMs, attempts, ageSeconds } = (value ?? {}) as Partial<Call>;
  const areTexts = [kind, source, outcome].every((text) => typeof text === "string");
  return areTexts && [startMs, durationMs, attempts, ageSeconds ?? 0].every(isNumber);
}

function isTold(value: unknown): value is ToldCalls {
  const { durationMs, calls, omitted } = (value ?? {}) as Partial<ToldCalls>;
  return isNumber(durationMs) && isNumber(omitted) && Array.isArray(calls) && calls.every(isCall);
}

/** What the text in the answer pane says; null if it says nothing. */
export function readCalls(answer: string): ToldCalls | null {
  try {
    const told: unknown = (JSON.parse(answer) as { extensions?: { upstream?: unknown } } | null)?.extensions?.upstream;
    return isTold(told) ? told : null;
  } catch {
    return null;
  }
}
