import type { AwsError } from "../../../kernel/errors.ts";
import type { InvocationResult } from "../invocation.ts";
import type { StreamRecord } from "./stream-source.ts";

/** What holds up the records of a lane: the ones that fail, and how. */
export interface Trouble {
  /** Epoch milliseconds of the last attempt. */
  readonly at: number;
  /** How often it was tried so far. */
  readonly attempts: number;
  readonly error: string;
  readonly batchSize: number;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  /** Epoch milliseconds. */
  readonly approximateArrivalOfFirstRecord: number;
}

/** Units of a text of a function's that are kept. */
const longestError = 1_000;

/** What is told of records that fail; a long error is cut. */
export function troubleOf(records: readonly StreamRecord[], attempts: number, error: string, at: number): Trouble {
  const [first, last] = [records[0]!, records.at(-1)!];
  return {
    at,
    attempts,
    error: error.length > longestError ? `${error.slice(0, longestError)}…` : error,
    batchSize: records.length,
    startSequenceNumber: first.sequenceNumber,
    endSequenceNumber: last.sequenceNumber,
    approximateArrivalOfFirstRecord: first.arrival,
  };
}

/** Why a function was not even run. */
export function refusalText({ code, message }: AwsError): string {
  return `the function was not run: ${code}: ${message}`;
}

/** How a function that ran failed. */
export function failureText({ payload, functionError }: InvocationResult): string {
  const text = new TextDecoder().decode(payload);
  if (functionError === undefined) return `the function answered ${text}`;
  try {
    const { errorType = functionError, errorMessage = "" } = JSON.parse(text) as Record<string, unknown>;
    return `${errorType}: ${errorMessage}`;
  } catch {
    return `${functionError}: ${text}`;
  }
}
