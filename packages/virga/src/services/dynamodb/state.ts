import { createHash } from "node:crypto";
import { Collection } from "../../kernel/collection.ts";
import { afterPrefix, type Key, key, keyWithSuffix } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { KeyRange, StoreReader, Transaction } from "../../kernel/store.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { ExpressionCache } from "./expressions/expression-cache.ts";
import type { TableAddress, TableRecord } from "./model.ts";
import { TableMetrics } from "./table-metrics.ts";
import { type Index, Table } from "./tables/table.ts";
import type { AttributeMap } from "./values/attribute-value.ts";

/** An item as it is stored: its size, which limits and capacity units need, and its JSON as the protocol writes it. */
export interface StoredItem {
  /** Bytes as DynamoDB counts them. */
  readonly size: number;
  readonly text: string;
}

/** A place in a table or index, and the item that is there. */
export interface Position {
  /** Behind the prefix of the table, or of the index if one is walked. */
  readonly suffix: string;
  readonly stored: StoredItem;
}

/** A transaction that went through, for its idempotency token. */
export interface FinishedTransaction {
  readonly requestHash: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const mostTables = 500;
const mostExpired = 100;
const sequenceKey = key("dynamodb", "sequence");

/** Parses a stored item. */
export function itemOf({ text }: StoredItem): AttributeMap {
  return JSON.parse(text) as AttributeMap;
}

function decodeItem(value: string): StoredItem {
  const start = value.indexOf("{");
  return { size: Number(value.slice(0, start)), text: value.slice(start) };
}

/** All of DynamoDB that is in the store, and the caches of what is made from it. */
export class DynamoDBState {
  readonly expressions = new ExpressionCache();
  readonly #host: ServiceHost;
  readonly metrics: TableMetrics;
  /** A hash of each table's record. It finds the compiled table without reading the record, also after a restore. */
  readonly #heads = new Collection<string>("dynamodb", "heads");
  readonly #records = new Collection<TableRecord>("dynamodb", "tables");
  readonly #finished = new Collection<FinishedTransaction>("dynamodb", "finished");
  readonly #expiries = new Collection<string>("dynamodb", "expiries");
  readonly #tables = new BoundedCache<Table>(mostTables);
  /** The table found last: a call looks for the same one when it is authorized and when it is handled. */
  #found: (TableAddress & { readonly version: number; readonly table: Table }) | undefined;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.metrics = new TableMetrics(host);
  }

  /** The table at an address, `undefined` if there is none. */
  findTable({ account, region, name }: TableAddress): Table | undefined {
    const { store } = this.#host;
    const { version } = store;
    const last = this.#found;
    if (last?.version === version && last.name === name && last.region === region && last.account === account) {
      return last.table;
    }
    const head = store.get(this.#heads.key(account, region, name));
    if (head === undefined) return undefined;
    const table = this.#tables.get(head, () => new Table(this.#records.get(store, account, region, name)!));
    this.#found = { account, region, name, version, table };
    return table;
  }

  /** The tables of an account and region whose names come after `after`, in the order of names. */
  listTables(account: string, region: string, after: string | undefined, limit: number): readonly TableRecord[] {
    const options = after === undefined ? { limit } : { limit, after: [account, region, after] };
    return Array.from(this.#records.list(this.#host.store, [account, region], options));
  }

  /** Runs work in one transaction of the store. */
  transact<Result>(work: (transaction: DynamoDBTransaction) => Result): Result {
    return this.#host.store.transact((transaction) => work(new DynamoDBTransaction(this, transaction)));
  }

  readItem(table: Table, suffix: string, reader: StoreReader = this.#host.store): StoredItem | undefined {
    const value = reader.get(table.keyOf(suffix));
    return value === undefined ? undefined : decodeItem(value);
  }

  /** The items of a table in a range of its keys. */
  *walkTable(table: Table, range: KeyRange): Generator<Position> {
    const { length } = table.prefix;
    for (const [found, value] of this.#host.store.range(range)) {
      yield { suffix: found.slice(length), stored: decodeItem(value) };
    }
  }

  /** The items that an index has in a range of its keys, whole, in the order of the index. */
  *walkIndex(table: Table, index: Index, range: KeyRange): Generator<Position> {
    const { length } = index.prefix;
    const { store } = this.#host;
    for (const [found, itemSuffix] of store.range(range)) {
      yield { suffix: found.slice(length), stored: this.readItem(table, itemSuffix, store)! };
    }
  }

  /** Number and bytes of a table's items. */
  measureTable(table: Table): { readonly count: number; readonly size: number } {
    return measure(this.walkTable(table, wholeRange(table.prefix)), ({ size }) => size);
  }

  /** Number and bytes of what an index holds. */
  measureIndex(
    table: Table,
    index: Index,
    sizeOf: (item: AttributeMap) => number,
  ): { readonly count: number; readonly size: number } {
    const walk = this.walkIndex(table, index, wholeRange(index.prefix));
    return measure(walk, (stored) => (index.projectsAll ? stored.size : sizeOf(index.project(itemOf(stored)))));
  }

  /** For `DynamoDBTransaction`. */
  saveRecord(transaction: Transaction, record: TableRecord): void {
    const { account, region, name } = record;
    this.#records.put(transaction, [account, region, name], record);
    const head = createHash("sha256").update(JSON.stringify(record)).digest("base64url");
    transaction.put(this.#heads.key(account, region, name), head);
  }

  /** For `DynamoDBTransaction`. */
  deleteRecord(transaction: Transaction, { account, region, name }: TableRecord): void {
    this.#records.delete(transaction, account, region, name);
    this.#heads.delete(transaction, account, region, name);
  }

  /** The transaction that went through with this token not more than ten minutes ago. */
  findFinished(account: string, region: string, token: string, now: number): FinishedTransaction | undefined {
    const found = this.#finished.get(this.#host.store, account, region, token);
    return found && found.expiresAt > now ? found : undefined;
  }

  /** For `DynamoDBTransaction`: remembers a token, and forgets some that have expired. */
  saveFinished(
    transaction: Transaction,
    id: readonly [string, string, string],
    finished: FinishedTransaction,
    now: number,
  ): void {
    const { prefix } = this.#expiries;
    const end = this.#expiries.key(now);
    const expired = Array.from(transaction.range({ start: prefix, end, limit: mostExpired }));
    for (const [expiry, tokenKey] of expired) {
      transaction.delete(expiry);
      transaction.delete(JSON.parse(tokenKey) as Key);
    }
    this.#finished.put(transaction, id, finished);
    this.#expiries.put(transaction, [finished.expiresAt, ...id], this.#finished.key(...id));
  }
}

function wholeRange(prefix: Key): KeyRange {
  return { start: prefix, end: afterPrefix(prefix) };
}

function measure(
  positions: Iterable<Position>,
  sizeOf: (stored: StoredItem) => number,
): { count: number; size: number } {
  let count = 0;
  let size = 0;
  for (const { stored } of positions) {
    count++;
    size += sizeOf(stored);
  }
  return { count, size };
}

/** DynamoDB's writes within one transaction of the store. */
export class DynamoDBTransaction {
  readonly #state: DynamoDBState;
  readonly #transaction: Transaction;

  constructor(state: DynamoDBState, transaction: Transaction) {
    this.#state = state;
    this.#transaction = transaction;
  }

  /** A number that no table or index had before. */
  nextNumber(): number {
    const number = Number(this.#transaction.get(sequenceKey) ?? 0) + 1;
    this.#transaction.put(sequenceKey, String(number));
    return number;
  }

  saveTable(record: TableRecord): void {
    this.#state.saveRecord(this.#transaction, record);
  }

  /** Deletes a table with all its items. */
  deleteTable(table: Table): void {
    for (const index of table.indexes) this.#clear(index.prefix);
    this.#clear(table.prefix);
    this.#state.deleteRecord(this.#transaction, table.record);
  }

  deleteIndex(index: Index): void {
    this.#clear(index.prefix);
  }

  /** Makes the entries of a new index for all items that the table has. */
  fillIndex(table: Table, index: Index): void {
    const { length } = table.prefix;
    const entries: [string, string][] = [];
    for (const [found, value] of this.#transaction.range(wholeRange(table.prefix))) {
      const itemSuffix = found.slice(length);
      const entry = index.entrySuffix(itemOf(decodeItem(value)), itemSuffix);
      if (entry !== undefined) entries.push([entry, itemSuffix]);
    }
    for (const [entry, itemSuffix] of entries) this.#transaction.put(keyWithSuffix(index.prefix, entry), itemSuffix);
  }

  readItem(table: Table, suffix: string): StoredItem | undefined {
    return this.#state.readItem(table, suffix, this.#transaction);
  }

  /** Writes an item. `previous` is what was there; without indexes it may be left out. */
  putItem(table: Table, suffix: string, item: AttributeMap, size: number, previous?: AttributeMap): void {
    this.#transaction.put(table.keyOf(suffix), `${size}${JSON.stringify(item)}`);
    if (table.indexes.length > 0) this.#moveEntries(table, suffix, previous, item);
  }

  deleteItem(table: Table, suffix: string, previous: AttributeMap): void {
    this.#transaction.delete(table.keyOf(suffix));
    if (table.indexes.length > 0) this.#moveEntries(table, suffix, previous, undefined);
  }

  saveFinished(id: readonly [string, string, string], finished: FinishedTransaction, now: number): void {
    this.#state.saveFinished(this.#transaction, id, finished, now);
  }

  /** Entries hold the suffix of their item; they change only when a key of the index does. */
  #moveEntries(table: Table, suffix: string, before: AttributeMap | undefined, after: AttributeMap | undefined): void {
    for (const index of table.indexes) {
      const from = before && index.entrySuffix(before, suffix);
      const to = after && index.entrySuffix(after, suffix);
      if (from === to) continue;
      if (from !== undefined) this.#transaction.delete(keyWithSuffix(index.prefix, from));
      if (to !== undefined) this.#transaction.put(keyWithSuffix(index.prefix, to), suffix);
    }
  }

  #clear(prefix: Key): void {
    const keys = Array.from(this.#transaction.range(wholeRange(prefix)), ([found]) => found);
    for (const found of keys) this.#transaction.delete(found);
  }
}
