import { Collection } from "../../kernel/collection.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { sweep } from "./message-index.ts";

/** What is known by an id for some minutes: the answer to the first send, or what the first receive received. */
interface Remembered<T> {
  readonly at: number;
  readonly value: T;
}

/** How many outdated entries are forgotten at each new one. */
const forgettingStep = 20;

/** Things that a queue knows by an id until a time has passed. */
export class RememberedIds<T> {
  readonly #milliseconds: number;
  readonly #entries: Collection<Remembered<T>>;
  readonly #byTime: Collection<readonly string[]>;

  constructor(name: string, milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#entries = new Collection("sqs", name);
    this.#byTime = new Collection("sqs", `${name}-by-time`);
  }

  find(reader: StoreReader, messagesId: string, id: readonly string[], now: number): T | undefined {
    const found = this.#entries.get(reader, messagesId, ...id);
    return found && now < found.at + this.#milliseconds ? found.value : undefined;
  }

  remember(transaction: Transaction, messagesId: string, id: readonly string[], value: T, now: number): void {
    this.#forgetOld(transaction, messagesId, now);
    const before = this.#entries.get(transaction, messagesId, ...id);
    if (before) this.#byTime.delete(transaction, messagesId, before.at, ...id);
    this.#entries.put(transaction, [messagesId, ...id], { at: now, value });
    this.#byTime.put(transaction, [messagesId, now, ...id], id);
  }

  forget(transaction: Transaction, messagesId: string, id: readonly string[]): void {
    const before = this.#entries.get(transaction, messagesId, ...id);
    if (before) this.#byTime.delete(transaction, messagesId, before.at, ...id);
    this.#entries.delete(transaction, messagesId, ...id);
  }

  #forgetOld(transaction: Transaction, messagesId: string, now: number): void {
    const start = this.#byTime.key(messagesId);
    const end = this.#byTime.key(messagesId, Math.max(0, now - this.#milliseconds + 1));
    const old = Array.from(transaction.range({ start, end, limit: forgettingStep }));
    for (const [key, text] of old) {
      transaction.delete(key);
      this.#entries.delete(transaction, messagesId, ...(JSON.parse(text) as string[]));
    }
  }

  /** Deletes up to `limit` records of a queue; gives how many it were. */
  sweep(transaction: Transaction, messagesId: string, limit: number): number {
    const swept = sweep(transaction, this.#entries.key(messagesId), limit);
    return swept + sweep(transaction, this.#byTime.key(messagesId), limit - swept);
  }
}
