import { AwsError } from "../../../kernel/errors.ts";
import { invalidParameters, validationError } from "../errors.ts";
import type { AttributeDefinition, IndexRecord, TableRecord, Throughput } from "../model.ts";
import type { DynamoDBCall } from "../requests/table-access.ts";
import type { GlobalIndexInput, TableInput, ThroughputInput } from "../requests/table-members.ts";
import { checkGlobalIndex, checkGlobalIndexCount, checkThroughput } from "./definition.ts";
import { newIndexRecord, newThroughput, readEncryption } from "./new-table.ts";

/** One change of a global index. */
export interface GlobalIndexUpdate {
  readonly Update?: Partial<GlobalIndexInput> & { readonly IndexName: string };
  readonly Create?: GlobalIndexInput;
  readonly Delete?: { readonly IndexName: string };
}

/** The input of UpdateTable. */
export interface UpdateTableInput extends TableInput {
  readonly GlobalSecondaryIndexUpdates?: readonly GlobalIndexUpdate[];
}

const millisecondsPerDay = 86_400_000;

/** Checks what an update asks for as far as it can be without the table. */
export function checkUpdateInput(input: UpdateTableInput): void {
  const { BillingMode, ProvisionedThroughput, GlobalSecondaryIndexUpdates: updates = [] } = input;
  const {
    SSESpecification,
    StreamSpecification,
    TableClass,
    DeletionProtectionEnabled,
    OnDemandThroughput,
    WarmThroughput,
  } = input;
  const given = [
    BillingMode,
    ProvisionedThroughput,
    SSESpecification,
    StreamSpecification,
    TableClass,
    DeletionProtectionEnabled,
    OnDemandThroughput,
    WarmThroughput,
  ];
  if (updates.length === 0 && given.every((member) => member === undefined || member === null)) {
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  if (BillingMode === "PROVISIONED" && !ProvisionedThroughput) {
    throw invalidParameters("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  if (ProvisionedThroughput) checkThroughput(ProvisionedThroughput);
  const names = new Set<string>();
  for (const { Update, Create, Delete } of updates) {
    const name = (Update ?? Create ?? Delete)?.IndexName;
    if (name === undefined) {
      throw invalidParameters(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (names.has(name)) {
      throw invalidParameters(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
  if (updates.filter(({ Create, Delete }) => Create || Delete).length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
}

/** The table's record after an update. Throws AWS's errors. `nextNumber` gives numbers for new indexes. */
export function updatedRecord(
  call: DynamoDBCall,
  record: TableRecord,
  input: UpdateTableInput,
  nextNumber: () => number,
): TableRecord {
  const billed = withBilling(record, input, call.now);
  const encryption = input.SSESpecification ? readEncryption(call, input.SSESpecification) : record.encryption;
  const { encryption: _, ...plain } = withIndexes(billed, input, call.now, nextNumber);
  return {
    ...plain,
    ...(encryption && { encryption }),
    ...(input.OnDemandThroughput && {
      onDemandThroughput: { ...record.onDemandThroughput, ...input.OnDemandThroughput },
    }),
    ...(input.WarmThroughput && { warmThroughput: { ...record.warmThroughput, ...input.WarmThroughput } }),
    ...(input.TableClass && { tableClass: input.TableClass, tableClassSetAt: call.now }),
    deletionProtection: input.DeletionProtectionEnabled ?? record.deletionProtection,
  };
}

function withBilling(
  record: TableRecord,
  { BillingMode, ProvisionedThroughput }: UpdateTableInput,
  now: number,
): TableRecord {
  const billingMode = BillingMode ?? record.billingMode;
  if (billingMode === "PAY_PER_REQUEST") {
    if (ProvisionedThroughput) {
      throw invalidParameters(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    if (record.billingMode === billingMode) return record;
    const indexes = record.indexes.map((index) =>
      index.kind === "local" ? index : { ...index, throughput: newThroughput(undefined) },
    );
    return { ...record, billingMode, payPerRequestSince: now, throughput: newThroughput(undefined), indexes };
  }
  if (!ProvisionedThroughput) return record;
  return {
    ...record,
    billingMode,
    throughput: changedThroughput(record.throughput, ProvisionedThroughput, "table", now),
  };
}

function changedThroughput(
  current: Throughput,
  { ReadCapacityUnits: read, WriteCapacityUnits: write }: ThroughputInput,
  what: string,
  now: number,
): Throughput {
  if (current.read === read && current.write === write) {
    throw validationError(
      `The provisioned throughput for the ${what} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for the ${what}: ${read}. Requested ReadCapacityUnits: ${read}. ` +
        `Current WriteCapacityUnits provisioned for the ${what}: ${write}. Requested WriteCapacityUnits: ${write}. ` +
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    );
  }
  const increased = read > current.read || write > current.write;
  const decreased = read < current.read || write < current.write;
  const sameDay =
    current.decreasedAt !== undefined &&
    Math.floor(current.decreasedAt / millisecondsPerDay) === Math.floor(now / millisecondsPerDay);
  return {
    ...current,
    read,
    write,
    ...(increased && { increasedAt: now }),
    ...(decreased && { decreasedAt: now, decreases: sameDay ? current.decreases + 1 : 1 }),
  };
}

function withIndexes(record: TableRecord, input: UpdateTableInput, now: number, nextNumber: () => number): TableRecord {
  const { GlobalSecondaryIndexUpdates: updates = [], AttributeDefinitions: added = [] } = input;
  let { indexes } = record;
  let definitions = record.attributeDefinitions;
  for (const { Update, Create, Delete } of updates) {
    if (Update) indexes = changeIndex(indexes, Update, now);
    else if (Delete) indexes = indexes.filter((index) => index !== findGlobalIndex(indexes, Delete.IndexName));
    else if (Create) {
      if (indexes.some(({ name }) => name === Create.IndexName)) {
        throw validationError("Attempting to create an index which already exists");
      }
      definitions = mergeDefinitions(definitions, added);
      checkGlobalIndex(
        Create,
        definitions.map(({ AttributeName }) => AttributeName),
        record.billingMode,
      );
      indexes = [...indexes, newIndexRecord("global", Create, nextNumber())];
      checkGlobalIndexCount(indexes.filter(({ kind }) => kind === "global").length);
    }
  }
  if (input.BillingMode === "PROVISIONED") checkAllProvisioned(indexes);
  const used = new Set(
    [record.keySchema, ...indexes.map(({ keySchema }) => keySchema)].flat().map(({ AttributeName }) => AttributeName),
  );
  return {
    ...record,
    indexes,
    attributeDefinitions: definitions.filter(({ AttributeName }) => used.has(AttributeName)),
  };
}

function checkAllProvisioned(indexes: readonly IndexRecord[]): void {
  const missing = indexes
    .filter(({ kind, throughput }) => kind === "global" && !throughput?.read)
    .map(({ name }) => name);
  if (missing.length > 0)
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${missing.join(",")}`);
}

function findGlobalIndex(indexes: readonly IndexRecord[], name: string): IndexRecord {
  const found = indexes.find((index) => index.kind === "global" && index.name === name);
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found: Index: ${name} not found`);
}

function changeIndex(
  indexes: readonly IndexRecord[],
  update: NonNullable<GlobalIndexUpdate["Update"]>,
  now: number,
): readonly IndexRecord[] {
  const current = findGlobalIndex(indexes, update.IndexName);
  const { ProvisionedThroughput: provisioned, OnDemandThroughput, WarmThroughput } = update;
  const throughput =
    provisioned && changedThroughput(current.throughput ?? newThroughput(undefined), provisioned, "index", now);
  const changed = {
    ...current,
    ...(throughput && { throughput }),
    ...(OnDemandThroughput && { onDemandThroughput: { ...current.onDemandThroughput, ...OnDemandThroughput } }),
    ...(WarmThroughput && { warmThroughput: { ...current.warmThroughput, ...WarmThroughput } }),
  };
  return indexes.map((index) => (index === current ? changed : index));
}

function mergeDefinitions(
  current: readonly AttributeDefinition[],
  added: readonly AttributeDefinition[],
): readonly AttributeDefinition[] {
  const merged = [...current];
  for (const { AttributeName, AttributeType } of added) {
    const existing = current.find((definition) => definition.AttributeName === AttributeName);
    if (!existing) merged.push({ AttributeName, AttributeType });
    else if (existing.AttributeType !== AttributeType) {
      throw invalidParameters(`Attribute ${AttributeName} is already defined with type ${existing.AttributeType}`);
    }
  }
  return merged;
}
