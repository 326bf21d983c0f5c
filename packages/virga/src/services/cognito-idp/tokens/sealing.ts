import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Ids } from "../../../kernel/ids.ts";

const ivLength = 12;
const tagLength = 16;

/** What a client keeps for the pool without being able to read or make it: encrypted and authenticated (AES-256-GCM). */
export interface Sealed {
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

export function seal(key: Buffer, text: string, ids: Ids): Sealed {
  const iv = Buffer.from(ids.bytes(ivLength));
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

/** The text again, or undefined if this key has not sealed it. */
export function unseal(key: Buffer, { iv, ciphertext, tag }: Sealed): string | undefined {
  if (iv.length !== ivLength || tag.length !== tagLength) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagLength });
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** A sealed text in one piece. */
export function sealedBytes(key: Buffer, text: string, ids: Ids): Buffer {
  const { iv, ciphertext, tag } = seal(key, text, ids);
  return Buffer.concat([iv, tag, ciphertext]);
}

export function unsealedBytes(key: Buffer, sealed: Buffer): string | undefined {
  return unseal(key, {
    iv: sealed.subarray(0, ivLength),
    tag: sealed.subarray(ivLength, ivLength + tagLength),
    ciphertext: sealed.subarray(ivLength + tagLength),
  });
}
