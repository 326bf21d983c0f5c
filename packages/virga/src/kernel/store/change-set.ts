import sortedBtree from "sorted-btree";
import type { Key } from "../keys.ts";
import type { Entry, KeyRange, StoreReader } from "../store.ts";

/** The ordered map under the stores; `clone()` takes constant time and copies nodes only when they change. */
export const OrderedMap = sortedBtree.default;
export type OrderedMap<K, V> = InstanceType<typeof OrderedMap<K, V>>;

/** Orders texts by their code units, which for keys of the store is the order of bytes. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The entries of an ordered map within a range, in its direction, made as they are asked for. */
export function entriesWithin<V>(map: OrderedMap<Key, V>, range: KeyRange): Iterator<[Key, V]> {
  const { start, end } = range;
  const entries = range.reverse ? map.entriesReversed(end, undefined, true) : map.entries(start);
  const isOutside = range.reverse ? (found: Key) => found < start : (found: Key) => found >= end;
  return {
    next() {
      const next = entries.next();
      return next.done || isOutside(next.value[0]) ? { done: true, value: undefined } : next;
    },
  };
}

/** A text to put, or `null` for a key to delete. */
export type Change = string | null;

/** Changes to an ordered map that are not part of it yet; a later change to a key replaces an earlier one. */
export class ChangeSet {
  readonly #changes = new Map<Key, Change>();
  /** Made when a range is first read, since most transactions read none. */
  #ordered: OrderedMap<Key, Change> | undefined;

  get size(): number {
    return this.#changes.size;
  }

  get(key: Key): Change | undefined {
    return this.#changes.get(key);
  }

  set(key: Key, change: Change): void {
    this.#changes.set(key, change);
    this.#ordered?.set(key, change);
  }

  keys(): Key[] {
    return [...this.#changes.keys()];
  }

  entries(): Iterable<[Key, Change]> {
    return this.#changes.entries();
  }

  addAll(later: ChangeSet): void {
    for (const [key, change] of later.entries()) this.set(key, change);
  }

  within(range: KeyRange): Iterator<[Key, Change]> {
    this.#ordered ??= new OrderedMap<Key, Change>([...this.#changes], compareText);
    return entriesWithin(this.#ordered, range);
  }
}

/** Reads a base as if a set of changes had been made to it. */
export class ChangedReader implements StoreReader {
  readonly #base: StoreReader;
  readonly #changes: ChangeSet;

  constructor(base: StoreReader, changes: ChangeSet) {
    this.#base = base;
    this.#changes = changes;
  }

  get(key: Key): string | undefined {
    const change = this.#changes.get(key);
    return change === undefined ? this.#base.get(key) : (change ?? undefined);
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.#changes.size === 0 ? this.#base.range(range) : mergedRange(this.#base, this.#changes, range);
  }
}

function* mergedRange(base: StoreReader, changes: ChangeSet, range: KeyRange): Generator<Entry> {
  const limit = range.limit ?? Number.POSITIVE_INFINITY;
  const { start, end, reverse = false } = range;
  const changed = changes.within(range);
  let change = changed.next();
  let given = 0;
  if (limit <= 0) return;
  if (change.done) {
    yield* base.range(range);
    return;
  }
  for (const entry of base.range({ start, end, reverse })) {
    while (!change.done && (reverse ? change.value[0] > entry[0] : change.value[0] < entry[0])) {
      const [key, value] = change.value;
      change = changed.next();
      if (value === null) continue;
      yield [key, value];
      if (++given >= limit) return;
    }
    const replaced = !change.done && change.value[0] === entry[0];
    const value = replaced ? change.value![1] : entry[1];
    if (replaced) change = changed.next();
    if (value === null) continue;
    yield [entry[0], value];
    if (++given >= limit) return;
  }
  for (; !change.done; change = changed.next()) {
    const [key, value] = change.value;
    if (value === null) continue;
    yield [key, value];
    if (++given >= limit) return;
  }
}
