import { createHash } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BlobStore, BlobStores } from "../blobs.ts";
import { errorMessage, VirgaError } from "../errors.ts";
import type { Durability } from "../store.ts";

function nameOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

class MemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #keepDeleted: boolean;

  constructor(keepDeleted: boolean) {
    this.#keepDeleted = keepDeleted;
  }

  async put(content: Uint8Array): Promise<string> {
    const name = nameOf(content);
    if (!this.#blobs.has(name)) this.#blobs.set(name, content.slice());
    return name;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(name)?.slice();
  }

  async delete(name: string): Promise<void> {
    if (!this.#keepDeleted) this.#blobs.delete(name);
  }
}

export interface MemoryBlobStoreOptions {
  /** Keeps the contents of deleted blobs, for a store whose older snapshots may still name them. */
  readonly keepDeleted?: boolean;
}

/** Makes empty blob stores in memory. */
export function createMemoryBlobStores(options: MemoryBlobStoreOptions = {}): BlobStores {
  return oneForEachOwner(() => new MemoryBlobStore(options.keepDeleted ?? false));
}

function oneForEachOwner(create: (owner: string) => BlobStore): BlobStores {
  const stores = new Map<string, BlobStore>();
  return {
    of(owner) {
      const store = stores.get(owner) ?? create(owner);
      stores.set(owner, store);
      return store;
    },
  };
}

export interface FolderBlobStoreOptions {
  /** Made if it is not there. One process at a time uses it. */
  readonly folder: string;
  readonly durability: Durability;
}

const blobName = /^[0-9a-f]{64}$/;

class FolderBlobStore implements BlobStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #durability: Durability;
  #written = 0;

  constructor(folder: string, incoming: string, durability: Durability) {
    this.#folder = folder;
    this.#incoming = incoming;
    this.#durability = durability;
  }

  async put(content: Uint8Array): Promise<string> {
    const name = nameOf(content);
    try {
      await this.#keep(name, content);
    } catch (thrown) {
      const message = `a blob of ${content.length} bytes could not be written: ${errorMessage(thrown)}`;
      throw new VirgaError("BlobNotWritten", message, { where: this.#folder, cause: thrown });
    }
    return name;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    if (!blobName.test(name)) return undefined;
    try {
      return await readFile(this.#path(name));
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      const message = `the blob ${name} could not be read: ${errorMessage(thrown)}`;
      throw new VirgaError("BlobNotRead", message, { where: this.#folder, cause: thrown });
    }
  }

  async delete(name: string): Promise<void> {
    if (blobName.test(name)) await rm(this.#path(name), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, name.slice(0, 2), name);
  }

  /** A blob is written aside and then renamed, so that whatever has a blob's name is whole. */
  async #keep(name: string, content: Uint8Array): Promise<void> {
    const path = this.#path(name);
    if (await exists(path)) return;
    const flush = this.#durability === "power";
    const temporary = join(this.#incoming, `${basename(this.#folder)}.${name}.${this.#written++}`);
    await writeFile(temporary, content, { flush });
    const folder = join(this.#folder, name.slice(0, 2));
    const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
    await rename(temporary, path);
    if (!flush) return;
    await flushFolder(folder);
    if (!isNew) return;
    await flushFolder(this.#folder);
    await flushFolder(dirname(this.#folder));
  }
}

function incomingFolder(folder: string): string {
  return join(folder, "incoming");
}

function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === "ENOENT";
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens the blob stores in a folder, with a file for each blob; what an earlier process left half written is removed. */
export async function openFolderBlobStores(options: FolderBlobStoreOptions): Promise<BlobStores> {
  const incoming = incomingFolder(options.folder);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  const { folder, durability } = options;
  return oneForEachOwner((owner) => new FolderBlobStore(join(folder, owner), incoming, durability));
}
