import { readSync, writeSync } from "node:fs";

// Frames in both ways: length of the rest (4 bytes, little-endian), kind (1), length of the head (4), head as JSON, body.
const input = 3;
const output = 4;
const frameHead = 9;

/** What the engine sends. */
export const received = { init: 1, invoke: 2 };
/** What is sent to the engine. */
export const sent = { ready: 1, response: 2, error: 3, initError: 4, log: 5 };

let buffer = Buffer.allocUnsafeSlow(65_536);
let start = 0;
let end = 0;

function readSome() {
  for (;;) {
    try {
      const count = readSync(input, buffer, end, buffer.length - end, null);
      // The engine has gone or wants this environment to end.
      if (count === 0) process.reallyExit(0);
      end += count;
      return;
    } catch (thrown) {
      if (thrown.code !== "EINTR" && thrown.code !== "EAGAIN") process.reallyExit(0);
    }
  }
}

function require(length) {
  if (buffer.length - start < length) {
    const larger = length > buffer.length ? Buffer.allocUnsafeSlow(length) : buffer;
    buffer.copy(larger, 0, start, end);
    buffer = larger;
    end -= start;
    start = 0;
  }
  while (end - start < length) readSome();
}

/**
 * Waits for the engine's next frame. Nothing else runs meanwhile: as on AWS, an environment without an invocation is
 * frozen.
 */
export function receive() {
  if (start === end) {
    start = 0;
    end = 0;
  }
  require(frameHead);
  const length = 4 + buffer.readUInt32LE(start);
  require(length);
  const kind = buffer[start + 4];
  const headEnd = start + frameHead + buffer.readUInt32LE(start + 5);
  const head = JSON.parse(buffer.utf8Slice(start + frameHead, headEnd));
  const body = buffer.utf8Slice(headEnd, start + length);
  start += length;
  if (buffer.length > 1_048_576 && start === end) buffer = Buffer.allocUnsafeSlow(65_536);
  return { kind, head, body };
}

/** Sends a frame; it has left when this returns, so that nothing is lost if the process ends. */
export function send(kind, head, body) {
  const headText = head === undefined ? "{}" : JSON.stringify(head);
  const headLength = Buffer.byteLength(headText);
  const frame = Buffer.allocUnsafe(frameHead + headLength + Buffer.byteLength(body));
  frame.writeUInt32LE(frame.length - 4, 0);
  frame[4] = kind;
  frame.writeUInt32LE(headLength, 5);
  frame.utf8Write(headText, frameHead);
  frame.utf8Write(body, frameHead + headLength);
  for (let written = 0; written < frame.length; ) {
    try {
      written += writeSync(output, frame, written);
    } catch (thrown) {
      if (thrown.code === "EPIPE" || thrown.code === "EBADF") process.reallyExit(0);
      if (thrown.code !== "EINTR" && thrown.code !== "EAGAIN") throw thrown;
    }
  }
}
