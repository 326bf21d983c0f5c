import { open as openFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { errorMessage, VirgaError } from "../errors.ts";
import type { Key } from "../keys.ts";
import type { Entry, KeyRange } from "../store.ts";
import type { ChangeSet } from "./change-set.ts";
import { RecentTexts } from "./recent-texts.ts";
import { firstReservedKey, type StorageEngine } from "./storage-engine.ts";

/** Keys are bytes on disk, one for each character; the order of both is the same. */
const keyEncoder = {
  writeKey: (key: string, target: Buffer, start: number): number => start + target.write(key, start, "latin1"),
  readKey: (source: Buffer, start: number, end: number): string => source.toString("latin1", start, end),
};

/** Pages of this size hold keys of `longestKey` bytes. */
const pageSize = 8192;

class LmdbEngine implements StorageEngine {
  readonly #database: RootDatabase<string, string>;
  readonly #recent = new RecentTexts();

  constructor(database: RootDatabase<string, string>) {
    this.#database = database;
  }

  get(key: Key): string | undefined {
    const known = this.#recent.get(key);
    if (known !== undefined) return known;
    const text = this.#database.get(key);
    if (text !== undefined) this.#recent.add(key, text);
    return text;
  }

  *range({ start, end: wantedEnd, reverse = false, limit }: KeyRange): Generator<Entry> {
    const end = wantedEnd < firstReservedKey ? wantedEnd : firstReservedKey;
    if (start >= end || limit === 0) return;
    // LMDB walks from the first bound to the second; ours has the lower bound in and the upper one out.
    const bounds = reverse
      ? { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start, end };
    const options = limit === undefined ? bounds : { ...bounds, limit };
    for (const { key, value } of this.#database.getRange(options)) yield [key as Key, value];
  }

  async write(changes: ChangeSet): Promise<void> {
    const database = this.#database;
    // Writes of one turn of the event loop are one transaction of LMDB's, which its own thread writes.
    let committed: Promise<boolean> | undefined;
    for (const [key, change] of changes.entries()) {
      committed = change === null ? database.remove(key) : database.put(key, change);
    }
    await committed;
    // Committed is in the system's cache, flushed is on the disk.
    await database.flushed;
    database.resetReadTxn();
    for (const key of changes.keys()) this.#recent.delete(key);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

const metaPageMark = 0xbeefc0de;
const metaPageMarkAt = 24;

/** Whether the two pages that an LMDB file begins with are what they should be; LMDB itself does not survive others. */
async function hasMetaPages(file: string): Promise<boolean> {
  const handle = await openFile(file);
  try {
    const mark = Buffer.alloc(4);
    for (const page of [0, 1]) {
      await handle.read(mark, 0, mark.length, page * pageSize + metaPageMarkAt);
      if (mark.readUInt32LE() !== metaPageMark) return false;
    }
    return true;
  } finally {
    await handle.close();
  }
}

function damaged(file: string, what: string, cause?: unknown): VirgaError {
  return new VirgaError("DataFolderDamaged", `the store's file is damaged: ${what}`, {
    where: file,
    hint: "Restore the data folder from a copy, or remove it to start empty.",
    cause,
  });
}

export interface LmdbEngineOptions {
  readonly folder: string;
  /** Whether the store was used before: then its file must be there. */
  readonly mustExist: boolean;
}

/** Opens a store's LMDB environment; throws a `VirgaError` if its file is missing or damaged. */
export async function openLmdbEngine(options: LmdbEngineOptions): Promise<StorageEngine> {
  const file = join(options.folder, "data.mdb");
  const size = await sizeOf(file);
  if (options.mustExist && !size) throw damaged(file, size === 0 ? "it is empty" : "it is missing");
  if (size && !(await hasMetaPages(file))) throw damaged(file, "it does not begin as it should");
  // Whoever has the data folder has it alone, so LMDB's own lock file is of no use beyond the process that made it.
  await rm(join(options.folder, "lock.mdb"), { force: true });
  let database: RootDatabase<string, string>;
  try {
    database = open<string, string>({ path: options.folder, encoding: "string", keyEncoder, pageSize, cache: false });
  } catch (thrown) {
    throw damaged(file, errorMessage(thrown), thrown);
  }
  if (size) {
    // Reading behind the end of a mapped file would end the process, so a file that was cut is found here.
    const { lastPageNumber, root } = database.getStats() as { lastPageNumber: number; root: { pageSize: number } };
    const needed = (lastPageNumber + 1) * root.pageSize;
    if (size < needed) {
      await database.close();
      throw damaged(file, `it has ${size} bytes instead of ${needed}`);
    }
  }
  return new LmdbEngine(database);
}
