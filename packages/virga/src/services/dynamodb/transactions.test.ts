import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import type {
  AttributeValue,
  DynamoDB,
  TransactionCanceledException,
  TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { assertInvalid, createTables, failureOf, songs, type Tables } from "./dynamodb.suite.ts";

type Item = Record<string, AttributeValue>;

const TableName = "accounts";
const accounts = {
  ...songs,
  TableName,
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
};
const key = (id: string): Item => ({ id: { S: id } });
const balanceOf = (amount: number) => ({ ":a": { N: String(amount) } });

describe("batches and transactions", () => {
  let tables: Tables | undefined;
  let dynamodb: DynamoDB;
  const read = async (id: string) => (await dynamodb.getItem({ TableName, Key: key(id) })).Item;
  const put = (id: string, attributes: Item) => dynamodb.putItem({ TableName, Item: { ...key(id), ...attributes } });

  beforeEach(async () => {
    await tables?.cloud.close();
    tables = await createTables(accounts, { ...accounts, TableName: "others" });
    dynamodb = tables.dynamodb;
    await put("one", { balance: { N: "100" } });
    await put("two", { balance: { N: "0" } });
  });
  after(() => tables?.cloud.close());

  const transfer = (amount: number): TransactWriteItem[] => [
    {
      Update: {
        TableName,
        Key: key("one"),
        UpdateExpression: "SET balance = balance - :a",
        ConditionExpression: "balance >= :a",
        ExpressionAttributeValues: balanceOf(amount),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    {
      Update: {
        TableName,
        Key: key("two"),
        UpdateExpression: "ADD balance :a",
        ExpressionAttributeValues: balanceOf(amount),
      },
    },
    { Put: { TableName: "others", Item: { ...key("log"), amount: { N: String(amount) } } } },
    { ConditionCheck: { TableName, Key: key("three"), ConditionExpression: "attribute_not_exists(id)" } },
  ];

  describe("a write transaction", () => {
    it("does all of it", async () => {
      await dynamodb.transactWriteItems({ TransactItems: transfer(30) });
      assert.deepEqual([(await read("one"))?.balance, (await read("two"))?.balance], [{ N: "70" }, { N: "30" }]);
      const { Item } = await dynamodb.getItem({ TableName: "others", Key: key("log") });
      assert.deepEqual(Item?.amount, { N: "30" });
    });

    it("or nothing, with a reason for each action in order", async () => {
      const failure = (await failureOf(
        dynamodb.transactWriteItems({ TransactItems: transfer(500) }),
      )) as TransactionCanceledException;
      assert.equal(failure.name, "TransactionCanceledException");
      assert.equal(
        failure.message,
        "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None, None, None]",
      );
      const [first, ...others] = failure.CancellationReasons ?? [];
      assert.deepEqual(first, {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { ...key("one"), balance: { N: "100" } },
      });
      assert.deepEqual(others, [{ Code: "None" }, { Code: "None" }, { Code: "None" }]);
      assert.deepEqual(
        [(await read("two"))?.balance, (await dynamodb.scan({ TableName: "others" })).Count],
        [{ N: "0" }, 0],
      );
    });

    it("reports what does not fit an item or a table as a ValidationError", async () => {
      const wrong: TransactWriteItem[] = [
        { Put: { TableName, Item: key("new") } },
        { Update: { TableName, Key: key("one"), UpdateExpression: "SET a = absent" } },
        { Delete: { TableName, Key: { wrong: { S: "x" } } } },
      ];
      const late = (await failureOf(
        dynamodb.transactWriteItems({ TransactItems: wrong.slice(0, 2) }),
      )) as TransactionCanceledException;
      assert.deepEqual(late.CancellationReasons, [
        { Code: "None" },
        {
          Code: "ValidationError",
          Message: "The provided expression refers to an attribute that does not exist in the item",
        },
      ]);
      const early = (await failureOf(
        dynamodb.transactWriteItems({ TransactItems: wrong }),
      )) as TransactionCanceledException;
      assert.deepEqual(
        early.CancellationReasons?.map(({ Code }) => Code),
        ["None", "None", "ValidationError"],
      );
      assert.equal(await read("new"), undefined);
    });

    it("touches no item twice, and only tables that exist", async () => {
      const TransactItems = [{ Put: { TableName, Item: key("one") } }, { Delete: { TableName, Key: key("one") } }];
      await assertInvalid(
        dynamodb.transactWriteItems({ TransactItems }),
        "Transaction request cannot include multiple operations on one item",
      );
      const absent = dynamodb.transactWriteItems({
        TransactItems: [{ Delete: { TableName: "absent", Key: key("one") } }],
      });
      assert.equal((await failureOf(absent)).name, "ResourceNotFoundException");
      await assertInvalid(
        dynamodb.transactWriteItems({ TransactItems: [] }),
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    });

    it("happens once for its token in ten minutes, and again after that", async () => {
      const send = (amount: number, ReturnConsumedCapacity: "NONE" | "TOTAL" = "TOTAL") =>
        dynamodb.transactWriteItems({
          TransactItems: transfer(amount),
          ClientRequestToken: "token",
          ReturnConsumedCapacity,
        });
      const written = await send(30);
      assert.deepEqual(written.ConsumedCapacity, [
        { TableName, CapacityUnits: 6, WriteCapacityUnits: 6 },
        { TableName: "others", CapacityUnits: 2, WriteCapacityUnits: 2 },
      ]);
      await tables?.cloud.clock.advance(9 * 60_000);
      const repeated = await send(30);
      assert.deepEqual(repeated.ConsumedCapacity?.[0], { TableName, CapacityUnits: 6, ReadCapacityUnits: 6 });
      assert.deepEqual((await read("one"))?.balance, { N: "70" });
      assert.equal((await failureOf(send(20))).name, "IdempotentParameterMismatchException");
      await tables?.cloud.clock.advance(60_000);
      await send(30);
      assert.deepEqual((await read("one"))?.balance, { N: "40" });
    });

    it("can be made to fail with the reasons of AWS", async () => {
      tables?.cloud.addFault({
        service: "dynamodb",
        operation: "TransactWriteItems",
        error: {
          code: "TransactionCanceledException",
          message:
            "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict, None]",
          members: {
            CancellationReasons: [
              { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
              { Code: "None" },
            ],
          },
        },
        times: 1,
      });
      const failure = (await failureOf(
        dynamodb.transactWriteItems({ TransactItems: transfer(1) }),
      )) as TransactionCanceledException;
      assert.equal(failure.CancellationReasons?.[0]?.Code, "TransactionConflict");
      await dynamodb.transactWriteItems({ TransactItems: transfer(1) });
    });
  });

  it("a read transaction answers in order, with gaps for items that are not there", async () => {
    const { Responses, ConsumedCapacity } = await dynamodb.transactGetItems({
      TransactItems: [
        { Get: { TableName, Key: key("two"), ProjectionExpression: "balance" } },
        { Get: { TableName, Key: key("absent") } },
        { Get: { TableName, Key: key("one") } },
      ],
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.deepEqual(Responses, [
      { Item: { balance: { N: "0" } } },
      {},
      { Item: { ...key("one"), balance: { N: "100" } } },
    ]);
    assert.deepEqual(ConsumedCapacity, [{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
  });

  describe("a batch", () => {
    it("writes and reads several tables", async () => {
      const written = await dynamodb.batchWriteItem({
        RequestItems: {
          [TableName]: [
            { DeleteRequest: { Key: key("one") } },
            { PutRequest: { Item: { ...key("new"), a: { N: "1.0" } } } },
          ],
          others: [{ PutRequest: { Item: key("x") } }],
        },
        ReturnConsumedCapacity: "TOTAL",
      });
      assert.deepEqual(written.UnprocessedItems, {});
      assert.deepEqual(written.ConsumedCapacity, [
        { TableName, CapacityUnits: 2 },
        { TableName: "others", CapacityUnits: 1 },
      ]);
      const found = await dynamodb.batchGetItem({
        RequestItems: {
          [TableName]: { Keys: [key("one"), key("new")], ProjectionExpression: "a", ConsistentRead: true },
          others: { Keys: [key("x")] },
        },
        ReturnConsumedCapacity: "TOTAL",
      });
      assert.deepEqual(found.Responses, { [TableName]: [{ a: { N: "1" } }], others: [key("x")] });
      assert.deepEqual(found.UnprocessedKeys, {});
      assert.deepEqual(
        found.ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits),
        [2, 0.5],
      );
    });

    it("takes ARNs for names", async () => {
      const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`;
      await dynamodb.batchWriteItem({ RequestItems: { [arn]: [{ PutRequest: { Item: key("x") } }] } });
      const { Responses } = await dynamodb.batchGetItem({ RequestItems: { [arn]: { Keys: [key("x")] } } });
      assert.deepEqual(Responses, { [arn]: [key("x")] });
    });

    it("writes nothing if one of its requests is wrong", async () => {
      const write = (...requests: readonly Item[]) =>
        dynamodb.batchWriteItem({ RequestItems: { [TableName]: requests.map((Item) => ({ PutRequest: { Item } })) } });
      await assertInvalid(
        write(key("new"), { wrong: { S: "x" } }),
        "The provided key element does not match the schema",
      );
      await assertInvalid(write(key("new"), key("new")), "Provided list of item keys contains duplicates");
      const { message } = await failureOf(write(...Array.from({ length: 26 }, (_, index) => key(`${index}`))));
      assert.match(
        message,
        /Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]/,
      );
      assert.equal(await read("new"), undefined);
    });

    it("reads at most 100 items and 16 MB, and gives back the keys of the rest", async () => {
      const ids = Array.from({ length: 50 }, (_, index) => `big${index}`);
      for (const id of ids) await put(id, { blob: { S: "x".repeat(390_000) } });
      const { Responses, UnprocessedKeys } = await dynamodb.batchGetItem({
        RequestItems: { [TableName]: { Keys: ids.map(key) } },
      });
      const left = UnprocessedKeys?.[TableName]?.Keys;
      assert.deepEqual([Responses?.[TableName]?.length, left?.length], [43, 7]);
      const Keys = Array.from({ length: 101 }, (_, index) => key(`${index}`));
      const { message } = await failureOf(dynamodb.batchGetItem({ RequestItems: { [TableName]: { Keys } } }));
      assert.match(
        message,
        /at 'requestItems\.accounts\.member\.keys' failed to satisfy constraint: Member must have length less than or equal to 100/,
      );
    });
  });
});
