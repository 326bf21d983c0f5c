import { rm } from "node:fs/promises";
import { atMost } from "../at-most.ts";
import type { Key } from "../keys.ts";
import type { Entry, KeyRange, StoreReader } from "../store.ts";
import { type ChangeLog, changeLogPath, createChangeLog, listChangeLogs, readChangeLog } from "./change-log.ts";
import { ChangedReader, ChangeSet } from "./change-set.ts";
import { reservedKey, type StorageEngine } from "./storage-engine.ts";

/** Under which the engine keeps the sequence number of the last record that is in it. */
const appliedKey = reservedKey("applied");

/** Milliseconds between two applications, so that what changes often reaches the engine once. */
const pauseMilliseconds = 100;

/** A copy of the changes that also says up to which record they go; the engine writes both or neither. */
function stamped(changes: ChangeSet, sequence: number): ChangeSet {
  const copy = new ChangeSet();
  copy.addAll(changes);
  copy.set(appliedKey, String(sequence));
  return copy;
}

/**
 * Brings what an earlier process left in its logs into the engine and removes the logs; gives the number of the last
 * record. A gap in the records is a loss of power: what comes after it cannot be told apart from half of a story.
 */
export async function applyChangeLogs(folder: string, engine: StorageEngine): Promise<number> {
  const applied = Number(engine.get(appliedKey) ?? 0);
  const logs = await listChangeLogs(folder);
  const missing = new ChangeSet();
  let last = applied;
  for (const number of logs) {
    for (const { sequence, changes } of await readChangeLog(folder, number)) {
      if (sequence !== last + 1) continue;
      missing.addAll(changes);
      last = sequence;
    }
  }
  if (last > applied) await engine.write(stamped(missing, last));
  for (const number of logs) await rm(changeLogPath(folder, number), { force: true });
  return last;
}

/**
 * An engine whose writes are done when they are in a log file that outlives the process, without waiting for the disk.
 * The engine under it gets them in the background, many at once and flushed; then their log is removed.
 */
export class LoggedEngine implements StorageEngine {
  readonly #engine: StorageEngine;
  readonly #folder: string;
  #sequence: number;
  #logNumber = 1;
  #log: ChangeLog | undefined;
  /** In the log, and waiting for the engine. */
  #logged = new ChangeSet();
  /** On the way into the engine. */
  #applying: ChangeSet | undefined;
  #appending: Promise<void> | undefined;
  #application: Promise<void> | undefined;
  #failure: { readonly reason: unknown } | undefined;
  readonly #closing = Promise.withResolvers<void>();
  #closed = false;
  #reader: StoreReader;

  /** `sequence` is the number of the last record that is in the engine. */
  constructor(engine: StorageEngine, folder: string, sequence: number) {
    this.#engine = engine;
    this.#folder = folder;
    this.#sequence = sequence;
    this.#reader = engine;
  }

  get(key: Key): string | undefined {
    return this.#reader.get(key);
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.#reader.range(range);
  }

  async write(changes: ChangeSet): Promise<void> {
    if (this.#failure) throw this.#failure.reason;
    this.#log ??= await createChangeLog(this.#folder, this.#logNumber++);
    this.#appending = this.#log.append(this.#sequence + 1, changes);
    await this.#appending;
    this.#appending = undefined;
    this.#sequence++;
    this.#logged.addAll(changes);
    this.#stackReaders();
    this.#application ??= this.#applyAll();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing.resolve();
    await this.#application;
    await (this.#failure ? this.#log?.close() : this.#log?.remove());
    await this.#engine.close();
  }

  async #applyAll(): Promise<void> {
    try {
      while (this.#logged.size > 0) {
        await this.#apply();
        await atMost(this.#closing.promise, pauseMilliseconds);
      }
    } catch (thrown) {
      // The next write tells; until then all that was acknowledged is in the logs.
      this.#failure = { reason: thrown };
    }
    this.#application = undefined;
  }

  async #apply(): Promise<void> {
    const next = await createChangeLog(this.#folder, this.#logNumber++);
    while (this.#appending) await this.#appending;
    // From here to the write nothing is awaited, so that the logs change between two records.
    const full = this.#log;
    this.#log = next;
    this.#applying = this.#logged;
    this.#logged = new ChangeSet();
    this.#stackReaders();
    await this.#engine.write(stamped(this.#applying, this.#sequence));
    this.#applying = undefined;
    this.#stackReaders();
    await full?.remove();
  }

  #stackReaders(): void {
    const applying = this.#applying ? new ChangedReader(this.#engine, this.#applying) : this.#engine;
    this.#reader = this.#logged.size > 0 ? new ChangedReader(applying, this.#logged) : applying;
  }
}
