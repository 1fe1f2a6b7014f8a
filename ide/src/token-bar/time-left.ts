const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Such as `in 59 minutes`, rounded down. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  for (const [unit, size] of UNITS) {
    if (seconds >= 2 * size) return format.format(Math.floor(seconds / size), unit);
  }
  return format.format(seconds, "second");
}
