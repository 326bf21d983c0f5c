import { serializationError } from "../errors.ts";
import { typeError } from "./wire-types.ts";

/** Binary of a request as base64 text; a caller inside the process gives bytes, the protocol base64. */
export function readBinary(source: unknown): string {
  if (source instanceof Uint8Array) {
    return Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString("base64");
  }
  if (typeof source !== "string") throw typeError(source, "Blob");
  if (source.length % 4 !== 0) {
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${source.length}`);
  }
  if (Buffer.from(source, "base64").toString("base64") !== source) {
    throw serializationError("Invalid last non-pad Base64 character dectected");
  }
  return source;
}

/** Number of bytes that a base64 text stands for. */
export function base64Size(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** The bytes of a base64 text, one character each. */
export function binaryBytes(text: string): string {
  return Buffer.from(text, "base64").toString("latin1");
}
