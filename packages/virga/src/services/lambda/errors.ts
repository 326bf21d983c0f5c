import { AwsError } from "../../kernel/errors.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html and the errors of each operation */

const user = { Type: "User" };

/** Something else than a function, version or alias is not there: the message says what. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404, members: user });
}

/** There is no such function, version or alias. */
export function functionNotFound(arn: string): AwsError {
  return resourceNotFound(`Function not found: ${arn}`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, { members: user });
}

/** A constraint that AWS's model of the API leaves to the service. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** The same, in the words of a validation of the model. */
export function constraintViolation(value: unknown, path: string, constraint: string): AwsError {
  return validation(
    `1 validation error detected: Value '${String(value)}' at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

export function resourceConflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, { status: 409, members: user });
}

/** The caller's revision id is not the latest. */
export function preconditionFailed(
  message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
): AwsError {
  return new AwsError("PreconditionFailedException", message, { status: 412, members: user });
}

export function policyTooLong(size: number, limit: number): AwsError {
  const message = `The final policy size (${size}) is bigger than the limit (${limit}).`;
  return new AwsError("PolicyLengthExceededException", message, { members: user });
}

export function noProvisionedConcurrency(): AwsError {
  const message = "No Provisioned Concurrency Config found for this function";
  return new AwsError("ProvisionedConcurrencyConfigNotFoundException", message, { status: 404, members: user });
}

export function requestTooLarge(message: string): AwsError {
  return new AwsError("RequestEntityTooLargeException", message, { status: 413 });
}

/** What Virga does not serve, by name. */
export function notSupported(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of Lambda.`, { status: 501 });
}

/** Too many invocations at a time. */
export function tooManyRequests(reason: string): AwsError {
  const members = { Reason: reason, Type: "User" };
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429, members });
}

/** The machine cannot run a version's runtime; the message says what is missing. */
export function invalidRuntime(message: string): AwsError {
  return new AwsError("InvalidRuntimeException", message, { status: 502, members: user });
}

/** A version's role is gone or does not trust Lambda any more. */
export function roleCannotBeAssumed(cause: unknown): AwsError {
  const reason = cause instanceof Error ? ` ${cause.message}` : "";
  const message = `The role defined for the function cannot be assumed by Lambda.${reason}`;
  return new AwsError("AccessDeniedException", message, { status: 403, members: user });
}

/** The event of an invocation is no JSON. */
export function invalidRequestContent(message: string): AwsError {
  return new AwsError("InvalidRequestContentException", message, { members: user });
}
