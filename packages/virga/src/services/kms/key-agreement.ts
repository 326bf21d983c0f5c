import { createPublicKey, diffieHellman } from "node:crypto";
import { validationException } from "./errors.ts";
import { privateKeyOf } from "./rsa-encryption.ts";

/** What a key agrees on with the owner of a public key. @throws AwsError ValidationException if that is of another kind */
export function sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const privateKey = privateKeyOf(secret);
  try {
    const other = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
    return diffieHellman({ privateKey, publicKey: other });
  } catch {
    throw validationException("The public key is not valid for this KMS key.");
  }
}
