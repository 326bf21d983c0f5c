import { formatArn } from "../../../kernel/arns.ts";
import { afterPrefix, type Key, key, keyWithSuffix } from "../../../kernel/keys.ts";
import { BoundedCache } from "../bounded-cache.ts";
import { invalidParameters, validationError } from "../errors.ts";
import type { IndexRecord, KeySchemaElement, TableAddress, TableRecord } from "../model.ts";
import { type AttributeMap, type AttributeValue, attributeOf, emptyMap } from "../values/attribute-value.ts";
import { delimitedBytes, hashPartition, type KeyAttribute, orderedBytes } from "./key-encoding.ts";

/** Where a table's items and an index's entries are in the store, by their numbers. */
const itemsPrefix = ["dynamodb", "items"] as const;
const entriesPrefix = ["dynamodb", "entries"] as const;

/** How many partition keys' hashes a table remembers: hashing takes as long as all else of finding an item. */
const mostHashes = 1_000;

/** Bytes of a hashed partition key. */
export const partitionLength = 16;

/** The key attributes of a table or index. */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
  readonly all: readonly KeyAttribute[];
}

/** A secondary index, ready for use. */
export class Index {
  readonly record: IndexRecord;
  readonly schema: KeySchema;
  readonly prefix: Key;
  readonly #project: (item: AttributeMap) => AttributeMap;

  constructor(record: IndexRecord, schema: KeySchema, tableKeys: readonly KeyAttribute[]) {
    this.record = record;
    this.schema = schema;
    this.prefix = key(...entriesPrefix, record.number);
    const { ProjectionType, NonKeyAttributes = [] } = record.projection;
    const keys = [...schema.all, ...tableKeys].map(({ name }) => name);
    const included = Array.from(new Set([...keys, ...(ProjectionType === "INCLUDE" ? NonKeyAttributes : [])]));
    this.#project = ProjectionType === "ALL" ? (item) => item : (item) => pick(item, included);
  }

  get projectsAll(): boolean {
    return this.record.projection.ProjectionType === "ALL";
  }

  /** What the index holds of an item. */
  project(item: AttributeMap): AttributeMap {
    return this.#project(item);
  }

  /** Whether the projection has this attribute. */
  holds(attribute: string): boolean {
    if (this.projectsAll) return true;
    const { [attribute]: found } = this.project({ [attribute]: { NULL: true } });
    return found !== undefined;
  }

  /** The part of an entry's key behind the prefix; `undefined` if the item lacks one of the index's keys. */
  entrySuffix(item: AttributeMap, itemSuffix: string): string | undefined {
    for (const { name } of this.schema.all) if (!attributeOf(item, name)) return undefined;
    return this.positionOf(item, itemSuffix);
  }

  /** The same for an item that is known to have the keys. */
  positionOf(keys: AttributeMap, itemSuffix: string): string {
    let suffix = hashPartition(this.schema.partition, keys);
    for (const { name } of this.schema.sort) suffix += delimitedBytes(keys[name]!);
    // Entries with equal keys are told apart by their items; hashed, so that keys of the store stay short.
    return suffix + hashPartition([{ name: "item", type: "B" }], { item: { B: itemSuffix } });
  }
}

/** A table, ready for use; made once for each version of its record. */
export class Table {
  readonly record: TableRecord;
  readonly schema: KeySchema;
  readonly prefix: Key;
  readonly indexes: readonly Index[];
  readonly arn: string;
  readonly #hashes = new BoundedCache<string>(mostHashes);
  readonly #partition: KeyAttribute;
  readonly #sort: KeyAttribute | undefined;

  constructor(record: TableRecord) {
    this.record = record;
    this.arn = tableArn(record);
    this.schema = this.#readSchema(record.keySchema);
    this.#partition = this.schema.partition[0]!;
    this.#sort = this.schema.sort[0];
    this.prefix = key(...itemsPrefix, record.number);
    this.indexes = record.indexes.map((index) => new Index(index, this.#readSchema(index.keySchema), this.schema.all));
  }

  get hasLocalIndexes(): boolean {
    return this.indexes.some(({ record }) => record.kind === "local");
  }

  /** The index of that name; throws AWS's error if there is none. */
  index(name: string): Index {
    const found = this.indexes.find(({ record }) => record.name === name);
    if (found) return found;
    throw validationError(`The table does not have the specified index: ${name}`);
  }

  /** The part of an item's key in the store that follows the table's prefix: its partition, hashed, and its sort key. */
  suffixOf(keys: AttributeMap): string {
    const partition = hashPartition(this.schema.partition, keys, this.#hashes);
    return this.#sort ? partition + orderedBytes(keys[this.#sort.name]!) : partition;
  }

  /** The key in the store of the item with that suffix. */
  keyOf(suffix: string): Key {
    return keyWithSuffix(this.prefix, suffix);
  }

  /** The keys of the store of the partition of an item with that suffix. */
  partitionOf(suffix: string): { readonly start: Key; readonly end: Key } {
    const start = this.keyOf(suffix.slice(0, partitionLength));
    return { start, end: afterPrefix(start) };
  }

  /** The primary key of an item. */
  primaryKey(item: AttributeMap): AttributeMap {
    return pick(
      item,
      this.schema.all.map(({ name }) => name),
    );
  }

  /** Checks that a request's key has exactly the attributes of the schema, with their types and limits. */
  checkKey(keys: AttributeMap): void {
    let count = 0;
    for (const _ in keys) count++;
    if (count !== (this.#sort ? 2 : 1)) throw schemaMismatch();
    checkKeyValue(keys, this.#partition, true);
    if (this.#sort) checkKeyValue(keys, this.#sort, false);
  }

  /** Checks that an item has the table's keys, and the keys of its indexes, if at all, with their types and limits. */
  checkItem(item: AttributeMap): void {
    checkItemKey(item, this.#partition, true);
    if (this.#sort) checkItemKey(item, this.#sort, false);
    for (const index of this.indexes) checkIndexKeys(item, index, "put");
  }

  /** The same for the index keys of an updated item, with the messages that AWS has for updates. */
  checkUpdatedItem(item: AttributeMap): void {
    for (const index of this.indexes) checkIndexKeys(item, index, "update");
  }

  #readSchema(elements: readonly KeySchemaElement[]): KeySchema {
    const { attributeDefinitions } = this.record;
    const all = elements.map(({ AttributeName: name, KeyType }) => {
      const definition = attributeDefinitions.find(({ AttributeName }) => AttributeName === name)!;
      return { name, type: definition.AttributeType, KeyType };
    });
    const partition = all.filter(({ KeyType }) => KeyType === "HASH");
    return { partition, sort: all.filter(({ KeyType }) => KeyType === "RANGE"), all };
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function tableArn({ account, region, name }: TableAddress): string {
  return formatArn("dynamodb", region, account, `table/${name}`);
}

function pick(item: AttributeMap, names: readonly string[]): AttributeMap {
  const picked = emptyMap();
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value) picked[name] = value;
  }
  return picked;
}

/** AWS's error for a key that is not the table's. */
export function schemaMismatch(): Error {
  return validationError("The provided key element does not match the schema");
}

const longestPartitionKey = 2_048;
const longestSortKey = 1_024;

/** Checks a value that stands for a key attribute in a request: its type, that it is not empty, and its size. */
export function checkKeyValue(keys: AttributeMap, { name, type }: KeyAttribute, isPartition: boolean): void {
  const value = attributeOf(keys, name);
  if (value?.[type] === undefined) throw schemaMismatch();
  if (value[type] === "") throw invalidParameters(`${emptyKey(type)} Key: ${name}`);
  checkKeySize(value, isPartition);
}

function checkItemKey(item: AttributeMap, { name, type }: KeyAttribute, isPartition: boolean): void {
  const value = attributeOf(item, name);
  if (!value) throw invalidParameters(`Missing the key ${name} in the item`);
  if (value[type] === undefined) {
    throw invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${Object.keys(value)[0]}`);
  }
  if (value[type] === "")
    throw validationError(`One or more parameter values are not valid. ${emptyKey(type)} Key: ${name}`);
  checkKeySize(value, isPartition);
}

function checkIndexKeys(item: AttributeMap, index: Index, by: "put" | "update"): void {
  for (const attribute of index.schema.all) {
    const { name, type } = attribute;
    const value = attributeOf(item, name);
    if (!value) continue;
    const indexName = index.record.name;
    if (value[type] === undefined) {
      if (by === "update") {
        throw validationError("The update expression attempted to update the secondary index key to unsupported type");
      }
      throw invalidParameters(
        `Type mismatch for Index Key ${name} Expected: ${type} ` +
          `Actual: ${Object.keys(value)[0]} IndexName: ${indexName}`,
      );
    }
    if (value[type] === "") throw emptyIndexKey(by, type, indexName, name);
    const isPartition = index.schema.partition.includes(attribute);
    if (by === "update" && sizeOfKey(value) > (isPartition ? longestPartitionKey : longestSortKey)) {
      throw validationError(
        "The update expression attempted to update the secondary index key beyond allowed size limits",
      );
    }
    checkKeySize(value, isPartition);
  }
}

function emptyIndexKey(by: "put" | "update", type: string, index: string, name: string): Error {
  if (by === "update") {
    return validationError(
      `The update expression attempted to update the secondary index key to a value that is not supported. ${emptyKey(type)}`,
    );
  }
  return validationError(
    "One or more parameter values are not valid. A value specified for a secondary index key is not supported. " +
      `${emptyKey(type)} IndexName: ${index}, IndexKey: ${name}`,
  );
}

function emptyKey(type: string): string {
  const kind = type === "S" ? "string" : "binary";
  return `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
}

function checkKeySize(value: AttributeValue, isPartition: boolean): void {
  if (sizeOfKey(value) <= (isPartition ? longestPartitionKey : longestSortKey)) return;
  throw invalidParameters(
    isPartition
      ? `Size of hashkey has exceeded the maximum size limit of${longestPartitionKey} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${longestSortKey} bytes`,
  );
}

function sizeOfKey({ S, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  return B === undefined ? 0 : Buffer.byteLength(B, "base64");
}
