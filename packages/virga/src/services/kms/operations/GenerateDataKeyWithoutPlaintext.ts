import type {
  GenerateDataKeyWithoutPlaintextCommandInput,
  GenerateDataKeyWithoutPlaintextCommandOutput,
} from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey, symmetricKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { newDataKey } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const GenerateDataKeyWithoutPlaintext: KmsOperation<
  GenerateDataKeyWithoutPlaintextCommandInput,
  GenerateDataKeyWithoutPlaintextCommandOutput
> = {
  authorize: onKey("GenerateDataKeyWithoutPlaintext", ({ EncryptionContext }) => ({
    grantOperation: "GenerateDataKeyWithoutPlaintext",
    encryptionContext: EncryptionContext,
    algorithm: "SYMMETRIC_DEFAULT",
  })),
  handle(call, input) {
    checkGrantTokens(input);
    const key = symmetricKey(namedKey(call, input.KeyId), "GenerateDataKeyWithoutPlaintext");
    const { Plaintext: _, ...dataKey } = newDataKey(call, key, input);
    endDryRun(input);
    return dataKey;
  },
};
