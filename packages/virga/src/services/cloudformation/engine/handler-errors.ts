import { AwsError, errorMessage } from "../../../kernel/errors.ts";
import type { Ids } from "../../../kernel/ids.ts";
import { CustomResourceError } from "../custom-resources/custom-resource-error.ts";

const handlerErrorCodes: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/AlreadyExists|AlreadyOwned|ResourceInUse/, "AlreadyExists"],
  [/NotFound|NoSuch|DoesNotExist/, "NotFound"],
  [/AccessDenied|Unauthorized|NotAuthorized/, "AccessDenied"],
  [/Throttl|TooManyRequests/, "Throttling"],
  [/LimitExceeded|QuotaExceeded/, "ServiceLimitExceeded"],
  [/Conflict/, "ResourceConflict"],
  [/Validation|Invalid|Malformed|BadRequest|MissingParameter/, "InvalidRequest"],
];

/** The code that CloudFormation's resource handlers give for a service's error. */
export function handlerErrorCode(thrown: unknown): string {
  if (!(thrown instanceof AwsError)) return "InternalFailure";
  const found = handlerErrorCodes.find(([pattern]) => pattern.test(thrown.code));
  return found?.[1] ?? "GeneralServiceException";
}

/** Why a resource failed, as its events say it. */
export function handlerFailureReason(thrown: unknown, ids: Ids): string {
  if (thrown instanceof CustomResourceError) return thrown.message;
  return `Resource handler returned message: "${errorMessage(thrown)}" (RequestToken: ${ids.uuid()}, HandlerErrorCode: ${handlerErrorCode(thrown)})`;
}
