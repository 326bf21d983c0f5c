import type { Host } from "../host.ts";
import type { Catcher, Retrier } from "../program.ts";

/**
 * Whether an error name is among the names of a retrier or catcher.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function matchesError(names: readonly string[], error: string | undefined): boolean {
  if (error === "States.Runtime") {
    return false;
  }
  return names.some((name) => name === error || matchesWildcard(name, error));
}

function matchesWildcard(name: string, error: string | undefined): boolean {
  switch (name) {
    case "States.ALL":
      return true;
    case "States.TaskFailed":
      return error !== "States.Timeout" && error !== "States.HeartbeatTimeout";
    case "States.Timeout":
      return error === "States.HeartbeatTimeout";
    default:
      return false;
  }
}

/** The first catcher for the error. */
export function findCatcher(catchers: readonly Catcher[], error: string | undefined): Catcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.errors, error));
}

/** Counts a retry of the first retrier for the error; gives its delay in milliseconds, or undefined if it is used up. */
export function takeRetry(
  retriers: readonly Retrier[],
  used: number[],
  error: string | undefined,
  host: Host,
): number | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.errors, error));
  const retrier = retriers[index];
  if (retrier === undefined) {
    return undefined;
  }
  const attempt = used[index] ?? 0;
  if (attempt >= retrier.maxAttempts) {
    return undefined;
  }
  for (let i = used.length; i <= index; i++) {
    used[i] = 0;
  }
  used[index] = attempt + 1;
  return retryDelay(retrier, attempt, host);
}

function retryDelay(retrier: Retrier, attempt: number, host: Host): number {
  const backoff = retrier.intervalSeconds * retrier.backoffRate ** attempt;
  const seconds = Math.min(backoff, retrier.maxDelaySeconds ?? Number.MAX_SAFE_INTEGER / 1000);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? host.random() : 1));
}
