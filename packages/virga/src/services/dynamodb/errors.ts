import { AwsError } from "../../kernel/errors.ts";

/** A request that DynamoDB does not accept. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** The same for one of the parameters, with AWS's usual opening. */
export function invalidParameters(detail: string): AwsError {
  return validationError(`One or more parameter values were invalid: ${detail}`);
}

/** A member of the request has a JSON type that its shape does not have. */
export function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", message);
}

/** The table of an item operation does not exist. */
export function resourceNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Requested resource not found");
}

/** The table of a table operation does not exist. */
export function tableNotFound(table: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${table} not found`);
}

/** The resource of a tag or policy operation does not exist. */
export function resourceArnNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Requested resource not found: ResourcArn: ${arn} not found`);
}

/** A condition did not hold; `item` is what the caller asked to see of it. */
export function conditionalCheckFailed(item?: unknown): AwsError {
  const members = item === undefined ? {} : { Item: item };
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", { members });
}

/** Something that AWS's DynamoDB does and this one does not. */
export function unsupported(what: string): AwsError {
  return validationError(`Virga's DynamoDB does not support ${what}`);
}
