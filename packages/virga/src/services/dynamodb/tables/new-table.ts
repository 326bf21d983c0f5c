import { formatArn } from "../../../kernel/arns.ts";
import type { IndexRecord, ServerSideEncryption, TableAddress, TableRecord, Throughput } from "../model.ts";
import type { DynamoDBCall } from "../requests/table-access.ts";
import type {
  CreateTableInput,
  EncryptionInput,
  GlobalIndexInput,
  LocalIndexInput,
  ThroughputInput,
} from "../requests/table-members.ts";

/** The record of a new table; the input has been checked. `nextNumber` gives numbers that were never given before. */
export function newTableRecord(
  call: DynamoDBCall,
  { account, region, name }: TableAddress,
  input: CreateTableInput,
  nextNumber: () => number,
): TableRecord {
  const billingMode = input.BillingMode ?? "PROVISIONED";
  const encryption = readEncryption(call, input.SSESpecification);
  return {
    account,
    region,
    name,
    id: call.host.ids.uuid(),
    number: nextNumber(),
    createdAt: call.now,
    attributeDefinitions: input.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
      AttributeName,
      AttributeType,
    })),
    keySchema: input.KeySchema.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
    billingMode,
    ...(billingMode === "PAY_PER_REQUEST" && { payPerRequestSince: call.now }),
    throughput: newThroughput(input.ProvisionedThroughput),
    ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
    ...(input.WarmThroughput && { warmThroughput: input.WarmThroughput }),
    indexes: [
      ...(input.LocalSecondaryIndexes ?? []).map((index) => newIndexRecord("local", index, nextNumber())),
      ...(input.GlobalSecondaryIndexes ?? []).map((index) => newIndexRecord("global", index, nextNumber())),
    ],
    ...(encryption && { encryption }),
    ...(input.TableClass && { tableClass: input.TableClass }),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    ...(input.ResourcePolicy && {
      resourcePolicy: { document: input.ResourcePolicy, revisionId: String(call.now) },
    }),
    tags: (input.Tags ?? []).map(({ Key, Value }) => ({ Key, Value })),
  };
}

/** The record of a new index; the input has been checked. */
export function newIndexRecord(
  kind: IndexRecord["kind"],
  index: LocalIndexInput | GlobalIndexInput,
  number: number,
): IndexRecord {
  const { ProjectionType = "ALL", NonKeyAttributes } = index.Projection;
  const global: Partial<GlobalIndexInput> = kind === "global" ? index : {};
  return {
    kind,
    number,
    name: index.IndexName,
    keySchema: index.KeySchema.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
    projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) },
    ...(kind === "global" && { throughput: newThroughput(global.ProvisionedThroughput) }),
    ...(global.OnDemandThroughput && { onDemandThroughput: global.OnDemandThroughput }),
    ...(global.WarmThroughput && { warmThroughput: global.WarmThroughput }),
  };
}

/** Throughput without history; nothing is provisioned on demand. */
export function newThroughput(input: ThroughputInput | undefined): Throughput {
  return { read: input?.ReadCapacityUnits ?? 0, write: input?.WriteCapacityUnits ?? 0, decreases: 0 };
}

/** Encryption by a key of KMS; without it DynamoDB's own key is used, of which descriptions say nothing. */
export function readEncryption(
  call: DynamoDBCall,
  input: EncryptionInput | undefined,
): ServerSideEncryption | undefined {
  if (!input?.Enabled) return undefined;
  const key = input.KMSMasterKeyId ?? "alias/aws/dynamodb";
  if (key.startsWith("arn:")) return { type: "KMS", keyArn: key };
  return {
    type: "KMS",
    keyArn: formatArn("kms", call.region, call.account, key.startsWith("alias/") ? key : `key/${key}`),
  };
}
