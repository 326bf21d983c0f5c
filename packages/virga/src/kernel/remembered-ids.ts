import { Collection } from "./collection.ts";
import type { StoreReader, Transaction } from "./store.ts";
import { sweep } from "./sweep.ts";

/** What is known by an id for some minutes: the answer to the first send, or what the first receive received. */
interface Remembered<T> {
  readonly at: number;
  readonly value: T;
}

/** How many outdated entries are forgotten at each new one. */
const forgettingStep = 20;

/** Things that an owner (a queue, a topic) knows by an id until a time has passed: for deduplication. */
export class RememberedIds<T> {
  readonly #milliseconds: number;
  readonly #entries: Collection<Remembered<T>>;
  readonly #byTime: Collection<readonly string[]>;

  constructor(service: string, name: string, milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#entries = new Collection(service, name);
    this.#byTime = new Collection(service, `${name}-by-time`);
  }

  find(reader: StoreReader, owner: string, id: readonly string[], now: number): T | undefined {
    const found = this.#entries.get(reader, owner, ...id);
    return found && now < found.at + this.#milliseconds ? found.value : undefined;
  }

  remember(transaction: Transaction, owner: string, id: readonly string[], value: T, now: number): void {
    this.#forgetOld(transaction, owner, now);
    const before = this.#entries.get(transaction, owner, ...id);
    if (before) this.#byTime.delete(transaction, owner, before.at, ...id);
    this.#entries.put(transaction, [owner, ...id], { at: now, value });
    this.#byTime.put(transaction, [owner, now, ...id], id);
  }

  forget(transaction: Transaction, owner: string, id: readonly string[]): void {
    const before = this.#entries.get(transaction, owner, ...id);
    if (before) this.#byTime.delete(transaction, owner, before.at, ...id);
    this.#entries.delete(transaction, owner, ...id);
  }

  #forgetOld(transaction: Transaction, owner: string, now: number): void {
    const start = this.#byTime.key(owner);
    const end = this.#byTime.key(owner, Math.max(0, now - this.#milliseconds + 1));
    const old = Array.from(transaction.range({ start, end, limit: forgettingStep }));
    for (const [key, text] of old) {
      transaction.delete(key);
      this.#entries.delete(transaction, owner, ...(JSON.parse(text) as string[]));
    }
  }

  /** Deletes up to `limit` records of an owner; gives how many it were. */
  sweep(transaction: Transaction, owner: string, limit: number): number {
    const swept = sweep(transaction, this.#entries.key(owner), limit);
    return swept + sweep(transaction, this.#byTime.key(owner), limit - swept);
  }
}
