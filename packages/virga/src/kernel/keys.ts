/**
 * A key of the store: a text whose characters are bytes (U+0000 to U+00FF), so that the order of texts in JavaScript
 * is the order of bytes on disk. Made by `key()` only.
 */
export type Key = string & { readonly __key: unique symbol };

/** `text`: ordered as UTF-8 bytes. `number`: a whole number from 0 to 2^53-1, ordered by size. */
export type KeyPart = string | number;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a key may hold any byte
const ascii = /^[\x01-\x7f]*$/;

function encodeText(text: string): string {
  if (ascii.test(text)) return `${text}\0`;
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return `${bytes.replaceAll("\0", "\0\xff")}\0`;
}

function encodeNumber(value: number): string {
  const high = Math.floor(value / 0x1_0000_0000);
  const low = value >>> 0;
  return String.fromCharCode(
    (high >>> 16) & 0xff,
    (high >>> 8) & 0xff,
    high & 0xff,
    low >>> 24,
    (low >>> 16) & 0xff,
    (low >>> 8) & 0xff,
    low & 0xff,
  );
}

/** Makes a key of its parts, ordered part by part; a key of the first parts is a prefix of the key of all. */
export function key(...parts: readonly KeyPart[]): Key {
  let encoded = "";
  for (const part of parts) encoded += typeof part === "string" ? encodeText(part) : encodeNumber(part);
  return encoded as Key;
}

/** Appends bytes that are ordered already (each character one byte) as the last part of a key. */
export function keyWithSuffix(prefix: Key, bytes: string): Key {
  return (prefix + bytes) as Key;
}

/** The first key after all that start with `prefix`. */
export function afterPrefix(prefix: Key): Key {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 0xff) end--;
  if (end === 0) return "\xff".repeat(64) as Key;
  return (prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1)) as Key;
}
