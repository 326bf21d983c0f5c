import { constants, createPublicKey, privateEncrypt, publicDecrypt, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import type { MessageType, SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import type { ServiceHost } from "../../kernel/service.ts";
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

type Hash = "sha256" | "sha384" | "sha512";

/** What comes before a digest that PKCS #1 signs: https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const digestPrefixes: Readonly<Record<Hash, string>> = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
};

const digestSizes: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 };

function hashOf(algorithm: SigningAlgorithmSpec): Hash {
  return `sha${algorithm.slice(-3)}` as Hash;
}

/**
 * Checks that a key signs so. @throws AwsError InvalidKeyUsageException, ValidationException; NotImplemented where only the digest
 * is given, but for PKCS #1
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
  if (!algorithm.startsWith("RSASSA_PKCS1")) throw notImplemented(`MessageType DIGEST with ${algorithm}`);
}

function options(algorithm: SigningAlgorithmSpec) {
  if (!algorithm.startsWith("RSASSA_PSS")) return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function digestInfo({ algorithm, message }: SigningRequest): Buffer {
  return Buffer.concat([Buffer.from(digestPrefixes[hashOf(algorithm)], "hex"), message]);
}

/** Signs on a thread of its own. */
export async function signWith(host: ServiceHost, secret: Uint8Array, request: SigningRequest): Promise<Uint8Array> {
  const { algorithm, message, messageType } = request;
  const key = privateKeyOf(secret);
  if (messageType === "DIGEST")
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(request));
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
  const key = createPublicKey(privateKeyOf(secret));
  if (messageType === "DIGEST") {
    try {
      return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature).equals(digestInfo(request));
    } catch {
      return false;
    }
  }
  const hash = algorithm.startsWith("ED25519") ? undefined : hashOf(algorithm);
  return host.activity.track(verifyAside(hash, message, { key, ...options(algorithm) }, signature));
}
