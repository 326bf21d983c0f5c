import type { GrantConstraints, GrantOperation, KeyMetadata, KeySpec, KeyUsageType } from "@aws-sdk/client-kms";
import { formatArn } from "../../kernel/arns.ts";
import { algorithmsOf } from "./key-specs.ts";

/** What names a key for good. */
export interface KeyName {
  readonly account: string;
  readonly region: string;
  /** A UUID. */
  readonly id: string;
}

/** A KMS key without its material. Instants are epoch milliseconds. */
export interface KmsKey extends KeyName {
  readonly created: number;
  readonly description: string;
  readonly usage: KeyUsageType;
  readonly spec: KeySpec;
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
  /** When a key that is pending deletion will be deleted. */
  readonly deletion?: number;
  readonly manager: "CUSTOMER" | "AWS";
  /** The key policy's text. */
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The version of its material that encrypts. */
  readonly material: number;
  /** The id of that material; keys that are not symmetric show none. */
  readonly materialId: string;
  /** Automatic rotation, if it is on. */
  readonly rotation?: { readonly days: number; readonly next: number };
}

/** One version of a key's secret; a key keeps all of them, to decrypt what they encrypted. */
export interface KeyMaterial {
  readonly version: number;
  readonly id: string;
  readonly created: number;
  /** Absent on the first one. */
  readonly rotation?: "AUTOMATIC" | "ON_DEMAND";
  /** Base64: the bytes of a symmetric or HMAC key, the PKCS #8 form of a private key. */
  readonly secret: string;
}

/** A name of a key, as stored; instants are epoch milliseconds. */
export interface KeyAlias {
  readonly account: string;
  readonly region: string;
  /** With `alias/` in front. */
  readonly name: string;
  readonly keyId: string;
  readonly created: number;
  readonly updated: number;
}

/** A grant as stored: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
export interface Grant {
  readonly id: string;
  readonly keyId: string;
  readonly created: number;
  readonly grantee: string;
  readonly retiring?: string;
  readonly operations: readonly GrantOperation[];
  readonly constraints?: GrantConstraints;
  readonly name?: string;
  readonly issuingAccount: string;
}

export const millisecondsPerDay = 86_400_000;

/** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const limits = { aliasesPerKey: 50, grantsPerKey: 50_000, onDemandRotations: 25, tags: 50 };

export function keyArn({ region, account, id }: KeyName): string {
  return formatArn("kms", region, account, `key/${id}`);
}

/** `name` with `alias/` in front. */
export function aliasArn(region: string, account: string, name: string): string {
  return formatArn("kms", region, account, name);
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export function keyMetadata(key: KmsKey): KeyMetadata {
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: keyArn(key),
    CreationDate: new Date(key.created),
    Enabled: key.state === "Enabled",
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.deletion !== undefined && { DeletionDate: new Date(key.deletion) }),
    Origin: "AWS_KMS",
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec as never,
    KeySpec: key.spec,
    ...algorithmsOf(key.spec, key.usage),
    MultiRegion: false,
    ...(key.spec === "SYMMETRIC_DEFAULT" && { CurrentKeyMaterialId: key.materialId }),
  };
}
