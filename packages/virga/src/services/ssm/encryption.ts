import { createCipheriv, createDecipheriv } from "node:crypto";
import { VirgaError } from "../../kernel/errors.ts";

/**
 * Values under data keys: AES-256 in Galois/Counter Mode, bound to the parameter's ARN. A ciphertext is nonce, tag and
 * encrypted bytes.
 */

export const nonceSize = 12;
const tagSize = 16;

/** `nonce` must be fresh: 12 random bytes. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, arn: string, text: string): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(arn, "utf8"));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

export function decrypt(key: Uint8Array, arn: string, ciphertext: Uint8Array): string {
  const decipher = createDecipheriv("aes-256-gcm", key, ciphertext.subarray(0, nonceSize));
  decipher.setAAD(Buffer.from(arn, "utf8"));
  decipher.setAuthTag(ciphertext.subarray(nonceSize, nonceSize + tagSize));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(nonceSize + tagSize)), decipher.final()]).toString(
      "utf8",
    );
  } catch (cause) {
    throw new VirgaError("StoreDamaged", `The value of ${arn} cannot be decrypted`, {
      hint: "Put the parameter again.",
      cause,
    });
  }
}
