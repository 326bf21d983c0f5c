/** How a case went. `details` is for a person: the differences, or what is not supported. */
export interface Outcome {
  readonly result: "passed" | "failed" | "unsupported";
  readonly details: readonly string[];
}

export const passed: Outcome = { result: "passed", details: [] };

export function failed(...details: readonly string[]): Outcome {
  return { result: "failed", details };
}

/** Ends a case: what it needs is not there, as the endpoint itself says. */
export class Unsupported extends Error {}

/** Ends a case: an answer is wrong in a way that leaves nothing to go on with. */
export class CaseFailure extends Error {}

/** Runs a case and turns what ended it into its outcome. */
export async function outcomeOf(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof Unsupported) return { result: "unsupported", details: [thrown.message] };
    if (thrown instanceof CaseFailure) return failed(thrown.message);
    throw thrown;
  }
}
