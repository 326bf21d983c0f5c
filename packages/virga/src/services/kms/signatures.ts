import { constants, createPublicKey, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import type { MessageType, SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import type { ServiceHost } from "../../kernel/service.ts";
import { digestSizes, hashOf, isDigestSignedWith, signDigest } from "./digest-signatures.ts";
import { invalidKeyUsage, notImplemented, validationException } from "./errors.ts";
import { algorithmsOf } from "./key-specs.ts";
import type { KmsKey } from "./model.ts";
import { privateKeyOf } from "./rsa-encryption.ts";

const signAside = promisify<string | undefined, Uint8Array, Parameters<typeof sign>[2], Buffer>(sign);
const verifyAside = promisify<string | undefined, Uint8Array, Parameters<typeof verify>[2], Uint8Array, boolean>(
  verify,
);

/** What is signed, and how. */
export interface SigningRequest {
  readonly message: Uint8Array;
  readonly messageType: MessageType;
  readonly algorithm: SigningAlgorithmSpec;
}

/**
 * Checks that a key signs so. @throws AwsError InvalidKeyUsageException, ValidationException; NotImplemented for the prehashed
 * variant of Ed25519
 */
export function checkSigning(key: KmsKey, { algorithm, message, messageType }: SigningRequest): void {
  if (!algorithmsOf(key.spec, key.usage).SigningAlgorithms?.includes(algorithm)) {
    throw invalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`);
  }
  if (algorithm === "ED25519_PH_SHA_512") throw notImplemented(`the signing algorithm ${algorithm}`);
  if (messageType === "EXTERNAL_MU")
    throw validationException(`MessageType EXTERNAL_MU is not valid for ${algorithm}.`);
  if (messageType !== "DIGEST") return;
  if (algorithm === "ED25519_SHA_512") throw validationException(`MessageType DIGEST is not valid for ${algorithm}.`);
  if (message.length !== digestSizes[hashOf(algorithm)]) {
    throw validationException(`Digest is invalid length for algorithm ${algorithm}.`);
  }
}

function options(algorithm: SigningAlgorithmSpec) {
  if (!algorithm.startsWith("RSASSA_PSS")) return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** Signs; messages on a thread of their own. */
export async function signWith(host: ServiceHost, secret: Uint8Array, request: SigningRequest): Promise<Uint8Array> {
  const { algorithm, message, messageType } = request;
  const key = privateKeyOf(secret);
  if (messageType === "DIGEST") return signDigest(key, algorithm, message, host.ids);
  const hash = algorithm.startsWith("ED25519") ? undefined : hashOf(algorithm);
  return host.activity.track(signAside(hash, message, { key, ...options(algorithm) }));
}

/** Whether a signature is the key's. */
export async function isSignedWith(
  host: ServiceHost,
  secret: Uint8Array,
  request: SigningRequest,
  signature: Uint8Array,
): Promise<boolean> {
  const { algorithm, message, messageType } = request;
  const privateKey = privateKeyOf(secret);
  if (messageType === "DIGEST") return isDigestSignedWith(privateKey, algorithm, message, signature);
  const key = createPublicKey(privateKey);
  const hash = algorithm.startsWith("ED25519") ? undefined : hashOf(algorithm);
  return host.activity.track(verifyAside(hash, message, { key, ...options(algorithm) }, signature));
}
