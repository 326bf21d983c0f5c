import { crc32 } from "node:zlib";

/** The content type of a stream of messages. */
export const eventStreamType = "application/vnd.amazon.eventstream";

const preludeLength = 12;
const crcLength = 4;
const stringType = 7;

/**
 * One message of an event stream: its headers, whose values are all texts, and its payload.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array | string): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
  const fields = Object.entries(headers).map(([name, value]) => encodeHeader(name, value));
  const headersLength = fields.reduce((sum, { length }) => sum + length, 0);
  const length = preludeLength + headersLength + body.byteLength + crcLength;
  const message = Buffer.allocUnsafe(length);
  message.writeUInt32BE(length, 0);
  message.writeUInt32BE(headersLength, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  let position = preludeLength;
  for (const field of fields) position += field.copy(message, position);
  message.set(body, position);
  message.writeUInt32BE(crc32(message.subarray(0, length - crcLength)), length - crcLength);
  return message;
}

function encodeHeader(name: string, value: string): Buffer {
  const nameLength = Buffer.byteLength(name);
  const valueLength = Buffer.byteLength(value);
  const field = Buffer.allocUnsafe(1 + nameLength + 3 + valueLength);
  field.writeUInt8(nameLength, 0);
  field.write(name, 1);
  field.writeUInt8(stringType, 1 + nameLength);
  field.writeUInt16BE(valueLength, 2 + nameLength);
  field.write(value, 4 + nameLength);
  return field;
}
