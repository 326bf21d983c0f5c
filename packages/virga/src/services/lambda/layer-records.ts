import { Collection } from "../../kernel/collection.ts";
import type { Contents } from "../../kernel/contents.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import type { LayerVersion, Place, ResourcePolicy } from "./model.ts";

/** A layer, by its name, with the number of the version that was published last. */
export interface LayerRecord extends Place {
  readonly layerName: string;
  /** Numbers are never used again. */
  readonly lastVersion: number;
}

/** Where a layer is. */
export type LayerPlace = Pick<LayerRecord, "account" | "region" | "layerName">;

/** The records of layers, a part of the service's state. */
export class LayerRecords {
  readonly #contents: Contents;
  readonly #layers = new Collection<LayerRecord>("lambda", "layer");
  readonly #versions = new Collection<LayerVersion>("lambda", "layer-version");
  readonly #policies = new Collection<ResourcePolicy>("lambda", "layer-policy");

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** Adds a layer's next version. */
  publish(transaction: Transaction, draft: Omit<LayerVersion, "version">): LayerVersion {
    const { account, region, layerName } = draft;
    const lastVersion = (this.#layers.get(transaction, account, region, layerName)?.lastVersion ?? 0) + 1;
    const version = { ...draft, version: lastVersion };
    this.#layers.put(transaction, [account, region, layerName], { account, region, layerName, lastVersion });
    this.#versions.put(transaction, [account, region, layerName, lastVersion], version);
    this.#contents.addReferences(transaction, [version.code]);
    return version;
  }

  find(reader: StoreReader, { account, region, layerName }: LayerPlace, version: number): LayerVersion | undefined {
    return this.#versions.get(reader, account, region, layerName, version);
  }

  /** The layers of a place that have a version, in the order of their names. */
  layers(reader: StoreReader, { account, region }: Place, after?: string): Generator<LayerRecord> {
    return this.#layers.list(reader, [account, region], after === undefined ? {} : { after: [account, region, after] });
  }

  /** The versions of a layer, the newest first. */
  versions(reader: StoreReader, { account, region, layerName }: LayerPlace, after?: number): Generator<LayerVersion> {
    const id = [account, region, layerName];
    const options = after === undefined ? { reverse: true } : { reverse: true, after: [...id, after] };
    return this.#versions.list(reader, id, options);
  }

  /** Deletes a version; functions that name it keep its code. */
  delete(transaction: Transaction, { account, region, layerName, version, code }: LayerVersion): void {
    this.#versions.delete(transaction, account, region, layerName, version);
    this.#policies.delete(transaction, account, region, layerName, version);
    this.#contents.dropReferences(transaction, [code]);
  }

  policy(reader: StoreReader, { account, region, layerName }: LayerPlace, version: number): ResourcePolicy | undefined {
    return this.#policies.get(reader, account, region, layerName, version);
  }

  putPolicy(
    transaction: Transaction,
    { account, region, layerName }: LayerPlace,
    version: number,
    policy: ResourcePolicy,
  ): void {
    const id = [account, region, layerName, version];
    if (policy.statements.length === 0) this.#policies.delete(transaction, ...id);
    else this.#policies.put(transaction, id, policy);
  }
}
