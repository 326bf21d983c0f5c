import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { STS } from "@aws-sdk/client-sts";
import { createTables, failureOf, indexedSongs, type Tables } from "./dynamodb.suite.ts";

const TableName = "songs";
const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/songs";

describe("permissions", () => {
  let tables: Tables;
  let names = 0;

  before(async () => {
    tables = await createTables(indexedSongs);
  });
  after(() => tables.cloud.close());

  /** A client with the session of a new role that may do this. */
  async function clientAllowed(...statements: readonly object[]): Promise<DynamoDB> {
    const { cloud } = tables;
    const RoleName = `role${++names}`;
    const iam = cloud.client(IAM);
    const trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "sts:AssumeRole" };
    const document = (Statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement });
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: document(trust) });
    await iam.putRolePolicy({ RoleName, PolicyName: "inline", PolicyDocument: document(statements) });
    const { Credentials } = await cloud.client(STS).assumeRole({ RoleArn: Role!.Arn!, RoleSessionName: "test" });
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    return cloud.client(DynamoDB, { credentials });
  }

  const allow = (Action: string | readonly string[], Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "s" } });

  it("are asked for the action and the table", async () => {
    const client = await clientAllowed(allow("dynamodb:putItem", arn));
    await client.putItem({ TableName, Item: key("p") });
    const failure = await failureOf(client.getItem({ TableName, Key: key("p") }));
    assert.equal(failure.name, "AccessDeniedException");
    assert.match(
      failure.message,
      /is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/songs/,
    );
  });

  it("are those of the single actions in a transaction", async () => {
    const put = { Put: { TableName, Item: key("p") } };
    const check = { ConditionCheck: { TableName, Key: key("q"), ConditionExpression: "attribute_not_exists(pk)" } };
    const nothing = await clientAllowed(allow("dynamodb:transactWriteItems", "*"));
    assert.match((await failureOf(nothing.transactWriteItems({ TransactItems: [put] }))).message, /dynamodb:PutItem/);
    const client = await clientAllowed(allow("dynamodb:PutItem", arn));
    await client.transactWriteItems({ TransactItems: [put] });
    assert.match(
      (await failureOf(client.transactWriteItems({ TransactItems: [put, check] }))).message,
      /dynamodb:ConditionCheckItem/,
    );
  });

  it("on an index are others than those on the table", async () => {
    const client = await clientAllowed(allow("dynamodb:Query", `${arn}/index/by-genre`));
    const query = { KeyConditionExpression: "genre = :g", ExpressionAttributeValues: { ":g": { S: "jazz" } } };
    await client.query({ TableName, IndexName: "by-genre", ...query });
    assert.match(
      (await failureOf(client.query({ TableName, IndexName: "titles", ...query }))).message,
      /table\/songs\/index\/titles/,
    );
  });

  it("can be limited to partitions", async () => {
    const own = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["mine"] } };
    const client = await clientAllowed(
      allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"], arn, own),
    );
    await client.getItem({ TableName, Key: key("mine") });
    assert.equal((await failureOf(client.getItem({ TableName, Key: key("other") }))).name, "AccessDeniedException");
    const query = (pk: string) =>
      client.query({ TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: pk } } });
    await query("mine");
    assert.equal((await failureOf(query("other"))).name, "AccessDeniedException");
    const indexed = await clientAllowed(allow("dynamodb:Query", `${arn}/index/*`, own));
    const byGenre = (genre: string) =>
      indexed.query({
        TableName,
        IndexName: "by-genre",
        KeyConditionExpression: "genre = :g",
        ExpressionAttributeValues: { ":g": { S: genre } },
      });
    await byGenre("mine");
    assert.equal((await failureOf(byGenre("other"))).name, "AccessDeniedException");
    const batch = client.batchGetItem({ RequestItems: { [TableName]: { Keys: [key("mine"), key("other")] } } });
    assert.equal((await failureOf(batch)).name, "AccessDeniedException");
  });
});
