import { Collection } from "../../kernel/collection.ts";
import { afterPrefix } from "../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { sweep } from "../../kernel/sweep.ts";
import type { Shard, Stream } from "./model.ts";
import { placeStep, sequenceNumber } from "./sequence-numbers.ts";

/** A record on its way in: its data in base64, and the bytes of data and partition key. */
export interface ArrivingRecord {
  readonly data: string;
  readonly partitionKey: string;
  readonly bytes: number;
}

/** Where a shard's records end: the place of the next one, when the last one arrived, and whether a trim is planned. */
export interface Head {
  readonly next: number;
  readonly arrival: number;
  readonly trims: boolean;
}

/** Records of one call that are stored together, one line of JSON each, as GetRecords gives them. */
interface Batch {
  readonly first: number;
  readonly count: number;
  readonly arrival: number;
  readonly bytes: number;
  /** The lines, without the batch's own first one. */
  readonly lines: string;
}

/** What a read gives. */
export interface RecordsRead {
  /** JSON of the records, separated by commas. */
  readonly json: string;
  readonly count: number;
  readonly bytes: number;
  /** The place to go on from. */
  readonly next: number;
  /** When the last of them arrived. */
  readonly arrival?: number;
}

const noRecords: Head = { next: 1, arrival: 0, trims: false };

function parseBatch(text: string): Batch {
  const end = text.indexOf("\n");
  const [first = 0, count = 0, arrival = 0, bytes = 0] = text.slice(0, end).split(" ").map(Number);
  return { first, count, arrival, bytes, lines: text.slice(end + 1) };
}

function sizeOfLine(line: string): number {
  const { Data, PartitionKey } = JSON.parse(line) as { readonly Data: string; readonly PartitionKey: string };
  return Buffer.byteLength(Data, "base64") + Buffer.byteLength(PartitionKey);
}

/**
 * The records of shards. Those that one call puts into a shard are one entry, by the place of the last of them, so that
 * the first entry from a place on is the one with that place. A shard's first entry of each second is noted by time.
 */
export class ShardRecords {
  readonly #batches = new Collection<never>("kinesis", "records");
  readonly #heads = new Collection<readonly [next: number, arrival: number, trims: number]>("kinesis", "heads");
  readonly #seconds = new Collection<number>("kinesis", "seconds");

  head(reader: StoreReader, streamId: string, shard: number): Head {
    const stored = this.#heads.get(reader, streamId, shard);
    return stored ? { next: stored[0], arrival: stored[1], trims: stored[2] === 1 } : noRecords;
  }

  putHead(transaction: Transaction, streamId: string, shard: number, { next, arrival, trims }: Head): void {
    this.#heads.put(transaction, [streamId, shard], [next, arrival, trims ? 1 : 0]);
  }

  /** Puts records at the end of a shard, of which a trim is planned; gives their sequence numbers and what the head was. */
  append(
    transaction: Transaction,
    stream: Stream,
    shard: Shard,
    records: readonly ArrivingRecord[],
    now: number,
  ): { readonly numbers: readonly string[]; readonly before: Head } {
    const before = this.head(transaction, stream.id, shard.index);
    const { next } = before;
    const arrival = Math.max(now, before.arrival);
    const encryption = stream.keyId === undefined ? "" : ',"EncryptionType":"KMS"';
    let number = sequenceNumber(shard, next, arrival);
    let bytes = 0;
    let lines = "";
    const numbers: string[] = [];
    for (const record of records) {
      const text = number.toString();
      numbers.push(text);
      if (lines !== "") lines += "\n";
      lines += `{"SequenceNumber":"${text}","ApproximateArrivalTimestamp":${arrival / 1000},"Data":"${record.data}","PartitionKey":${JSON.stringify(record.partitionKey)}${encryption}}`;
      bytes += record.bytes;
      number += placeStep;
    }
    const last = next + records.length - 1;
    transaction.put(
      this.#batches.key(stream.id, shard.index, last),
      `${next} ${records.length} ${arrival} ${bytes}\n${lines}`,
    );
    const second = Math.floor(arrival / 1000);
    if (second !== Math.floor(before.arrival / 1000)) {
      this.#seconds.put(transaction, [stream.id, shard.index, second], next);
    }
    this.putHead(transaction, stream.id, shard.index, { next: last + 1, arrival, trims: true });
    return { numbers, before };
  }

  /** Reads from a place on what arrived after `horizon`, up to a number of records and of bytes (the first one counts not). */
  read(
    reader: StoreReader,
    streamId: string,
    shard: number,
    from: number,
    limits: { readonly records: number; readonly bytes: number; readonly horizon: number },
  ): RecordsRead {
    let read: RecordsRead = { json: "", count: 0, bytes: 0, next: from };
    let isCut = false;
    const parts: string[] = [];
    for (const batch of this.#from(
      reader,
      streamId,
      shard,
      this.#notBefore(reader, streamId, shard, from, limits.horizon),
    )) {
      if (batch.arrival <= limits.horizon) continue;
      const whole = batch.first >= read.next && read.count + batch.count <= limits.records;
      if (whole && read.bytes + batch.bytes <= limits.bytes) {
        parts.push(batch.lines.replaceAll("\n", ","));
        const { count, bytes, first, arrival } = batch;
        read = { ...read, count: read.count + count, bytes: read.bytes + bytes, next: first + count, arrival };
      } else {
        const taken = takeLines(batch, read, limits);
        if (taken.count > read.count) parts.push(taken.json);
        read = taken;
        isCut = taken.next < batch.first + batch.count;
      }
      isCut ||= read.count >= limits.records;
      if (isCut) break;
    }
    // What was too old or never there is behind a reader that came to the end.
    const next = isCut ? read.next : Math.max(read.next, this.head(reader, streamId, shard).next);
    return { ...read, next, json: parts.join(",") };
  }

  *#from(reader: StoreReader, streamId: string, shard: number, place: number): Generator<Batch> {
    const start = this.#batches.key(streamId, shard, place);
    const end = afterPrefix(this.#batches.key(streamId, shard));
    for (const [, text] of reader.range({ start, end })) yield parseBatch(text);
  }

  /** A place from which on nothing is missed that arrived after an instant: a walk from there ends within a second's records. */
  #notBefore(reader: StoreReader, streamId: string, shard: number, from: number, instant: number): number {
    if (instant <= 0) return from;
    return Math.max(from, this.#firstOfSecond(reader, streamId, shard, Math.floor(instant / 1000)));
  }

  #firstOfSecond(reader: StoreReader, streamId: string, shard: number, second: number): number {
    const start = this.#seconds.key(streamId, shard);
    const end = this.#seconds.key(streamId, shard, second + 1);
    for (const [, place] of reader.range({ start, end, reverse: true, limit: 1 })) return JSON.parse(place) as number;
    return 0;
  }

  /** The place of the first record that arrived at an instant or later; that of the next one if there is none. */
  placeAt(reader: StoreReader, streamId: string, shard: number, instant: number): number {
    const { next, arrival } = this.head(reader, streamId, shard);
    if (instant > arrival) return next;
    const from = this.#notBefore(reader, streamId, shard, 1, instant);
    for (const batch of this.#from(reader, streamId, shard, from)) if (batch.arrival >= instant) return batch.first;
    return next;
  }

  /** When the first record of a shard arrived that is still there. */
  oldest(reader: StoreReader, streamId: string, shard: number): number | undefined {
    for (const batch of this.#from(reader, streamId, shard, 0)) return batch.arrival;
    return undefined;
  }

  /** Deletes up to `limit` entries of a shard whose records arrived at an instant or before; gives how many it were. */
  trim(transaction: Transaction, streamId: string, shard: number, instant: number, limit: number): number {
    const start = this.#batches.key(streamId, shard);
    const old = [];
    for (const [key, text] of transaction.range({ start, end: afterPrefix(start), limit })) {
      if (parseBatch(text).arrival > instant) break;
      old.push(key);
    }
    for (const key of old) transaction.delete(key);
    const seconds = this.#seconds.key(streamId, shard);
    const end = this.#seconds.key(streamId, shard, Math.max(0, Math.floor(instant / 1000)));
    const notes = Array.from(transaction.range({ start: seconds, end, limit }), ([key]) => key);
    for (const key of notes) transaction.delete(key);
    return Math.max(old.length, notes.length);
  }

  /** Deletes what is known of a shard without records. */
  forget(transaction: Transaction, streamId: string, shard: number): void {
    this.#heads.delete(transaction, streamId, shard);
    this.#seconds.clear(transaction, streamId, shard);
  }

  /** Deletes up to `limit` entries of a stream that is gone; gives how many it were. */
  sweep(transaction: Transaction, streamId: string, limit: number): number {
    let swept = 0;
    for (const entries of [this.#batches, this.#seconds, this.#heads]) {
      swept += sweep(transaction, entries.key(streamId), limit - swept);
    }
    return swept;
  }
}

/** Takes what a read still has room for of a batch, line by line. */
function takeLines(
  batch: Batch,
  read: RecordsRead,
  limits: { readonly records: number; readonly bytes: number },
): RecordsRead {
  const lines = batch.lines.split("\n");
  const taken: string[] = [];
  let { count, bytes } = read;
  let place = Math.max(batch.first, read.next);
  for (; place < batch.first + batch.count && count < limits.records; place++) {
    const line = lines[place - batch.first]!;
    const size = sizeOfLine(line);
    if (count > 0 && bytes + size > limits.bytes) break;
    taken.push(line);
    bytes += size;
    count++;
  }
  const arrival = taken.length > 0 ? batch.arrival : read.arrival;
  return { json: taken.join(","), count, bytes, next: place, ...(arrival !== undefined && { arrival }) };
}
