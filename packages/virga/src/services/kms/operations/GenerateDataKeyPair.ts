import type { GenerateDataKeyPairCommandInput, GenerateDataKeyPairCommandOutput } from "@aws-sdk/client-kms";
import { type KmsOperation, onKey } from "../access.ts";
import { newDataKeyPair } from "../data-key-pairs.ts";
import { refuseRecipient } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const GenerateDataKeyPair: KmsOperation<GenerateDataKeyPairCommandInput, GenerateDataKeyPairCommandOutput> = {
  authorize: onKey("GenerateDataKeyPair", ({ EncryptionContext, KeyPairSpec = "" }) => ({
    grantOperation: "GenerateDataKeyPair",
    encryptionContext: EncryptionContext,
    algorithm: "SYMMETRIC_DEFAULT",
    context: { "kms:DataKeyPairSpec": KeyPairSpec },
  })),
  handle(call, input) {
    refuseRecipient(input);
    return newDataKeyPair(call, "GenerateDataKeyPair", input);
  },
};
