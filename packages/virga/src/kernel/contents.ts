import type { Activity } from "./activity.ts";
import type { BlobStore, BlobStores } from "./blobs.ts";
import { Collection } from "./collection.ts";
import type { Store, Transaction } from "./store.ts";

/** A content, or a piece of one, in the blob store. */
export interface StoredContent {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
}

/** What contents are kept in. */
export interface ContentsHost {
  readonly store: Store;
  readonly blobs: BlobStores;
  readonly activity: Activity;
}

/**
 * A service's large binary contents: blobs that its records name, counted in the store, so that a blob is deleted when
 * the last record that named it is gone. A content that arrives must not be deleted between the moment its bytes are
 * there and the commit that names them; so deletion waits until nothing arrives, and arrivals wait for a deletion under
 * way.
 */
export class Contents {
  readonly #store: Store;
  readonly #blobs: BlobStore;
  readonly #activity: Activity;
  /** How many records name a blob. */
  readonly #references: Collection<number>;
  /** Blobs that no record names any more; kept in the store, so that the list survives the process. */
  readonly #garbage: Collection<string>;
  #arriving = 0;
  #sweeping: Promise<void> | undefined;

  /** `owner` is the service's name: of its blob store and of its records' keys. */
  constructor(owner: string, { store, blobs, activity }: ContentsHost) {
    this.#store = store;
    this.#blobs = blobs.of(owner);
    this.#activity = activity;
    this.#references = new Collection<number>(owner, "blob-references");
    this.#garbage = new Collection<string>(owner, "garbage");
  }

  /** Keeps a content and commits the record that names it. `commit` is not called if the content cannot be kept. */
  async store<T>(content: Uint8Array, commit: (piece: StoredContent) => T): Promise<T> {
    while (this.#sweeping) await this.#sweeping;
    this.#arriving++;
    try {
      const blob = await this.#blobs.put(content);
      return commit({ blob, size: content.byteLength });
    } finally {
      this.#arriving--;
      this.sweep();
    }
  }

  /** Reads a stretch of a content that lies in pieces; undefined if a piece was deleted meanwhile. */
  async read(pieces: readonly StoredContent[], start: number, end: number): Promise<Uint8Array | undefined> {
    const found: Uint8Array[] = [];
    let offset = 0;
    for (const { blob, size } of pieces) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size);
      offset += size;
      if (from >= to) continue;
      const content = await this.#blobs.get(blob);
      if (!content) return undefined;
      found.push(from === 0 && to === size ? content : content.subarray(from, to));
    }
    return found.length === 1 ? found[0]! : Buffer.concat(found);
  }

  /** A content that lies in one piece; undefined if there is none of this name. */
  get(blob: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(blob);
  }

  /** Counts that a record names these pieces. */
  addReferences(transaction: Transaction, pieces: readonly StoredContent[]): void {
    for (const { blob } of pieces) {
      const count = this.#references.get(transaction, blob) ?? 0;
      this.#references.put(transaction, [blob], count + 1);
      if (count === 0) this.#garbage.delete(transaction, blob);
    }
  }

  /** Counts that a record no longer names these pieces; `sweep` after the transaction deletes what nothing names. */
  dropReferences(transaction: Transaction, pieces: readonly StoredContent[]): void {
    for (const { blob } of pieces) {
      const count = (this.#references.get(transaction, blob) ?? 1) - 1;
      if (count > 0) this.#references.put(transaction, [blob], count);
      else {
        this.#references.delete(transaction, blob);
        this.#garbage.put(transaction, [blob], blob);
      }
    }
  }

  /** Deletes the blobs that no record names, as soon as no content is arriving. */
  sweep(): void {
    if (this.#arriving > 0 || this.#sweeping) return;
    const names = [...this.#garbage.list(this.#store)];
    if (names.length === 0) return;
    this.#sweeping = this.#activity.track(this.#delete(names)).finally(() => {
      this.#sweeping = undefined;
    });
  }

  async #delete(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#blobs.delete(name);
      this.#store.transact((transaction) => this.#garbage.delete(transaction, name));
    }
  }
}
