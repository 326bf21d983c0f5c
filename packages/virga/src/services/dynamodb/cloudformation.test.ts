import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { globalTable, table } from "./cloudformation.ts";

type Properties = Readonly<Record<string, unknown>>;

const songs: Properties = {
  TableName: "songs",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
};
const byAlbum = {
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "album", AttributeType: "S" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-album",
      KeySchema: [{ AttributeName: "album", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

describe("a table of a stack", () => {
  let cloud: TestCloud;
  let dynamodb: DynamoDB;
  let cloudformation: CloudFormation;

  beforeEach(async () => {
    cloud = await createTestCloud();
    dynamodb = cloud.client(DynamoDB);
    cloudformation = cloud.client(CloudFormation);
  });
  afterEach(() => cloud.close());

  function body(Type: string, Resource: Properties): string {
    return JSON.stringify({
      Resources: { Table: { Type, Properties: Resource } },
      Outputs: { Name: { Value: { Ref: "Table" } }, Arn: { Value: { "Fn::GetAtt": ["Table", "Arn"] } } },
    });
  }

  async function settle(): Promise<{ status: string; outputs: readonly (string | undefined)[]; reasons: string }> {
    await cloud.clock.advance(1_000);
    const { Stacks } = await cloudformation.describeStacks({ StackName: "stack" });
    const { StackEvents } = await cloudformation.describeStackEvents({ StackName: "stack" });
    const outputs = Stacks![0]!.Outputs?.map(({ OutputValue }) => OutputValue) ?? [];
    return {
      status: Stacks![0]!.StackStatus!,
      outputs,
      reasons: StackEvents!.map(({ ResourceStatusReason }) => ResourceStatusReason).join("\n"),
    };
  }

  async function create(Resource: Properties, Type = "AWS::DynamoDB::Table") {
    await cloudformation.createStack({ StackName: "stack", TemplateBody: body(Type, Resource) });
    return settle();
  }

  async function update(Resource: Properties, Type = "AWS::DynamoDB::Table") {
    await cloudformation.updateStack({ StackName: "stack", TemplateBody: body(Type, Resource) });
    return settle();
  }

  it("is created with all of its properties, and deleted with the stack", async () => {
    const { status, outputs } = await create({
      ...songs,
      ...byAlbum,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: "true" },
      Tags: [{ Key: "a", Value: "1" }],
    });
    assert.deepEqual(
      [status, outputs],
      ["CREATE_COMPLETE", ["songs", "arn:aws:dynamodb:us-east-1:000000000000:table/songs"]],
    );
    const { Table } = await dynamodb.describeTable({ TableName: "songs" });
    assert.equal(Table?.SSEDescription?.SSEType, "KMS");
    assert.deepEqual(
      Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName),
      ["by-album"],
    );
    await cloudformation.deleteStack({ StackName: "stack" });
    await cloud.clock.advance(1_000);
    assert.deepEqual((await dynamodb.listTables({})).TableNames, []);
  });

  it("gets a name of its own, and keeps its items when it is updated", async () => {
    const { TableName: _, ...unnamed } = songs;
    const { outputs } = await create(unnamed);
    const TableName = outputs[0]!;
    assert.match(TableName, /^stack-Table-/);
    await dynamodb.putItem({ TableName, Item: { pk: { S: "p" }, album: { S: "x" } } });
    const { BillingMode: __, ...rest } = unnamed;
    const after = await update({
      ...rest,
      ...byAlbum,
      GlobalSecondaryIndexes: byAlbum.GlobalSecondaryIndexes,
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: true,
      Tags: [{ Key: "b", Value: "2" }],
    });
    assert.deepEqual([after.status, after.outputs[0]], ["UPDATE_COMPLETE", TableName]);
    const { Table } = await dynamodb.describeTable({ TableName });
    assert.deepEqual([Table?.DeletionProtectionEnabled, Table?.GlobalSecondaryIndexes?.[0]?.ItemCount], [true, 1]);
    const { Tags } = await dynamodb.listTagsOfResource({ ResourceArn: Table!.TableArn! });
    assert.ok(Tags?.some(({ Key, Value }) => Key === "b" && Value === "2"));
  });

  it("moves from provisioned to on-demand and back", async () => {
    const { BillingMode: _, ...table } = songs;
    const provisioned = { ...table, ProvisionedThroughput: { ReadCapacityUnits: "5", WriteCapacityUnits: 5 } };
    assert.equal((await create(provisioned)).status, "CREATE_COMPLETE");
    assert.equal((await update(songs)).status, "UPDATE_COMPLETE");
    const back = await update({ ...provisioned, BillingMode: "PROVISIONED" });
    assert.equal(back.status, "UPDATE_COMPLETE", back.reasons);
    const { Table } = await dynamodb.describeTable({ TableName: "songs" });
    assert.equal(Table?.ProvisionedThroughput?.ReadCapacityUnits, 5);
  });

  it("is provisioned again when its template no longer names a billing mode", async () => {
    await create(songs);
    const { BillingMode: _, ...table } = songs;
    const missing = await update(table);
    assert.equal(missing.status, "UPDATE_ROLLBACK_COMPLETE");
    const { status, reasons } = await update({
      ...table,
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    });
    assert.equal(status, "UPDATE_COMPLETE", reasons);
    const { Table } = await dynamodb.describeTable({ TableName: "songs" });
    assert.equal(Table?.ProvisionedThroughput?.ReadCapacityUnits, 5);
  });

  it("is one region's table if it is a global table with one replica", async () => {
    const { status, reasons } = await create(
      {
        ...songs,
        ...byAlbum,
        Replicas: [
          {
            Region: "us-east-1",
            DeletionProtectionEnabled: false,
            TableClass: "STANDARD",
            Tags: [{ Key: "a", Value: "1" }],
          },
        ],
      },
      "AWS::DynamoDB::GlobalTable",
    );
    assert.equal(status, "CREATE_COMPLETE", reasons);
    const { Table } = await dynamodb.describeTable({ TableName: "songs" });
    assert.equal(Table?.TableClassSummary?.TableClass, "STANDARD");
  });

  it("refuses by name what it can't do", () => {
    for (const property of ["StreamSpecification", "TimeToLiveSpecification"]) {
      assert.equal(Object.hasOwn(table.properties, property) || Object.hasOwn(globalTable.properties, property), false);
    }
    const replicas = [{ Region: "us-east-1", KinesisStreamSpecification: {} }, { Region: "eu-west-1" }];
    assert.deepEqual(globalTable.check?.({ Replicas: replicas }), [
      "Replicas: more than one replica is not supported",
      "Replicas.0.KinesisStreamSpecification is not supported",
    ]);
    assert.deepEqual(table.check?.({ GlobalSecondaryIndexes: [{ IndexName: "x", Magic: 1 }] }), [
      "GlobalSecondaryIndexes.0.Magic is not supported",
    ]);
  });

  it("describes its encryption and the key it names, and refuses what it does not know of them", async () => {
    const KMSMasterKeyId = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555";
    const SSESpecification = { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId };
    const unknown = { ...SSESpecification, Cipher: "ROT13" };
    await assert.rejects(create({ ...songs, SSESpecification: unknown }), /SSESpecification\.Cipher/);
    const { status, reasons } = await create({ ...songs, SSESpecification });
    assert.equal(status, "CREATE_COMPLETE", reasons);
    const { Table } = await dynamodb.describeTable({ TableName: "songs" });
    assert.deepEqual(Table?.SSEDescription, { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: KMSMasterKeyId });
  });
});
