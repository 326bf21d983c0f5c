import { createHmac } from "node:crypto";
import type { Ids } from "../../../kernel/ids.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepMilliseconds = 30_000;

/** A secret for an authenticator app: 256 bits in base32, as Cognito gives them. */
export function newSoftwareTokenSecret(ids: Ids): string {
  return ids.text(52, alphabet);
}

function bytesOf(secret: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of secret) {
    bits = ((bits << 5) | alphabet.indexOf(character)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Buffer.from(bytes);
}

/** The code of a time step: RFC 6238 with SHA-1, 6 digits, 30 seconds. */
function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.at(-1)! & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The time step whose code this is: the present one or one beside it, for apps whose clock is off a little. */
export function matchingStep(secret: string, code: string, now: number): number | undefined {
  const bytes = bytesOf(secret);
  const present = Math.floor(now / stepMilliseconds);
  return [present, present - 1, present + 1].find((step) => codeAt(bytes, step) === code);
}
