import { VirgaError } from "../errors.ts";
import type { Key } from "../keys.ts";
import type { StoreReader, Transaction } from "../store.ts";
import { ChangedReader, ChangeSet } from "./change-set.ts";

/** The longest key in bytes: what LMDB keeps in its pages of 8 KiB. */
export const longestKey = 4026;

class BufferedTransaction extends ChangedReader implements Transaction {
  readonly changes: ChangeSet;
  #over = false;

  constructor(base: StoreReader, changes: ChangeSet) {
    super(base, changes);
    this.changes = changes;
  }

  put(key: Key, value: string): void {
    this.#mustBeOpen();
    if (key.length > longestKey) {
      throw new VirgaError("KeyTooLong", `a key of ${key.length} bytes is longer than the store's ${longestKey}`, {
        where: JSON.stringify(key.slice(0, 80)),
      });
    }
    this.changes.set(key, value);
  }

  delete(key: Key): void {
    this.#mustBeOpen();
    this.changes.set(key, null);
  }

  end(): void {
    this.#over = true;
  }

  #mustBeOpen(): void {
    if (this.#over) throw new VirgaError("TransactionOver", "a transaction was written to after it had ended");
  }
}

/** Runs the transactions of a store, one at a time: the part that all stores have in common. */
export class Transactions {
  #running = false;

  /** Runs the work on a buffer over `base` and hands its changes, if there are any, to `commit`. */
  run<T>(base: StoreReader, work: (transaction: Transaction) => T, commit: (changes: ChangeSet) => void): T {
    this.mustBeOutside("a transaction");
    const transaction = new BufferedTransaction(base, new ChangeSet());
    this.#running = true;
    let result: T;
    try {
      result = work(transaction);
    } finally {
      this.#running = false;
      transaction.end();
    }
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new VirgaError(
        "AsynchronousTransaction",
        "a transaction's work must be synchronous, but it gave a promise",
      );
    }
    if (transaction.changes.size > 0) commit(transaction.changes);
    return result;
  }

  /** Throws if a transaction's work is running. */
  mustBeOutside(what: string): void {
    if (this.#running) throw new VirgaError("NestedTransaction", `${what} inside a transaction's work`);
  }
}
