import { AwsError } from "../../kernel/errors.ts";

/** An input that breaks a rule the model does not tell. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

export function invalidParameterCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombinationException", message);
}

export function missingParameter(message: string): AwsError {
  return new AwsError("MissingRequiredParameterException", message);
}

export function invalidNextToken(): AwsError {
  return new AwsError("InvalidNextToken", "The next token specified is invalid.");
}

export function alarmNotFound(name?: string): AwsError {
  const message = name === undefined ? "" : `Unknown alarm: ${name}`;
  return new AwsError("ResourceNotFound", message, { status: 404 });
}

export function alarmsNotFound(names: readonly string[]): AwsError {
  return new AwsError("ResourceNotFound", `Alarms [${names.join(", ")}] do not exist`, { status: 404 });
}

export function taggedNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Unknown resource ${arn}`, {
    status: 404,
    members: { ResourceType: "alarm", ResourceId: arn },
  });
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of CloudWatch.`, { status: 501 });
}

export function dashboardNotFound(name: string): AwsError {
  return new AwsError("DashboardNotFoundError", `Dashboard ${name} does not exist`, { status: 404 });
}
