import { AwsError } from "../../kernel/errors.ts";

export function validationException(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message);
}

export function keyNotFound(arn: string): AwsError {
  return notFound(`Key '${arn}' does not exist`);
}

export function aliasNotFound(arn: string): AwsError {
  return notFound(`Alias ${arn} is not found.`);
}

export function disabled(arn: string): AwsError {
  return new AwsError("DisabledException", `${arn} is disabled.`);
}

export function invalidState(message: string): AwsError {
  return new AwsError("KMSInvalidStateException", message);
}

export function invalidKeyUsage(message: string): AwsError {
  return new AwsError("InvalidKeyUsageException", message);
}

/** AWS says no more about a ciphertext that it cannot decrypt. */
export function invalidCiphertext(): AwsError {
  return new AwsError("InvalidCiphertextException", "");
}

export function incorrectKey(): AwsError {
  return new AwsError(
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation.",
  );
}

/** The answer about a ciphertext whose key is not there, which must not tell whether there is one. */
export function unknownCiphertextKey(): AwsError {
  return new AwsError(
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
  );
}

export function invalidMarker(): AwsError {
  return new AwsError("InvalidMarkerException", "Could not deserialize marker");
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

export function unsupportedOperation(message = ""): AwsError {
  return new AwsError("UnsupportedOperationException", message);
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}

export function dryRun(): AwsError {
  return new AwsError("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of KMS.`, { status: 501 });
}
