import { VirgaError } from "../errors.ts";
import type { Key } from "../keys.ts";
import type { Entry, KeyRange, Snapshot, SnapshotStore, Transaction } from "../store.ts";
import { type ChangeSet, compareText, entriesWithin, OrderedMap } from "./change-set.ts";
import { Transactions } from "./transactions.ts";
import { Watchers } from "./watchers.ts";

type State = OrderedMap<Key, string>;

class MemoryStore implements SnapshotStore {
  #state: State;
  #version = 0;
  #closed = false;
  readonly #transactions = new Transactions();
  readonly #watchers = new Watchers();

  constructor(state: State) {
    this.#state = state;
  }

  get isDurable(): boolean {
    return true;
  }

  get version(): number {
    return this.#version;
  }

  get(key: Key): string | undefined {
    return this.#state.get(key);
  }

  range(range: KeyRange): Iterable<Entry> {
    return rangeOf(this.#state, range);
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    this.#mustBeOpen();
    return this.#transactions.run(this, work, (changes) => this.#commit(changes));
  }

  async durable(): Promise<void> {}

  watch(prefix: Key, listener: (keys: readonly Key[]) => void): () => void {
    return this.#watchers.add(prefix, listener);
  }

  snapshot(): Snapshot {
    this.#transactions.mustBeOutside("a snapshot");
    return this.#state.clone() as unknown as Snapshot;
  }

  restore(snapshot: Snapshot): void {
    this.#mustBeOpen();
    this.#transactions.mustBeOutside("a restore");
    this.#state = (snapshot as unknown as State).clone();
    this.#version++;
    this.#watchers.notifyAll();
  }

  fork(): SnapshotStore {
    this.#transactions.mustBeOutside("a fork");
    return new MemoryStore(this.#state.clone());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watchers.clear();
  }

  #commit(changes: ChangeSet): void {
    this.#version++;
    for (const [key, change] of changes.entries()) {
      if (change === null) this.#state.delete(key);
      else this.#state.set(key, change);
    }
    this.#watchers.notify(changes.keys());
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new VirgaError("StoreClosed", "the store is closed");
  }
}

function* rangeOf(state: State, range: KeyRange): Generator<Entry> {
  const entries = entriesWithin(state, range);
  let left = range.limit ?? Number.POSITIVE_INFINITY;
  while (left-- > 0) {
    const next = entries.next();
    if (next.done) return;
    yield next.value;
  }
}

/** Makes an empty store in memory. Its snapshots, restores and forks share all that is equal. */
export function createMemoryStore(): SnapshotStore {
  return new MemoryStore(new OrderedMap<Key, string>(undefined, compareText));
}
