import type { EncryptionAlgorithmSpec } from "@aws-sdk/client-kms";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import { type KeyRequestDetails, type KmsCall, keyRequest, namedKey, onReference, usableKey } from "./access.ts";
import { type CiphertextParts, type EncryptionContext, readCiphertext } from "./ciphertexts.ts";
import { incorrectKey, invalidCiphertext, unknownCiphertextKey, validationException } from "./errors.ts";
import type { KmsKey } from "./model.ts";
import { checkEncryptionAlgorithm, decryptWithRsa, encryptWithRsa } from "./rsa-encryption.ts";
import { seal, unseal } from "./symmetric-encryption.ts";

/** Encrypts with a key, symmetric or RSA. */
export function encryptWith(
  call: KmsCall,
  key: KmsKey,
  algorithm: EncryptionAlgorithmSpec,
  plaintext: Uint8Array,
  context: EncryptionContext | undefined,
): Uint8Array {
  checkEncryptionAlgorithm(key, algorithm);
  if (key.spec === "SYMMETRIC_DEFAULT") return seal(call, key, plaintext, context);
  refuseContext(context);
  return encryptWithRsa(key, call.state.secret(call.state.reader, key)!, algorithm, plaintext);
}

function refuseContext(context: EncryptionContext | undefined): void {
  if (context && Object.keys(context).length > 0) {
    throw validationException("An encryption context is valid only for symmetric encryption keys.");
  }
}

/** A ciphertext, with what its decryption is told of it. */
export interface Sealed {
  readonly ciphertext: Uint8Array;
  readonly keyId: string | undefined;
  readonly context: EncryptionContext | undefined;
  readonly algorithm: EncryptionAlgorithmSpec | undefined;
}

/** What a ciphertext of a symmetric key tells; undefined if another algorithm made it, or none. */
function partsOf({ ciphertext, algorithm = "SYMMETRIC_DEFAULT" }: Sealed): CiphertextParts | undefined {
  if (algorithm !== "SYMMETRIC_DEFAULT") return undefined;
  try {
    return readCiphertext(ciphertext);
  } catch {
    return undefined;
  }
}

/** The key that a ciphertext of a symmetric key names; undefined if there is none in this region. */
function keyOfParts({ state, region }: KmsCall, { account, keyId }: CiphertextParts): KmsKey | undefined {
  return state.findKey(state.reader, { account, region, id: keyId });
}

/** The caller must be allowed to decrypt with the key that is named, or with the one that the ciphertext names. */
export function onCiphertext(
  call: KmsCall,
  action: string,
  sealed: Sealed,
  details: KeyRequestDetails,
): readonly AuthorizationRequest[] {
  const { keyId, context, algorithm = "SYMMETRIC_DEFAULT" } = sealed;
  const all = { ...details, encryptionContext: context, algorithm };
  if (keyId !== undefined) return [onReference(call, action, keyId, all)];
  const parts = partsOf(sealed);
  const key = parts && keyOfParts(call, parts);
  return key ? [keyRequest(call, key, action, all)] : [];
}

/** What a ciphertext was made of, and the key that it was made with. @throws AwsError InvalidCiphertextException and others */
export function openCiphertext(call: KmsCall, operation: string, sealed: Sealed) {
  const { ciphertext, keyId, context, algorithm = "SYMMETRIC_DEFAULT" } = sealed;
  if (algorithm !== "SYMMETRIC_DEFAULT") {
    if (keyId === undefined) throw validationException("KeyId is required for asymmetric decryption.");
    const key = usableKey(namedKey(call, keyId), operation, "ENCRYPT_DECRYPT");
    checkEncryptionAlgorithm(key, algorithm);
    refuseContext(context);
    const plaintext = decryptWithRsa(call.state.secret(call.state.reader, key)!, algorithm, ciphertext);
    return { key, plaintext, algorithm, materialId: undefined };
  }
  const named = keyId === undefined ? undefined : namedKey(call, keyId);
  const parts = partsOf(sealed);
  if (!parts) throw invalidCiphertext();
  const key = keyOfParts(call, parts);
  if (named && named.id !== parts.keyId) throw incorrectKey();
  if (!key) throw unknownCiphertextKey();
  usableKey(key, operation, "ENCRYPT_DECRYPT");
  const plaintext = unseal(call, key, parts, context);
  return { key, plaintext, algorithm, materialId: call.state.materialId(call.state.reader, key, parts.material) };
}
