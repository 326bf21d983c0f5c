import { AwsError } from "../../../kernel/errors.ts";
import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { type FunctionPlace, functionArn } from "../model.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */

/** Who gives a function a role must be allowed to pass it, and it must be the account's own. @throws AwsError AccessDeniedException */
export function passRole(call: Call, roleArn: string | undefined): AuthorizationRequest {
  if (roleArn !== undefined && roleArn.split(":")[4] !== call.account) {
    throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", { status: 403 });
  }
  return {
    action: "iam:PassRole",
    resource: roleArn ?? "*",
    context: { "iam:PassedToService": "lambda.amazonaws.com" },
  };
}

/** Checks that Lambda may take a function's role on. @throws AwsError InvalidParameterValueException */
export function checkRole(call: Call, place: FunctionPlace, roleArn: string): void {
  assume(call, place, roleArn);
}

/**
 * Checks that a function's role is allowed what a setting needs; `purpose` ends AWS's message.
 * @throws AwsError InvalidParameterValueException
 */
export function checkRolePermission(
  call: Call,
  place: FunctionPlace,
  roleArn: string,
  request: AuthorizationRequest,
  purpose: string,
): void {
  const session = assume(call, place, roleArn);
  try {
    call.host.iam.authorize(session, request, call);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw invalidParameter(`The provided execution role does not have permissions to call ${purpose}`);
  }
}

function assume(call: Call, place: FunctionPlace, roleArn: string) {
  const by = {
    kind: "service",
    service: "lambda.amazonaws.com",
    sourceArn: functionArn(place),
    sourceAccount: place.account,
  } as const;
  try {
    return call.host.iam.assumeRole({ roleArn, sessionName: place.functionName, by }, call);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }
}
