import { join } from "node:path";
import type { BlobStores } from "../kernel/blobs.ts";
import type { Store } from "../kernel/store.ts";
import type { CommandLine } from "./arguments.ts";

/** Where a runtime keeps its state. */
export interface Storage {
  readonly store: Store;
  readonly blobs?: BlobStores;
  readonly workFolder?: string;
}

/**
 * Opens the state of the last time, or an empty one in memory; adapters are loaded as they are needed.
 * @throws VirgaError if another process has the data folder, or it is damaged or of a newer format.
 */
export async function openStorage({ ephemeral, dataDirectory, durability }: CommandLine): Promise<Storage> {
  if (ephemeral) {
    const { createMemoryStore } = await import("../kernel/store/memory-store.ts");
    return { store: createMemoryStore() };
  }
  const { openDurableStore } = await import("../kernel/store/durable-store.ts");
  const { openFolderBlobStores } = await import("../kernel/store/blobs.ts");
  const store = await openDurableStore({ folder: dataDirectory, durability });
  const blobs = await openFolderBlobStores({ folder: join(dataDirectory, "blobs"), durability });
  return { store, blobs, workFolder: join(dataDirectory, "work") };
}
