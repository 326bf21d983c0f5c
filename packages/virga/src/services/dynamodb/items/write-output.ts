import { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { DynamoDBState } from "../state.ts";
import { itemOf } from "../state.ts";
import type { AttributeMap } from "../values/attribute-value.ts";
import { Consumption, wantsCapacity, writeUnits } from "./capacity.ts";
import type { PreparedWrite, WriteOutcome } from "./writes.ts";

/** What a write's caller may ask to see. */
export interface WriteOutputParameters {
  readonly TableName: string;
  readonly ReturnConsumedCapacity?: string;
  readonly ReturnItemCollectionMetrics?: string;
}

const noOutput = new EncodedJson("{}");

/** Writes the answer of a write; `attributes` is JSON. */
export function writeOutput(
  state: DynamoDBState,
  parameters: WriteOutputParameters,
  write: PreparedWrite,
  outcome: WriteOutcome,
  attributes: string | undefined,
): EncodedJson {
  const { ReturnConsumedCapacity: mode, ReturnItemCollectionMetrics: metrics, TableName } = parameters;
  countWrite(state, write, outcome);
  if (attributes === undefined && !wantsCapacity(mode) && metrics !== "SIZE") return noOutput;
  const members: string[] = [];
  if (attributes !== undefined) members.push(`"Attributes":${attributes}`);
  if (wantsCapacity(mode)) {
    const consumption = new Consumption(TableName);
    consumption.addWrite(write.table, outcome.before, outcome.after?.item, outcome.after?.size ?? 0);
    members.push(`"ConsumedCapacity":${JSON.stringify(consumption.output(mode))}`);
  }
  const collection = metrics === "SIZE" ? itemCollectionMetrics(state, write) : undefined;
  if (collection) members.push(`"ItemCollectionMetrics":${JSON.stringify(collection)}`);
  return new EncodedJson(`{${members.join(",")}}`);
}

/** Counts what a write consumed of its table; `factor` is 2 in transactions. */
export function countWrite(
  { metrics }: DynamoDBState,
  { table }: PreparedWrite,
  { before, after }: WriteOutcome,
  factor = 1,
): void {
  const units = factor * writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
  metrics.consumed(table, "ConsumedWriteCapacityUnits", units);
}

/** AWS's `ItemCollectionMetrics`. */
export interface ItemCollectionMetrics {
  readonly ItemCollectionKey: AttributeMap;
  readonly SizeEstimateRangeGB: readonly [number, number];
}

const gigabyte = 1024 ** 3;

/** The size of the item collection that a write belongs to; only tables with local indexes have such. */
export function itemCollectionMetrics(
  state: DynamoDBState,
  { table, key, suffix }: PreparedWrite,
): ItemCollectionMetrics | undefined {
  if (!table.hasLocalIndexes) return undefined;
  let size = 0;
  for (const { stored } of state.walkTable(table, table.partitionOf(suffix))) {
    size += stored.size;
    const item = itemOf(stored);
    for (const index of table.indexes) {
      if (index.record.kind === "local" && index.entrySuffix(item, "") !== undefined) size += stored.size;
    }
  }
  const { name } = table.schema.partition[0]!;
  const least = Math.floor(size / gigabyte);
  return { ItemCollectionKey: { [name]: key[name]! }, SizeEstimateRangeGB: [least, least + 1] };
}
