import { Collection } from "../../kernel/collection.ts";
import { afterPrefix, type Key } from "../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { sweep } from "../../kernel/sweep.ts";
import type { MessagePlace } from "./receipt-handles.ts";

/** A message in an index: ordered by an instant (epoch milliseconds), then by the message's place. */
export interface IndexEntry extends MessagePlace {
  readonly at: number;
  readonly groupId?: string;
}

export interface FoundEntry extends IndexEntry {
  readonly key: Key;
}

type Text = readonly [at: number, enqueued: number, number: number, groupId?: string];

/** The messages of each queue that have one thing in common, ordered by an instant. */
export class MessageIndex {
  readonly #entries: Collection<Text>;

  constructor(name: string) {
    this.#entries = new Collection<Text>("sqs", name);
  }

  put(transaction: Transaction, messagesId: string, entry: IndexEntry): void {
    const { at, enqueued, number, groupId } = entry;
    const text: Text = groupId === undefined ? [at, enqueued, number] : [at, enqueued, number, groupId];
    this.#entries.put(transaction, [messagesId, at, enqueued, number], text);
  }

  has(reader: StoreReader, messagesId: string, { at, enqueued, number }: IndexEntry): boolean {
    return this.#entries.has(reader, messagesId, at, enqueued, number);
  }

  delete(transaction: Transaction, messagesId: string, { at, enqueued, number }: IndexEntry): void {
    this.#entries.delete(transaction, messagesId, at, enqueued, number);
  }

  /** The first entries whose instant has come. */
  until(reader: StoreReader, messagesId: string, now: number, limit: number): FoundEntry[] {
    const start = this.#entries.key(messagesId);
    const end = this.#entries.key(messagesId, now + 1);
    return Array.from(reader.range({ start, end, limit }), ([key, text]) => foundEntry(key, text));
  }

  /** The first instant in the index. */
  first(reader: StoreReader, messagesId: string): number | undefined {
    const start = this.#entries.key(messagesId);
    for (const [, text] of reader.range({ start, end: afterPrefix(start), limit: 1 }))
      return (JSON.parse(text) as Text)[0];
    return undefined;
  }

  /** Deletes up to `limit` entries of a queue; gives how many it were. */
  sweep(transaction: Transaction, messagesId: string, limit: number): number {
    return sweep(transaction, this.#entries.key(messagesId), limit);
  }
}

function foundEntry(key: Key, text: string): FoundEntry {
  const [at, enqueued, number, groupId] = JSON.parse(text) as Text;
  return { key, at, enqueued, number, ...(groupId !== undefined && { groupId }) };
}
