import { createHmac, timingSafeEqual } from "node:crypto";
import type { MacAlgorithmSpec } from "@aws-sdk/client-kms";
import { type KmsCall, usableKey } from "./access.ts";
import { invalidKeyUsage } from "./errors.ts";
import { algorithmsOf } from "./key-specs.ts";
import type { KmsKey } from "./model.ts";

/** A key that can do the operation with the algorithm now. @throws AwsError InvalidKeyUsageException and those of its state */
export function macKey(key: KmsKey, operation: string, algorithm: MacAlgorithmSpec): KmsKey {
  usableKey(key, operation, "GENERATE_VERIFY_MAC");
  if (!algorithmsOf(key.spec, key.usage).MacAlgorithms?.includes(algorithm)) {
    throw invalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`);
  }
  return key;
}

/** The code of a message under a key. */
export function macOf({ state }: KmsCall, key: KmsKey, algorithm: MacAlgorithmSpec, message: Uint8Array): Uint8Array {
  const secret = state.secret(state.reader, key)!;
  return createHmac(`sha${algorithm.slice(-3)}`, secret)
    .update(message)
    .digest();
}

export function isSameMac(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
