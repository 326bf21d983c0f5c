import { afterPrefix, type Key } from "./keys.ts";
import type { Transaction } from "./store.ts";

/** Deletes up to `limit` records whose keys start with a prefix; gives how many it were. */
export function sweep(transaction: Transaction, prefix: Key, limit: number): number {
  if (limit <= 0) return 0;
  const keys = Array.from(transaction.range({ start: prefix, end: afterPrefix(prefix), limit }), ([key]) => key);
  for (const key of keys) transaction.delete(key);
  return keys.length;
}
