import { AwsError } from "../../kernel/errors.ts";

export function validationException(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** AWS gives this error without a message. */
export function parameterNotFound(): AwsError {
  return new AwsError("ParameterNotFound", "");
}

export function parameterVersionNotFound(name: string, selector: string | number): AwsError {
  return new AwsError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  );
}

export function parameterAlreadyExists(): AwsError {
  return new AwsError(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
}

export function invalidResourceId(): AwsError {
  return new AwsError(
    "InvalidResourceId",
    "The resource ID is not valid. Verify that you entered the correct ID and try again.",
  );
}

export function invalidNextToken(): AwsError {
  return new AwsError("InvalidNextToken", "The specified token isn't valid.");
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of Systems Manager.`, { status: 501 });
}
