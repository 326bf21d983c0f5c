import type {
  DataKeyPairSpec,
  EncryptionAlgorithmSpec,
  KeyAgreementAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from "@aws-sdk/client-kms";
import { notImplemented, validationException } from "./errors.ts";

/** What Virga makes of a key spec. */
type Kind =
  | { readonly type: "symmetric" }
  | { readonly type: "hmac"; readonly bits: 224 | 256 | 384 | 512; readonly bytes: number }
  | { readonly type: "rsa"; readonly bits: number }
  | { readonly type: "ec"; readonly curve: string; readonly hash: 256 | 384 | 512 }
  | { readonly type: "ed25519" };

/** https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
const kinds: Readonly<Partial<Record<KeySpec, Kind>>> = {
  SYMMETRIC_DEFAULT: { type: "symmetric" },
  HMAC_224: { type: "hmac", bits: 224, bytes: 64 },
  HMAC_256: { type: "hmac", bits: 256, bytes: 64 },
  HMAC_384: { type: "hmac", bits: 384, bytes: 128 },
  HMAC_512: { type: "hmac", bits: 512, bytes: 128 },
  RSA_2048: { type: "rsa", bits: 2048 },
  RSA_3072: { type: "rsa", bits: 3072 },
  RSA_4096: { type: "rsa", bits: 4096 },
  ECC_NIST_P256: { type: "ec", curve: "P-256", hash: 256 },
  ECC_NIST_P384: { type: "ec", curve: "P-384", hash: 384 },
  ECC_NIST_P521: { type: "ec", curve: "P-521", hash: 512 },
  ECC_SECG_P256K1: { type: "ec", curve: "secp256k1", hash: 256 },
  ECC_NIST_EDWARDS25519: { type: "ed25519" },
};

/** @throws AwsError NotImplemented for specs that Virga has no keys of */
export function kindOf(spec: KeySpec | DataKeyPairSpec): Kind {
  const kind = kinds[spec as KeySpec];
  if (!kind) throw notImplemented(`the key spec ${spec}`);
  return kind;
}

const usages: Readonly<Record<Kind["type"], readonly KeyUsageType[]>> = {
  symmetric: ["ENCRYPT_DECRYPT"],
  hmac: ["GENERATE_VERIFY_MAC"],
  rsa: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  ec: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  ed25519: ["SIGN_VERIFY"],
};

/** The usage of a new key. @throws AwsError ValidationException if keys of this spec have another one */
export function usageOf(spec: KeySpec, wanted: KeyUsageType | undefined): KeyUsageType {
  const { type } = kindOf(spec);
  if (wanted === undefined && type !== "symmetric") {
    throw validationException(
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    );
  }
  const usage = wanted ?? "ENCRYPT_DECRYPT";
  if (!usages[type].includes(usage) || (spec === "ECC_SECG_P256K1" && usage === "KEY_AGREEMENT")) {
    throw validationException(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  }
  return usage;
}

interface Algorithms {
  readonly EncryptionAlgorithms?: EncryptionAlgorithmSpec[];
  readonly SigningAlgorithms?: SigningAlgorithmSpec[];
  readonly MacAlgorithms?: MacAlgorithmSpec[];
  readonly KeyAgreementAlgorithms?: KeyAgreementAlgorithmSpec[];
}

/** What can be done with a key of a spec and usage, as DescribeKey and GetPublicKey tell it. */
export function algorithmsOf(spec: KeySpec, usage: KeyUsageType): Algorithms {
  const kind = kindOf(spec);
  switch (kind.type) {
    case "symmetric":
      return { EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"] };
    case "hmac":
      return { MacAlgorithms: [`HMAC_SHA_${kind.bits}`] };
    case "rsa":
      if (usage === "ENCRYPT_DECRYPT") return { EncryptionAlgorithms: ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] };
      return { SigningAlgorithms: [...rsaSignatures] };
    case "ec":
      if (usage === "KEY_AGREEMENT") return { KeyAgreementAlgorithms: ["ECDH"] };
      return { SigningAlgorithms: [`ECDSA_SHA_${kind.hash}`] };
    case "ed25519":
      return { SigningAlgorithms: ["ED25519_SHA_512", "ED25519_PH_SHA_512"] };
  }
}

const rsaSignatures = [
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
] as const;
