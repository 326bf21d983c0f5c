import { AwsError } from "../../kernel/errors.ts";

export function invalidParameter(text: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid parameter: ${text}`);
}

export function topicNotFound(): AwsError {
  return new AwsError("NotFoundException", "Topic does not exist", { status: 404 });
}

export function subscriptionNotFound(): AwsError {
  return new AwsError("NotFoundException", "Subscription does not exist", { status: 404 });
}

export function resourceNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Resource does not exist", { status: 404 });
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of SNS.`, { status: 501 });
}

export function emptyBatch(): AwsError {
  return new AwsError("EmptyBatchRequestException", "The batch request doesn't contain any entries.");
}

export function tooManyEntries(): AwsError {
  return new AwsError(
    "TooManyEntriesInBatchRequestException",
    "The batch request contains more entries than permissible.",
  );
}

export function idsNotDistinct(): AwsError {
  return new AwsError(
    "BatchEntryIdsNotDistinctException",
    "Two or more batch entries in the request have the same Id.",
  );
}

export function invalidBatchEntryId(): AwsError {
  return new AwsError(
    "InvalidBatchEntryIdException",
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  );
}

export function batchTooLong(): AwsError {
  return new AwsError(
    "BatchRequestTooLongException",
    "The length of all the messages put together is more than the limit.",
  );
}

/** A paging token that no answer gave. */
export function invalidToken(): AwsError {
  return invalidParameter("NextToken");
}
