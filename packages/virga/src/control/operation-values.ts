import { BadRequest } from "./control-input.ts";

/**
 * The values of operations as JSON: the AWS SDK's, but an instant is `{"$date": epoch milliseconds}` and bytes are
 * `{"$bytes": "<base64>"}`.
 */
export function encodeValues(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(encodeValues);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encodeValues(member)]));
}

/** The opposite of `encodeValues`. */
export function decodeValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValues);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [name, content] = entries[0]!;
    if (name === "$date" && typeof content === "number") return new Date(content);
    if (name === "$bytes" && typeof content === "string") return new Uint8Array(Buffer.from(content, "base64"));
  }
  return Object.fromEntries(entries.map(([name, member]) => [name, decodeValues(member)]));
}

/** The input of an operation from a request's body. */
export function decodeInput(input: unknown): object {
  const decoded = decodeValues(input ?? {});
  if (typeof decoded !== "object" || decoded === null || Array.isArray(decoded)) {
    throw new BadRequest("'input' must be an object");
  }
  return decoded;
}
