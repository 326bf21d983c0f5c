import { CachedCollection } from "../../../kernel/cached-collection.ts";
import { Collection } from "../../../kernel/collection.ts";
import type { Key } from "../../../kernel/keys.ts";
import type { Store, StoreReader, Transaction } from "../../../kernel/store.ts";
import type { Place } from "../model.ts";
import { type EventSourceMapping, noRecordsProcessed } from "./model.ts";

/** How far a shard has been worked off. */
export interface ShardCheckpoint {
  readonly shardId: string;
  /** All records up to this one are done; absent while none is. */
  readonly sequenceNumber?: string;
  /** Lanes that are further, if there are several: their sequence numbers by lane, for this number of lanes. */
  readonly lanes?: readonly (string | null)[];
  /** Everything is done, and no more will come. */
  readonly closed?: boolean;
  /** Where reading starts while there is no sequence number: epoch milliseconds. */
  readonly from?: number;
  /** The state of tumbling windows by lane. */
  readonly windows?: readonly (StoredWindow | null)[];
  /** What is being tried again, by lane, for this number of lanes: a restart takes nothing back. */
  readonly pieces?: readonly (readonly StoredPiece[] | null)[];
  /** Which stream it is of; one that is deleted and made anew is another. */
  readonly stream?: string;
}

/** Records that are tried together, from those done with or from the piece before on. */
export interface StoredPiece {
  /** The sequence number of the last one. */
  readonly last: string;
  /** How often the function failed with them. */
  readonly attempts: number;
}

/** A tumbling window that is open, with what the function has made of it so far. */
export interface StoredWindow {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly state: unknown;
}

/** The event source mappings with what is stored of their reading. */
export class MappingRecords {
  readonly #mappings = new CachedCollection<EventSourceMapping>("lambda", "event-source-mapping");
  /** Apart, so that it changes nothing of the mapping. */
  readonly #results = new Collection<string>("lambda", "event-source-result");
  readonly #checkpoints = new Collection<ShardCheckpoint>("lambda", "event-source-checkpoint");

  find(reader: StoreReader, { account, region }: Place, uuid: string): EventSourceMapping | undefined {
    return this.#mappings.get(reader, account, region, uuid);
  }

  /** Those of a place in the order of their UUIDs. */
  list(reader: StoreReader, { account, region }: Place, after?: string): Generator<EventSourceMapping> {
    const options = after === undefined ? {} : { after: [account, region, after] };
    return this.#mappings.list(reader, [account, region], options);
  }

  all(reader: StoreReader): Generator<EventSourceMapping> {
    return this.#mappings.list(reader);
  }

  put(transaction: Transaction, mapping: EventSourceMapping): void {
    this.#mappings.put(transaction, [mapping.account, mapping.region, mapping.uuid], mapping);
  }

  delete(transaction: Transaction, { account, region, uuid }: EventSourceMapping): void {
    this.#mappings.delete(transaction, account, region, uuid);
    this.#results.delete(transaction, uuid);
    this.#checkpoints.clear(transaction, uuid);
  }

  /** Calls the listener after commits that touched mappings; no keys say that anything may have changed. */
  watch(store: Store, listener: (keys: readonly Key[]) => void): () => void {
    return store.watch(this.#mappings.prefix, listener);
  }

  lastResult(reader: StoreReader, uuid: string): string {
    return this.#results.get(reader, uuid) ?? noRecordsProcessed;
  }

  putLastResult(transaction: Transaction, uuid: string, result: string): void {
    this.#results.put(transaction, [uuid], result);
  }

  checkpoints(reader: StoreReader, uuid: string): ShardCheckpoint[] {
    return Array.from(this.#checkpoints.list(reader, [uuid]));
  }

  putCheckpoint(transaction: Transaction, uuid: string, checkpoint: ShardCheckpoint): void {
    this.#checkpoints.put(transaction, [uuid, checkpoint.shardId], checkpoint);
  }

  deleteCheckpoint(transaction: Transaction, uuid: string, shardId: string): void {
    this.#checkpoints.delete(transaction, uuid, shardId);
  }
}
