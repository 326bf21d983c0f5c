import { createCipheriv, createDecipheriv } from "node:crypto";
import { VirgaError } from "../../kernel/errors.ts";

/**
 * SecureString values: AES-256 in Galois/Counter Mode, bound to the parameter's ARN as KMS binds them by its encryption
 * context. A ciphertext is base64 of nonce, tag and encrypted bytes.
 */

const nonceSize = 12;
const tagSize = 16;

/** `nonce` must be fresh: 12 random bytes. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, arn: string, text: string): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(arn, "utf8"));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString("base64");
}

export function decrypt(key: Uint8Array, arn: string, ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceSize));
  decipher.setAAD(Buffer.from(arn, "utf8"));
  decipher.setAuthTag(bytes.subarray(nonceSize, nonceSize + tagSize));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceSize + tagSize)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new VirgaError("StoreDamaged", `The value of ${arn} cannot be decrypted`, {
      hint: "Put the parameter again.",
      cause,
    });
  }
}
