import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { tryParseArn } from "../../../kernel/arns.ts";
import type { Cancellable, Clock } from "../../../kernel/clock.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call, ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { poolPrincipal, type UserPool } from "../model.ts";
import { emptyResponse, readResponse } from "./trigger-responses.ts";
import type { TriggerName, Triggers } from "./trigger-types.ts";

/** A function that does not answer within this time, in milliseconds, is called again. */
const timeLimit = 5000;
const attempts = 3;

/** What events of calls that no client made have for a client's id. */
export const noClient = "CLIENT_ID_NOT_APPLICABLE";

/** One event for a trigger. */
export interface TriggerEvent<N extends TriggerName> {
  readonly name: N;
  readonly triggerSource: Triggers[N]["source"];
  readonly userName: string;
  /** The app client's id, `noClient`, or null for administrators who confirm a user. */
  readonly clientId: string | null;
  readonly request: Triggers[N]["request"];
}

/** Whether the pool has a function for this trigger. */
export function hasTrigger(pool: UserPool, name: TriggerName): boolean {
  return triggerFunction(pool, name) !== undefined;
}

/** The version of a trigger's events: `1`; `2` or `3` for PreTokenGeneration, if the pool says so. */
export function triggerVersion(pool: UserPool, name: TriggerName): "1" | "2" | "3" {
  if (name !== "PreTokenGeneration") return "1";
  const version = pool.settings.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion;
  if (version === "V3_0") return "3";
  return version === "V2_0" ? "2" : "1";
}

function triggerFunction(pool: UserPool, name: TriggerName): string | undefined {
  const config = pool.settings.LambdaConfig;
  if (name === "InboundFederation") return config?.InboundFederation?.LambdaArn || undefined;
  const arn = name === "PreTokenGeneration" ? config?.PreTokenGenerationConfig?.LambdaArn : undefined;
  return (arn ?? config?.[name]) || undefined;
}

/**
 * Calls a pool's trigger and gives the `response` that the function returned, or `undefined` if the pool has no such
 * trigger. A function that takes longer than 5 seconds is called again, three times in all.
 *
 * Throws Cognito's UserLambdaValidationException (the function failed), UnexpectedLambdaException (it could not be
 * called, or was too slow) and InvalidLambdaResponseException (it returned something else than it should).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 */
export async function invokeTrigger<N extends TriggerName>(
  call: Pick<Call, "host" | "span">,
  pool: UserPool,
  event: TriggerEvent<N>,
): Promise<Triggers[N]["response"] | undefined> {
  const arn = triggerFunction(pool, event.name);
  if (arn === undefined) return undefined;
  const span = call.span.child(`trigger ${event.triggerSource}`).set("function", arn);
  try {
    const payload = await invoke(call.host, span, pool, event.name, arn, envelope(pool, event));
    const response = readResponse(event.name, payload);
    span.end();
    return response;
  } catch (thrown) {
    span.end(thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
}

function envelope<N extends TriggerName>(pool: UserPool, event: TriggerEvent<N>): Uint8Array {
  const version = triggerVersion(pool, event.name);
  const header = eventHeader(pool, { version, ...event });
  const response = emptyResponse(event.name, version);
  return Buffer.from(JSON.stringify({ ...header, request: event.request, response }));
}

/** What the events of all triggers begin with. */
export function eventHeader(
  pool: UserPool,
  event: {
    readonly version: string;
    readonly triggerSource: string;
    readonly userName: string;
    readonly clientId: string | null;
  },
): object {
  const { version, triggerSource, userName, clientId } = event;
  const callerContext = { awsSdkVersion: "aws-sdk-unknown-unknown", clientId };
  return { version, region: pool.region, userPoolId: pool.id, userName, callerContext, triggerSource };
}

/** Calls the function, again if it is too slow, and gives what it returned. */
async function invoke(
  host: ServiceHost,
  span: Span,
  pool: UserPool,
  name: TriggerName,
  arn: string,
  event: Uint8Array,
): Promise<Uint8Array | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const answer = await inTime(host, invokeOnce(host, span, pool, name, arn, event));
    if (answer !== "too slow") return answer.payload;
  }
  throw unexpected(name, "Socket timeout while invoking Lambda function");
}

async function invokeOnce(
  host: ServiceHost,
  span: Span,
  pool: UserPool,
  name: TriggerName,
  arn: string,
  event: Uint8Array,
): Promise<{ readonly payload: Uint8Array | undefined }> {
  const answer = await callFunction(host, span, pool, name, { FunctionName: arn, Payload: event });
  if (answer.FunctionError) {
    const message = `${name} failed with error ${errorMessageOf(answer.Payload)}.`;
    throw new AwsError("UserLambdaValidationException", message);
  }
  return { payload: answer.Payload };
}

/** Calls a pool's function as Cognito. @throws AwsError UnexpectedLambdaException if it cannot be called */
export function callFunction(
  host: ServiceHost,
  span: Span,
  pool: UserPool,
  name: string,
  input: InvocationRequest & { readonly FunctionName: string },
): Promise<InvocationResponse> {
  const { account, region } = tryParseArn(input.FunctionName) ?? pool;
  const principal = poolPrincipal(pool);
  return host.bus.call("lambda", "Invoke", input, { principal, account, region, span }).catch((thrown) => {
    throw unexpected(name, invocationError(thrown));
  });
}

/** A function that is not there looks like one that may not be called, so that nobody learns which it is. */
function invocationError(thrown: unknown): string {
  if (!(thrown instanceof AwsError)) return "InternalFailure";
  return thrown.code === "ResourceNotFoundException" ? "AccessDeniedException" : thrown.code;
}

function unexpected(name: string, reason: string): AwsError {
  return new AwsError("UnexpectedLambdaException", `${name} invocation failed due to error ${reason}.`);
}

/** The message of the error document that a failed function leaves. */
function errorMessageOf(payload: Uint8Array | undefined): string {
  const text = Buffer.from(payload ?? []).toString("utf8");
  try {
    const document = JSON.parse(text) as { readonly errorMessage?: unknown } | null;
    return typeof document?.errorMessage === "string" ? document.errorMessage : text;
  } catch {
    return text;
  }
}

/**
 * Waits for an answer, but not longer than the time limit. Functions run in the machine's time, and what tests put
 * between takes the clock's: on a virtual clock, whichever has passed first.
 */
async function inTime<T>(host: ServiceHost, answer: Promise<T>): Promise<T | "too slow"> {
  // Nobody listens to an answer that comes too late.
  answer.catch(() => undefined);
  const clocks: readonly Clock[] = [...new Set([host.clock, host.machineClock])];
  const limits: Cancellable[] = [];
  const tooSlow = new Promise<"too slow">((resolve) => {
    for (const clock of clocks) limits.push(clock.at(clock.now() + timeLimit, () => resolve("too slow")));
  });
  try {
    return await Promise.race([answer, tooSlow]);
  } finally {
    for (const limit of limits) limit.cancel();
  }
}
