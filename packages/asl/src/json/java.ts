import { isNumber, type Json, numberText } from "./value.ts";

/** The text Java's `Double.toString` gives: always with a fraction, with `E` notation outside 10^-3 to 10^7. */
export function javaDoubleText(value: number): string {
  if (Object.is(value, -0)) {
    return "-0.0";
  }
  const magnitude = Math.abs(value);
  if (magnitude === 0) {
    return "0.0";
  }
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = plainDigits(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

function plainDigits(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/0+$/, "") : text;
}

/** The text Java's `toString` gives for a value held in maps and lists: `{a=1, b=[x, null]}`. */
export function javaText(value: Json): string {
  if (value === null || typeof value !== "object") {
    return String(value);
  }
  if (isNumber(value)) {
    return numberText(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(javaText).join(", ")}]`;
  }
  const members = Object.entries(value).map(([key, member]) => `${key}=${javaText(member as Json)}`);
  return `{${members.join(", ")}}`;
}

/** Java's `Math.round`: half up, towards positive infinity. */
export function javaRound(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded === 0 ? 0 : rounded;
}

/**
 * The keys in the order in which a Java `HashMap` filled with them gives them back. The service evaluates the `.$`
 * fields of a payload template in this order, which shows in its outputs.
 */
export function hashMapOrder(keys: readonly string[]): string[] {
  let capacity = 16;
  while (keys.length > capacity * 0.75) {
    capacity *= 2;
  }
  const mask = capacity - 1;
  return keys
    .map((key, position) => ({ key, position, bucket: spreadHash(key) & mask }))
    .sort((a, b) => a.bucket - b.bucket || a.position - b.position)
    .map((entry) => entry.key);
}

function spreadHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  }
  return hash ^ (hash >>> 16);
}
