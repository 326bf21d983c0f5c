import { tryParseArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { invalidParameter } from "./errors.ts";
import { groupNameOf, logGroupArn, logStreamArn } from "./model.ts";
import type { LogsState } from "./state.ts";

type LogsCall = Call<LogsState>;

interface OfGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

interface OfStream extends OfGroup {
  readonly logStreamName?: string | undefined;
}

/** The name of the group that an input names, by `logGroupName` or `logGroupIdentifier`, but not by both. */
export function namedGroup(input: OfGroup): string {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw invalidParameter("LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  }
  const named = logGroupName ?? logGroupIdentifier;
  if (named === undefined) throw invalidParameter("Log group name or log group identifier must be provided.");
  return groupNameOf(named);
}

function request(call: LogsCall, operation: string, resource: string): AuthorizationRequest {
  const policy = accountPolicy(call);
  return { action: `logs:${operation}`, resource, ...(policy === undefined ? {} : { resourcePolicy: policy }) };
}

/** The resource policies of an account and region hold together: as one document. */
function accountPolicy(call: LogsCall): string | undefined {
  const statements: unknown[] = [];
  for (const { document } of call.state.policies(call.state.reader, call)) {
    const { Statement } = JSON.parse(document) as { Statement?: unknown };
    statements.push(...[Statement ?? []].flat());
  }
  return statements.length === 0 ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The caller must be allowed the action on the group; AWS names it like a stream without a name. */
export function onGroup(operation: string): (call: LogsCall, input: OfGroup) => AuthorizationRequest {
  return (call, input) => request(call, operation, logStreamArn({ ...placeOf(call), name: namedGroup(input) }, ""));
}

/** The caller must be allowed the action on the stream. */
export function onStream(operation: string): (call: LogsCall, input: OfStream) => AuthorizationRequest {
  return (call, input) =>
    request(call, operation, logStreamArn({ ...placeOf(call), name: namedGroup(input) }, input.logStreamName ?? ""));
}

/** The caller must be allowed an action that lists groups or is about the account's policies. */
export function onEverything(operation: string): (call: LogsCall) => AuthorizationRequest {
  return (call) => ({
    action: `logs:${operation}`,
    resource: logStreamArn({ ...placeOf(call), name: "" }, ""),
  });
}

/** The caller must be allowed an action without a resource. */
export function onNoResource(operation: string): () => AuthorizationRequest {
  return () => ({ action: `logs:${operation}`, resource: "*" });
}

/** The caller must be allowed the action on the group whose ARN the input has. */
export function onResourceArn(
  operation: string,
): (call: LogsCall, input: { readonly resourceArn?: string | undefined }) => AuthorizationRequest {
  return (call, { resourceArn = "" }) => ({
    action: `logs:${operation}`,
    resource: logGroupArn({ ...placeOf(call), name: groupNameOfArn(resourceArn) }),
  });
}

/** The name of the group that an ARN names. */
export function groupNameOfArn(arn: string): string {
  const resource = tryParseArn(arn)?.resource;
  const match = /^log-group:([^:]+)$/.exec(resource ?? "");
  if (!match) throw invalidParameter(`Invalid resource ARN: ${arn}`);
  return match[1]!;
}

function placeOf({ account, region }: LogsCall) {
  return { account, region };
}
