/**
 * A history event in the shape of the service's `HistoryEvent`; `timestamp` is in milliseconds since 1970.
 * Its details are in the member that belongs to its type, as in `stateEnteredEventDetails`.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export interface HistoryEvent {
  timestamp: number;
  type: string;
  id: number;
  previousEventId: number;
  [details: string]: unknown;
}

/** The details of an event: the name of their member and their content; undefined where the type has none. */
export type EventDetails = readonly [member: string, content: Readonly<Record<string, unknown>>];

/** The text of an input with the mark that it is complete. */
export function inputDetails(text: string): { input: string; inputDetails: { truncated: false } } {
  return { input: text, inputDetails: { truncated: false } };
}

/** The text of an output with the mark that it is complete. */
export function outputDetails(text: string): { output: string; outputDetails: { truncated: false } } {
  return { output: text, outputDetails: { truncated: false } };
}

/** An error and its cause, where they are known. */
export function errorDetails(error: string | undefined, cause: string | undefined): { error?: string; cause?: string } {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
