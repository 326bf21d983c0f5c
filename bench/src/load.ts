import autocannon, { type Request } from "autocannon";

/** One side of a comparison. */
export interface Load {
  readonly name: string;
  readonly url: string;
  readonly requests: readonly Request[];
}

/** How often and how long each side of a comparison is loaded. */
export interface Rounds {
  readonly rounds: number;
  /** Seconds per side and round. */
  readonly duration: number;
  readonly connections: number;
}

async function requestsPerSecond(
  { name, url, requests }: Load,
  duration: number,
  connections: number,
): Promise<number> {
  const result = await autocannon({ url, requests, duration, connections });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0) throw new Error(`${name}: ${bad} of ${bad + result["2xx"]} requests failed`);
  // Who finishes none is taken to have all but finished one, which is the best that can be said of it.
  return Math.max(1, result["2xx"]) / result.duration;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/**
 * Loads every side in turn, round after round, so that a machine that slows down slows all of them, and gives the median of the
 * requests per second of each side. The first, shorter round only warms up.
 */
export async function compare(
  loads: readonly Load[],
  { rounds, duration, connections }: Rounds,
): Promise<Map<string, number>> {
  const measured = new Map(loads.map(({ name }) => [name, [] as number[]]));
  for (const load of loads) await requestsPerSecond(load, Math.max(1, duration / 2), connections);
  for (let round = 0; round < rounds; round++) {
    for (const load of loads) measured.get(load.name)?.push(await requestsPerSecond(load, duration, connections));
  }
  return new Map(Array.from(measured, ([name, values]) => [name, median(values)]));
}
