import type { IndexRecord, TableRecord, Throughput, WarmThroughput } from "../model.ts";
import type { DynamoDBState } from "../state.ts";
import { sizeOfItem } from "../values/attribute-value.ts";
import { type Table, tableArn } from "./table.ts";

const millisecondsPerSecond = 1_000;
const millisecondsPerDay = 86_400_000;
/** What a new on-demand table can serve at once. */
const onDemandWarmth = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/** Where a table is in its life; only answers of the operations that change it say anything but ACTIVE. */
export type TableStatus = "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";

/** What a description depends on beside the table. */
export interface DescriptionOptions {
  readonly status: TableStatus;
  /** The status of indexes, where it is another than ACTIVE. */
  readonly indexStatus?: (index: IndexRecord) => TableStatus | undefined;
  readonly now: number;
}

/** A description as AWS's JSON has it; instants are epoch seconds. */
export type TableDescription = Readonly<Record<string, unknown>>;

/** Describes a table: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
export function describeTable(state: DynamoDBState, table: Table, options: DescriptionOptions): TableDescription {
  const { record } = table;
  const isNew = options.status === "CREATING";
  const { count, size } = isNew ? { count: 0, size: 0 } : state.measureTable(table);
  const indexes = table.indexes.map((index) => {
    const measured = isNew ? { count: 0, size: 0 } : state.measureIndex(table, index, sizeOfItem);
    return { kind: index.record.kind, description: describeIndex(record, index.record, measured, options) };
  });
  const local = indexes.filter(({ kind }) => kind === "local").map(({ description }) => description);
  const global = indexes.filter(({ kind }) => kind === "global").map(({ description }) => description);
  return {
    AttributeDefinitions: record.attributeDefinitions,
    TableName: record.name,
    KeySchema: record.keySchema,
    TableStatus: options.status,
    CreationDateTime: record.createdAt / millisecondsPerSecond,
    ProvisionedThroughput: describeThroughput(record.throughput, options.now),
    TableSizeBytes: size,
    ItemCount: count,
    TableArn: table.arn,
    TableId: record.id,
    ...describeBilling(record),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(record.onDemandThroughput && { OnDemandThroughput: record.onDemandThroughput }),
    ...describeEncryption(record),
    ...describeTableClass(record),
    DeletionProtectionEnabled: record.deletionProtection,
    WarmThroughput: { ...warmth(record, record.throughput, record.warmThroughput), Status: "ACTIVE" },
  };
}

function describeBilling({ billingMode, payPerRequestSince }: TableRecord): TableDescription {
  if (billingMode === "PROVISIONED" && payPerRequestSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: billingMode,
      ...(payPerRequestSince !== undefined && {
        LastUpdateToPayPerRequestDateTime: payPerRequestSince / millisecondsPerSecond,
      }),
    },
  };
}

function describeEncryption({ encryption }: TableRecord): TableDescription {
  if (!encryption) return {};
  return { SSEDescription: { Status: "ENABLED", SSEType: encryption.type, KMSMasterKeyArn: encryption.keyArn } };
}

function describeTableClass({ tableClass, tableClassSetAt }: TableRecord): TableDescription {
  if (!tableClass) return {};
  const setAt = tableClassSetAt === undefined ? {} : { LastUpdateDateTime: tableClassSetAt / millisecondsPerSecond };
  return { TableClassSummary: { TableClass: tableClass, ...setAt } };
}

function describeIndex(
  table: TableRecord,
  index: IndexRecord,
  { count, size }: { readonly count: number; readonly size: number },
  { status, indexStatus, now }: DescriptionOptions,
): TableDescription {
  const shared = {
    IndexName: index.name,
    KeySchema: index.keySchema,
    Projection: index.projection,
    IndexSizeBytes: size,
    ItemCount: count,
    IndexArn: `${tableArn(table)}/index/${index.name}`,
  };
  if (index.kind === "local") return shared;
  const found = indexStatus?.(index) ?? (status === "CREATING" ? "CREATING" : "ACTIVE");
  return {
    ...shared,
    IndexStatus: found,
    ...(found === "CREATING" && status === "UPDATING" && { Backfilling: false }),
    ProvisionedThroughput: describeThroughput(index.throughput ?? table.throughput, now),
    ...(index.onDemandThroughput && { OnDemandThroughput: index.onDemandThroughput }),
    WarmThroughput: { ...warmth(table, index.throughput ?? table.throughput, index.warmThroughput), Status: "ACTIVE" },
  };
}

function describeThroughput(
  { read, write, increasedAt, decreasedAt, decreases }: Throughput,
  now: number,
): TableDescription {
  const sameDay =
    decreasedAt !== undefined && Math.floor(decreasedAt / millisecondsPerDay) === Math.floor(now / millisecondsPerDay);
  return {
    ...(increasedAt !== undefined && { LastIncreaseDateTime: increasedAt / millisecondsPerSecond }),
    ...(decreasedAt !== undefined && { LastDecreaseDateTime: decreasedAt / millisecondsPerSecond }),
    NumberOfDecreasesToday: sameDay ? decreases : 0,
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  };
}

function warmth(
  { billingMode }: TableRecord,
  { read, write }: Throughput,
  asked: WarmThroughput | undefined,
): WarmThroughput {
  const own =
    billingMode === "PAY_PER_REQUEST" ? onDemandWarmth : { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write };
  return { ...own, ...asked };
}
