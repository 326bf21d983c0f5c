import { constants, createHash, type KeyObject, privateEncrypt, publicDecrypt } from "node:crypto";

/**
 * RSASSA-PSS over a digest that the caller has made; the salt is as long as the digest, and the mask is of the same hash.
 * https://www.rfc-editor.org/rfc/rfc8017#section-9.1
 */

function hashOf(hash: string, ...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash(hash);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Hides bytes behind a mask that comes from a seed, or finds them again. */
function masked(hash: string, bytes: Uint8Array, seed: Uint8Array): Buffer {
  const result = Buffer.from(bytes);
  const counter = Buffer.alloc(4);
  for (let offset = 0, block = 0; offset < result.length; block++) {
    counter.writeUInt32BE(block);
    for (const byte of hashOf(hash, seed, counter)) {
      if (offset === result.length) break;
      result[offset]! ^= byte;
      offset++;
    }
  }
  return result;
}

const padding = Buffer.alloc(8);

/** Signs a digest. `salt` must be fresh, and as long as the digest. */
export function signDigest(key: KeyObject, hash: string, digest: Uint8Array, salt: Uint8Array): Uint8Array {
  const size = key.asymmetricKeyDetails!.modulusLength! / 8;
  const proof = hashOf(hash, padding, digest, salt);
  const block = Buffer.alloc(size - proof.length - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const hidden = masked(hash, block, proof);
  hidden[0]! &= 0x7f;
  const message = Buffer.concat([hidden, proof, Uint8Array.of(0xbc)]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, message);
}

/** Whether a signature of a digest is the key's. */
export function isDigestSignedWith(key: KeyObject, hash: string, digest: Uint8Array, signature: Uint8Array): boolean {
  let message: Buffer;
  try {
    message = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    return false;
  }
  const split = message.length - digest.length - 1;
  const proof = message.subarray(split, -1);
  const block = masked(hash, message.subarray(0, split), proof);
  block[0]! &= 0x7f;
  const saltStart = block.length - digest.length;
  const isPadded = block.subarray(0, saltStart - 1).every((byte) => byte === 0) && block[saltStart - 1] === 1;
  const isClean = message[0]! < 0x80 && message.at(-1) === 0xbc;
  return isPadded && isClean && hashOf(hash, padding, digest, block.subarray(saltStart)).equals(proof);
}
