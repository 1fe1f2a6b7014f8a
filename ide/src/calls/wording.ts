import { sourceLabel } from "./sources";
import type { Call, ToldCalls } from "./told-calls";

export function milliseconds(value: number): string {
  return `${value.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ms`;
}

const whole = (value: number) => value.toLocaleString("en");

/** All calls in one sentence or two. Of those that are omitted nobody knows whether they were sent. */
export function summarize({ durationMs, calls, omitted }: ToldCalls): string {
  const count = calls.length + omitted;
  const sent = whole(calls.filter(({ attempts }) => attempts > 0).length).replace(/^0$/, "none");
  if (count === 0) return `Nothing was asked. The answer took ${milliseconds(durationMs)}.`;
  const asked = `${whole(count)} ${count === 1 ? "question" : "questions"} in ${milliseconds(durationMs)}`;
  if (omitted === 0) return `${asked}, ${sent} sent to the Partner API.`;
  return `${asked}. Only the first ${whole(calls.length)} are told, ${sent} of them sent to the Partner API.`;
}

/** When a call began and ended, which the eye sees from its bar. */
export function describeTime({ startMs, durationMs }: Call): string {
  return `from ${milliseconds(startMs)} to ${milliseconds(startMs + durationMs)}`;
}

/** `RUNNING` is none: the answer did not wait for it. */
export function isFailed({ outcome }: Call): boolean {
  return outcome !== "OK" && outcome !== "RUNNING";
}

/** What is unusual about a call, apart from its failure. */
export function remarks({ source, outcome, attempts, ageSeconds }: Call): string {
  const isOwn = source === "UPSTREAM";
  return [
    isOwn ? "" : sourceLabel(source),
    ageSeconds === undefined ? "" : `${whole(ageSeconds)} s old`,
    isOwn && attempts === 0 ? "not sent" : "",
    attempts > 1 ? `sent ${whole(attempts)} times` : "",
    outcome === "RUNNING" ? "not waited for" : "",
  ]
    .filter((remark) => remark !== "")
    .join(", ");
}
