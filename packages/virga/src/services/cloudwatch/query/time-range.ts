import type { TimeRange } from "./run.ts";

const day = 86_400_000;

/**
 * Rounds a range's start down as CloudWatch does: to the minute (or a short period) while that is how data is kept, later to five minutes and
 * to hours. The end is left out.
 */
export function roundedRange(start: Date, end: Date, period: number, now: number): TimeRange {
  const from = start.getTime();
  const age = now - from;
  const step =
    age > 63 * day ? 3_600_000 : age > 15 * day ? 300_000 : period < 60 && age < 3 * 3_600_000 ? period * 1000 : 60_000;
  return { start: Math.floor(from / step) * step, end: end.getTime() };
}
