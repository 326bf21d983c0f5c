import type { AwsError } from "../../../kernel/errors.ts";

export interface FailureDetails {
  /** What the trace tells, if more than the client is told. */
  readonly reason?: string;
  readonly validationErrors?: string;
  readonly messageMember?: "message" | "Message";
  /** Where it is not that of the response type. */
  readonly status?: number;
}

/** Why API Gateway answers a request itself, as one of its gateway responses. */
export class GatewayFailure extends Error {
  readonly responseType: string;
  /** What `x-amzn-ErrorType` says. */
  readonly errorType: string;
  /** What the client is told; null where AWS tells nothing. */
  readonly clientMessage: string | null;
  readonly validationErrors: string | undefined;
  readonly status: number | undefined;
  /** How the default body names the message: IAM's refusals have a capital letter. */
  readonly messageMember: "message" | "Message";

  constructor(responseType: string, errorType: string, clientMessage: string | null, details: FailureDetails = {}) {
    super(details.reason ?? clientMessage ?? responseType);
    this.name = "GatewayFailure";
    this.responseType = responseType;
    this.errorType = errorType;
    this.clientMessage = clientMessage;
    this.status = details.status;
    this.validationErrors = details.validationErrors;
    this.messageMember = details.messageMember ?? "message";
  }
}

/** No method answers this path. */
export function missingAuthenticationToken(): GatewayFailure {
  return new GatewayFailure(
    "MISSING_AUTHENTICATION_TOKEN",
    "MissingAuthenticationTokenException",
    "Missing Authentication Token",
  );
}

/** An `Authorization` header that is no signature, where only a signature counts. */
export function incompleteSignature(message: string): GatewayFailure {
  return new GatewayFailure("MISSING_AUTHENTICATION_TOKEN", "IncompleteSignatureException", message);
}

/** Whoever calls says to have signed the request, but the signature is wrong, or its time is over. */
export function wrongSignature({ code, message, status }: AwsError): GatewayFailure {
  const responseType = code === "ExpiredTokenException" ? "EXPIRED_TOKEN" : "INVALID_SIGNATURE";
  return new GatewayFailure(responseType, code, message, { status });
}

export function unsupportedMediaType(): GatewayFailure {
  return new GatewayFailure("UNSUPPORTED_MEDIA_TYPE", "BadRequestException", "Unsupported Media Type");
}

export function invalidApiKey(): GatewayFailure {
  return new GatewayFailure("INVALID_API_KEY", "ForbiddenException", "Forbidden");
}

export function throttled(): GatewayFailure {
  return new GatewayFailure("THROTTLED", "TooManyRequestsException", "Too Many Requests");
}

export function quotaExceeded(): GatewayFailure {
  return new GatewayFailure("QUOTA_EXCEEDED", "LimitExceededException", "Limit Exceeded");
}

export function payloadTooLarge(limit: number): GatewayFailure {
  return requestTooLarge(`HTTP content length exceeded ${limit} bytes.`);
}

export function requestTooLarge(message: string): GatewayFailure {
  return new GatewayFailure("REQUEST_TOO_LARGE", "RequestTooLargeException", message);
}

export function integrationTimedOut(): GatewayFailure {
  return new GatewayFailure("INTEGRATION_TIMEOUT", "InternalServerErrorException", "Endpoint request timed out");
}

/** A proxied function failed, or its answer can't be understood. */
export function badGateway(reason: string): GatewayFailure {
  return new GatewayFailure("DEFAULT_5XX", "InternalServerErrorException", "Internal server error", {
    reason,
    status: 502,
  });
}

/** An HTTP endpoint can't be reached. */
export function networkError(reason: string): GatewayFailure {
  const message = "Network error communicating with endpoint";
  return new GatewayFailure("INTEGRATION_FAILURE", "InternalServerErrorException", message, { reason });
}

/** The API is set up so that it can't answer; the reason is for its owner. */
export function configurationError(reason: string): GatewayFailure {
  return new GatewayFailure("API_CONFIGURATION_ERROR", "InternalServerErrorException", "Internal server error", {
    reason,
  });
}

/** Whoever calls is not known: the client learns no more. */
export function unauthorized(reason: string, clientMessage = "Unauthorized"): GatewayFailure {
  return new GatewayFailure("UNAUTHORIZED", "UnauthorizedException", clientMessage, { reason });
}

/** The policy that a Lambda authorizer gave does not let the caller in. */
export function authorizerDenied(isExplicit: boolean): GatewayFailure {
  const message = "User is not authorized to access this resource";
  return accessDenied(isExplicit ? `${message} with an explicit deny` : message);
}

/** An authorizer's function failed. */
export function authorizerFailure(reason: string): GatewayFailure {
  return new GatewayFailure("AUTHORIZER_FAILURE", "AuthorizerFailureException", null, { reason });
}

/** An authorizer's function can't be called, or its answer can't be understood. */
export function authorizerConfigurationError(reason: string): GatewayFailure {
  return new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR", "AuthorizerConfigurationException", null, { reason });
}

/** IAM or the API's resource policy says no. */
export function accessDenied(message: string, reason = message): GatewayFailure {
  return new GatewayFailure("ACCESS_DENIED", "AccessDeniedException", message, { reason, messageMember: "Message" });
}
