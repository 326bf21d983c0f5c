import type { GenerateDataKeyPairRequest } from "@aws-sdk/client-kms";
import { endDryRun, type KmsCall, namedKey, symmetricKey } from "./access.ts";
import { checkGrantTokens } from "./grants.ts";
import { generatePair } from "./key-creation.ts";
import { keyArn } from "./model.ts";
import { seal } from "./symmetric-encryption.ts";

/** Makes a key pair for use outside KMS, its private key also encrypted. */
export async function newDataKeyPair(call: KmsCall, operation: string, input: GenerateDataKeyPairRequest) {
  checkGrantTokens(input);
  const key = symmetricKey(namedKey(call, input.KeyId), operation);
  endDryRun(input);
  const { privateKey, publicKey } = await generatePair(call.host, input.KeyPairSpec!);
  return {
    PrivateKeyCiphertextBlob: seal(call, key, privateKey, input.EncryptionContext),
    PrivateKeyPlaintext: privateKey,
    PublicKey: publicKey,
    KeyId: keyArn(key),
    KeyPairSpec: input.KeyPairSpec,
    KeyMaterialId: key.materialId,
  };
}
