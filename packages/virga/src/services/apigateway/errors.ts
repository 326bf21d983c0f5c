import { AwsError } from "../../kernel/errors.ts";

export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message);
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, { status: 409 });
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, { status: 404 });
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message, { status: 429 });
}

export function apiNotFound(account: string, restApiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${account}:${restApiId}`);
}

/** What AWS has and Virga has not; names it. */
export function unsupported(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of API Gateway`, { status: 501 });
}
