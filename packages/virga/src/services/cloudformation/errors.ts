import { AwsError } from "../../kernel/errors.ts";

/** The error CloudFormation gives for most wrong input: templates, parameters, unknown stacks. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

/** A template whose structure is wrong. */
export function formatError(message: string): AwsError {
  return validationError(`Template format error: ${message}`);
}

/** An intrinsic function used wrongly. */
export function templateError(message: string): AwsError {
  return validationError(`Template error: ${message}`);
}

/** Something that AWS has and Virga does not: named, so that it is never silently left out. */
export function unsupported(what: string): AwsError {
  return validationError(`${what} is not supported by Virga`);
}

export function stackAlreadyExists(stackName: string): AwsError {
  return new AwsError("AlreadyExistsException", `Stack [${stackName}] already exists`);
}

export function stackWithIdDoesNotExist(name: string): AwsError {
  return validationError(`Stack with id ${name} does not exist`);
}

export function stackDoesNotExist(name: string): AwsError {
  return validationError(`Stack [${name}] does not exist`);
}

export function changeSetNotFound(name: string): AwsError {
  return new AwsError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, { status: 404 });
}

export function invalidChangeSetStatus(message: string): AwsError {
  return new AwsError("InvalidChangeSetStatus", message);
}

export function insufficientCapabilities(missing: readonly string[]): AwsError {
  return new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${missing.join(", ")}]`);
}

export function noUpdates(): AwsError {
  return validationError("No updates are to be performed.");
}
