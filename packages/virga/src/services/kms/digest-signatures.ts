import { constants, createPublicKey, type KeyObject, privateEncrypt, publicDecrypt } from "node:crypto";
import type { SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import type { Ids } from "../../kernel/ids.ts";
import * as ecdsa from "./ecdsa-digests.ts";
import * as pss from "./pss-digests.ts";

/** Signatures of digests that the caller has made (`MessageType` DIGEST), which `node:crypto` does not make by itself. */

export type Hash = "sha256" | "sha384" | "sha512";

export const digestSizes: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 };

export function hashOf(algorithm: SigningAlgorithmSpec): Hash {
  return `sha${algorithm.slice(-3)}` as Hash;
}

/** What comes before a digest that PKCS #1 signs: https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const digestPrefixes: Readonly<Record<Hash, string>> = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
};

const pkcs1 = constants.RSA_PKCS1_PADDING;

function digestInfo(algorithm: SigningAlgorithmSpec, digest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(digestPrefixes[hashOf(algorithm)], "hex"), digest]);
}

/** Signs a digest with a private key that does so. */
export function signDigest(key: KeyObject, algorithm: SigningAlgorithmSpec, digest: Uint8Array, ids: Ids): Uint8Array {
  if (algorithm.startsWith("ECDSA")) return ecdsa.signDigest(key, digest, (length) => ids.bytes(length));
  if (!algorithm.startsWith("RSASSA_PSS"))
    return privateEncrypt({ key, padding: pkcs1 }, digestInfo(algorithm, digest));
  return pss.signDigest(key, hashOf(algorithm), digest, ids.bytes(digest.length));
}

/** Whether a signature of a digest is the private key's. */
export function isDigestSignedWith(
  key: KeyObject,
  algorithm: SigningAlgorithmSpec,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm.startsWith("ECDSA")) return ecdsa.isDigestSignedWith(key, digest, signature);
  const publicKey = createPublicKey(key);
  if (algorithm.startsWith("RSASSA_PSS")) {
    return pss.isDigestSignedWith(publicKey, hashOf(algorithm), digest, signature);
  }
  try {
    return publicDecrypt({ key: publicKey, padding: pkcs1 }, signature).equals(digestInfo(algorithm, digest));
  } catch {
    return false;
  }
}
