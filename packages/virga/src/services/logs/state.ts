import type { InputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { Collection } from "../../kernel/collection.ts";
import type { Ids } from "../../kernel/ids.ts";
import { afterPrefix, type Key, type KeyPart, keyWithSuffix } from "../../kernel/keys.ts";
import type { ServiceHost, Timers } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { logGroupNotFound, logStreamNotFound } from "./errors.ts";
import { type EventPlace, eventSize } from "./events.ts";
import { FilterPatterns } from "./filter-pattern.ts";
import {
  day,
  type LogEvent,
  type LogGroup,
  type LogStream,
  type MetricFilterRecord,
  type ResourcePolicyRecord,
  retainedSince,
} from "./model.ts";

/** Account and region: every group belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The events of a stream with timestamps from `start` up to `end` (left out), or after or before a place. */
export interface EventRange {
  readonly start: number;
  readonly end: number;
  readonly after?: EventPlace;
  readonly before?: EventPlace;
  readonly reverse?: boolean;
}

const retentionTimer = "logs.retention";
/** How many events one transaction of the retention deletes at most. */
const deletionStep = 5000;
const latest = Number.MAX_SAFE_INTEGER;

/** All records of CloudWatch Logs. Methods take the transaction or reader that they work in. */
export class LogsState {
  readonly ids: Ids;
  readonly patterns = new FilterPatterns();
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #groups = new Collection<LogGroup>("logs", "group");
  readonly #streams = new Collection<LogStream>("logs", "stream");
  readonly #storedBytes = new Collection<number>("logs", "stored-bytes");
  readonly #metricFilters = new Collection<MetricFilterRecord>("logs", "metric-filter");
  readonly #policies = new Collection<ResourcePolicyRecord>("logs", "resource-policy");
  /** Values are `[ingestion time, message]`; the rest of an event is in its key. */
  readonly #events = new Collection<[ingested: number, message: string]>("logs", "event");

  constructor(host: ServiceHost) {
    this.ids = host.ids;
    this.#store = host.store;
    this.#timers = host.timers;
    host.timers.handle<Place & { readonly name: string }>(retentionTimer, ({ data }) =>
      this.transact((transaction) => this.#applyRetention(transaction, data, host.clock.now())),
    );
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  // Groups

  findGroup(reader: StoreReader, { account, region }: Place, name: string): LogGroup | undefined {
    return this.#groups.get(reader, account, region, name);
  }

  group(reader: StoreReader, place: Place, name: string): LogGroup {
    const group = this.findGroup(reader, place, name);
    if (!group) throw logGroupNotFound();
    return group;
  }

  putGroup(transaction: Transaction, group: LogGroup): void {
    this.#groups.put(transaction, ofGroup(group), group);
  }

  /** Writes a group whose retention has changed; what it does not retain is gone for readers at once. */
  setRetention(transaction: Transaction, group: LogGroup, now: number): void {
    this.putGroup(transaction, group);
    if (group.retentionInDays === undefined) this.#timers.cancel(transaction, retentionTimer, timerId(group));
    else this.#planRetention(transaction, group, now);
  }

  deleteGroup(transaction: Transaction, group: LogGroup): void {
    for (const stream of this.streams(transaction, group)) this.#events.clear(transaction, stream.id);
    this.#streams.clear(transaction, ...ofGroup(group));
    this.#storedBytes.delete(transaction, ...ofGroup(group));
    this.#metricFilters.clear(transaction, ...ofGroup(group));
    this.#groups.delete(transaction, ...ofGroup(group));
    this.#timers.cancel(transaction, retentionTimer, timerId(group));
  }

  /** Groups in the order of their names, after a name, with a prefix. */
  groups(reader: StoreReader, { account, region }: Place, prefix = "", after?: string): Generator<LogGroup> {
    return listNames(reader, this.#groups, [account, region], prefix, after);
  }

  storedBytes(reader: StoreReader, group: LogGroup): number {
    return this.#storedBytes.get(reader, ...ofGroup(group)) ?? 0;
  }

  // Metric filters

  metricFilters(reader: StoreReader, group: LogGroup): Iterable<MetricFilterRecord> {
    return this.#metricFilters.list(reader, ofGroup(group));
  }

  findMetricFilter(reader: StoreReader, group: LogGroup, name: string): MetricFilterRecord | undefined {
    return this.#metricFilters.get(reader, ...ofGroup(group), name);
  }

  putMetricFilter(transaction: Transaction, group: LogGroup, filter: MetricFilterRecord): void {
    this.#metricFilters.put(transaction, [...ofGroup(group), filter.name], filter);
  }

  deleteMetricFilter(transaction: Transaction, group: LogGroup, name: string): void {
    this.#metricFilters.delete(transaction, ...ofGroup(group), name);
  }

  // Streams

  findStream(reader: StoreReader, group: LogGroup, name: string): LogStream | undefined {
    return this.#streams.get(reader, ...ofGroup(group), name);
  }

  stream(reader: StoreReader, group: LogGroup, name: string): LogStream {
    const stream = this.findStream(reader, group, name);
    if (!stream) throw logStreamNotFound();
    return stream;
  }

  putStream(transaction: Transaction, group: LogGroup, stream: LogStream): void {
    this.#streams.put(transaction, [...ofGroup(group), stream.name], stream);
  }

  deleteStream(transaction: Transaction, group: LogGroup, stream: LogStream): void {
    let freed = 0;
    for (const event of this.events(transaction, stream, { start: 0, end: latest })) freed += eventSize(event.message);
    this.#addStoredBytes(transaction, group, -freed);
    this.#events.clear(transaction, stream.id);
    this.#streams.delete(transaction, ...ofGroup(group), stream.name);
  }

  /** Streams in the order of their names. */
  *streams(reader: StoreReader, group: LogGroup, prefix = "", after?: string): Generator<LogStream> {
    yield* [...listNames(reader, this.#streams, ofGroup(group), prefix, after)];
  }

  // Events

  /** Appends events, which are in the order of their timestamps, and gives the stream as it is then. */
  append(
    transaction: Transaction,
    group: LogGroup,
    stream: LogStream,
    events: readonly InputLogEvent[],
    size: number,
    now: number,
  ): LogStream {
    if (events.length === 0) return stream;
    let number = stream.eventCount;
    for (const { timestamp, message } of events) {
      this.#events.put(transaction, [stream.id, timestamp!, number++], [now, message!]);
    }
    const [first, last] = [events[0]!.timestamp!, events[events.length - 1]!.timestamp!];
    const appended: LogStream = {
      ...stream,
      eventCount: number,
      firstEvent: Math.min(stream.firstEvent ?? first, first),
      lastEvent: Math.max(stream.lastEvent ?? last, last),
      lastIngestion: now,
    };
    this.putStream(transaction, group, appended);
    this.#addStoredBytes(transaction, group, size);
    return appended;
  }

  /** Events of a stream in the order of their timestamps, or from the newest with `reverse`. */
  *events(reader: StoreReader, stream: LogStream, range: EventRange): Generator<LogEvent> {
    const prefix = this.#events.key(stream.id);
    const at = (timestamp: number) => this.#events.key(stream.id, timestamp);
    const place = ({ timestamp, number }: EventPlace) => this.#events.key(stream.id, timestamp, number);
    let start = at(range.start);
    if (range.after) start = larger(start, `${place(range.after)}\0` as Key);
    let end = range.end >= latest ? afterPrefix(prefix) : at(range.end);
    if (range.before) end = smaller(end, place(range.before));
    if (start >= end) return;
    for (const [found, text] of reader.range({ start, end, reverse: range.reverse ?? false })) {
      const [ingested, message] = JSON.parse(text) as [number, string];
      yield {
        timestamp: readNumber(found, prefix.length),
        number: readNumber(found, prefix.length + 7),
        ingested,
        message,
      };
    }
  }

  // Retention

  #planRetention(transaction: Transaction, group: LogGroup, at: number): void {
    const { account, region, name } = group;
    this.#timers.set(transaction, { kind: retentionTimer, id: timerId(group), at, data: { account, region, name } });
  }

  /** Deletes events that are past their time: some now, and the rest at once after, or else again tomorrow. */
  #applyRetention(transaction: Transaction, place: Place & { readonly name: string }, now: number): void {
    const group = this.findGroup(transaction, place, place.name);
    if (group?.retentionInDays === undefined) return;
    const end = retainedSince(group, now);
    let left = deletionStep;
    let freed = 0;
    for (const stream of this.streams(transaction, group)) {
      const expired: LogEvent[] = [];
      for (const event of this.events(transaction, stream, { start: 0, end })) {
        expired.push(event);
        if (expired.length === left) break;
      }
      for (const { timestamp, number, message } of expired) {
        this.#events.delete(transaction, stream.id, timestamp, number);
        freed += eventSize(message);
      }
      left -= expired.length;
      if (left === 0) break;
    }
    this.#addStoredBytes(transaction, group, -freed);
    this.#planRetention(transaction, group, left === 0 ? now : now + day);
  }

  #addStoredBytes(transaction: Transaction, group: LogGroup, size: number): void {
    if (size === 0) return;
    this.#storedBytes.put(transaction, ofGroup(group), Math.max(0, this.storedBytes(transaction, group) + size));
  }

  // Resource policies

  findPolicy(reader: StoreReader, { account, region }: Place, name: string): ResourcePolicyRecord | undefined {
    return this.#policies.get(reader, account, region, name);
  }

  putPolicy(transaction: Transaction, { account, region }: Place, policy: ResourcePolicyRecord): void {
    this.#policies.put(transaction, [account, region, policy.name], policy);
  }

  deletePolicy(transaction: Transaction, { account, region }: Place, name: string): void {
    this.#policies.delete(transaction, account, region, name);
  }

  policies(reader: StoreReader, { account, region }: Place): Generator<ResourcePolicyRecord> {
    return this.#policies.list(reader, [account, region]);
  }
}

function ofGroup(group: LogGroup): readonly [string, string, string] {
  return [group.account, group.region, group.name];
}

function timerId(group: LogGroup): string {
  return `${group.account}:${group.region}:${group.name}`;
}

function larger(left: Key, right: Key): Key {
  return left > right ? left : right;
}

function smaller(left: Key, right: Key): Key {
  return left < right ? left : right;
}

/** A number of a key: 7 bytes, the largest first. */
function readNumber(found: Key, offset: number): number {
  let value = 0;
  for (let index = offset; index < offset + 7; index++) value = value * 256 + found.charCodeAt(index);
  return value;
}

/** Records whose last key part is a name that starts with a prefix. */
function* listNames<T>(
  reader: StoreReader,
  collection: Collection<T>,
  within: readonly KeyPart[],
  prefix: string,
  after: string | undefined,
): Generator<T> {
  const bytes = Buffer.from(prefix, "utf8").toString("latin1");
  const first = keyWithSuffix(collection.key(...within), bytes);
  const start = after === undefined ? first : larger(first, `${collection.key(...within, after)}\0` as Key);
  const end = afterPrefix(first);
  if (start >= end) return;
  for (const [, text] of reader.range({ start, end })) yield JSON.parse(text) as T;
}
