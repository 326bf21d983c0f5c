import { createHash } from "node:crypto";
import type { Ids } from "../ids.ts";
import type { IssuedCredentials } from "./ports.ts";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** `AKIA` for a user's long-term keys, `ASIA` for temporary ones. */
export type AccessKeyPrefix = "AKIA" | "ASIA";

export interface AccessKeyPair {
  /** 20 characters. */
  readonly accessKeyId: string;
  /** 40 characters. */
  readonly secretAccessKey: string;
}

/**
 * Makes an access key. As AWS's do, its id holds the account; a check sum in it tells Virga's keys from others for
 * ever, so that an expired or deleted key is never taken for one that Virga does not know.
 */
export function createAccessKeyPair(
  ids: Ids,
  prefix: AccessKeyPrefix,
  account: string,
  isTaken: (accessKeyId: string) => boolean,
): AccessKeyPair {
  const content = Buffer.alloc(10);
  content.writeUIntBE(Number(account), 0, 5);
  for (;;) {
    content.set(ids.bytes(3), 5);
    checksum(prefix, content).copy(content, 8);
    const accessKeyId = prefix + encodeBase32(content);
    if (!isTaken(accessKeyId)) return { accessKeyId, secretAccessKey: ids.text(40, secretAlphabet) };
  }
}

/** What is known of an access key that Virga made but that is no longer valid: nothing matches it. */
export function refusedCredentials(accessKeyId: string, prefix: AccessKeyPrefix): IssuedCredentials | undefined {
  if (!accessKeyId.startsWith(prefix) || accountOfAccessKey(accessKeyId) === undefined) return undefined;
  // A long-term key comes without a token and a temporary one with its own, so this is neither's.
  return { secretAccessKey: "", sessionToken: "invalid", principal: { kind: "anonymous" } };
}

/** The account of an access key that a Virga made, or `undefined` for any other text. */
export function accountOfAccessKey(accessKeyId: string): string | undefined {
  const prefix = accessKeyId.slice(0, 4);
  if (accessKeyId.length !== 20 || (prefix !== "AKIA" && prefix !== "ASIA")) return undefined;
  const content = decodeBase32(accessKeyId.slice(4));
  if (!content || !checksum(prefix, content).equals(content.subarray(8))) return undefined;
  return String(content.readUIntBE(0, 5)).padStart(12, "0");
}

function checksum(prefix: string, content: Buffer): Buffer {
  return createHash("sha256").update(prefix).update(content.subarray(0, 8)).digest().subarray(0, 2);
}

function encodeBase32(content: Buffer): string {
  let bits = BigInt(`0x${content.toString("hex")}`);
  let text = "";
  for (let digit = 0; digit < 16; digit++) {
    text = base32[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

function decodeBase32(text: string): Buffer | undefined {
  let bits = 0n;
  for (const character of text) {
    const value = base32.indexOf(character);
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  return Buffer.from(bits.toString(16).padStart(20, "0"), "hex");
}
