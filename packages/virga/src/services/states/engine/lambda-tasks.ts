import { type Json, type JsonObject, JsonSyntaxError, parseJson } from "@virga/asl";
import { legacyClients } from "./service-names.ts";
import type { TaskOutcome } from "./task-outcome.ts";

/** How the integrations that invoke a function name Lambda. */
export const lambdaClient = legacyClients.get("lambda")!;

/** What `Invoke` answers. */
interface InvokeOutput {
  readonly StatusCode?: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly Payload?: Uint8Array;
  readonly ExecutedVersion?: string;
}

/** What became of an invocation: its payload, or the function's error as the failure of the task. */
type InvocationOutcome =
  | { readonly type: "returned"; readonly payload: Json | undefined; readonly length: number }
  | Extract<TaskOutcome, { type: "failed" }>;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A function's event as Lambda takes it. */
export function eventBytes(json: string): Uint8Array {
  return encoder.encode(json);
}

/** The input of `Invoke` made of a task's parameters: a `Payload` that is text is JSON already. */
export function withTextualPayload(input: object, parameters: Json): object {
  const payload = isObject(parameters) ? parameters.Payload : undefined;
  return typeof payload === "string" ? { ...input, Payload: eventBytes(payload) } : input;
}

/**
 * Reads the answer of an invocation. A function's error is the task's: its type the name, its payload the cause.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
 */
export function invocationOutcome(output: object): InvocationOutcome {
  const { FunctionError, Payload = new Uint8Array() } = output as InvokeOutput;
  const text = decoder.decode(Payload);
  if (FunctionError === undefined) {
    return { type: "returned", payload: text === "" ? undefined : readPayload(text), length: Payload.length };
  }
  const payload = readPayload(text);
  const errorType = isObject(payload) ? payload.errorType : undefined;
  if (typeof errorType === "string" && errorType !== "") return { type: "failed", error: errorType, cause: text };
  return {
    type: "failed",
    error: `${lambdaClient.prefix}.Unknown`,
    cause: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  };
}

/** The result of `lambda:invoke`: the answer with the function's payload as JSON and the metadata of HTTP. */
export function invocationResult(
  output: object,
  payload: { readonly payload: Json | undefined; readonly length: number },
  requestId: string,
  now: number,
): JsonObject {
  const { ExecutedVersion, LogResult, StatusCode = 200 } = output as InvokeOutput;
  const headers = responseHeaders(output as InvokeOutput, payload.length, requestId, now);
  const all = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return {
    ...(ExecutedVersion === undefined ? {} : { ExecutedVersion }),
    ...(LogResult === undefined ? {} : { LogResult }),
    ...(payload.payload === undefined ? {} : { Payload: payload.payload }),
    SdkHttpMetadata: { AllHttpHeaders: Object.fromEntries(all), HttpHeaders: headers, HttpStatusCode: StatusCode },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode,
  };
}

function responseHeaders(
  { ExecutedVersion, LogResult }: InvokeOutput,
  length: number,
  requestId: string,
  now: number,
): Record<string, string> {
  const root = `${Math.floor(now / 1000).toString(16)}-${requestId.replaceAll("-", "").slice(0, 24)}`;
  return {
    ...(ExecutedVersion === undefined ? {} : { "X-Amz-Executed-Version": ExecutedVersion }),
    ...(LogResult === undefined ? {} : { "X-Amz-Log-Result": LogResult }),
    "x-amzn-Remapped-Content-Length": "0",
    Connection: "keep-alive",
    "x-amzn-RequestId": requestId,
    "Content-Length": String(length),
    Date: new Date(now).toUTCString(),
    "X-Amzn-Trace-Id": `root=1-${root};sampled=0`,
    "Content-Type": "application/json",
  };
}

/** A function's payload as JSON; what is no JSON is text. */
function readPayload(text: string): Json {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (!(thrown instanceof JsonSyntaxError)) throw thrown;
    return text;
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
