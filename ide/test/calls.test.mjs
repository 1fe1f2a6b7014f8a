import assert from "node:assert/strict";
import { test } from "node:test";
import { runnerImport } from "vite";

const root = new URL("..", import.meta.url).pathname;
const load = async (name) =>
  (await runnerImport(`${root}src/calls/${name}.ts`, { root, logLevel: "silent" })).module;
const { readCalls } = await load("told-calls");
const { isFailed, remarks, summarize } = await load("wording");
const { countSources } = await load("sources");
const { spanOf } = await load("span");

const CALL = { kind: "user", startMs: 0, durationMs: 20, source: "UPSTREAM", outcome: "OK", attempts: 1 };
const KEPT = { ...CALL, source: "CACHE", attempts: 0, ageSeconds: 1200 };

const answer = (upstream) => JSON.stringify({ data: {}, extensions: { upstream } });

test("calls are read from an answer that tells them, and from no other", () => {
  const told = { durationMs: 48.1, omitted: 0, calls: [CALL, KEPT] };
  assert.deepEqual(readCalls(answer(told)), told);
  assert.equal(readCalls(""), null);
  assert.equal(readCalls("null"), null);
  assert.equal(readCalls('{"data": {}}'), null);
  assert.equal(readCalls(answer(null)), null);
  assert.equal(readCalls(answer({ ...told, durationMs: "48.1" })), null);
  assert.equal(readCalls(answer({ ...told, calls: [null] })), null);
  assert.equal(readCalls(answer({ ...told, calls: [{ ...CALL, startMs: null }] })), null);
});

test("the summary says what is told, and no more", () => {
  const summary = (calls, omitted = 0) => summarize({ durationMs: 1234.5, omitted, calls });
  assert.equal(summary([]), "Nothing was asked. The answer took 1,234.5 ms.");
  assert.equal(summary([CALL]), "1 question in 1,234.5 ms, 1 sent to the Partner API.");
  assert.equal(summary([CALL, KEPT]), "2 questions in 1,234.5 ms, 1 sent to the Partner API.");
  assert.equal(summary([KEPT, KEPT]), "2 questions in 1,234.5 ms, none sent to the Partner API.");
  assert.equal(
    summary([CALL, KEPT], 1000),
    "1,002 questions in 1,234.5 ms. Only the first 2 are told, 1 of them sent to the Partner API.",
  );
});

test("a remark is made of what is unusual", () => {
  assert.equal(remarks(CALL), "");
  assert.equal(remarks(KEPT), "kept in the process, 1,200 s old");
  assert.equal(remarks({ ...CALL, attempts: 3 }), "sent 3 times");
  assert.equal(remarks({ ...CALL, attempts: 0, outcome: "OVERLOADED" }), "not sent");
  assert.equal(remarks({ ...CALL, outcome: "RUNNING" }), "not waited for");
  assert.equal(remarks({ ...CALL, source: "OF_TOMORROW" }), "OF_TOMORROW");
  const failed = ["OK", "RUNNING", "ABANDONED", "NOT_FOUND"].map((outcome) => isFailed({ ...CALL, outcome }));
  assert.deepEqual(failed, [false, false, true, true]);
});

test("the sources that occur are counted, own calls first", () => {
  const calls = [KEPT, { ...CALL, source: "OF_TOMORROW" }, CALL, KEPT];
  assert.deepEqual(countSources(calls), [
    { source: "UPSTREAM", count: 1 },
    { source: "CACHE", count: 2 },
    { source: "OF_TOMORROW", count: 1 },
  ]);
});

test("a bar never leaves its track", () => {
  const span = (startMs, durationMs, wholeMs = 80) => spanOf({ ...CALL, startMs, durationMs }, wholeMs);
  assert.deepEqual(span(20, 40), { left: 25, width: 50 });
  assert.deepEqual(span(60, 20.1), { left: 75, width: 25 });
  assert.deepEqual(span(80.1, 0), { left: 100, width: 0 });
  assert.deepEqual(span(0, 0, 0), { left: 0, width: 0 });
});
