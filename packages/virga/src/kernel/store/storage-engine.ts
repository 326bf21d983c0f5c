import type { Key } from "../keys.ts";
import type { StoreReader } from "../store.ts";
import type { ChangeSet } from "./change-set.ts";

/** A place on disk for an ordered map, as the durable store uses it. Ranges leave the reserved keys out. */
export interface StorageEngine extends StoreReader {
  /**
   * Writes changes as one transaction, not on the main thread. Resolves when they are durable and visible to reads.
   * The next write comes only after that. Rejects if they could not be written; none of them is visible then.
   */
  write(changes: ChangeSet): Promise<void>;
  close(): Promise<void>;
}

/** Keys from here on are the engines' own: the store's begin with a text, in whose UTF-8 there is no such byte. */
export const firstReservedKey = "\xff\xff" as Key;

export function reservedKey(name: string): Key {
  return (firstReservedKey + name) as Key;
}
