import { createECDH, type KeyObject } from "node:crypto";

/**
 * ECDSA over a digest that the caller has made, which `node:crypto` has no function for: it hashes what it signs. The
 * multiplications of points are its own all the same, by way of Diffie-Hellman.
 * A verification takes some milliseconds of the main thread, with P-521 some tens.
 * https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.186-5.pdf
 */

interface Curve {
  /** What OpenSSL calls it. */
  readonly name: string;
  /** Of the field, which leaves a remainder of 3 when divided by 4 for all these curves. */
  readonly p: bigint;
  /** The number of points. */
  readonly n: bigint;
  readonly a: bigint;
  /** Bytes of a coordinate. */
  readonly size: number;
}

const curves: Readonly<Record<string, Curve>> = {
  "P-256": {
    name: "prime256v1",
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    a: -3n,
    size: 32,
  },
  "P-384": {
    name: "secp384r1",
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    a: -3n,
    size: 48,
  },
  "P-521": {
    name: "secp521r1",
    p: 2n ** 521n - 1n,
    n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    a: -3n,
    size: 66,
  },
  secp256k1: {
    name: "secp256k1",
    p: 2n ** 256n - 2n ** 32n - 977n,
    n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    a: 0n,
    size: 32,
  },
};

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const mod = (value: bigint, modulus: bigint) => ((value % modulus) + modulus) % modulus;

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = mod(base, modulus);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const inverse = (value: bigint, prime: bigint) => power(value, prime - 2n, prime);

function toNumber(bytes: Uint8Array | string): bigint {
  const hex =
    typeof bytes === "string" ? Buffer.from(bytes, "base64url").toString("hex") : Buffer.from(bytes).toString("hex");
  return BigInt(`0x${hex || "0"}`);
}

function toBytes(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, "0"), "hex");
}

/** Multiplies the curve's base point. */
function timesBase({ name, size }: Curve, scalar: bigint): Point {
  const agreement = createECDH(name);
  agreement.setPrivateKey(toBytes(scalar, size));
  const point = agreement.getPublicKey();
  return { x: toNumber(point.subarray(1, 1 + size)), y: toNumber(point.subarray(1 + size)) };
}

/** The first coordinate of a point's multiple. */
function timesPoint({ name, size }: Curve, scalar: bigint, { x, y }: Point): bigint {
  const agreement = createECDH(name);
  agreement.setPrivateKey(toBytes(scalar, size));
  return toNumber(agreement.computeSecret(Buffer.concat([Uint8Array.of(4), toBytes(x, size), toBytes(y, size)])));
}

/** The sum of two points; undefined if it is the point at infinity. */
function sum({ p, a }: Curve, one: Point, other: Point): Point | undefined {
  if (one.x === other.x && one.y !== other.y) return undefined;
  const slope =
    one.x === other.x
      ? (3n * one.x * one.x + a) * inverse(2n * one.y, p)
      : (other.y - one.y) * inverse(mod(other.x - one.x, p), p);
  const x = mod(slope * slope - one.x - other.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
}

/**
 * A point's multiple with both coordinates: the second one is a root of what the first one gives, and which of the two, the next
 * multiple tells.
 */
function multiple(curve: Curve, scalar: bigint, point: Point): Point {
  const { p, n, a } = curve;
  if (scalar === n - 1n) return { x: point.x, y: p - point.y };
  const x = timesPoint(curve, scalar, point);
  const b = mod(point.y ** 2n - point.x ** 3n - a * point.x, p);
  const y = power(mod(x ** 3n + a * x + b, p), (p + 1n) / 4n, p);
  const next = timesPoint(curve, scalar + 1n, point);
  return sum(curve, { x, y }, point)?.x === next ? { x, y } : { x, y: p - y };
}

function curveOf(key: KeyObject) {
  const { crv = "", x = "", y = "", d = "" } = key.export({ format: "jwk" });
  return { curve: curves[crv]!, point: { x: toNumber(x), y: toNumber(y) }, secret: toNumber(d) };
}

/** Signs a digest no longer than the curve's order. `random` gives fresh bytes. */
export function signDigest(key: KeyObject, digest: Uint8Array, random: (length: number) => Uint8Array): Uint8Array {
  const { curve, secret } = curveOf(key);
  const { n, size } = curve;
  for (;;) {
    // Eight bytes more than needed make the remainders as good as evenly spread.
    const k = mod(toNumber(random(size + 8)), n - 1n) + 1n;
    const r = mod(timesBase(curve, k).x, n);
    const s = mod(inverse(k, n) * (toNumber(digest) + r * secret), n);
    if (r !== 0n && s !== 0n) return writeSignature(r, s);
  }
}

/** Whether a signature of a digest is the key's, public or private. */
export function isDigestSignedWith(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { curve, point } = curveOf(key);
  const { n } = curve;
  const read = readSignature(signature);
  if (!read || read.r <= 0n || read.r >= n || read.s <= 0n || read.s >= n) return false;
  const w = inverse(read.s, n);
  const ofBase = mod(toNumber(digest) * w, n);
  const ofPoint = multiple(curve, mod(read.r * w, n), point);
  const result = ofBase === 0n ? ofPoint : sum(curve, timesBase(curve, ofBase), ofPoint);
  return result !== undefined && mod(result.x, n) === read.r;
}

function writeInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  const content = bytes[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
  return Buffer.concat([Uint8Array.of(2, content.length), content]);
}

/** The DER form of a signature: a sequence of two integers. */
function writeSignature(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([writeInteger(r), writeInteger(s)]);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Uint8Array.of(0x30, ...length), content]);
}

function readSignature(bytes: Uint8Array): { readonly r: bigint; readonly s: bigint } | undefined {
  const start = bytes[1] === 0x81 ? 3 : 2;
  const first = bytes[start + 1] ?? 0;
  const second = bytes[start + 3 + first] ?? 0;
  const r = toNumber(bytes.subarray(start + 2, start + 2 + first));
  const s = toNumber(bytes.subarray(start + 4 + first, start + 4 + first + second));
  // There is one way to write two numbers: any other is no signature.
  return Buffer.compare(writeSignature(r, s), bytes) === 0 ? { r, s } : undefined;
}
