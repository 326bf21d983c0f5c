import type { Value } from "@virga/vtl";
import type { AwsError } from "../../../kernel/errors.ts";

/** What is known of a failure beside its type and message. */
export interface FailureDetails {
  /** What the trace tells, if more than the client is told. */
  readonly reason?: string;
  readonly validationErrors?: string;
  readonly messageMember?: "message" | "Message";
  /** What the execution log tells, if not the reason. */
  readonly logged?: string;
  /** What an authorizer has said of the caller whom it denies, for the gateway response. */
  readonly authorizer?: ReadonlyMap<Value, Value>;
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
  readonly authorizer: ReadonlyMap<Value, Value> | undefined;
  readonly #logged: string | undefined;

  constructor(responseType: string, errorType: string, clientMessage: string | null, details: FailureDetails = {}) {
    super(details.reason ?? clientMessage ?? responseType);
    this.name = "GatewayFailure";
    this.responseType = responseType;
    this.errorType = errorType;
    this.clientMessage = clientMessage;
    this.status = details.status;
    this.validationErrors = details.validationErrors;
    this.messageMember = details.messageMember ?? "message";
    this.authorizer = details.authorizer;
    this.#logged = details.logged;
  }

  /** What the execution log of the request tells of it. */
  logged(requestId: string): string {
    const text = this.#logged ?? this.message;
    if (this.responseType === "UNAUTHORIZED") return `Unauthorized request: ${requestId}`;
    return this.responseType === "API_CONFIGURATION_ERROR"
      ? `Execution failed due to configuration error: ${text}`
      : text;
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

export function invalidApiKey(reason: string): GatewayFailure {
  return new GatewayFailure("INVALID_API_KEY", "ForbiddenException", "Forbidden", { reason });
}

export function throttled(reason: string): GatewayFailure {
  return new GatewayFailure("THROTTLED", "TooManyRequestsException", "Too Many Requests", { reason });
}

export function quotaExceeded(reason: string): GatewayFailure {
  return new GatewayFailure("QUOTA_EXCEEDED", "LimitExceededException", "Limit Exceeded", { reason });
}

export function payloadTooLarge(limit: number): GatewayFailure {
  return requestTooLarge(`HTTP content length exceeded ${limit} bytes.`);
}

export function requestTooLarge(message: string): GatewayFailure {
  return new GatewayFailure("REQUEST_TOO_LARGE", "RequestTooLargeException", message);
}

export function integrationTimedOut(): GatewayFailure {
  return new GatewayFailure("INTEGRATION_TIMEOUT", "InternalServerErrorException", "Endpoint request timed out", {
    logged: "Execution failed due to a timeout error",
  });
}

/** A proxied function failed, or its answer can't be understood. */
export function badGateway(reason: string, logged: string): GatewayFailure {
  return new GatewayFailure("DEFAULT_5XX", "InternalServerErrorException", "Internal server error", {
    reason,
    logged,
    status: 502,
  });
}

/** An HTTP endpoint can't be reached. */
export function networkError(reason: string): GatewayFailure {
  const message = "Network error communicating with endpoint";
  return new GatewayFailure("INTEGRATION_FAILURE", "InternalServerErrorException", message, {
    reason,
    logged: "Execution failed due to a network error communicating with endpoint",
  });
}

/** The API is set up so that it can't answer; the reason is for its owner. */
export function configurationError(reason: string, logged = reason): GatewayFailure {
  return new GatewayFailure("API_CONFIGURATION_ERROR", "InternalServerErrorException", "Internal server error", {
    reason,
    logged,
  });
}

/** A function that can't be invoked: API Gateway may not, it is not there, or Lambda refuses otherwise. */
export function invocationError(code: string, status: number, reason: string): GatewayFailure {
  const isClosed = code === "AccessDeniedException" || code === "ResourceNotFoundException";
  const logged = isClosed
    ? "Invalid permissions on Lambda function"
    : `Lambda invocation failed with status: ${status}.`;
  return configurationError(reason, logged);
}

/** Whoever calls is not known: the client learns no more. */
export function unauthorized(reason: string, clientMessage = "Unauthorized"): GatewayFailure {
  return new GatewayFailure("UNAUTHORIZED", "UnauthorizedException", clientMessage, { reason });
}

/** The policy that a Lambda authorizer gave does not let the caller in. */
export function authorizerDenied(isExplicit: boolean, authorizer: ReadonlyMap<Value, Value>): GatewayFailure {
  const message = "User is not authorized to access this resource";
  return accessDenied(isExplicit ? `${message} with an explicit deny` : message, { authorizer });
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
export function accessDenied(message: string, details: FailureDetails = {}): GatewayFailure {
  const messageMember = "Message";
  return new GatewayFailure("ACCESS_DENIED", "AccessDeniedException", message, { messageMember, ...details });
}
