import type { Dimension } from "@aws-sdk/client-cloudwatch";
import type { Place } from "../model.ts";

/** What tells a series from others. */
export interface SeriesName extends Place {
  readonly namespace: string;
  readonly name: string;
  /** Sorted by name. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

/**
 * A value that holds from a minute on until the next one: a gauge, which is read once a minute without anybody asking. `since`
 * instead of `value` is an age, that grows: the instant it is counted from (epoch milliseconds). Neither says that there is nothing more to
 * read.
 */
export interface Held {
  /** Epoch milliseconds, a whole minute. */
  readonly from: number;
  readonly value?: number;
  readonly since?: number;
}

/** A series as the catalog has it. */
export interface SeriesRecord extends SeriesName {
  readonly id: number;
  /** The end of the newest point, epoch milliseconds. */
  readonly lastAt: number;
  /** The unit of the first point; points of other units name theirs. */
  readonly unit: string;
  /** The last of the values that hold, for gauges. */
  readonly held?: Held;
}

export function dimensionsOf(dimensions: readonly Dimension[] = []): SeriesName["dimensions"] {
  const pairs = dimensions.map(({ Name = "", Value = "" }) => [Name, Value] as const);
  return pairs.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

/** One text for a series, for maps. */
export function seriesText({ account, region, namespace, name, dimensions }: SeriesName): string {
  return `${account}\0${region}\0${namespace}\0${name}\0${JSON.stringify(dimensions)}`;
}

export function describeDimensions(dimensions: SeriesName["dimensions"]): Dimension[] {
  return dimensions.map(([Name, Value]) => ({ Name, Value }));
}

/** How long a gauge that has come to zero is read on: AWS takes what nobody uses for inactive after six hours. */
const idleMilliseconds = 6 * 3_600_000;

/** When a held value ends by itself; never while there is something to count. */
export function endOfHeld({ from, value, since }: Held): number {
  if (value === undefined && since === undefined) return from;
  return value === 0 ? from + idleMilliseconds : Number.POSITIVE_INFINITY;
}
