import { CachedCollection } from "../../kernel/cached-collection.ts";
import { Collection, type ListOptions } from "../../kernel/collection.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { keyNotFound } from "./errors.ts";
import { type Grant, type KeyAlias, type KeyMaterial, type KeyName, type KmsKey, keyArn } from "./model.ts";

/** Account and region: every key belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The kinds of KMS's durable timers; their ids are the keys' ARNs. */
export const deletionTimer = "kms.deletion";
export const rotationTimer = "kms.rotation";

/** All records of KMS. Methods take the transaction or reader that they work in. */
export class KmsState {
  readonly host: ServiceHost;
  readonly #store: Store;
  readonly #keys = new CachedCollection<KmsKey>("kms", "key");
  readonly #materials = new CachedCollection<KeyMaterial>("kms", "material");
  readonly #aliases = new CachedCollection<KeyAlias>("kms", "alias");
  readonly #grants = new Collection<Grant>("kms", "grant");

  constructor(host: ServiceHost) {
    this.host = host;
    this.#store = host.store;
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  findKey(reader: StoreReader, { account, region, id }: KeyName): KmsKey | undefined {
    return this.#keys.get(reader, account, region, id);
  }

  /** @throws AwsError NotFoundException */
  key(reader: StoreReader, name: KeyName): KmsKey {
    const key = this.findKey(reader, name);
    if (!key) throw keyNotFound(keyArn(name));
    return key;
  }

  putKey(transaction: Transaction, key: KmsKey): void {
    this.#keys.put(transaction, [key.account, key.region, key.id], key);
  }

  keys(reader: StoreReader, { account, region }: Place, after?: string): Generator<KmsKey> {
    return this.#keys.list(reader, [account, region], startAfter(account, region, after));
  }

  /** Deletes a key with its material, aliases and grants. */
  deleteKey(transaction: Transaction, { account, region, id }: KeyName): void {
    this.#keys.delete(transaction, account, region, id);
    this.#materials.clear(transaction, account, region, id);
    this.#grants.clear(transaction, account, region, id);
    for (const alias of Array.from(this.aliasesOf(transaction, { account, region, id }))) {
      this.deleteAlias(transaction, alias);
    }
    for (const kind of [deletionTimer, rotationTimer]) {
      this.host.timers.cancel(transaction, kind, keyArn({ account, region, id }));
    }
  }

  /** The bytes of one version of a key's material, the current one unless told. */
  secret(reader: StoreReader, key: KmsKey, version = key.material): Uint8Array | undefined {
    const material = this.#materials.get(reader, key.account, key.region, key.id, version);
    return material && Buffer.from(material.secret, "base64");
  }

  /** The id of one version of a key's material. */
  materialId(reader: StoreReader, { account, region, id }: KeyName, version: number): string | undefined {
    return this.#materials.get(reader, account, region, id, version)?.id;
  }

  putMaterial(transaction: Transaction, { account, region, id }: KeyName, material: KeyMaterial): void {
    this.#materials.put(transaction, [account, region, id, material.version], material);
  }

  /** The versions of a key's material, the oldest first. */
  materials(reader: StoreReader, { account, region, id }: KeyName): Generator<KeyMaterial> {
    return this.#materials.list(reader, [account, region, id]);
  }

  alias(reader: StoreReader, { account, region }: Place, name: string): KeyAlias | undefined {
    return this.#aliases.get(reader, account, region, name);
  }

  putAlias(transaction: Transaction, alias: KeyAlias): void {
    this.#aliases.put(transaction, [alias.account, alias.region, alias.name], alias);
  }

  deleteAlias(transaction: Transaction, { account, region, name }: KeyAlias): void {
    this.#aliases.delete(transaction, account, region, name);
  }

  aliases(reader: StoreReader, { account, region }: Place, after?: string): Generator<KeyAlias> {
    return this.#aliases.list(reader, [account, region], startAfter(account, region, after));
  }

  *aliasesOf(reader: StoreReader, key: KeyName): Generator<KeyAlias> {
    for (const alias of this.aliases(reader, key)) if (alias.keyId === key.id) yield alias;
  }

  grant(reader: StoreReader, { account, region, id }: KeyName, grantId: string): Grant | undefined {
    return this.#grants.get(reader, account, region, id, grantId);
  }

  putGrant(transaction: Transaction, { account, region, id }: KeyName, grant: Grant): void {
    this.#grants.put(transaction, [account, region, id, grant.id], grant);
  }

  deleteGrant(transaction: Transaction, { account, region, id }: KeyName, grantId: string): void {
    this.#grants.delete(transaction, account, region, id, grantId);
  }

  grants(reader: StoreReader, { account, region, id }: KeyName, after?: string): Generator<Grant> {
    const options = after === undefined ? {} : { after: [account, region, id, after] };
    return this.#grants.list(reader, [account, region, id], options);
  }

  /** The grants on all keys of an account and region. */
  allGrants(reader: StoreReader, { account, region }: Place, after?: readonly string[]): Generator<Grant> {
    return this.#grants.list(reader, [account, region], after ? { after: [account, region, ...after] } : {});
  }
}

function startAfter(account: string, region: string, after: string | undefined): ListOptions {
  return after === undefined ? {} : { after: [account, region, after] };
}
