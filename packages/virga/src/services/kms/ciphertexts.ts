import { createCipheriv, createDecipheriv } from "node:crypto";
import { invalidCiphertext } from "./errors.ts";
import type { KeyName } from "./model.ts";

/**
 * Ciphertexts of symmetric keys: AES-256 in Galois/Counter Mode. A blob is the magic bytes, the key's id and account,
 * the version of its material, the nonce, the encrypted bytes and the tag; all before the nonce and the encryption
 * context are authenticated with it. AWS's own form is not published; this one begins with the same bytes.
 */

export type EncryptionContext = Readonly<Record<string, string>>;

/** What a blob tells without any key. */
export interface CiphertextParts {
  readonly account: string;
  readonly keyId: string;
  readonly material: number;
  readonly header: Uint8Array;
  readonly nonce: Uint8Array;
  readonly encrypted: Uint8Array;
  readonly tag: Uint8Array;
}

const magic = Uint8Array.of(1, 2, 2, 0, 0x78);
const keyIdEnd = magic.length + 16;
const accountEnd = keyIdEnd + 6;
const headerSize = accountEnd + 4;
export const nonceSize = 12;
const tagSize = 16;

/** Encrypts under one version of a key. `nonce` must be fresh: 12 random bytes. */
export function encrypt(
  key: KeyName & { readonly material: number },
  secret: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  context: EncryptionContext | undefined,
): Uint8Array {
  const header = Buffer.alloc(headerSize);
  header.set(magic);
  header.write(key.id.replaceAll("-", ""), magic.length, "hex");
  header.writeUIntBE(Number(key.account), keyIdEnd, 6);
  header.writeUInt32BE(key.material, accountEnd);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce);
  cipher.setAAD(Buffer.concat([header, contextBytes(context)]));
  return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Takes a blob apart. @throws AwsError InvalidCiphertextException */
export function readCiphertext(blob: Uint8Array): CiphertextParts {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < headerSize + nonceSize + tagSize || magic.some((byte, index) => bytes[index] !== byte)) {
    throw invalidCiphertext();
  }
  const id = bytes.toString("hex", magic.length, keyIdEnd);
  return {
    keyId: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join("-"),
    account: String(bytes.readUIntBE(keyIdEnd, 6)).padStart(12, "0"),
    material: bytes.readUInt32BE(accountEnd),
    header: bytes.subarray(0, headerSize),
    nonce: bytes.subarray(headerSize, headerSize + nonceSize),
    encrypted: bytes.subarray(headerSize + nonceSize, -tagSize),
    tag: bytes.subarray(-tagSize),
  };
}

/** @throws AwsError InvalidCiphertextException if it was made with another key or context, or is damaged */
export function decrypt(
  parts: CiphertextParts,
  secret: Uint8Array,
  context: EncryptionContext | undefined,
): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", secret, parts.nonce);
  decipher.setAAD(Buffer.concat([parts.header, contextBytes(context)]));
  decipher.setAuthTag(parts.tag);
  try {
    return Buffer.concat([decipher.update(parts.encrypted), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** The same bytes for the same pairs, in whichever order they were given; none for no pairs. */
function contextBytes(context: EncryptionContext = {}): Uint8Array {
  const pairs = Object.entries(context).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(pairs.length === 0 ? "" : JSON.stringify(pairs), "utf8");
}
