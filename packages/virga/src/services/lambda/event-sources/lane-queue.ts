import { compareSequenceNumbers, type StreamRecord } from "./stream-source.ts";

/** How much of a shard's records may wait in a lane. */
export interface LaneRoom {
  readonly records: number;
  readonly bytes: number;
}

const mostRead = 10_000;
const leastRead = 100;

/**
 * The records that wait in a lane. One that is full falls behind: it takes nothing more from what is read for all lanes, so that
 * long-blocked keys neither hold up others nor fill the memory, and reads again by itself, from its `cursor` on, once it has room.
 */
export class LaneQueue {
  readonly #records: StreamRecord[] = [];
  readonly #room: LaneRoom | undefined;
  #bytes = 0;
  /** The last record of the lane that was taken or passed over. */
  #tail: string | undefined;
  /** While it is behind: up to where the shard has been looked through for it. */
  #cursor: string | undefined;
  #isBehind = false;
  /** Which part of the records that were read last were its own. */
  #share: number;

  /** Begins after what is `done`. Without limits to its room it never falls behind. */
  constructor(done: string | undefined, room: LaneRoom | undefined, lanes: number) {
    this.#tail = done;
    this.#room = room;
    this.#share = 1 / lanes;
  }

  get records(): readonly StreamRecord[] {
    return this.#records;
  }

  get length(): number {
    return this.#records.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  get isFull(): boolean {
    return this.#room !== undefined && (this.length >= this.#room.records || this.#bytes >= this.#room.bytes);
  }

  /** Whether it is behind and has room again. */
  get wantsMore(): boolean {
    return this.#isBehind && this.#room !== undefined && 2 * this.length <= this.#room.records && !this.isFull;
  }

  /** How many records of the shard are read to fill it. */
  get readLimit(): number {
    const records = this.#room?.records ?? mostRead;
    return Math.min(mostRead, Math.max(leastRead, Math.ceil((records - this.length) / this.#share)));
  }

  /** Takes a record of its own that was read for all lanes; `before` is the last one read before it, of any lane. */
  offer(record: StreamRecord, before: string | undefined): void {
    if (this.#isBehind) return;
    if (this.#take(record)) return;
    this.#isBehind = true;
    this.#cursor = before;
  }

  /**
   * Takes its own of the records that were read for it alone. It has caught up when they reach the last one that was read for all
   * lanes, or when there are no more.
   */
  catchUp(read: readonly StreamRecord[], isOwn: (record: StreamRecord) => boolean, tail: string | undefined): void {
    let own = 0;
    for (const record of read) {
      if (isOwn(record)) {
        if (!this.#take(record)) break;
        own++;
      }
      this.#cursor = record.sequenceNumber;
    }
    if (read.length > 0) this.#share = Math.max(own / read.length, 1 / mostRead);
    const isThere =
      tail === undefined || (this.#cursor !== undefined && compareSequenceNumbers(this.#cursor, tail) >= 0);
    if (isThere || (read.length === 0 && !this.isFull)) {
      this.#isBehind = false;
      this.#cursor = undefined;
    }
  }

  /** Takes records from its front. */
  take(count: number): StreamRecord[] {
    const taken = this.#records.splice(0, count);
    for (const { size } of taken) this.#bytes -= size;
    return taken;
  }

  /** Gives whether there was room for the record; one that it has had before needs none. */
  #take(record: StreamRecord): boolean {
    if (this.#tail !== undefined && compareSequenceNumbers(record.sequenceNumber, this.#tail) <= 0) return true;
    if (this.isFull) return false;
    this.#tail = record.sequenceNumber;
    if (!record.passes) return true;
    this.#records.push(record);
    this.#bytes += record.size;
    return true;
  }
}
