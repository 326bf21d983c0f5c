import type { Statistic } from "../statistics.ts";

/** What is kept of the values of a period. */
export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** How often each value came; absent where only a statistic set was put. */
  readonly spread?: ReadonlyMap<number, number>;
}

/** How many different values are kept as they are; more are rounded. */
const mostValues = 200;

/** So many values, each with how often it came. */
export function aggregateOf(values: readonly number[], counts: readonly number[] = []): Aggregate {
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const spread = new Map<number, number>();
  values.forEach((value, index) => {
    const times = counts[index] ?? 1;
    count += times;
    sum += value * times;
    if (value < min) min = value;
    if (value > max) max = value;
    spread.set(value, (spread.get(value) ?? 0) + times);
  });
  return { count, sum, min, max, spread: withinBounds(spread) };
}

/** A statistic set; only one with a single value tells how its values are spread. */
export function aggregateOfSet(count: number, sum: number, min: number, max: number): Aggregate {
  const single = count > 0 && min === max;
  return { count, sum, min, max, ...(single && { spread: new Map([[min, count]]) }) };
}

/** Both together. How often each value came is known if it is of both. */
export function merged(left: Aggregate | undefined, right: Aggregate): Aggregate {
  if (!left) return right;
  const spread = left.spread && right.spread ? new Map(left.spread) : undefined;
  if (spread) for (const [value, count] of right.spread!) spread.set(value, (spread.get(value) ?? 0) + count);
  return {
    count: left.count + right.count,
    sum: left.sum + right.sum,
    min: Math.min(left.min, right.min),
    max: Math.max(left.max, right.max),
    ...(spread && { spread: withinBounds(spread) }),
  };
}

/** Rounds values to so many digits that few enough are left. */
function withinBounds(spread: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  let bounded = spread;
  for (let digits = 4; bounded.size > mostValues && digits > 0; digits--) {
    const rounded = new Map<number, number>();
    for (const [value, count] of bounded) {
      const key = Number(value.toPrecision(digits));
      rounded.set(key, (rounded.get(key) ?? 0) + count);
    }
    bounded = rounded;
  }
  return bounded;
}

/** An aggregate as stored: `[value]`, or count, sum, least, greatest and values with their counts in turn. */
export type EncodedAggregate =
  | readonly [value: number]
  | readonly [count: number, sum: number, min: number, max: number, spread?: readonly number[]];

export function encodeAggregate({ count, sum, min, max, spread }: Aggregate): EncodedAggregate {
  if (count === 1 && min === max) return [sum];
  return spread ? [count, sum, min, max, Array.from(spread).flat()] : [count, sum, min, max];
}

export function decodeAggregate(encoded: EncodedAggregate): Aggregate {
  if (encoded.length === 1) return aggregateOf(encoded);
  const [count, sum, min, max, flat] = encoded;
  if (!flat) return { count, sum, min, max };
  const spread = new Map<number, number>();
  for (let index = 0; index < flat.length; index += 2) spread.set(flat[index]!, flat[index + 1]!);
  return { count, sum, min, max, spread };
}

/** A statistic of an aggregate; `undefined` where AWS gives no datapoint. */
export function statisticOf(aggregate: Aggregate, statistic: Statistic): number | undefined {
  const { count, sum, min, max, spread } = aggregate;
  if (count === 0) return statistic.kind === "SampleCount" ? 0 : undefined;
  switch (statistic.kind) {
    case "SampleCount":
      return count;
    case "Sum":
      return sum;
    case "Average":
      return sum / count;
    case "Minimum":
      return min;
    case "Maximum":
      return max;
  }
  // Negative values have no percentiles on AWS.
  if (!spread || min < 0) return undefined;
  const sorted = Array.from(spread).sort(([left], [right]) => left - right);
  if (statistic.kind === "percentile") return valueAt(sorted, (statistic.percent / 100) * count);
  return rangedStatistic(sorted, count, statistic);
}

type Sorted = readonly (readonly [value: number, count: number])[];

/** The least value that so many values do not exceed. */
function valueAt(sorted: Sorted, rank: number): number {
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return sorted.at(-1)![0];
}

function rangedStatistic(
  sorted: Sorted,
  count: number,
  { kind, unit, from, to }: Extract<Statistic, { unit: string }>,
): number | undefined {
  const inside = unit === "percent" ? withinRanks(sorted, count, from, to) : withinValues(sorted, from, to);
  const number = inside.reduce((total, [, times]) => total + times, 0);
  const total = inside.reduce((sum, [value, times]) => sum + value * times, 0);
  if (kind === "TC") return number;
  if (kind === "TS") return total;
  if (kind === "PR") return (number / count) * 100;
  if (kind === "TM") return number === 0 ? undefined : total / number;
  return winsorizedMean(sorted, count, inside);
}

function withinValues(sorted: Sorted, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): Sorted {
  return sorted.filter(([value]) => value > from && value <= to);
}

function withinRanks(sorted: Sorted, count: number, from = 0, to = 100): Sorted {
  const [first, last] = [(from / 100) * count, (to / 100) * count];
  const inside: (readonly [number, number])[] = [];
  let seen = 0;
  for (const [value, times] of sorted) {
    const overlap = Math.min(seen + times, last) - Math.max(seen, first);
    if (overlap > 0) inside.push([value, overlap]);
    seen += times;
  }
  return inside;
}

/** What lies outside counts as the nearest value inside. */
function winsorizedMean(sorted: Sorted, count: number, inside: Sorted): number | undefined {
  if (inside.length === 0) return undefined;
  const [least, greatest] = [inside[0]![0], inside.at(-1)![0]];
  const total = sorted.reduce((sum, [value, times]) => sum + Math.min(Math.max(value, least), greatest) * times, 0);
  return total / count;
}
