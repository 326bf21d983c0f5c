import { AwsError } from "../../kernel/errors.ts";

export function invalidArn(reason: string): AwsError {
  return new AwsError("InvalidArn", `Invalid Arn: '${reason}'`);
}

export function invalidName(name: string): AwsError {
  return new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

export function invalidDefinition(findings: string): AwsError {
  return new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${findings}'`);
}

export function invalidInput(reason: string): AwsError {
  return new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
}

export function invalidOutput(reason: string): AwsError {
  return new AwsError("InvalidOutput", `Invalid Output: '${reason}'`);
}

export function invalidToken(): AwsError {
  return new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
}

export function invalidLogging(reason: string): AwsError {
  return new AwsError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${reason}`);
}

export function machineDoesNotExist(arn: string): AwsError {
  return new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

export function machineAlreadyExists(arn: string): AwsError {
  return new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
}

export function typeNotSupported(): AwsError {
  return new AwsError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
}

export function executionDoesNotExist(arn: string): AwsError {
  return new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

export function executionAlreadyExists(arn: string): AwsError {
  return new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

export function taskTimedOut(): AwsError {
  return new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}

export function resourceNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
}

/** An alias, or a version that one is to route to, is not there. */
export function referencedResourceNotFound(): AwsError {
  return new AwsError("ResourceNotFound", "Request references a resource that does not exist.");
}

export function quotaExceeded(message: string): AwsError {
  return new AwsError("ServiceQuotaExceededException", message);
}

export function tooManyTags(arn: string): AwsError {
  return new AwsError("TooManyTags", `'${arn}' would have more tags than are allowed.`);
}

export function nothingToUpdate(): AwsError {
  return new AwsError(
    "MissingRequiredParameter",
    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
  );
}

export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message);
}

/** The role's trust policy does not let the service take it on. */
export function roleNotAssumable(): AwsError {
  return new AwsError(
    "AccessDeniedException",
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the " +
      "provided role.",
  );
}

/** The definition is right for AWS, but uses what Virga does not have yet. */
export function notSupportedYet(features: readonly string[]): AwsError {
  return new AwsError("NotImplemented", `Virga does not support yet: ${features.join("; ")}`, { status: 501 });
}
