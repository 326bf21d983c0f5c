import type { ResourceProperties } from "../../../kernel/resource-type.ts";
import { policyText, readKeys, readTags, readWarm } from "./table-properties.ts";
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

/** Recovery and contributor insights are accepted and have no effect. */
const replicaMembers = [
  "ContributorInsightsSpecification",
  "DeletionProtectionEnabled",
  "GlobalSecondaryIndexes",
  "PointInTimeRecoverySpecification",
  "ReadOnDemandThroughputSettings",
  "ReadProvisionedThroughputSettings",
  "Region",
  "ResourcePolicy",
  "SSESpecification",
  "TableClass",
  "Tags",
];
const indexMembers = ["IndexName", "KeySchema", "Projection"];
const globalIndexMembers = [
  ...indexMembers,
  "WarmThroughput",
  "WriteOnDemandThroughputSettings",
  "WriteProvisionedThroughputSettings",
];

/** What of an `AWS::DynamoDB::GlobalTable` is not supported: above all a second replica. */
export function globalTableProblems(properties: ResourceProperties): readonly string[] {
  const replicas = objectsOf(properties.Replicas) ?? [];
  return [
    ...(replicas.length > 1 ? ["Replicas: more than one replica is not supported"] : []),
    ...unsupportedMembers(properties.Replicas, "Replicas", replicaMembers),
    ...unsupportedMembers(properties.GlobalSecondaryIndexes, "GlobalSecondaryIndexes", globalIndexMembers),
    ...unsupportedMembers(properties.LocalSecondaryIndexes, "LocalSecondaryIndexes", indexMembers),
  ];
}

/** Reads the properties of an `AWS::DynamoDB::GlobalTable` as those of the one table in this region. */
export function readGlobalTable(properties: ResourceProperties, region: string): TableTemplate {
  const replica = (objectsOf(properties.Replicas) ?? []).find(({ Region }) => Region === region) ?? {};
  const billingMode = textOf(properties.BillingMode) ?? "PROVISIONED";
  const isProvisioned = billingMode === "PROVISIONED";
  const encryption = objectOf(properties.SSESpecification);
  const { PolicyDocument } = objectOf(replica.ResourcePolicy);
  const indexReplicas = objectsOf(replica.GlobalSecondaryIndexes) ?? [];
  return defined({
    ...readKeys(properties),
    BillingMode: billingMode,
    ProvisionedThroughput: isProvisioned
      ? throughputOf(replica.ReadProvisionedThroughputSettings, properties.WriteProvisionedThroughputSettings)
      : undefined,
    OnDemandThroughput: onDemandOf(replica.ReadOnDemandThroughputSettings, properties.WriteOnDemandThroughputSettings),
    WarmThroughput: readWarm(properties.WarmThroughput),
    GlobalSecondaryIndexes: objectsOf(properties.GlobalSecondaryIndexes)?.map((index) =>
      readIndex(index, indexReplicas.find(({ IndexName }) => IndexName === index.IndexName) ?? {}, isProvisioned),
    ),
    SSESpecification: properties.SSESpecification
      ? defined({
          Enabled: booleanOf(encryption.SSEEnabled),
          SSEType: textOf(encryption.SSEType),
          KMSMasterKeyId: textOf(objectOf(replica.SSESpecification).KMSMasterKeyId),
        })
      : undefined,
    TableClass: textOf(replica.TableClass),
    DeletionProtectionEnabled: booleanOf(replica.DeletionProtectionEnabled),
    Tags: readTags(replica.Tags),
    policy: PolicyDocument === undefined ? undefined : policyText(PolicyDocument),
  });
}

function readIndex(index: TemplateObject, replica: TemplateObject, isProvisioned: boolean): GlobalIndexTemplate {
  return defined({
    IndexName: textOf(index.IndexName),
    KeySchema: objectsOf(index.KeySchema),
    Projection: objectOf(index.Projection),
    ProvisionedThroughput: isProvisioned
      ? throughputOf(replica.ReadProvisionedThroughputSettings, index.WriteProvisionedThroughputSettings)
      : undefined,
    OnDemandThroughput: onDemandOf(replica.ReadOnDemandThroughputSettings, index.WriteOnDemandThroughputSettings),
    WarmThroughput: readWarm(index.WarmThroughput),
  });
}

/** A global table reads by its replica's settings and writes by its own; scaling starts at its seed or minimum. */
function throughputOf(readSettings: unknown, writeSettings: unknown): TemplateObject {
  const read = objectOf(readSettings);
  const write = objectOf(writeSettings);
  return defined({
    ReadCapacityUnits: numberOf(read.ReadCapacityUnits) ?? scalingStart(read.ReadCapacityAutoScalingSettings),
    WriteCapacityUnits: numberOf(write.WriteCapacityUnits) ?? scalingStart(write.WriteCapacityAutoScalingSettings),
  });
}

function scalingStart(settings: unknown): number | undefined {
  const { MinCapacity, SeedCapacity } = objectOf(settings);
  return numberOf(SeedCapacity) ?? numberOf(MinCapacity);
}

function onDemandOf(readSettings: unknown, writeSettings: unknown): TemplateObject | undefined {
  if (!readSettings && !writeSettings) return undefined;
  return defined({
    MaxReadRequestUnits: numberOf(objectOf(readSettings).MaxReadRequestUnits),
    MaxWriteRequestUnits: numberOf(objectOf(writeSettings).MaxWriteRequestUnits),
  });
}
