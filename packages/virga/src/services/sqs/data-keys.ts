import { DataKeys } from "../../kernel/data-keys.ts";

/** The data keys of queues that a KMS key encrypts: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export function queueDataKeys(): DataKeys {
  return new DataKeys({
    service: "sqs",
    contextKey: "aws:sqs:arn",
    writersDecrypt: true,
    errors: {
      AccessDeniedException: "KmsAccessDenied",
      DisabledException: "KmsDisabled",
      InvalidKeyUsageException: "KmsInvalidKeyUsage",
      KMSInvalidStateException: "KmsInvalidState",
      NotFoundException: "KmsNotFound",
    },
  });
}
