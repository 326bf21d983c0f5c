import type { DecryptCommandInput, DecryptCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation } from "../access.ts";
import { onCiphertext, openCiphertext, type Sealed } from "../encryption.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyArn } from "../model.ts";
import { refuseRecipient } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const Decrypt: KmsOperation<DecryptCommandInput, DecryptCommandOutput> = {
  authorize: (call, input) => onCiphertext(call, "Decrypt", sealedOf(input), { grantOperation: "Decrypt" }),
  handle(call, input) {
    checkGrantTokens(input);
    refuseRecipient(input);
    const { key, plaintext, algorithm, materialId } = openCiphertext(call, "Decrypt", sealedOf(input));
    endDryRun(input);
    return {
      KeyId: keyArn(key),
      Plaintext: plaintext,
      EncryptionAlgorithm: algorithm,
      ...(materialId !== undefined && { KeyMaterialId: materialId }),
    };
  },
};

function sealedOf(input: DecryptCommandInput): Sealed {
  return {
    ciphertext: input.CiphertextBlob!,
    keyId: input.KeyId,
    context: input.EncryptionContext,
    algorithm: input.EncryptionAlgorithm,
  };
}
