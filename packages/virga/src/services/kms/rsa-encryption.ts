import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from "node:crypto";
import type { EncryptionAlgorithmSpec } from "@aws-sdk/client-kms";
import { invalidCiphertext, invalidKeyUsage, validationException } from "./errors.ts";
import { algorithmsOf, kindOf } from "./key-specs.ts";
import type { KmsKey } from "./model.ts";

/** Checks that a key encrypts with an algorithm. @throws AwsError InvalidKeyUsageException */
export function checkEncryptionAlgorithm(key: KmsKey, algorithm: EncryptionAlgorithmSpec): void {
  if (algorithmsOf(key.spec, key.usage).EncryptionAlgorithms?.includes(algorithm)) return;
  throw invalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`);
}

function oaep(algorithm: EncryptionAlgorithmSpec) {
  const sha1 = algorithm === "RSAES_OAEP_SHA_1";
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: sha1 ? "sha1" : "sha256", overhead: sha1 ? 42 : 66 };
}

/** @throws AwsError ValidationException if the text is longer than the key and the algorithm allow */
export function encryptWithRsa(
  key: KmsKey,
  secret: Uint8Array,
  algorithm: EncryptionAlgorithmSpec,
  plaintext: Uint8Array,
): Uint8Array {
  const { padding, oaepHash, overhead } = oaep(algorithm);
  const kind = kindOf(key.spec);
  const longest = kind.type === "rsa" ? kind.bits / 8 - overhead : 0;
  if (plaintext.length > longest) {
    throw validationException(
      `Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than ${longest} bytes.`,
    );
  }
  return publicEncrypt({ key: createPublicKey(privateKeyOf(secret)), padding, oaepHash }, plaintext);
}

/** @throws AwsError InvalidCiphertextException */
export function decryptWithRsa(
  secret: Uint8Array,
  algorithm: EncryptionAlgorithmSpec,
  ciphertext: Uint8Array,
): Uint8Array {
  const { padding, oaepHash } = oaep(algorithm);
  try {
    return privateDecrypt({ key: privateKeyOf(secret), padding, oaepHash }, ciphertext);
  } catch {
    throw invalidCiphertext();
  }
}

/** The private key whose PKCS #8 form a secret is. */
export function privateKeyOf(secret: Uint8Array) {
  return createPrivateKey({ key: Buffer.from(secret), format: "der", type: "pkcs8" });
}
