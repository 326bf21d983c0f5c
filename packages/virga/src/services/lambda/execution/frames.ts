import type { Readable } from "node:stream";

/**
 * How the engine and the program that runs Node.js handlers (`runtimes/node/`) talk: length of the rest (4 bytes, little-endian), kind (1),
 * length of the head (4), head as JSON, body.
 */
const frameHead = 9;

/** A message of one side. The body is only good until the listener returns. */
export interface Frame {
  readonly kind: number;
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const emptyBody = new Uint8Array();

export function encodeFrame(kind: number, head: object, body: Uint8Array = emptyBody): Buffer {
  const headText = JSON.stringify(head);
  const headLength = Buffer.byteLength(headText);
  const frame = Buffer.allocUnsafe(frameHead + headLength + body.byteLength);
  frame.writeUInt32LE(frame.length - 4, 0);
  frame[4] = kind;
  frame.writeUInt32LE(headLength, 5);
  frame.write(headText, frameHead);
  frame.set(body, frameHead + headLength);
  return frame;
}

/** Calls the listener for each frame of a stream, whatever chunks it comes in. */
export function readFrames(stream: Readable, listener: (frame: Frame) => void): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = frameHead;
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length < wanted) return;
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks, length);
    wanted = frameHead;
    while (rest.length >= wanted) {
      const end = 4 + rest.readUInt32LE(0);
      if (rest.length < end) {
        wanted = end;
        break;
      }
      listener(decodeFrame(rest, end));
      rest = rest.subarray(end);
    }
    chunks = rest.length === 0 ? [] : [rest];
    length = rest.length;
  });
}

function decodeFrame(bytes: Buffer, end: number): Frame {
  const bodyStart = frameHead + bytes.readUInt32LE(5);
  const headText = bytes.toString("utf8", frameHead, bodyStart);
  const head = headText === "{}" ? {} : (JSON.parse(headText) as Record<string, unknown>);
  return { kind: bytes[4]!, head, body: bytes.subarray(bodyStart, end) };
}
