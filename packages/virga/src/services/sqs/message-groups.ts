import { Collection } from "../../kernel/collection.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { sweep } from "../../kernel/sweep.ts";
import type { IndexEntry } from "./message-index.ts";

/** A group with messages: one with messages in flight is closed until they are deleted or visible again. */
interface GroupState {
  readonly inFlight: number;
  /** Where the group stands among those that can be received from. */
  readonly open?: readonly [at: number, number: number];
}

type Waiting = readonly [at: number, enqueued: number, number: number];

/**
 * The message groups of FIFO queues: the waiting messages of each in their order, and which groups can be received
 * from. What changes a group names it; `settle` then opens or closes it.
 */
export class MessageGroups {
  readonly #waiting = new Collection<Waiting>("sqs", "group-message");
  readonly #states = new Collection<GroupState>("sqs", "group");
  readonly #open = new Collection<string>("sqs", "open-group");

  add(transaction: Transaction, messagesId: string, groupId: string, entry: IndexEntry): void {
    const { at, enqueued, number } = entry;
    this.#waiting.put(transaction, [messagesId, groupId, number], [at, enqueued, number]);
  }

  remove(transaction: Transaction, messagesId: string, groupId: string, number: number): void {
    this.#waiting.delete(transaction, messagesId, groupId, number);
  }

  /** The first messages of a group, up to one whose delay is not over. */
  available(reader: StoreReader, messagesId: string, groupId: string, now: number, limit: number): IndexEntry[] {
    const found: IndexEntry[] = [];
    for (const [at, enqueued, number] of this.#waiting.list(reader, [messagesId, groupId], { limit })) {
      if (at > now) break;
      found.push({ at, enqueued, number, groupId });
    }
    return found;
  }

  /** Groups that can be received from, the one with the oldest first message first. */
  open(reader: StoreReader, messagesId: string, now: number, limit: number): string[] {
    const start = this.#open.key(messagesId);
    const end = this.#open.key(messagesId, now + 1);
    return Array.from(reader.range({ start, end, limit }), ([, text]) => JSON.parse(text) as string);
  }

  /** When the first group that is open can be received from. */
  firstOpen(reader: StoreReader, messagesId: string): number | undefined {
    for (const groupId of this.#open.list(reader, [messagesId], { limit: 1 })) {
      return this.#states.get(reader, messagesId, groupId)?.open?.[0];
    }
    return undefined;
  }

  /** Brings a group up to date after its messages changed; `inFlight` is how many more of them are in flight. */
  settle(transaction: Transaction, messagesId: string, groupId: string, inFlight: number): void {
    const state = this.#states.get(transaction, messagesId, groupId);
    const flying = (state?.inFlight ?? 0) + inFlight;
    const [head] = this.#waiting.list(transaction, [messagesId, groupId], { limit: 1 });
    const open = flying === 0 && head ? ([head[0], head[2]] as const) : undefined;
    if (state?.open && !(open && open[0] === state.open[0] && open[1] === state.open[1])) {
      this.#open.delete(transaction, messagesId, ...state.open);
    }
    if (flying === 0 && !head) {
      this.#states.delete(transaction, messagesId, groupId);
      return;
    }
    if (open) this.#open.put(transaction, [messagesId, ...open], groupId);
    this.#states.put(transaction, [messagesId, groupId], { inFlight: flying, ...(open && { open }) });
  }

  /** Deletes up to `limit` records of a queue; gives how many it were. */
  sweep(transaction: Transaction, messagesId: string, limit: number): number {
    let swept = 0;
    for (const records of [this.#waiting, this.#states, this.#open]) {
      swept += sweep(transaction, records.key(messagesId), limit - swept);
    }
    return swept;
  }
}
