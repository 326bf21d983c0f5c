import type { EncryptCommandInput, EncryptCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey, usableKey } from "../access.ts";
import { encryptWith } from "../encryption.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const Encrypt: KmsOperation<EncryptCommandInput, EncryptCommandOutput> = {
  authorize: onKey("Encrypt", ({ EncryptionContext, EncryptionAlgorithm }) => ({
    grantOperation: "Encrypt",
    encryptionContext: EncryptionContext,
    algorithm: EncryptionAlgorithm ?? "SYMMETRIC_DEFAULT",
  })),
  handle(call, input) {
    checkGrantTokens(input);
    const { EncryptionContext: context, EncryptionAlgorithm: algorithm = "SYMMETRIC_DEFAULT" } = input;
    const key = usableKey(namedKey(call, input.KeyId), "Encrypt", "ENCRYPT_DECRYPT");
    const CiphertextBlob = encryptWith(call, key, algorithm, input.Plaintext!, context);
    endDryRun(input);
    return { CiphertextBlob, KeyId: keyArn(key), EncryptionAlgorithm: algorithm };
  },
};
