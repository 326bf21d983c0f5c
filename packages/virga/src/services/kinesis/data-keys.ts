import { DataKeys } from "../../kernel/data-keys.ts";

/** The service's errors by those of KMS. */
export const keyErrors: Readonly<Record<string, string>> = {
  AccessDeniedException: "KMSAccessDeniedException",
  DisabledException: "KMSDisabledException",
  InvalidKeyUsageException: "InvalidArgumentException",
  KMSInvalidStateException: "KMSInvalidStateException",
  NotFoundException: "KMSNotFoundException",
};

/** https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html */
export function streamDataKeys(): DataKeys {
  return new DataKeys({ service: "kinesis", contextKey: "aws:kinesis:arn", writersDecrypt: false, errors: keyErrors });
}
