import { VtlRenderError } from "./errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const JAVASCRIPT_ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

/** Escapes a text as commons-lang's `escapeJavaScript`: quotes of both kinds, slashes, controls, all that is not ASCII. */
export function escapeJavaScript(text: string): string {
  let result = "";
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isPlain(code)) continue;
    const escaped = JAVASCRIPT_ESCAPES[text.charAt(index)] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    result += text.slice(copied, index) + escaped;
    copied = index + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Whether `escapeJavaScript` leaves a character: ASCII that is no control, quote or slash of either kind. DEL stays. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code <= 0x7f && code !== 0x22 && code !== 0x27 && code !== 0x2f && code !== 0x5c;
}

/** `java.net.URLEncoder` in UTF-8: spaces become `+`, all but letters, digits and `.-*_` is written in percent. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, "+")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `java.net.URLDecoder` in UTF-8. */
export function urlDecode(text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 0; index < text.length; ) {
    const character = text.charAt(index);
    if (character === "%") {
      const digits = text.slice(index + 1, index + 3);
      if (!/^[\da-fA-F]{2}$/.test(digits))
        throw new VtlRenderError("URLDecoder: Illegal hex characters in escape pattern");
      bytes.push(Number.parseInt(digits, 16));
      index += 3;
    } else {
      const whole = String.fromCodePoint(text.codePointAt(index) ?? 0);
      bytes.push(...(character === "+" ? [0x20] : encoder.encode(whole)));
      index += whole.length;
    }
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}

/** Base64 of a text's UTF-8 bytes, padded and in one line. */
export function base64Encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let result = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63));
    const missing = Math.max(0, index + 3 - bytes.length);
    result += digits.slice(0, 4 - missing).join("") + "=".repeat(missing);
  }
  return result;
}

/** The text whose UTF-8 bytes a Base64 text stands for; characters that are not Base64 are passed over. */
export function base64Decode(text: string): string {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    if (character === "=") break;
    const digit = character === "-" ? 62 : character === "_" ? 63 : ALPHABET.indexOf(character);
    if (digit === -1) continue;
    buffer = ((buffer << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}
