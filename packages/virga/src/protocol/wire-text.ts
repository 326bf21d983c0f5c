import { percentDecode } from "../kernel/percent-decode.ts";

/** The text of an UTF-8 body. */
export function bodyText(body: Uint8Array): string {
  return asBuffer(body).toString("utf8");
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The pairs of a query string or form body, decoded, in order; `+` is a space. Malformed escapes are kept as sent. */
export function parseForm(text: string): readonly (readonly [name: string, value: string])[] {
  if (text === "") return [];
  const pairs: [string, string][] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    pairs.push([decodeFormPart(name), equals < 0 ? "" : decodeFormPart(part.slice(equals + 1))]);
  }
  return pairs;
}

function decodeFormPart(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return percentDecode(spaced) ?? spaced;
}
