/** How long to wait after so many failures in a row: it doubles. Milliseconds. */
export function backOff(failures: number, shortest: number, longest: number): number {
  return Math.min(shortest * 2 ** Math.min(failures - 1, 30), longest);
}

/** After errors of functions and throttles. AWS does not say how long it waits; recorded numbers of attempts agree with this. */
export const shortestRetry = 500;
export const longestRetry = 60_000;

/** After reads that were refused. */
export const shortestReadRetry = 1_000;
export const longestReadRetry = 300_000;
