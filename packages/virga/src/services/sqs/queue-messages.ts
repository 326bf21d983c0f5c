import { Collection } from "../../kernel/collection.ts";
import { afterPrefix } from "../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { sweep } from "../../kernel/sweep.ts";
import { MessageGroups } from "./message-groups.ts";
import { type IndexEntry, MessageIndex } from "./message-index.ts";
import { type MessageContent, mostInFlight, type Queue } from "./model.ts";
import type { MessageCounts } from "./queue-attributes.ts";
import type { MessagePlace, Receipt } from "./receipt-handles.ts";

/** What became of a message since it was received for the first time. */
export interface Handling {
  readonly receives: number;
  /** Epoch milliseconds of the first and of the last receive. */
  readonly first: number;
  readonly last: number;
  readonly inFlight: boolean;
  /** When it is visible again, or since when it is. */
  readonly at: number;
  readonly groupId?: string;
}

/** A message that goes into a queue. `enqueued` is what its retention counts from: epoch milliseconds. */
export interface ArrivingMessage {
  readonly content: MessageContent;
  readonly enqueued: number;
}

/** A message as a receive gives it. */
export interface ReceivedMessage {
  readonly content: MessageContent;
  readonly handling: Handling;
  readonly receipt: Receipt;
}

interface Counts {
  next: number;
  visible: number;
  inFlight: number;
  delayed: number;
}

/** One change of a queue's messages: its counts and groups are written when it ends. */
interface Change {
  readonly transaction: Transaction;
  readonly id: string;
  readonly fifo: boolean;
  readonly counts: Counts;
  /** By how many each touched group has more messages in flight. */
  readonly groups: Map<string, number>;
}

/** What an operation on one message by its receipt handle found. */
export type HandleState = "gone" | "stale" | "visible" | "in-flight";

/** How many messages one operation brings up to date at most. */
const settlingStep = 1_000;
/** How many messages one receive looks at at most. */
const mostExamined = 500;

/**
 * The messages of all queues. Each is in one index by what can be done with it: ready, delayed, or in flight; so no
 * operation looks at more messages than it is about, however many there are. What the passing of time changes
 * (visibility, delays, retention) is caught up by every operation, in bounded steps.
 */
export class QueueMessages {
  readonly #contents = new Collection<StoredContent>("sqs", "content");
  readonly #handlings = new Collection<Handling>("sqs", "handling");
  readonly #counts = new Collection<Counts>("sqs", "counts");
  /** Messages of standard queues that can be received. */
  readonly #ready = new MessageIndex("ready");
  readonly #delayed = new MessageIndex("delayed");
  readonly #flying = new MessageIndex("in-flight");
  readonly #groups = new MessageGroups();
  readonly #touched: (queue: Queue) => void;

  /** `touched` hears of each queue whose messages may change. */
  constructor(touched: (queue: Queue) => void) {
    this.#touched = touched;
  }

  /** Runs a change of a queue's messages after what was due has been caught up. */
  #change<T>(transaction: Transaction, queue: Queue, now: number, work: (change: Change) => T): T {
    this.#touched(queue);
    const id = queue.messagesId;
    const stored = this.#counts.get(transaction, id);
    const counts = stored ?? { next: 1, visible: 0, inFlight: 0, delayed: 0 };
    const before = JSON.stringify(stored);
    const change: Change = { transaction, id, fifo: queue.fifo, counts, groups: new Map() };
    this.#catchUp(change, queue, now);
    this.#settleGroups(change);
    const result = work(change);
    this.#settleGroups(change);
    if (JSON.stringify(counts) !== before) this.#counts.put(transaction, [id], counts);
    return result;
  }

  #settleGroups({ transaction, id, groups }: Change): void {
    for (const [groupId, inFlight] of groups) this.#groups.settle(transaction, id, groupId, inFlight);
    groups.clear();
  }

  #catchUp(change: Change, queue: Queue, now: number): void {
    const { transaction, id, counts } = change;
    for (const entry of this.#flying.until(transaction, id, now, settlingStep)) this.#land(change, entry);
    for (const { key, ...entry } of this.#delayed.until(transaction, id, now, settlingStep)) {
      transaction.delete(key);
      counts.delayed--;
      counts.visible++;
      if (!change.fifo) this.#ready.put(transaction, id, entry);
    }
    const expired = now - queue.messageRetentionPeriod * 1000;
    const range = { start: this.#contents.key(id), end: this.#contents.key(id, Math.max(0, expired + 1)) };
    const contents = Array.from(transaction.range({ ...range, limit: settlingStep }), ([key, text]) => ({ key, text }));
    for (const { text } of contents) {
      const [place, content] = JSON.parse(text) as StoredContent;
      this.#remove(change, { enqueued: place[0], number: place[1] }, content);
    }
  }

  /** Makes a message visible again whose time in flight has ended. */
  #land(change: Change, { at, enqueued, number, groupId }: IndexEntry): void {
    const { transaction, id, counts } = change;
    this.#flying.delete(transaction, id, { at, enqueued, number });
    const handling = this.#handlings.get(transaction, id, enqueued, number)!;
    this.#handlings.put(transaction, [id, enqueued, number], { ...handling, at, inFlight: false });
    counts.inFlight--;
    counts.visible++;
    const entry = { at, enqueued, number };
    if (groupId === undefined) this.#ready.put(transaction, id, entry);
    else {
      this.#groups.add(transaction, id, groupId, entry);
      touch(change, groupId, -1);
    }
  }

  /** Takes a message away from wherever it is. */
  #remove(change: Change, place: MessagePlace, content?: MessageContent): void {
    const { transaction, id, counts } = change;
    const { enqueued, number } = place;
    const handling = this.#handlings.get(transaction, id, enqueued, number);
    const groupId = handling?.groupId ?? content?.groupId;
    const entry = { at: handling?.at ?? content?.from ?? 0, enqueued, number };
    if (handling?.inFlight) {
      this.#flying.delete(transaction, id, entry);
      counts.inFlight--;
      if (change.fifo) touch(change, groupId!, -1);
    } else {
      if (this.#delayed.has(transaction, id, entry)) {
        this.#delayed.delete(transaction, id, entry);
        counts.delayed--;
      } else counts.visible--;
      if (change.fifo) {
        this.#groups.remove(transaction, id, groupId!, number);
        touch(change, groupId!, 0);
      } else this.#ready.delete(transaction, id, entry);
    }
    this.#forget(change, place);
  }

  #forget({ transaction, id }: Change, { enqueued, number }: MessagePlace): void {
    this.#contents.delete(transaction, id, enqueued, number);
    this.#handlings.delete(transaction, id, enqueued, number);
  }

  /** Puts messages into a queue, in their order; gives their sequence numbers. */
  send(transaction: Transaction, queue: Queue, now: number, messages: readonly ArrivingMessage[]): string[] {
    return this.#change(transaction, queue, now, (change) =>
      messages.map(({ content, enqueued }) => {
        const { id, counts, fifo } = change;
        const number = counts.next++;
        const sequenceNumber = content.sequenceNumber ?? sequenceNumberOf(number);
        const stored = fifo ? { ...content, sequenceNumber } : content;
        this.#contents.put(transaction, [id, enqueued, number], [[enqueued, number], stored]);
        const entry = { at: content.from, enqueued, number };
        if (content.from > now) {
          this.#delayed.put(transaction, id, entry);
          counts.delayed++;
        } else counts.visible++;
        if (fifo) {
          this.#groups.add(transaction, id, content.groupId!, entry);
          touch(change, content.groupId!, 0);
        } else if (content.from <= now) this.#ready.put(transaction, id, entry);
        return sequenceNumber;
      }),
    );
  }

  /**
   * Receives up to `most` messages and hides them for `visibility` milliseconds. Those that were received too often
   * are given to `toDeadLetters` instead. `isFull` says that the queue's limit of messages in flight was reached.
   */
  receive(
    transaction: Transaction,
    queue: Queue,
    options: { readonly most: number; readonly visibility: number; readonly movesDeadLetters: boolean },
    now: number,
  ): { readonly received: ReceivedMessage[]; readonly deadLetters: ArrivingMessage[]; readonly isFull: boolean } {
    const received: ReceivedMessage[] = [];
    const deadLetters: ArrivingMessage[] = [];
    const mostReceives = options.movesDeadLetters ? queue.redrivePolicy?.maxReceiveCount : undefined;
    return this.#change(transaction, queue, now, (change) => {
      const room = mostInFlight - change.counts.inFlight;
      const most = Math.min(options.most, room);
      for (const { enqueued, number } of this.#takeVisible(change, () => most - received.length, now)) {
        const content = this.#content(transaction, change.id, { enqueued, number });
        const before = this.#handlings.get(transaction, change.id, enqueued, number);
        if (mostReceives !== undefined && (before?.receives ?? 0) >= mostReceives) {
          this.#forget(change, { enqueued, number });
          deadLetters.push({ content, enqueued });
        } else received.push(this.#fly(change, { enqueued, number }, content, before, options.visibility, now));
      }
      return { received, deadLetters, isFull: room <= 0 };
    });
  }

  /** Takes visible messages out of their index one by one, as long as there is `room`. */
  *#takeVisible(change: Change, room: () => number, now: number): Generator<MessagePlace> {
    const { transaction, id, counts } = change;
    let examined = 0;
    if (change.fifo) {
      for (const groupId of this.#groups.open(transaction, id, now, mostExamined)) {
        while (room() > 0 && examined < mostExamined) {
          const entries = this.#groups.available(transaction, id, groupId, now, room());
          if (entries.length === 0) break;
          for (const entry of entries) {
            this.#groups.remove(transaction, id, groupId, entry.number);
            touch(change, groupId, 0);
            counts.visible--;
            examined++;
            yield entry;
          }
        }
        if (room() <= 0 || examined >= mostExamined) return;
      }
      return;
    }
    while (room() > 0 && examined < mostExamined) {
      const entries = this.#ready.until(transaction, id, now, room());
      if (entries.length === 0) return;
      for (const entry of entries) {
        transaction.delete(entry.key);
        counts.visible--;
        examined++;
        yield entry;
      }
    }
  }

  #fly(
    change: Change,
    { enqueued, number }: MessagePlace,
    content: MessageContent,
    before: Handling | undefined,
    visibility: number,
    now: number,
  ): ReceivedMessage {
    const { id } = change;
    const { groupId } = change.fifo ? content : {};
    const handling: Handling = {
      receives: (before?.receives ?? 0) + 1,
      first: before?.first ?? now,
      last: now,
      inFlight: true,
      at: now + visibility,
      ...(groupId !== undefined && { groupId }),
    };
    this.#putInFlight(change, { enqueued, number }, handling);
    change.counts.inFlight++;
    if (groupId !== undefined) touch(change, groupId, 1);
    return { content, handling, receipt: { messagesId: id, enqueued, number, receive: handling.receives } };
  }

  #putInFlight({ transaction, id }: Change, { enqueued, number }: MessagePlace, handling: Handling): void {
    const { at, groupId } = handling;
    this.#handlings.put(transaction, [id, enqueued, number], handling);
    this.#flying.put(transaction, id, { at, enqueued, number, ...(groupId !== undefined && { groupId }) });
  }

  #content(reader: StoreReader, id: string, { enqueued, number }: MessagePlace): MessageContent {
    return this.#contents.get(reader, id, enqueued, number)![1];
  }

  #stateOf({ transaction, id }: Change, receipt: Receipt): readonly [HandleState, Handling?] {
    if (receipt.messagesId !== id) return ["gone"];
    const handling = this.#handlings.get(transaction, id, receipt.enqueued, receipt.number);
    if (!handling) return ["gone"];
    if (handling.receives !== receipt.receive) return ["stale", handling];
    return [handling.inFlight ? "in-flight" : "visible", handling];
  }

  /** Deletes a message by its last receipt (in FIFO queues only while it is in flight); tells what was found. */
  delete(transaction: Transaction, queue: Queue, receipt: Receipt, now: number): HandleState {
    return this.#change(transaction, queue, now, (change) => {
      const [state] = this.#stateOf(change, receipt);
      if (state === "in-flight" || (state === "visible" && !queue.fifo)) this.#remove(change, receipt);
      return state;
    });
  }

  /** Sets when a message is visible again, once `check` agreed for the instant of its last receive; tells what was found. */
  changeVisibility(
    transaction: Transaction,
    queue: Queue,
    receipt: Receipt,
    until: number,
    now: number,
    check: (lastReceive: number) => void,
  ): HandleState {
    const found = this.#change(transaction, queue, now, (change) => {
      const [state, handling] = this.#stateOf(change, receipt);
      if (state === "gone" || state === "stale" || (state === "visible" && queue.fifo)) return state;
      check(handling!.last);
      const { enqueued, number } = receipt;
      const entry = { at: handling!.at, enqueued, number };
      if (state === "in-flight") this.#flying.delete(transaction, change.id, entry);
      else {
        this.#ready.delete(transaction, change.id, entry);
        change.counts.visible--;
        change.counts.inFlight++;
      }
      this.#putInFlight(change, receipt, { ...handling!, inFlight: true, at: until });
      return state;
    });
    if (until <= now) this.#change(transaction, queue, now, () => undefined);
    return found;
  }

  /** Whether the receipt's message is still in flight by that very receive. */
  isInFlight(reader: StoreReader, queue: Queue, receipt: Receipt, now: number): HandleState {
    const handling = this.#handlings.get(reader, queue.messagesId, receipt.enqueued, receipt.number);
    if (!handling || receipt.messagesId !== queue.messagesId) return "gone";
    if (handling.receives !== receipt.receive) return "stale";
    return handling.inFlight && handling.at > now ? "in-flight" : "visible";
  }

  /** A message that is in flight, with its receipt. */
  inFlight(reader: StoreReader, receipt: Receipt): ReceivedMessage {
    const { messagesId, enqueued, number } = receipt;
    const handling = this.#handlings.get(reader, messagesId, enqueued, number)!;
    return { content: this.#content(reader, messagesId, receipt), handling, receipt };
  }

  /** Takes up to `most` visible messages out of a queue, for another one. */
  take(transaction: Transaction, queue: Queue, most: number, now: number): ArrivingMessage[] {
    const taken: ArrivingMessage[] = [];
    return this.#change(transaction, queue, now, (change) => {
      for (const place of this.#takeVisible(change, () => most - taken.length, now)) {
        taken.push({ content: this.#content(transaction, change.id, place), enqueued: place.enqueued });
        this.#forget(change, place);
      }
      return taken;
    });
  }

  /** How many messages a queue has now. */
  count(transaction: Transaction, queue: Queue, now: number): MessageCounts {
    return this.#change(transaction, queue, now, ({ counts: { visible, inFlight, delayed } }) => ({
      visible,
      inFlight,
      delayed,
    }));
  }

  /** When the next message becomes visible by the passing of time alone: epoch milliseconds. */
  nextDue(reader: StoreReader, { messagesId }: Queue): number | undefined {
    const instants = [this.#flying.first(reader, messagesId), this.#delayed.first(reader, messagesId)].filter(
      (instant) => instant !== undefined,
    );
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  /** When the oldest message came into a queue: epoch milliseconds. */
  oldest(reader: StoreReader, { messagesId }: Queue): number | undefined {
    const start = this.#contents.key(messagesId);
    for (const [, text] of reader.range({ start, end: afterPrefix(start), limit: 1 })) {
      return (JSON.parse(text) as StoredContent)[0][0];
    }
    return undefined;
  }

  /** Gives a queue an empty set of messages under a new name; sequence numbers go on. */
  renew(transaction: Transaction, from: string, to: string): void {
    const next = this.#counts.get(transaction, from)?.next ?? 1;
    this.#counts.put(transaction, [to], { next, visible: 0, inFlight: 0, delayed: 0 });
  }

  /** Deletes up to `limit` records of messages that no queue has any more; gives how many it were. */
  sweep(transaction: Transaction, messagesId: string, limit: number): number {
    let swept = this.#groups.sweep(transaction, messagesId, limit);
    for (const index of [this.#ready, this.#delayed, this.#flying]) {
      swept += index.sweep(transaction, messagesId, limit - swept);
    }
    for (const records of [this.#contents, this.#handlings, this.#counts]) {
      swept += sweep(transaction, records.key(messagesId), limit - swept);
    }
    return swept;
  }
}

type StoredContent = readonly [place: readonly [enqueued: number, number: number], content: MessageContent];

function touch({ groups }: Change, groupId: string, inFlight: number): void {
  groups.set(groupId, (groups.get(groupId) ?? 0) + inFlight);
}

/** Sequence numbers have 20 digits and grow by 256. */
function sequenceNumberOf(number: number): string {
  return String(18_870_000_000_000_000_000n + BigInt(number) * 256n);
}
