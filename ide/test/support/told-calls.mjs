/** What the stand-in says that its answers took: every kind of bar, and a whole time that is easy to divide. */
export const TOLD_CALLS = {
  durationMs: 80,
  omitted: 2,
  calls: [
    { kind: "user", startMs: 0, durationMs: 20, source: "UPSTREAM", outcome: "OK", attempts: 1 },
    { kind: "devices", startMs: 20, durationMs: 40, source: "UPSTREAM", outcome: "OK", attempts: 3 },
    { kind: "buildings", startMs: 20, durationMs: 60, source: "UPSTREAM", outcome: "UPSTREAM_TIMEOUT", attempts: 2 },
    { kind: "savings", startMs: 80, durationMs: 0, source: "CACHE", outcome: "OK", attempts: 0, ageSeconds: 12 },
    { kind: "statistics", startMs: 40, durationMs: 32, source: "SHARED_CALL", outcome: "RUNNING", attempts: 0 },
  ],
};
