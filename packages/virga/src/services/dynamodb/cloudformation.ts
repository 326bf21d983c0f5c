import type { CreateTableCommandInput, TableDescription, Tag } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../kernel/errors.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../kernel/resource-type.ts";
import { globalTableProblems, readGlobalTable } from "./provisioning/global-table.ts";
import { readTable, tableProblems } from "./provisioning/table-properties.ts";
import { planUpdates, type TableTemplate } from "./provisioning/update-plan.ts";

/** How a template's properties become the input of CreateTable. */
type Reader = (properties: ResourceProperties, region: string) => TableTemplate;

async function createTable(call: ResourceCall, template: TableTemplate): Promise<CreatedResource> {
  const TableName = template.TableName ?? call.physicalName(255);
  const { policy, ...table } = template;
  const input = { ...table, TableName, ...(policy !== undefined && { ResourcePolicy: policy }) };
  const { TableDescription } = await call.bus.call(
    "dynamodb",
    "CreateTable",
    input as CreateTableCommandInput,
    call.context,
  );
  return resourceOf(TableDescription!);
}

function resourceOf({ TableName, TableArn, TableId }: TableDescription): CreatedResource {
  return { physicalId: TableName!, attributes: { Arn: TableArn, TableId } };
}

/** Changes a table step by step, because DynamoDB takes only some changes together. */
async function updateTable(call: ResourceCall, update: ResourceUpdate, read: Reader): Promise<CreatedResource> {
  const { region } = call.context;
  const before = read(update.previousProperties, region);
  const after = read(update.properties, region);
  const TableName = update.physicalId;
  for (const step of planUpdates(before, after)) {
    await call.bus.call("dynamodb", "UpdateTable", { TableName, ...step }, call.context);
  }
  const { Table } = await call.bus.call("dynamodb", "DescribeTable", { TableName }, call.context);
  const ResourceArn = Table!.TableArn!;
  await updateTags(call, ResourceArn, before.Tags ?? [], after.Tags ?? []);
  if (after.policy !== before.policy) {
    if (after.policy === undefined)
      await call.bus.call("dynamodb", "DeleteResourcePolicy", { ResourceArn }, call.context);
    else await call.bus.call("dynamodb", "PutResourcePolicy", { ResourceArn, Policy: after.policy }, call.context);
  }
  return resourceOf(Table!);
}

async function updateTags(
  call: ResourceCall,
  ResourceArn: string,
  before: readonly Tag[],
  after: readonly Tag[],
): Promise<void> {
  const TagKeys = before.map(({ Key }) => Key!).filter((key) => !after.some((tag) => tag.Key === key));
  const Tags = after.filter((tag) => !before.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value));
  if (TagKeys.length > 0) await call.bus.call("dynamodb", "UntagResource", { ResourceArn, TagKeys }, call.context);
  if (Tags.length > 0) await call.bus.call("dynamodb", "TagResource", { ResourceArn, Tags }, call.context);
}

async function deleteTable(call: ResourceCall, TableName: string): Promise<void> {
  try {
    await call.bus.call("dynamodb", "DeleteTable", { TableName }, call.context);
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "ResourceNotFoundException")) throw thrown;
  }
}

/**
 * `AWS::DynamoDB::Table`. Streams, time to live, imports and Kinesis destinations are not supported.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export const table: ResourceType = {
  properties: {
    AttributeDefinitions: true,
    BillingMode: true,
    ContributorInsightsSpecification: "ignored",
    DeletionProtectionEnabled: true,
    GlobalSecondaryIndexes: true,
    KeySchema: true,
    LocalSecondaryIndexes: true,
    OnDemandThroughput: { MaxReadRequestUnits: true, MaxWriteRequestUnits: true },
    PointInTimeRecoverySpecification: "ignored",
    ProvisionedThroughput: { ReadCapacityUnits: true, WriteCapacityUnits: true },
    ResourcePolicy: { PolicyDocument: true },
    // Kept and described, the key too; items are not encrypted.
    SSESpecification: { KMSMasterKeyId: true, SSEEnabled: true, SSEType: true },
    TableClass: true,
    TableName: true,
    Tags: true,
    WarmThroughput: { ReadUnitsPerSecond: true, WriteUnitsPerSecond: true },
  },
  createOnly: ["TableName", "KeySchema", "LocalSecondaryIndexes"],
  check: tableProblems,
  create: (call, properties) => createTable(call, readTable(properties)),
  update: (call, update) => updateTable(call, update, readTable),
  delete: deleteTable,
};

/**
 * `AWS::DynamoDB::GlobalTable` with one replica, in the stack's own region: what the CDK's `TableV2` makes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export const globalTable: ResourceType = {
  properties: {
    AttributeDefinitions: true,
    BillingMode: true,
    GlobalSecondaryIndexes: true,
    KeySchema: true,
    LocalSecondaryIndexes: true,
    Replicas: true,
    // Kept and described, the replica's key too; items are not encrypted.
    SSESpecification: { SSEEnabled: true, SSEType: true },
    TableName: true,
    WarmThroughput: { ReadUnitsPerSecond: true, WriteUnitsPerSecond: true },
    WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: true },
    WriteProvisionedThroughputSettings: {
      WriteCapacityAutoScalingSettings: {
        MaxCapacity: "ignored",
        MinCapacity: true,
        SeedCapacity: true,
        TargetTrackingScalingPolicyConfiguration: "ignored",
      },
      WriteCapacityUnits: true,
    },
  },
  createOnly: ["TableName", "KeySchema", "LocalSecondaryIndexes"],
  check: globalTableProblems,
  create: (call, properties) => createTable(call, readGlobalTable(properties, call.context.region)),
  update: (call, update) => updateTable(call, update, readGlobalTable),
  delete: deleteTable,
};
