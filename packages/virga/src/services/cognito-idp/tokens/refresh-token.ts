import type { Ids } from "../../../kernel/ids.ts";
import { seal, unseal } from "./sealing.ts";

/** Which sign-in a refresh token is of, and which of its refresh tokens, counted by rotations. */
export interface RefreshTokenContent {
  /** The user's name in comparable form. */
  readonly user: string;
  readonly grant: string;
  readonly generation: number;
  readonly clientId: string;
  readonly expires: number;
}

const header = Buffer.from(JSON.stringify({ cty: "JWT", enc: "A256GCM", alg: "RSA-OAEP" })).toString("base64url");
/** Cognito's refresh tokens are about this long inside; fixed, so that the length tells nothing. */
const contentLength = 800;

/**
 * Makes a refresh token: five parts like an encrypted JWT, as Cognito's are, that only the pool can read. The store holds no
 * token, only the sign-in that it belongs to, so however often a token is rotated the store does not grow.
 */
export function makeRefreshToken(key: Buffer, content: RefreshTokenContent, ids: Ids): string {
  const { iv, ciphertext, tag } = seal(key, JSON.stringify(content).padEnd(contentLength), ids);
  // Where an encrypted JWT has its wrapped key, which the pool knows.
  const wrapped = Buffer.from(ids.bytes(256));
  return [header, ...[wrapped, iv, ciphertext, tag].map((part) => part.toString("base64url"))].join(".");
}

/** What a refresh token says; undefined if the pool has not made it. */
export function readRefreshToken(key: Buffer, token: string): RefreshTokenContent | undefined {
  const parts = token.split(".");
  if (parts.length !== 5 || parts[0] !== header) return undefined;
  const [, , iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, "base64url"));
  const text = unseal(key, { iv: iv!, ciphertext: ciphertext!, tag: tag! });
  return text === undefined ? undefined : (JSON.parse(text) as RefreshTokenContent);
}
