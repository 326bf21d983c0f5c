import { afterPrefix, type Key, type KeyPart, key } from "./keys.ts";
import type { Store, StoreReader, Transaction } from "./store.ts";

export interface ListOptions {
  /** Starts after this id (its key parts), in the direction of the listing. */
  readonly after?: readonly KeyPart[];
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Records of one kind, as JSON under a common key prefix; `id` are the key parts that follow the prefix. */
export class Collection<T> {
  readonly prefix: Key;
  readonly #parts: readonly KeyPart[];

  constructor(...prefix: readonly KeyPart[]) {
    this.#parts = prefix;
    this.prefix = key(...prefix);
  }

  key(...id: readonly KeyPart[]): Key {
    return (this.prefix + key(...id)) as Key;
  }

  get(reader: StoreReader, ...id: readonly KeyPart[]): T | undefined {
    const text = reader.get(this.key(...id));
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  has(reader: StoreReader, ...id: readonly KeyPart[]): boolean {
    return reader.get(this.key(...id)) !== undefined;
  }

  put(transaction: Transaction, id: readonly KeyPart[], record: T): void {
    transaction.put(this.key(...id), JSON.stringify(record));
  }

  delete(transaction: Transaction, ...id: readonly KeyPart[]): void {
    transaction.delete(this.key(...id));
  }

  /** The records whose id starts with these parts, in the order of their ids. */
  *list(reader: StoreReader, within: readonly KeyPart[] = [], options: ListOptions = {}): Generator<T> {
    const prefix = this.key(...within);
    const after = options.after && this.key(...options.after);
    const reverse = options.reverse ?? false;
    const start = after && !reverse ? (`${after}\0` as Key) : prefix;
    const end = after && reverse ? after : afterPrefix(prefix);
    const range = { start, end, reverse, ...(options.limit === undefined ? {} : { limit: options.limit }) };
    for (const [, text] of reader.range(range)) yield JSON.parse(text) as T;
  }

  /** Deletes all records whose id starts with these parts. */
  clear(transaction: Transaction, ...within: readonly KeyPart[]): void {
    const prefix = this.key(...within);
    const keys = Array.from(transaction.range({ start: prefix, end: afterPrefix(prefix) }), ([found]) => found);
    for (const found of keys) transaction.delete(found);
  }

  /** Calls the listener after each commit that touched records of this collection. */
  watch(store: Store, listener: () => void): () => void {
    return store.watch(this.prefix, listener);
  }

  /** A collection inside this one. */
  within<U = T>(...parts: readonly KeyPart[]): Collection<U> {
    return new Collection<U>(...this.#parts, ...parts);
  }
}
