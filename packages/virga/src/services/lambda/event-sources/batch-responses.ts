import type { InvocationResult } from "../invocation.ts";

/** What a function made of a batch. */
export type BatchOutcome =
  | { readonly kind: "success" }
  /** The records of these identifiers failed. */
  | { readonly kind: "partial"; readonly failed: ReadonlySet<string> }
  /** All failed; by an error of the function, or by an answer that names no records of the batch. */
  | { readonly kind: "failure"; readonly byError: boolean };

const decoder = new TextDecoder();
const success = { kind: "success" } as const;
const invalid = { kind: "failure", byError: false } as const;

/**
 * Reads what a function says of a batch. Without `ReportBatchItemFailures` its answer means nothing.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html#services-kinesis-batchfailurereporting-conditions
 */
export function batchOutcome(
  { payload, functionError }: Pick<InvocationResult, "payload" | "functionError">,
  reportsItemFailures: boolean,
  identifiers: ReadonlySet<string>,
): BatchOutcome {
  if (functionError !== undefined) return { kind: "failure", byError: true };
  if (!reportsItemFailures) return success;
  const answer = parse(decoder.decode(payload));
  if (answer === undefined) return invalid;
  if (typeof answer !== "object" || answer === null) return success;
  const { batchItemFailures } = answer as { readonly batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return success;
  if (!Array.isArray(batchItemFailures)) return invalid;
  if (batchItemFailures.length === 0) return success;
  const failed = new Set<string>();
  for (const item of batchItemFailures as readonly ({ readonly itemIdentifier?: unknown } | null)[]) {
    const identifier = item?.itemIdentifier;
    if (typeof identifier !== "string" || !identifiers.has(identifier)) return invalid;
    failed.add(identifier);
  }
  return { kind: "partial", failed };
}

/** How many of a batch's records failed. */
export function failedCount(outcome: BatchOutcome, records: number): number {
  if (outcome.kind === "success") return 0;
  return outcome.kind === "partial" ? outcome.failed.size : records;
}

/** The JSON value of an answer; `null` for an empty one, undefined for what is no JSON. */
function parse(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
