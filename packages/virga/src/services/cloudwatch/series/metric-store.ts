import { createHash } from "node:crypto";
import { Collection } from "../../../kernel/collection.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Store, Transaction } from "../../../kernel/store.ts";
import type { Place } from "../model.ts";
import { type Aggregate, decodeAggregate, type EncodedAggregate, encodeAggregate, merged } from "./aggregate.ts";
import { endOfHeld, type Held, type SeriesName, type SeriesRecord, seriesText } from "./series.ts";

/** One point: where it starts (epoch milliseconds), what was counted, and in which unit. */
export interface Point {
  readonly at: number;
  readonly unit: string;
  readonly aggregate: Aggregate;
}

/** What a reader wants: whole periods from `start` to before `end`, epoch milliseconds. */
export interface ReadRange {
  readonly start: number;
  readonly end: number;
  /** Milliseconds. */
  readonly period: number;
  /** Leaves out points of other units. */
  readonly unit?: string;
}

/** A point in its chunk: index, unit if it is not the series' own, and what was counted. */
type StoredPoint = readonly [index: number, aggregate: EncodedAggregate, unit?: string];

/**
 * Seconds between points; how many points lie in one record; how many milliseconds they are kept before they are merged into
 * those of the next resolution: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
const resolutions = [
  { seconds: 1, points: 60, age: 3 * 3_600_000 },
  { seconds: 60, points: 60, age: 15 * 86_400_000 },
  { seconds: 300, points: 288, age: 63 * 86_400_000 },
  { seconds: 3600, points: 240, age: 455 * 86_400_000 },
] as const;

type Resolution = (typeof resolutions)[number];

const [second, minute] = resolutions;
const minuteMilliseconds = 60_000;
const housekeepingTimer = "cloudwatch.housekeeping";
const housekeepingInterval = 86_400_000;
/** How many series are tidied at once. */
const tidiedAtOnce = 20;

interface Housekeeping {
  /** The series after which to go on. */
  readonly after?: readonly (string | number)[];
}

/** The metrics' series: their catalog, their points in chunks, and the values of gauges. */
export class MetricStore {
  readonly #host: ServiceHost;
  readonly #store: Store;
  readonly #series = new Collection<SeriesRecord>("cloudwatch", "series");
  readonly #points = new Collection<readonly StoredPoint[]>("cloudwatch", "points");
  readonly #held = new Collection<Held>("cloudwatch", "held");
  readonly #counters = new Collection<number>("cloudwatch", "counters");

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#store = host.store;
    host.timers.handle<Housekeeping>(housekeepingTimer, ({ data }) => this.#tidy(data));
  }

  find(name: SeriesName): SeriesRecord | undefined {
    return this.#series.get(this.#store, ...seriesId(name));
  }

  /** The catalog of a place in the order of namespace and name. */
  list({ account, region }: Place, namespace?: string, name?: string): Iterable<SeriesRecord> {
    const within = [account, region, ...(namespace === undefined ? [] : [namespace])];
    if (namespace !== undefined && name !== undefined) within.push(name);
    return this.#series.list(this.#store, within);
  }

  /** Adds points; those of `seconds` 1 are also kept each for itself for three hours. */
  add(transaction: Transaction, name: SeriesName, points: readonly Point[], seconds: 1 | 60): void {
    const [first] = points;
    if (!first) return;
    const known = this.#series.get(transaction, ...seriesId(name));
    const series = known ?? this.#create(transaction, name, first.unit);
    this.#merge(transaction, series, minute, points);
    if (seconds === 1) this.#merge(transaction, series, second, points);
    const lastAt = points.reduce(
      (last, { at }) => Math.max(last, floor(at, minuteMilliseconds) + minuteMilliseconds),
      series.lastAt,
    );
    if (lastAt !== known?.lastAt) this.#series.put(transaction, seriesId(name), { ...series, lastAt });
  }

  /** Sets what a gauge shows from a minute on. */
  hold(transaction: Transaction, name: SeriesName, unit: string, held: Held): void {
    const series = this.#series.get(transaction, ...seriesId(name)) ?? this.#create(transaction, name, unit);
    if (series.held && holdsOn(series.held, held)) return;
    this.#held.put(transaction, [series.id, held.from], held);
    const lastAt = Math.max(series.lastAt, held.from + minuteMilliseconds);
    this.#series.put(transaction, seriesId(name), { ...series, lastAt, held });
  }

  #create(transaction: Transaction, name: SeriesName, unit: string): SeriesRecord {
    const id = (this.#counters.get(transaction, "series") ?? 0) + 1;
    this.#counters.put(transaction, ["series"], id);
    const { account, region, namespace, name: metric, dimensions } = name;
    const series = { account, region, namespace, name: metric, dimensions, id, lastAt: 0, unit };
    this.#series.put(transaction, seriesId(name), series);
    if (!this.#counters.has(transaction, "housekeeping")) {
      this.#counters.put(transaction, ["housekeeping"], 1);
      this.#planHousekeeping(transaction, housekeepingInterval, {});
    }
    return series;
  }

  #merge(transaction: Transaction, series: SeriesRecord, resolution: Resolution, points: readonly Point[]): void {
    const step = resolution.seconds * 1000;
    const size = step * resolution.points;
    const byChunk = Map.groupBy(points, ({ at }) => floor(at, size));
    for (const [start, added] of byChunk) {
      const id = [series.id, resolution.seconds, start] as const;
      const chunk = new Map<string, StoredPoint>();
      for (const stored of this.#points.get(transaction, ...id) ?? [])
        chunk.set(pointKey(stored[0], stored[2]), stored);
      for (const { at, unit, aggregate } of added) {
        const index = Math.floor((at - start) / step);
        const own = unit === series.unit ? undefined : unit;
        const key = pointKey(index, own);
        const before = chunk.get(key);
        const sum = encodeAggregate(merged(before && decodeAggregate(before[1]), aggregate));
        chunk.set(key, own === undefined ? [index, sum] : [index, sum, own]);
      }
      this.#points.put(transaction, id, Array.from(chunk.values()));
    }
  }

  /** The series' periods that have data, by their starts; each with what was counted in each unit. */
  read(series: SeriesRecord, range: ReadRange): ReadonlyMap<number, ReadonlyMap<string, Aggregate>> {
    const buckets = new Map<number, Map<string, Aggregate>>();
    const add = (at: number, unit: string, aggregate: Aggregate) => {
      if (range.unit !== undefined && unit !== range.unit) return;
      const start = range.start + floor(at - range.start, range.period);
      const bucket = buckets.get(start) ?? new Map<string, Aggregate>();
      bucket.set(unit, merged(bucket.get(unit), aggregate));
      buckets.set(start, bucket);
    };
    const fine = range.period < minuteMilliseconds;
    for (const resolution of fine ? [second] : resolutions.slice(1)) {
      if (resolution.seconds * 1000 <= range.period) this.#readPoints(series, resolution, range, add);
    }
    if (!fine && series.held) this.#readHeld(series, range, add);
    return buckets;
  }

  #readPoints(
    series: SeriesRecord,
    resolution: Resolution,
    { start, end }: ReadRange,
    add: (at: number, unit: string, aggregate: Aggregate) => void,
  ): void {
    const step = resolution.seconds * 1000;
    const size = step * resolution.points;
    const from = this.#points.key(series.id, resolution.seconds, Math.max(0, floor(start, size)));
    const to = this.#points.key(series.id, resolution.seconds, Math.max(0, floor(end - 1, size)) + 1);
    for (const [key, text] of this.#store.range({ start: from, end: to })) {
      const chunkStart = numberAtEnd(key);
      for (const [index, aggregate, unit] of JSON.parse(text) as readonly StoredPoint[]) {
        const at = chunkStart + index * step;
        if (at >= start && at < end) add(at, unit ?? series.unit, decodeAggregate(aggregate));
      }
    }
  }

  /** A gauge has one value for each whole minute that has passed. */
  #readHeld(
    series: SeriesRecord,
    range: ReadRange,
    add: (at: number, unit: string, aggregate: Aggregate) => void,
  ): void {
    const now = floor(this.#host.clock.now(), minuteMilliseconds);
    const end = Math.min(floor(range.end, minuteMilliseconds), now);
    const runs = this.#heldWithin(series.id, range.start, end);
    runs.forEach((held, index) => {
      const until = Math.min(runs[index + 1]?.from ?? end, endOfHeld(held), end);
      let at = Math.max(held.from, Math.ceil(range.start / minuteMilliseconds) * minuteMilliseconds);
      while (at < until) {
        const bucketEnd = range.start + floor(at - range.start, range.period) + range.period;
        const minutes = Math.ceil((Math.min(bucketEnd, until) - at) / minuteMilliseconds);
        add(at, series.unit, heldAggregate(held, at, minutes));
        at += minutes * minuteMilliseconds;
      }
    });
  }

  /** The held values from the last one before `start` on. */
  #heldWithin(id: number, start: number, end: number): readonly Held[] {
    const first = this.#held.key(id, Math.max(0, start));
    const before = Array.from(
      this.#store.range({ start: this.#held.key(id), end: first, reverse: true, limit: 1 }),
      ([, text]) => JSON.parse(text) as Held,
    );
    const last = this.#held.key(id, Math.max(0, end));
    const within = first < last ? this.#store.range({ start: first, end: last }) : [];
    return [...before, ...Array.from(within, ([, text]) => JSON.parse(text) as Held)];
  }

  #planHousekeeping(transaction: Transaction, delay: number, data: Housekeeping): void {
    const at = this.#host.clock.now() + delay;
    this.#host.timers.set(transaction, { kind: housekeepingTimer, id: "all", at, data });
  }

  /** Merges what is too old for its resolution into the next one, and forgets what is too old for all: some series at a time. */
  #tidy({ after }: Housekeeping): void {
    const now = this.#host.clock.now();
    this.#store.transact((transaction) => {
      const options = { limit: tidiedAtOnce, ...(after && { after }) };
      const batch = Array.from(this.#series.list(transaction, [], options));
      for (const series of batch) this.#tidySeries(transaction, series, now);
      const last = batch.at(-1);
      if (last && batch.length === tidiedAtOnce) this.#planHousekeeping(transaction, 0, { after: seriesId(last) });
      else if (last || after) this.#planHousekeeping(transaction, housekeepingInterval, {});
      else this.#counters.delete(transaction, "housekeeping");
    });
  }

  #tidySeries(transaction: Transaction, series: SeriesRecord, now: number): void {
    resolutions.forEach((resolution, index) => {
      const next = resolutions[index + 1];
      const size = resolution.seconds * resolution.points * 1000;
      const start = this.#points.key(series.id, resolution.seconds);
      const end = this.#points.key(series.id, resolution.seconds, Math.max(0, now - resolution.age - size));
      for (const [key, text] of Array.from(transaction.range({ start, end }))) {
        transaction.delete(key);
        // Seconds have been counted in minutes, too.
        if (!next || resolution === second) continue;
        const chunkStart = numberAtEnd(key);
        const points = (JSON.parse(text) as readonly StoredPoint[]).map(([at, aggregate, unit]) => ({
          at: chunkStart + at * resolution.seconds * 1000,
          unit: unit ?? series.unit,
          aggregate: decodeAggregate(aggregate),
        }));
        this.#merge(transaction, series, next, points);
      }
    });
    this.#tidyHeld(transaction, series.id, now);
    const isOver = series.held === undefined || endOfHeld(series.held) < now - resolutions[3].age;
    if (isOver && series.lastAt < now - resolutions[3].age) {
      this.#series.delete(transaction, ...seriesId(series));
      this.#held.clear(transaction, series.id);
      this.#points.clear(transaction, series.id);
    }
  }

  /** Of the changes of a gauge in one period of the resolution of their age, only the last is kept. */
  #tidyHeld(transaction: Transaction, id: number, now: number): void {
    const start = this.#held.key(id);
    const end = this.#held.key(id, Math.max(0, now - minute.age));
    const all = Array.from(transaction.range({ start, end }), ([, text]) => JSON.parse(text) as Held);
    all.forEach(({ from }, index) => {
      const next = all[index + 1];
      if (!next) return;
      const step = from < now - resolutions[2].age ? 3_600_000 : 300_000;
      const isTooOld = next.from < now - resolutions[3].age;
      if (isTooOld || floor(from, step) === floor(next.from, step)) this.#held.delete(transaction, id, from);
    });
  }
}

/** Whether a gauge shows what it showed; a zero is noted anew once an hour, since it ends by itself. */
function holdsOn(before: Held, { from, value, since }: Held): boolean {
  if (before.value !== value || before.since !== since) return false;
  return value !== 0 || from < before.from + 3_600_000;
}

function heldAggregate({ value, since }: Held, at: number, minutes: number): Aggregate {
  if (since === undefined) {
    const held = value!;
    return { count: minutes, sum: held * minutes, min: held, max: held, spread: new Map([[held, minutes]]) };
  }
  const first = Math.max(0, Math.floor((at + minuteMilliseconds - since) / 1000));
  const spread = new Map(Array.from({ length: minutes }, (_, index) => [first + index * 60, 1]));
  const last = first + (minutes - 1) * 60;
  return { count: minutes, sum: ((first + last) * minutes) / 2, min: first, max: last, spread };
}

function floor(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

function pointKey(index: number, unit: string | undefined): string {
  return unit === undefined ? String(index) : `${index} ${unit}`;
}

/** The number that is the last part of a key. */
function numberAtEnd(key: string): number {
  let value = 0;
  for (let index = key.length - 7; index < key.length; index++) value = value * 256 + key.charCodeAt(index);
  return value;
}

/** Characters of dimensions that a key takes as they are; longer ones are hashed. */
const longestDimensions = 400;

function seriesId(series: SeriesName): readonly string[] {
  const { account, region, namespace, name, dimensions } = series;
  const text = JSON.stringify(dimensions);
  const id = text.length <= longestDimensions ? text : createHash("sha256").update(seriesText(series)).digest("hex");
  return [account, region, namespace, name, id];
}
