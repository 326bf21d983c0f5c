import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CreateTableCommandInput, DynamoDB, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { assertInvalid, failureOf, indexedSongs, songs } from "./dynamodb.suite.ts";

describe("tables", () => {
  let cloud: TestCloud;
  let dynamodb: DynamoDB;
  const TableName = "songs";
  const provisioned = (read: number, write: number) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });
  const describeTable = async () => (await dynamodb.describeTable({ TableName })).Table!;

  beforeEach(async () => {
    cloud = await createTestCloud();
    dynamodb = cloud.client(DynamoDB);
  });
  afterEach(() => cloud.close());

  it("are being created in the answer, and there when asked for", async () => {
    const { TableDescription } = await dynamodb.createTable(indexedSongs);
    assert.equal(TableDescription?.TableStatus, "CREATING");
    assert.deepEqual(
      TableDescription?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus),
      ["CREATING", "CREATING"],
    );
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60 }, { TableName });
    const table = await describeTable();
    assert.equal(table.TableStatus, "ACTIVE");
    assert.equal(table.TableArn, "arn:aws:dynamodb:us-east-1:000000000000:table/songs");
    assert.match(table.TableId ?? "", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(table.CreationDateTime, new Date("2026-01-01T00:00:00Z"));
    assert.equal(table.BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
    assert.deepEqual(table.KeySchema, songs.KeySchema);
    assert.equal(table.DeletionProtectionEnabled, false);
    assert.equal(table.LocalSecondaryIndexes?.[0]?.IndexArn, `${table.TableArn}/index/by-year`);
  });

  it("count their items and bytes", async () => {
    await dynamodb.createTable(indexedSongs);
    await dynamodb.putItem({
      TableName,
      Item: { pk: { S: "a" }, sk: { S: "b" }, genre: { S: "jazz" }, title: { S: "x" }, more: { S: "yyyy" } },
    });
    const { ItemCount, TableSizeBytes, GlobalSecondaryIndexes } = await describeTable();
    assert.deepEqual([ItemCount, TableSizeBytes], [1, 29]);
    assert.deepEqual(
      GlobalSecondaryIndexes?.map((index) => [index.ItemCount, index.IndexSizeBytes]),
      [
        [0, 0],
        [1, 21],
      ],
    );
  });

  it("belong to an account and a region, and are found by ARN, too", async () => {
    await dynamodb.createTable(songs);
    const elsewhere = cloud.client(DynamoDB, { region: "eu-west-1" });
    assert.equal(
      (await failureOf(elsewhere.describeTable({ TableName }))).message,
      "Requested resource not found: Table: songs not found",
    );
    const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/songs";
    await dynamodb.putItem({ TableName: arn, Item: { pk: { S: "p" }, sk: { S: "s" } } });
    assert.equal((await dynamodb.scan({ TableName })).Count, 1);
  });

  it("are listed by name, page by page", async () => {
    for (const name of ["ccc", "aaa", "bbb"]) await dynamodb.createTable({ ...songs, TableName: name });
    const first = await dynamodb.listTables({ Limit: 2 });
    assert.deepEqual([first.TableNames, first.LastEvaluatedTableName], [["aaa", "bbb"], "bbb"]);
    const second = await dynamodb.listTables({ Limit: 2, ExclusiveStartTableName: "bbb" });
    assert.deepEqual([second.TableNames, second.LastEvaluatedTableName], [["ccc"], undefined]);
  });

  it("are deleted with their items, unless they are protected", async () => {
    await dynamodb.createTable({ ...songs, DeletionProtectionEnabled: true });
    await dynamodb.putItem({ TableName, Item: { pk: { S: "p" }, sk: { S: "s" } } });
    await assertInvalid(
      dynamodb.deleteTable({ TableName }),
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
    await dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false });
    assert.equal((await dynamodb.deleteTable({ TableName })).TableDescription?.TableStatus, "DELETING");
    assert.equal((await failureOf(describeTable())).name, "ResourceNotFoundException");
    await dynamodb.createTable(songs);
    assert.equal((await dynamodb.scan({ TableName })).Count, 0);
  });

  it("are what they were after a snapshot is restored", async () => {
    await dynamodb.createTable(songs);
    await dynamodb.putItem({ TableName, Item: { pk: { S: "p" }, sk: { S: "s" } } });
    const snapshot = cloud.snapshot();
    await dynamodb.deleteTable({ TableName });
    const KeySchema = [{ AttributeName: "id", KeyType: "HASH" as const }];
    const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "N" as const }];
    await dynamodb.createTable({ ...songs, KeySchema, AttributeDefinitions });
    await dynamodb.putItem({ TableName, Item: { id: { N: "1" } } });
    cloud.restore(snapshot);
    const { Item } = await dynamodb.getItem({ TableName, Key: { pk: { S: "p" }, sk: { S: "s" } } });
    assert.deepEqual(Item, { pk: { S: "p" }, sk: { S: "s" } });
  });

  describe("when updated", () => {
    it("make an index for the items they have, and drop it again", async () => {
      await dynamodb.createTable(songs);
      for (const sk of ["1", "2"])
        await dynamodb.putItem({ TableName, Item: { pk: { S: "p" }, sk: { S: sk }, album: { S: "x" } } });
      await dynamodb.putItem({ TableName, Item: { pk: { S: "p" }, sk: { S: "3" } } });
      const Create = {
        IndexName: "albums",
        KeySchema: [{ AttributeName: "album", KeyType: "HASH" as const }],
        Projection: { ProjectionType: "ALL" as const },
      };
      const { TableDescription } = await dynamodb.updateTable({
        TableName,
        AttributeDefinitions: [{ AttributeName: "album", AttributeType: "S" }],
        GlobalSecondaryIndexUpdates: [{ Create }],
      });
      assert.deepEqual(
        [TableDescription?.TableStatus, TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus],
        ["UPDATING", "CREATING"],
      );
      const query = {
        TableName,
        IndexName: "albums",
        KeyConditionExpression: "album = :x",
        ExpressionAttributeValues: { ":x": { S: "x" } },
      };
      assert.equal((await dynamodb.query(query)).Count, 2);
      await assertInvalid(
        dynamodb.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Create }] }),
        "Attempting to create an index which already exists",
      );
      await dynamodb.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "albums" } }] });
      await assertInvalid(dynamodb.query(query), "The table does not have the specified index: albums");
      assert.deepEqual((await describeTable()).AttributeDefinitions, songs.AttributeDefinitions);
    });

    it("change throughput and billing", async () => {
      const { BillingMode: _, ...table } = songs;
      await dynamodb.createTable({ ...table, ProvisionedThroughput: provisioned(5, 5) });
      assert.equal((await describeTable()).BillingModeSummary, undefined);
      await dynamodb.updateTable({ TableName, ProvisionedThroughput: provisioned(10, 2) });
      const { ProvisionedThroughput } = await describeTable();
      assert.deepEqual(ProvisionedThroughput, {
        LastIncreaseDateTime: new Date("2026-01-01T00:00:00Z"),
        LastDecreaseDateTime: new Date("2026-01-01T00:00:00Z"),
        NumberOfDecreasesToday: 1,
        ...provisioned(10, 2),
      });
      const { message } = await failureOf(
        dynamodb.updateTable({ TableName, ProvisionedThroughput: provisioned(10, 2) }),
      );
      assert.match(
        message,
        /^The provisioned throughput for the table will not change\. The requested value equals the current value\./,
      );
      await dynamodb.updateTable({ TableName, BillingMode: "PAY_PER_REQUEST" });
      assert.equal((await describeTable()).BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
    });

    it("take one new or deleted index at a time", async () => {
      await dynamodb.createTable(indexedSongs);
      const failure = await failureOf(
        dynamodb.updateTable({
          TableName,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-genre" } }, { Delete: { IndexName: "titles" } }],
        }),
      );
      assert.deepEqual(
        [failure.name, failure.message],
        [
          "LimitExceededException",
          "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        ],
      );
    });
  });

  it("have tags", async () => {
    await dynamodb.createTable({ ...songs, Tags: [{ Key: "a", Value: "1" }] });
    const ResourceArn = (await describeTable()).TableArn!;
    await dynamodb.tagResource({
      ResourceArn,
      Tags: [
        { Key: "b", Value: "2" },
        { Key: "a", Value: "3" },
      ],
    });
    await dynamodb.untagResource({ ResourceArn, TagKeys: ["b", "c"] });
    assert.deepEqual((await dynamodb.listTagsOfResource({ ResourceArn })).Tags, [{ Key: "a", Value: "3" }]);
    await assertInvalid(
      dynamodb.listTagsOfResource({ ResourceArn: "x" }),
      "Invalid TableArn: Invalid ResourceArn provided as input x",
    );
  });

  it("have resource policies with revisions", async () => {
    await dynamodb.createTable(songs);
    const ResourceArn = (await describeTable()).TableArn!;
    assert.equal((await failureOf(dynamodb.getResourcePolicy({ ResourceArn }))).name, "PolicyNotFoundException");
    await assert.rejects(dynamodb.putResourcePolicy({ ResourceArn, Policy: "{}" }), { name: "ValidationException" });
    const Statement = { Effect: "Deny", Principal: "*", Action: "dynamodb:Scan", Resource: ResourceArn };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { RevisionId } = await dynamodb.putResourcePolicy({ ResourceArn, Policy });
    assert.deepEqual(
      await dynamodb.getResourcePolicy({ ResourceArn }).then((found) => [found.Policy, found.RevisionId]),
      [Policy, RevisionId],
    );
    assert.equal((await failureOf(dynamodb.scan({ TableName }))).name, "AccessDeniedException");
    const stale = dynamodb.deleteResourcePolicy({ ResourceArn, ExpectedRevisionId: "0" });
    assert.equal((await failureOf(stale)).name, "PolicyNotFoundException");
    await dynamodb.deleteResourcePolicy({ ResourceArn });
    assert.equal((await failureOf(dynamodb.getResourcePolicy({ ResourceArn }))).name, "PolicyNotFoundException");
  });

  it("have neither expiry nor backups, and say so by name", async () => {
    await dynamodb.createTable(songs);
    assert.deepEqual((await dynamodb.describeTimeToLive({ TableName })).TimeToLiveDescription, {
      TimeToLiveStatus: "DISABLED",
    });
    const { ContinuousBackupsDescription } = await dynamodb.describeContinuousBackups({ TableName });
    assert.equal(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus, "DISABLED");
    const failures = [
      dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" } }),
      dynamodb.updateContinuousBackups({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
      dynamodb.createTable({
        ...songs,
        TableName: "streamed",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      }),
      dynamodb.executeStatement({ Statement: "SELECT * FROM songs" }),
    ];
    const messages = await Promise.all(failures.map(async (call) => (await failureOf(call)).message));
    for (const [index, name] of [
      "TimeToLiveSpecification",
      "PointInTimeRecoverySpecification",
      "StreamSpecification",
      "ExecuteStatement",
    ].entries()) {
      assert.match(messages[index]!, new RegExp(`does not support .*${name}`));
    }
  });

  it("answer for limits and endpoints", async () => {
    assert.equal((await dynamodb.describeLimits({})).TableMaxReadCapacityUnits, 40_000);
    assert.equal((await dynamodb.describeEndpoints({})).Endpoints?.length, 1);
  });

  describe("are not created", () => {
    const index = indexedSongs.GlobalSecondaryIndexes![0]!;
    const local = indexedSongs.LocalSecondaryIndexes![0]!;
    const invalid = "One or more parameter values were invalid: ";
    const cases: readonly (readonly [Partial<CreateTableCommandInput>, string])[] = [
      [{ TableName: "ab" }, "TableName must be at least 3 characters long and at most 255 characters long"],
      [
        { TableName: "a b c" },
        "1 validation error detected: Value 'a b c' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      ],
      [
        { KeySchema: [] },
        "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        { BillingMode: "PROVISIONED" },
        `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
      ],
      [
        { ProvisionedThroughput: provisioned(1, 1) },
        `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
      ],
      [
        { AttributeDefinitions: songs.AttributeDefinitions!.slice(1) },
        "Invalid KeySchema: Some index key attribute have no definition",
      ],
      [
        { KeySchema: songs.KeySchema!.slice(0, 1) },
        `${invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
      ],
      [
        { KeySchema: songs.KeySchema!.toReversed() },
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
      ],
      [{ GlobalSecondaryIndexes: [] }, `${invalid}List of GlobalSecondaryIndexes is empty`],
      [
        { GlobalSecondaryIndexes: [index] },
        `${invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [genre, year], AttributeDefinitions: [pk, sk]`,
      ],
      [{ ...indexedSongs, GlobalSecondaryIndexes: [index, index] }, `${invalid}Duplicate index name: by-genre`],
      [
        {
          ...indexedSongs,
          GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: "ALL", NonKeyAttributes: ["a"] } }],
        },
        `${invalid}ProjectionType is ALL, but NonKeyAttributes is specified`,
      ],
      [
        {
          ...indexedSongs,
          LocalSecondaryIndexes: [
            {
              ...local,
              KeySchema: [
                { AttributeName: "genre", KeyType: "HASH" },
                { AttributeName: "year", KeyType: "RANGE" },
              ],
            },
          ],
        },
        `${invalid}Index KeySchema does not have the same leading hash key as table KeySchema for index: by-year. index hash key: genre, table hash key: pk`,
      ],
    ];
    for (const [input, message] of cases) {
      it(message.slice(0, 100), () => assertInvalid(dynamodb.createTable({ ...songs, ...input }), message));
    }

    it("twice", async () => {
      await dynamodb.createTable(songs);
      const { name, message } = await failureOf(dynamodb.createTable(songs));
      assert.deepEqual([name, message], ["ResourceInUseException", "Table already exists: songs"]);
    });
  });
});
