import { DataKeys } from "../../kernel/data-keys.ts";

/** The data keys of topics that a KMS key encrypts: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export function topicDataKeys(): DataKeys {
  return new DataKeys({
    service: "sns",
    contextKey: "aws:sns:topicArn",
    writersDecrypt: true,
    errors: {
      AccessDeniedException: "KMSAccessDeniedException",
      DisabledException: "KMSDisabledException",
      InvalidKeyUsageException: "KMSInvalidStateException",
      KMSInvalidStateException: "KMSInvalidStateException",
      NotFoundException: "KMSNotFoundException",
    },
  });
}
