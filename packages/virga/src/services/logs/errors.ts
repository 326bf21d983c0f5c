import { AwsError } from "../../kernel/errors.ts";

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

export function logGroupNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
}

export function logStreamNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
}

export function alreadyExists(what: "log group" | "log stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of CloudWatch Logs.`, { status: 501 });
}

/** A paging token that no answer gave. */
export function invalidNextToken(): AwsError {
  return invalidParameter("The specified nextToken is invalid.");
}
