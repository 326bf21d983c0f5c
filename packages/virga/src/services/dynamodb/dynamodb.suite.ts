import assert from "node:assert/strict";
import { type CreateTableCommandInput, DynamoDB, type DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

/** A table with a partition key `pk` and a sort key `sk`, both strings. */
export const songs: CreateTableCommandInput = {
  TableName: "songs",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
};

/** The same with a local index on `year` (keys only) and global ones on `genre`, sorted by `year`. */
export const indexedSongs: CreateTableCommandInput = {
  ...songs,
  AttributeDefinitions: [
    ...songs.AttributeDefinitions!,
    { AttributeName: "year", AttributeType: "N" },
    { AttributeName: "genre", AttributeType: "S" },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "by-year",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "year", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-genre",
      KeySchema: [
        { AttributeName: "genre", KeyType: "HASH" },
        { AttributeName: "year", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
    {
      IndexName: "titles",
      KeySchema: [{ AttributeName: "genre", KeyType: "HASH" }],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
    },
  ],
};

/** A test cloud and a client of its DynamoDB. */
export interface Tables {
  readonly cloud: TestCloud;
  readonly dynamodb: DynamoDB;
}

/** A cloud with these tables. */
export async function createTables(...tables: readonly CreateTableCommandInput[]): Promise<Tables> {
  const cloud = await createTestCloud();
  const dynamodb = cloud.client(DynamoDB);
  for (const table of tables) await dynamodb.createTable(table);
  return { cloud, dynamodb };
}

/** The error that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<DynamoDBServiceException> {
  try {
    await call;
  } catch (thrown) {
    return thrown as DynamoDBServiceException;
  }
  return assert.fail("the call should have failed");
}

/** Asserts that a call fails with a ValidationException that says exactly this. */
export async function assertInvalid(call: Promise<unknown>, message: string): Promise<void> {
  const { name, message: found } = await failureOf(call);
  assert.deepEqual({ name, message: found }, { name: "ValidationException", message });
}
