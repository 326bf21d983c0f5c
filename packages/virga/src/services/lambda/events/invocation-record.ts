import type { InvocationResult } from "../invocation.ts";
import { functionArn, latest } from "../model.ts";
import type { QueuedEvent } from "./event-records.ts";

/** How an event was done with. */
export type EventCondition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

/** The end of an event: with the last answer of the function, if there was one. */
export interface EventOutcome {
  readonly condition: EventCondition;
  readonly answer?: { readonly result: InvocationResult; readonly executedVersion: string };
}

const decoder = new TextDecoder();

/**
 * What a destination is told of an invocation, as JSON text.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function invocationRecord(event: QueuedEvent, payload: string, outcome: EventOutcome, now: number): string {
  const { condition, answer } = outcome;
  const requestContext = {
    requestId: event.requestId,
    functionArn: functionArn(event, event.qualifier ?? latest),
    condition,
    approximateInvokeCount: event.runs,
  };
  const members = [
    `"version":"1.0"`,
    `"timestamp":${JSON.stringify(new Date(now).toISOString())}`,
    `"requestContext":${JSON.stringify(requestContext)}`,
    `"requestPayload":${payload}`,
  ];
  if (answer) {
    const { functionError } = answer.result;
    const responseContext = {
      statusCode: 200,
      executedVersion: answer.executedVersion,
      ...(functionError === undefined ? {} : { functionError }),
    };
    members.push(`"responseContext":${JSON.stringify(responseContext)}`);
    members.push(`"responsePayload":${asJson(answer.result.payload)}`);
  }
  return `{${members.join(",")}}`;
}

/** The message of a function's error. */
export function errorMessageOf(payload: Uint8Array): string {
  try {
    const error = JSON.parse(decoder.decode(payload)) as { errorMessage?: unknown } | null;
    return typeof error?.errorMessage === "string" ? error.errorMessage : "";
  } catch {
    return "";
  }
}

/** A function's answer as JSON: it is told as it is, so that numbers keep their digits; what is no JSON is text. */
function asJson(payload: Uint8Array): string {
  const text = decoder.decode(payload);
  if (text === "") return "null";
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
