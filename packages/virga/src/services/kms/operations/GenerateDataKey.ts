import type { GenerateDataKeyCommandInput, GenerateDataKeyCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey, symmetricKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { newDataKey, refuseRecipient } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const GenerateDataKey: KmsOperation<GenerateDataKeyCommandInput, GenerateDataKeyCommandOutput> = {
  authorize: onKey("GenerateDataKey", ({ EncryptionContext }) => ({
    grantOperation: "GenerateDataKey",
    encryptionContext: EncryptionContext,
    algorithm: "SYMMETRIC_DEFAULT",
  })),
  handle(call, input) {
    checkGrantTokens(input);
    refuseRecipient(input);
    const dataKey = newDataKey(call, symmetricKey(namedKey(call, input.KeyId), "GenerateDataKey"), input);
    endDryRun(input);
    return dataKey;
  },
};
