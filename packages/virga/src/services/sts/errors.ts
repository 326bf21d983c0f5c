import { AwsError } from "../../kernel/errors.ts";

export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function accessDenied(message: string): AwsError {
  return new AwsError("AccessDenied", message, { status: 403 });
}

export function durationTooLong(): AwsError {
  return validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

export function chainedDurationTooLong(): AwsError {
  return validationError(
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
  );
}

/** An input member that Virga does not serve; AWS would accept it. */
export function unsupportedMember(operation: string, member: string): AwsError {
  const message = `Virga does not support ${member} of the operation ${operation}`;
  return new AwsError("NotImplemented", message, { status: 501 });
}

export function missingToken(): AwsError {
  return new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
}

export function policyArnInvalid(arn: string): AwsError {
  return validationError(`The specified PolicyArn ${arn} does not exist or is not attachable.`);
}
