import { join } from "node:path";
import { errorMessage, VirgaError } from "../errors.ts";
import type { Key } from "../keys.ts";
import type { Durability, Entry, KeyRange, Store, StoreReader, Transaction } from "../store.ts";
import { ChangedReader, type ChangeSet } from "./change-set.ts";
import { openDataFolder } from "./data-folder.ts";
import { openLmdbEngine } from "./lmdb-engine.ts";
import { applyChangeLogs, LoggedEngine } from "./logged-engine.ts";
import type { StorageEngine } from "./storage-engine.ts";
import { Transactions } from "./transactions.ts";
import { Watchers } from "./watchers.ts";

/** Committed changes that are written together. */
interface Group {
  readonly changes: ChangeSet;
  readonly written: Promise<void>;
  resolve(): void;
  reject(error: VirgaError): void;
}

function createGroup(changes: ChangeSet): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Nobody may be waiting when it fails.
  promise.catch(() => undefined);
  return { changes, written: promise, resolve, reject };
}

/**
 * A store over a storage engine. A commit is in memory and visible at once; groups of commits are written one after
 * the other while the next one gathers. Reads look into the gathering group, then into the one that is being
 * written, then into the engine; a group is dropped only when the engine shows all of it.
 */
export class DurableStore implements Store {
  readonly #engine: StorageEngine;
  readonly #transactions = new Transactions();
  readonly #watchers = new Watchers();
  readonly #released: () => Promise<void>;
  #gathering: Group | undefined;
  #writing: Group | undefined;
  #reader: StoreReader;
  #version = 0;
  #failure: VirgaError | undefined;
  #closed = false;

  /** `release` is called when the store is closed. */
  constructor(engine: StorageEngine, release: () => Promise<void> = async () => {}) {
    this.#engine = engine;
    this.#reader = engine;
    this.#released = release;
  }

  get isDurable(): boolean {
    return this.#gathering === undefined && this.#writing === undefined && this.#failure === undefined;
  }

  get version(): number {
    return this.#version;
  }

  get(key: Key): string | undefined {
    return this.#reader.get(key);
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.#reader.range(range);
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    if (this.#closed) throw new VirgaError("StoreClosed", "the store is closed");
    if (this.#failure) throw this.#failure;
    return this.#transactions.run(this.#reader, work, (changes) => this.#commit(changes));
  }

  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return (this.#gathering ?? this.#writing)?.written ?? Promise.resolve();
  }

  watch(prefix: Key, listener: (keys: readonly Key[]) => void): () => void {
    return this.#watchers.add(prefix, listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#watchers.clear();
    // What failed has been told to those who waited for it.
    await (this.#gathering ?? this.#writing)?.written.catch(() => undefined);
    await this.#engine.close();
    await this.#released();
  }

  #commit(changes: ChangeSet): void {
    this.#version++;
    if (this.#gathering) {
      this.#gathering.changes.addAll(changes);
    } else {
      this.#gathering = createGroup(changes);
      this.#stackReaders();
      if (!this.#writing) this.#startWriting();
    }
    this.#watchers.notify(changes.keys());
  }

  /** Writes at the end of this turn of the event loop, so that all commits of the turn are in one group. */
  #startWriting(): void {
    setImmediate(() => void this.#writeGroups());
  }

  async #writeGroups(): Promise<void> {
    while (this.#gathering && !this.#failure) {
      const group = this.#gathering;
      this.#writing = group;
      this.#gathering = undefined;
      this.#stackReaders();
      try {
        await this.#engine.write(group.changes);
      } catch (thrown) {
        this.#fail(thrown);
        return;
      }
      this.#writing = undefined;
      this.#stackReaders();
      group.resolve();
    }
  }

  /** What could not be written stays visible, but nothing more is accepted and nothing is acknowledged any more. */
  #fail(thrown: unknown): void {
    const message = `the data could not be written to disk: ${errorMessage(thrown)}`;
    const hint = "Make room on the disk or check its permissions, then start Virga again.";
    this.#failure = new VirgaError("StoreNotWritable", message, { hint, cause: thrown });
    this.#writing?.reject(this.#failure);
    this.#gathering?.reject(this.#failure);
  }

  #stackReaders(): void {
    let reader: StoreReader = this.#engine;
    if (this.#writing) reader = new ChangedReader(reader, this.#writing.changes);
    if (this.#gathering) reader = new ChangedReader(reader, this.#gathering.changes);
    this.#reader = reader;
  }
}

export interface DurableStoreOptions {
  /** The data folder; made if it is not there. */
  readonly folder: string;
  readonly durability: Durability;
}

/**
 * Opens the store in a data folder, and with it the folder for this process alone until the store is closed or the
 * process ends. Throws a `VirgaError` if another process has it (`DataFolderInUse`), if a newer Virga wrote it
 * (`DataFolderTooNew`) or if it is damaged (`DataFolderDamaged`).
 */
export async function openDurableStore(options: DurableStoreOptions): Promise<Store> {
  const folder = await openDataFolder(options.folder);
  try {
    const storeFolder = join(options.folder, "store");
    const lmdb = await openLmdbEngine({ folder: storeFolder, mustExist: folder.isUsed });
    const sequence = await applyChangeLogs(storeFolder, lmdb);
    await folder.markUsed();
    const engine = options.durability === "power" ? lmdb : new LoggedEngine(lmdb, storeFolder, sequence);
    return new DurableStore(engine, () => folder.release());
  } catch (thrown) {
    await folder.release();
    throw thrown;
  }
}
