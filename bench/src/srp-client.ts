import { constants, createHash, createHmac, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";

/** A user as a client of Secure Remote Password knows it. */
export interface SrpUser {
  /** The pool's id after its region. */
  readonly poolName: string;
  readonly username: string;
  readonly password: string;
}

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

function bytes(value: bigint): Buffer {
  const digits = value.toString(16);
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

function hashed(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${createHash("sha256").update(Buffer.concat(parts)).digest("hex")}`);
}

function power(base: bigint, exponent: bigint): bigint {
  const e = bytes(exponent).toString("base64url");
  const key = createPublicKey({
    key: { kty: "RSA", n: Buffer.from(primeHex, "hex").toString("base64url"), e },
    format: "jwk",
  });
  const input = Buffer.from(base.toString(16).padStart(primeHex.length, "0"), "hex");
  return BigInt(`0x${publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, input).toString("hex")}`);
}

const multiplier = hashed(bytes(prime), bytes(2n));
const secret = BigInt(`0x${randomBytes(32).toString("hex")}`);
const publicValue = power(2n, secret);
const verifiers = new Map<string, bigint>();

/** The public value of this client, the same for all its sign-ins: only the server's side is measured. */
export const srpA = publicValue.toString(16);

/** The answer to a PASSWORD_VERIFIER challenge. */
export function passwordClaim(
  { poolName, username, password }: SrpUser,
  challenge: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { SRP_B = "", SALT = "", SECRET_BLOCK = "" } = challenge;
  const serverPublic = BigInt(`0x${SRP_B}`);
  const identity = createHash("sha256").update(`${poolName}${username}:${password}`).digest();
  const x = hashed(bytes(BigInt(`0x${SALT}`)), identity);
  const verifier = verifiers.get(SALT) ?? power(2n, x);
  verifiers.set(SALT, verifier);
  const scrambler = hashed(bytes(publicValue), bytes(serverPublic));
  const base = (serverPublic - ((multiplier * verifier) % prime) + prime) % prime;
  const shared = power(base, secret + scrambler * x);
  const extracted = createHmac("sha256", bytes(scrambler)).update(bytes(shared)).digest();
  const key = createHmac("sha256", extracted).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
  const TIMESTAMP = "Thu Jan 1 00:00:00 UTC 2026";
  const PASSWORD_CLAIM_SIGNATURE = createHmac("sha256", key)
    .update(`${poolName}${username}`)
    .update(Buffer.from(SECRET_BLOCK, "base64"))
    .update(TIMESTAMP)
    .digest("base64");
  return { USERNAME: username, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE, TIMESTAMP };
}
