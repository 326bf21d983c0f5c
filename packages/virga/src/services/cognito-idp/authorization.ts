import { formatArn, tryParseArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { invalidParameter } from "./errors.ts";
import type { CognitoState } from "./state.ts";

type Authorize<Input> = (call: Call<CognitoState>, input: Input) => AuthorizationRequest;

/** The caller must be allowed the action on the pool that the input names. */
export function onPool(operation: string): Authorize<{ readonly UserPoolId?: string | undefined }> {
  return (call, input) => ({
    action: `cognito-idp:${operation}`,
    resource: formatArn("cognito-idp", call.region, call.account, `userpool/${input.UserPoolId}`),
  });
}

/** The caller must be allowed an action that has no resource. */
export function onEverything(operation: string): Authorize<unknown> {
  return () => ({ action: `cognito-idp:${operation}`, resource: "*" });
}

/** The caller must be allowed the action on the pool whose ARN the input has. */
export function onResourceArn(operation: string): Authorize<{ readonly ResourceArn?: string | undefined }> {
  return (_call, input) => ({ action: `cognito-idp:${operation}`, resource: input.ResourceArn ?? "*" });
}

/** The id of the pool that an ARN names. */
export function poolIdOfArn(arn: string): string {
  const parsed = tryParseArn(arn);
  if (parsed?.service !== "cognito-idp" || !parsed.resource.startsWith("userpool/")) {
    throw invalidParameter(`Invalid resource ARN: ${arn}`);
  }
  return parsed.resource.slice("userpool/".length);
}
