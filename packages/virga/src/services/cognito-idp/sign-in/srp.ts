import { constants, createHash, createHmac, createPublicKey, publicEncrypt, timingSafeEqual } from "node:crypto";
import type { Ids } from "../../../kernel/ids.ts";
import type { SrpExchange } from "../sign-in-records.ts";

/**
 * The server's side of Secure Remote Password 6a as Cognito speaks it: the 3072-bit group of RFC 5054, SHA-256, and a key
 * derived from the shared secret that signs a claim instead of RFC 2945's proofs.
 */

const primeHex = [
  "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
  "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
  "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
  "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
  "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
  "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
  "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
  "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
].join("");
const prime = BigInt(`0x${primeHex}`);
const generator = 2n;
const modulus = Buffer.from(primeHex, "hex").toString("base64url");
const multiplier = hashed(padded(prime), padded(generator));

/** The digits with a whole number of bytes and, as a sign, a zero byte where the first bit is set. */
function padded(value: bigint): string {
  const digits = value.toString(16);
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  return /^[89a-f]/.test(even) ? `00${even}` : even;
}

function hashed(...hex: readonly string[]): bigint {
  return BigInt(
    `0x${createHash("sha256")
      .update(Buffer.from(hex.join(""), "hex"))
      .digest("hex")}`,
  );
}

/** `base` to the power of `exponent` in the group. RSA without padding is this very function, many times faster than BigInt. */
function power(base: bigint, exponent: bigint): bigint {
  const digits = exponent.toString(16);
  const e = Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, "hex").toString("base64url");
  const key = createPublicKey({ key: { kty: "RSA", n: modulus, e }, format: "jwk" });
  const input = Buffer.from(base.toString(16).padStart(primeHex.length, "0"), "hex");
  return BigInt(`0x${publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, input).toString("hex")}`);
}

const mostVerifiers = 1000;

/** The verifiers of passwords, kept as `x`. The last ones are remembered: each takes half a millisecond to make. */
export class Verifiers {
  readonly #known = new Map<string, string>();

  of(x: string): string {
    const known = this.#known.get(x);
    if (known !== undefined) return known;
    const verifier = power(generator, BigInt(`0x${x}`)).toString(16);
    if (this.#known.size >= mostVerifiers) this.#known.clear();
    this.#known.set(x, verifier);
    return verifier;
  }
}

/** A client's public value, if it is one that the protocol allows. */
export function isPublicValue(value: string): boolean {
  return /^[0-9a-f]{1,1024}$/i.test(value) && BigInt(`0x${value}`) % prime !== 0n;
}

/** The server's first step: its own key pair, for this verifier. */
export function beginExchange(verifier: string, clientPublic: string, ids: Ids): SrpExchange {
  const secret = BigInt(`0x${Buffer.from(ids.bytes(32)).toString("hex")}`) | 1n;
  const serverPublic = (multiplier * BigInt(`0x${verifier}`) + power(generator, secret)) % prime;
  return { clientPublic, serverSecret: secret.toString(16), serverPublic: serverPublic.toString(16) };
}

/** The key that both sides share if the client knows the password. */
function sharedKey(exchange: SrpExchange, verifier: string): Buffer {
  const clientPublic = BigInt(`0x${exchange.clientPublic}`) % prime;
  const scrambler = hashed(padded(BigInt(`0x${exchange.clientPublic}`)), padded(BigInt(`0x${exchange.serverPublic}`)));
  const base = (clientPublic * power(BigInt(`0x${verifier}`), scrambler)) % prime;
  const shared = power(base, BigInt(`0x${exchange.serverSecret}`));
  const extracted = createHmac("sha256", Buffer.from(padded(scrambler), "hex"))
    .update(Buffer.from(padded(shared), "hex"))
    .digest();
  return createHmac("sha256", extracted).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
}

/** What a client signs with the shared key to show that it knows the password. */
export interface PasswordClaim {
  /** The pool's name, or a device's group key. */
  readonly group: string;
  /** The user's name for SRP, or a device's key. */
  readonly identity: string;
  /** Base64. */
  readonly secretBlock: string;
  /** For example `Thu Jan 1 00:00:00 UTC 2026`. */
  readonly timestamp: string;
  /** Base64. */
  readonly signature: string;
}

const timestampPattern =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}$/;

export function isTimestamp(text: string): boolean {
  return timestampPattern.test(text);
}

/** Whether the claim is signed by one who knows the verifier's password. */
export function isClaimProven(exchange: SrpExchange, verifier: string, claim: PasswordClaim): boolean {
  const expected = createHmac("sha256", sharedKey(exchange, verifier))
    .update(claim.group)
    .update(claim.identity)
    .update(Buffer.from(claim.secretBlock, "base64"))
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
