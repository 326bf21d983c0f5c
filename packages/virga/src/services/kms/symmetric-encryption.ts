import type { DataKeySpec } from "@aws-sdk/client-kms";
import type { KmsCall } from "./access.ts";
import { type CiphertextParts, decrypt, type EncryptionContext, encrypt, nonceSize } from "./ciphertexts.ts";
import { incorrectKey, invalidCiphertext, notImplemented, validationException } from "./errors.ts";
import { type KmsKey, keyArn } from "./model.ts";

/** Encrypts under the current material of a symmetric key. */
export function seal(
  { state, host }: KmsCall,
  key: KmsKey,
  plaintext: Uint8Array,
  context: EncryptionContext | undefined,
): Uint8Array {
  const secret = state.secret(state.reader, key)!;
  return encrypt(key, secret, host.ids.bytes(nonceSize), plaintext, context);
}

/** Decrypts with the material that a ciphertext of the key names. @throws AwsError InvalidCiphertextException */
export function unseal(
  { state }: KmsCall,
  key: KmsKey,
  parts: CiphertextParts,
  context: EncryptionContext | undefined,
): Uint8Array {
  if (parts.keyId !== key.id || parts.account !== key.account) throw incorrectKey();
  const secret = state.secret(state.reader, key, parts.material);
  if (!secret) throw invalidCiphertext();
  return decrypt(parts, secret, context);
}

interface DataKeyRequest {
  readonly NumberOfBytes?: number | undefined;
  readonly KeySpec?: DataKeySpec | undefined;
  readonly EncryptionContext?: EncryptionContext | undefined;
}

/** Makes a data key and encrypts it. @throws AwsError ValidationException unless its size is told once */
export function newDataKey(call: KmsCall, key: KmsKey, input: DataKeyRequest) {
  const { NumberOfBytes: bytes, KeySpec: spec, EncryptionContext: context } = input;
  if ((bytes === undefined) === (spec === undefined)) {
    throw validationException("Please specify either number of bytes or key spec.");
  }
  const Plaintext = call.host.ids.bytes(bytes ?? (spec === "AES_128" ? 16 : 32));
  return {
    Plaintext,
    CiphertextBlob: seal(call, key, Plaintext, context),
    KeyId: keyArn(key),
    KeyMaterialId: key.materialId,
  };
}

/** Refuses what only Nitro enclaves have. */
export function refuseRecipient({ Recipient }: { readonly Recipient?: unknown }): void {
  if (Recipient !== undefined) throw notImplemented("Recipient (Nitro enclaves)");
}
