import type { Call } from "./told-calls";

/** Where a bar is, in percent of the whole time. */
export interface Span {
  readonly left: number;
  readonly width: number;
}

/** Never outside, although the times are rounded one by one; the whole time may be rounded to nothing. */
export function spanOf({ startMs, durationMs }: Call, wholeMs: number): Span {
  const percent = (time: number) => (wholeMs > 0 ? Math.min(Math.max((time / wholeMs) * 100, 0), 100) : 0);
  const left = percent(startMs);
  return { left, width: percent(startMs + durationMs) - left };
}
