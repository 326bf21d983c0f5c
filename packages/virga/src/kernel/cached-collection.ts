import { Collection } from "./collection.ts";
import type { Key, KeyPart } from "./keys.ts";
import type { StoreReader } from "./store.ts";

/** How many parsed records a collection keeps. */
const mostParsed = 1_000;

/**
 * A collection whose records are read far more often than they are written: a record is parsed once for each text it
 * has, and the same object is given to all readers, who leave it as it is.
 */
export class CachedCollection<T extends object> extends Collection<T> {
  readonly #parsed = new Map<Key, { readonly text: string; readonly record: T }>();

  override get(reader: StoreReader, ...id: readonly KeyPart[]): T | undefined {
    const key = this.key(...id);
    const text = reader.get(key);
    if (text === undefined) return undefined;
    const kept = this.#parsed.get(key);
    if (kept?.text === text) return kept.record;
    const record = JSON.parse(text) as T;
    if (this.#parsed.size >= mostParsed) this.#parsed.clear();
    this.#parsed.set(key, { text, record });
    return record;
  }
}
