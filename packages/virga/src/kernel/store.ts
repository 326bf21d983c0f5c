import type { Key } from "./keys.ts";

/** Keys from `start` (included) up to `end` (left out), in order or, with `reverse`, from the end. */
export interface KeyRange {
  readonly start: Key;
  readonly end: Key;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export type Entry = readonly [key: Key, value: string];

/** Reads of the last committed state (of a store) or of the state as this transaction sees it. */
export interface StoreReader {
  get(key: Key): string | undefined;
  /** Must be consumed before the next write: it reads as it goes. */
  range(range: KeyRange): Iterable<Entry>;
}

export interface Transaction extends StoreReader {
  put(key: Key, value: string): void;
  delete(key: Key): void;
}

/**
 * The one place of all state: an ordered map from keys to texts (JSON) with transactions.
 *
 * A transaction's work is synchronous, so transactions never interleave; it is committed when `transact` returns and
 * undone as a whole if the work throws. Committed state is visible at once, and becomes durable in the order of
 * commits: whoever acknowledges anything to the outside awaits `durable()` first.
 */
export interface Store extends StoreReader {
  /** Transactions do not nest: a `transact` inside another one's work throws. */
  transact<T>(work: (transaction: Transaction) => T): T;
  /** Another number after each commit and each return to a snapshot: what was worked out of the state holds until then. */
  readonly version: number;
  /** Resolves when all that is committed now is durable at the store's level. Resolves at once if it is already. */
  durable(): Promise<void>;
  /** True if nothing committed waits to become durable. */
  readonly isDurable: boolean;
  /**
   * Calls the listener once after each commit (in a microtask) that touched keys with this prefix. A call without keys
   * says that anything may have changed: the store went back to a snapshot.
   */
  watch(prefix: Key, listener: (keys: readonly Key[]) => void): () => void;
  close(): Promise<void>;
}

/** A frozen state of a memory store. */
export interface Snapshot {
  readonly __snapshot: unique symbol;
}

/** A store in memory whose whole state can be kept, returned to and forked, each in constant time. */
export interface SnapshotStore extends Store {
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  fork(): SnapshotStore;
}

/**
 * `process`: what was acknowledged survives the death of the process (`kill -9`).
 * `power`: and a loss of power, at the price of a disk flush for each group of commits.
 */
export type Durability = "process" | "power";
