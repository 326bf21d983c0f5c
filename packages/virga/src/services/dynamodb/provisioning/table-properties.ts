import type { Tag } from "@aws-sdk/client-dynamodb";
import type { ResourceProperties } from "../../../kernel/resource-type.ts";
import {
  booleanOf,
  defined,
  numberOf,
  objectOf,
  objectsOf,
  type TemplateObject,
  textOf,
  unsupportedMembers,
} from "./template-values.ts";
import type { GlobalIndexTemplate, TableTemplate } from "./update-plan.ts";

const indexMembers = ["IndexName", "KeySchema", "Projection"];
/** Contributor insights only watch; they are accepted and have no effect. */
const globalIndexMembers = [
  ...indexMembers,
  "ContributorInsightsSpecification",
  "OnDemandThroughput",
  "ProvisionedThroughput",
  "WarmThroughput",
];

/** What of an `AWS::DynamoDB::Table` inside lists is not supported. */
export function tableProblems(properties: ResourceProperties): readonly string[] {
  return [
    ...unsupportedMembers(properties.GlobalSecondaryIndexes, "GlobalSecondaryIndexes", globalIndexMembers),
    ...unsupportedMembers(properties.LocalSecondaryIndexes, "LocalSecondaryIndexes", indexMembers),
  ];
}

/** Reads the properties of an `AWS::DynamoDB::Table`. */
export function readTable(properties: ResourceProperties): TableTemplate {
  const encryption = objectOf(properties.SSESpecification);
  const { PolicyDocument } = objectOf(properties.ResourcePolicy);
  return defined({
    ...readKeys(properties),
    BillingMode: textOf(properties.BillingMode),
    ProvisionedThroughput: readThroughput(properties.ProvisionedThroughput),
    OnDemandThroughput: readOnDemand(properties.OnDemandThroughput),
    WarmThroughput: readWarm(properties.WarmThroughput),
    GlobalSecondaryIndexes: objectsOf(properties.GlobalSecondaryIndexes)?.map(readGlobalIndex),
    SSESpecification: properties.SSESpecification
      ? defined({
          Enabled: booleanOf(encryption.SSEEnabled),
          SSEType: textOf(encryption.SSEType),
          KMSMasterKeyId: textOf(encryption.KMSMasterKeyId),
        })
      : undefined,
    TableClass: textOf(properties.TableClass),
    DeletionProtectionEnabled: booleanOf(properties.DeletionProtectionEnabled),
    Tags: readTags(properties.Tags),
    policy: PolicyDocument === undefined ? undefined : policyText(PolicyDocument),
  });
}

/** The properties that table and global table write alike. */
export function readKeys(properties: ResourceProperties): TableTemplate {
  return defined({
    TableName: textOf(properties.TableName),
    AttributeDefinitions: objectsOf(properties.AttributeDefinitions),
    KeySchema: objectsOf(properties.KeySchema),
    LocalSecondaryIndexes: objectsOf(properties.LocalSecondaryIndexes),
  });
}

function readGlobalIndex(index: TemplateObject): GlobalIndexTemplate {
  return defined({
    IndexName: textOf(index.IndexName),
    KeySchema: objectsOf(index.KeySchema),
    Projection: objectOf(index.Projection),
    ProvisionedThroughput: readThroughput(index.ProvisionedThroughput),
    OnDemandThroughput: readOnDemand(index.OnDemandThroughput),
    WarmThroughput: readWarm(index.WarmThroughput),
  });
}

function readThroughput(value: unknown): TemplateObject | undefined {
  if (!value) return undefined;
  const { ReadCapacityUnits, WriteCapacityUnits } = objectOf(value);
  return defined({ ReadCapacityUnits: numberOf(ReadCapacityUnits), WriteCapacityUnits: numberOf(WriteCapacityUnits) });
}

function readOnDemand(value: unknown): TemplateObject | undefined {
  if (!value) return undefined;
  const { MaxReadRequestUnits, MaxWriteRequestUnits } = objectOf(value);
  return defined({
    MaxReadRequestUnits: numberOf(MaxReadRequestUnits),
    MaxWriteRequestUnits: numberOf(MaxWriteRequestUnits),
  });
}

/** Reads a template's `WarmThroughput`. */
export function readWarm(value: unknown): TemplateObject | undefined {
  if (!value) return undefined;
  const { ReadUnitsPerSecond, WriteUnitsPerSecond } = objectOf(value);
  return defined({
    ReadUnitsPerSecond: numberOf(ReadUnitsPerSecond),
    WriteUnitsPerSecond: numberOf(WriteUnitsPerSecond),
  });
}

/** Reads a template's `Tags`. */
export function readTags(value: unknown): Tag[] | undefined {
  return objectsOf(value)?.map(({ Key, Value }) => ({ Key: textOf(Key), Value: textOf(Value) ?? "" }));
}

/** A policy is an object in a template and a text in the API. */
export function policyText(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
