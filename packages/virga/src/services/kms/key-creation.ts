import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { DataKeyPairSpec, KeySpec } from "@aws-sdk/client-kms";
import type { Eventual } from "../../kernel/eventual.ts";
import type { Ids } from "../../kernel/ids.ts";
import type { Call, ServiceHost } from "../../kernel/service.ts";
import type { Transaction } from "../../kernel/store.ts";
import { kindOf } from "./key-specs.ts";
import type { KmsKey } from "./model.ts";
import type { KmsState } from "./state.ts";

const generate = promisify(generateKeyPair);

/** A pair of keys in DER. */
export interface KeyPair {
  /** PKCS #8 */
  readonly privateKey: Uint8Array;
  /** SubjectPublicKeyInfo */
  readonly publicKey: Uint8Array;
}

/** Makes a key pair on a thread of its own. @throws AwsError NotImplemented for specs that Virga has no keys of */
export async function generatePair(host: ServiceHost, spec: KeySpec | DataKeyPairSpec): Promise<KeyPair> {
  const kind = kindOf(spec);
  const pair = await host.activity.track(
    kind.type === "rsa"
      ? generate("rsa", { modulusLength: kind.bits })
      : kind.type === "ec"
        ? generate("ec", { namedCurve: kind.curve })
        : generate("ed25519"),
  );
  return {
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "der" }),
    publicKey: pair.publicKey.export({ type: "spki", format: "der" }),
  };
}

/** 256 random bits. */
export function newSymmetricMaterial(ids: Ids): Uint8Array {
  return ids.bytes(32);
}

/** The secret of a new key of a spec. */
export function newSecret(host: ServiceHost, spec: KeySpec): Eventual<Uint8Array> {
  const kind = kindOf(spec);
  if (kind.type === "symmetric") return newSymmetricMaterial(host.ids);
  if (kind.type === "hmac") return host.ids.bytes(kind.bytes);
  return generatePair(host, spec).then(({ privateKey }) => privateKey);
}

type NewKey = Omit<KmsKey, "created" | "state" | "material" | "materialId">;

/** Writes a new key, enabled, with its first material. */
export function createKey(
  { state, host, now }: Call<KmsState>,
  transaction: Transaction,
  fresh: NewKey,
  secret: Uint8Array,
): KmsKey {
  const materialId = host.ids.hex(64);
  const key: KmsKey = { ...fresh, created: now, state: "Enabled", material: 1, materialId };
  state.putMaterial(transaction, key, {
    version: 1,
    id: materialId,
    created: now,
    secret: Buffer.from(secret).toString("base64"),
  });
  state.putKey(transaction, key);
  return key;
}
