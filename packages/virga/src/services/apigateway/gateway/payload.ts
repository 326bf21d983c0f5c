/** A payload: text, or bytes that nobody reads as text. */
export type Payload = string | Uint8Array;

const decoder = new TextDecoder();

/** A payload as text; bytes that are no UTF-8 are replaced. */
export function payloadText(payload: Payload): string {
  return typeof payload === "string" ? payload : decoder.decode(payload);
}

/** Bytes of a payload, in UTF-8 if it is a text. */
export function payloadSize(payload: Payload): number {
  return typeof payload === "string" ? Buffer.byteLength(payload) : payload.byteLength;
}
