import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type {
  AttributeValue,
  ConditionalCheckFailedException,
  DynamoDB,
  UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { assertInvalid, createTables, failureOf, indexedSongs, songs, type Tables } from "./dynamodb.suite.ts";

type Item = Record<string, AttributeValue>;
const kilobyte = 1024;

describe("single items", () => {
  let tables: Tables;
  let dynamodb: DynamoDB;
  const TableName = "songs";
  const key = (sk: string): Item => ({ pk: { S: "p" }, sk: { S: sk } });
  const read = async (sk: string) => (await dynamodb.getItem({ TableName, Key: key(sk), ConsistentRead: true })).Item;
  const put = (sk: string, attributes: Item = {}) =>
    dynamodb.putItem({ TableName, Item: { ...key(sk), ...attributes } });

  before(async () => {
    tables = await createTables(songs, { ...indexedSongs, TableName: "indexed" });
    dynamodb = tables.dynamodb;
  });
  after(() => tables.cloud.close());

  it("come back as they were put, of every type, with numbers in canonical form", async () => {
    const attributes: Item = {
      text: { S: "hélló 😀" },
      empty: { S: "" },
      number: { N: "-12.5000e2" },
      bytes: { B: new Uint8Array([0, 1, 255]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      texts: { SS: ["a", "b"] },
      numbers: { NS: ["1.0", "2"] },
      binaries: { BS: [new Uint8Array([1])] },
      list: { L: [{ N: "1e1" }, { M: { deep: { L: [] } } }] },
      map: { M: { a: { B: new Uint8Array([7]) } } },
    };
    await put("types", attributes);
    assert.deepEqual(await read("types"), {
      ...key("types"),
      ...attributes,
      number: { N: "-1250" },
      numbers: { NS: ["1", "2"] },
      list: { L: [{ N: "10" }, { M: { deep: { L: [] } } }] },
    });
  });

  it("are replaced by a put as a whole, and shown as they were if asked", async () => {
    await put("replaced", { a: { N: "1" } });
    const { Attributes } = await dynamodb.putItem({
      TableName,
      Item: { ...key("replaced"), b: { N: "2" } },
      ReturnValues: "ALL_OLD",
    });
    assert.deepEqual(Attributes, { ...key("replaced"), a: { N: "1" } });
    assert.deepEqual(await read("replaced"), { ...key("replaced"), b: { N: "2" } });
  });

  it("are not there after a delete, which succeeds when there is none, too", async () => {
    await put("deleted", { a: { N: "1" } });
    const Key = key("deleted");
    const first = await dynamodb.deleteItem({ TableName, Key, ReturnValues: "ALL_OLD" });
    const second = await dynamodb.deleteItem({ TableName, Key, ReturnValues: "ALL_OLD" });
    assert.deepEqual(
      [first.Attributes, second.Attributes, await read("deleted")],
      [{ ...Key, a: { N: "1" } }, undefined, undefined],
    );
  });

  it("show what a projection takes of them", async () => {
    await put("projected", {
      a: { M: { b: { N: "1" }, c: { N: "2" } } },
      l: { L: [{ S: "x" }, { S: "y" }, { S: "z" }] },
    });
    const { Item } = await dynamodb.getItem({
      TableName,
      Key: key("projected"),
      ProjectionExpression: "a.c, l[2], l[0]",
    });
    assert.deepEqual(Item, { a: { M: { c: { N: "2" } } }, l: { L: [{ S: "x" }, { S: "z" }] } });
    const legacy = await dynamodb.getItem({ TableName, Key: key("projected"), AttributesToGet: ["pk", "absent"] });
    assert.deepEqual(legacy.Item, { pk: { S: "p" } });
  });

  it("are written only if the condition holds, and shown if asked when it does not", async () => {
    await put("conditional", { v: { N: "1" } });
    const Item = { ...key("conditional"), v: { N: "2" } };
    const condition = { ConditionExpression: "attribute_not_exists(pk)" };
    const plain = await failureOf(dynamodb.putItem({ TableName, Item, ...condition }));
    assert.deepEqual(
      [plain.name, plain.message],
      ["ConditionalCheckFailedException", "The conditional request failed"],
    );
    const showing = await failureOf(
      dynamodb.putItem({ TableName, Item, ...condition, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
    );
    assert.deepEqual((showing as ConditionalCheckFailedException).Item, { ...key("conditional"), v: { N: "1" } });
    const values = { ExpressionAttributeValues: { ":one": { N: "1" } } };
    await dynamodb.putItem({ TableName, Item, ConditionExpression: "v = :one", ...values });
    assert.deepEqual((await read("conditional"))?.v, { N: "2" });
    const stale = dynamodb.deleteItem({
      TableName,
      Key: key("conditional"),
      ConditionExpression: "v = :one",
      ...values,
    });
    assert.equal((await failureOf(stale)).name, "ConditionalCheckFailedException");
  });

  describe("an update", () => {
    const update = (sk: string, input: Partial<UpdateItemCommandInput>) =>
      dynamodb.updateItem({ TableName, Key: key(sk), ...input });
    const one = { ":v": { N: "1" } };

    it("makes the item if there is none, unless it only removes", async () => {
      const made = await update("made", {
        UpdateExpression: "SET a = :v",
        ExpressionAttributeValues: one,
        ReturnValues: "ALL_NEW",
      });
      assert.deepEqual(made.Attributes, { ...key("made"), a: { N: "1" } });
      const removed = await update("unmade", { UpdateExpression: "REMOVE a", ReturnValues: "ALL_NEW" });
      assert.deepEqual([removed.Attributes, await read("unmade")], [undefined, undefined]);
      await update("bare", {});
      assert.deepEqual(await read("bare"), key("bare"));
    });

    it("returns what was there, what is there, or only what it touched", async () => {
      await put("returned", { a: { M: { b: { N: "1" }, c: { L: [{ N: "1" }, { N: "2" }] } } }, d: { S: "x" } });
      const change = (ReturnValues: UpdateItemCommandInput["ReturnValues"]) =>
        update("returned", {
          UpdateExpression: "SET a.b = a.b + :v, a.c[1] = :v, fresh = :v",
          ExpressionAttributeValues: one,
          ReturnValues,
        }).then(({ Attributes }) => Attributes);
      assert.deepEqual(await change("UPDATED_OLD"), { a: { M: { b: { N: "1" }, c: { L: [{ N: "2" }] } } } });
      assert.deepEqual(await change("UPDATED_NEW"), {
        a: { M: { b: { N: "3" }, c: { L: [{ N: "1" }] } } },
        fresh: { N: "1" },
      });
      assert.deepEqual((await change("ALL_OLD"))?.d, { S: "x" });
      assert.deepEqual((await change("ALL_NEW"))?.a, { M: { b: { N: "5" }, c: { L: [{ N: "1" }, { N: "1" }] } } });
      assert.equal(await change("NONE"), undefined);
      const removed = await update("returned", { UpdateExpression: "REMOVE d", ReturnValues: "UPDATED_NEW" });
      assert.equal(removed.Attributes, undefined);
    });

    it("can't touch keys, nor give keys of indexes other types", async () => {
      await assertInvalid(
        update("x", { UpdateExpression: "SET sk = :v", ExpressionAttributeValues: one }),
        "One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
      );
      const indexed = (UpdateExpression: string, value: AttributeValue) =>
        dynamodb.updateItem({
          TableName: "indexed",
          Key: key("x"),
          UpdateExpression,
          ExpressionAttributeNames: { "#y": "year" },
          ExpressionAttributeValues: { ":v": value },
        });
      await assertInvalid(
        indexed("SET #y = :v", { S: "1999" }),
        "One or more parameter values were invalid: Type mismatch for Index Key year Expected: N Actual: S IndexName: by-year",
      );
      await assertInvalid(
        indexed("SET genre = :v, #y = if_not_exists(#y, :v)", { S: "x" }),
        "One or more parameter values were invalid: Type mismatch for Index Key year Expected: N Actual: S IndexName: by-year",
      );
      const long = { S: "x".repeat(2_049) };
      const tooLong = dynamodb.updateItem({
        TableName: "indexed",
        Key: key("x"),
        UpdateExpression: "SET genre = :v",
        ExpressionAttributeValues: { ":v": long },
      });
      await assertInvalid(
        tooLong,
        "The update expression attempted to update the secondary index key beyond allowed size limits",
      );
      await dynamodb.putItem({ TableName: "indexed", Item: { ...key("x"), album: { S: "y" } } });
      const copied = dynamodb.updateItem({
        TableName: "indexed",
        Key: key("x"),
        UpdateExpression: "SET #y = album",
        ExpressionAttributeNames: { "#y": "year" },
      });
      await assertInvalid(
        copied,
        "The update expression attempted to update the secondary index key to unsupported type",
      );
    });

    it("refuses to let the item grow past 400 KB", async () => {
      await put("growing", { a: { S: "x".repeat(200 * kilobyte) } });
      const grown = update("growing", {
        UpdateExpression: "SET b = :v",
        ExpressionAttributeValues: { ":v": { S: "x".repeat(200 * kilobyte) } },
      });
      await assertInvalid(grown, "Item size to update has exceeded the maximum allowed size");
    });
  });

  describe("the parameters that expressions have replaced", () => {
    it("update attributes", async () => {
      await put("legacy", { n: { N: "1" }, tags: { SS: ["a", "b"] }, gone: { S: "x" }, l: { L: [] } });
      const { Attributes } = await dynamodb.updateItem({
        TableName,
        Key: key("legacy"),
        AttributeUpdates: {
          n: { Action: "ADD", Value: { N: "2" } },
          tags: { Action: "DELETE", Value: { SS: ["a"] } },
          gone: { Action: "DELETE" },
          l: { Action: "ADD", Value: { L: [{ N: "1" }] } },
          status: { Value: { S: "new" } },
        },
        ReturnValues: "ALL_NEW",
      });
      const { gone, ...left } = Attributes ?? {};
      assert.equal(gone, undefined);
      assert.deepEqual(left, {
        ...key("legacy"),
        n: { N: "3" },
        tags: { SS: ["b"] },
        l: { L: [{ N: "1" }] },
        status: { S: "new" },
      });
    });

    it("make writes conditional", async () => {
      await put("expected", { v: { N: "5" } });
      const write = (Expected: NonNullable<UpdateItemCommandInput["Expected"]>, ConditionalOperator?: "AND" | "OR") =>
        dynamodb.putItem({
          TableName,
          Item: { ...key("expected"), v: { N: "5" } },
          Expected,
          ...(ConditionalOperator && { ConditionalOperator }),
        });
      await write({
        v: { ComparisonOperator: "BETWEEN", AttributeValueList: [{ N: "1" }, { N: "9" }] },
        w: { Exists: false },
      });
      await write({ v: { Value: { N: "4" } }, w: { ComparisonOperator: "NULL" } }, "OR");
      const failed = await failureOf(write({ v: { ComparisonOperator: "LT", AttributeValueList: [{ N: "5" }] } }));
      assert.equal(failed.name, "ConditionalCheckFailedException");
      await assertInvalid(
        write({ v: {} }),
        "One or more parameter values were invalid: Value must be provided when Exists is null for Attribute: v",
      );
    });

    it("do not mix with expressions", async () => {
      await assertInvalid(
        dynamodb.putItem({ TableName, Item: key("x"), ConditionExpression: "attribute_exists(pk)", Expected: {} }),
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
      );
    });
  });

  describe("are refused", () => {
    const cases: readonly (readonly [string, Item, string])[] = [
      [
        "a missing key",
        { pk: { S: "p" } },
        "One or more parameter values were invalid: Missing the key sk in the item",
      ],
      [
        "a key of another type",
        { pk: { S: "p" }, sk: { N: "1" } },
        "One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N",
      ],
      [
        "an empty key",
        { pk: { S: "" }, sk: { S: "s" } },
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ],
      [
        "a partition key over 2048 bytes",
        { pk: { S: "é".repeat(1_025) }, sk: { S: "s" } },
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
      ],
      [
        "a sort key over 1024 bytes",
        { pk: { S: "p" }, sk: { S: "s".repeat(1_025) } },
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
      ],
      [
        "a set with duplicates",
        { ...key("x"), t: { SS: ["a", "a"] } },
        "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
      ],
      ["a set with equal numbers", { ...key("x"), t: { NS: ["1", "1.0"] } }, "Input collection contains duplicates"],
      [
        "an empty set",
        { ...key("x"), t: { SS: [] } },
        "One or more parameter values were invalid: An string set  may not be empty",
      ],
      [
        "a NULL that is false",
        { ...key("x"), t: { NULL: false } as never },
        "One or more parameter values were invalid: Null attribute value types must have the value of true",
      ],
      [
        "a value without a type",
        { ...key("x"), t: {} as never },
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
      ],
      [
        "more than 400 KB",
        { ...key("x"), t: { S: "x".repeat(400 * kilobyte) } },
        "Item size has exceeded the maximum allowed size",
      ],
    ];
    for (const [name, Item, message] of cases) {
      it(name, () => assertInvalid(dynamodb.putItem({ TableName, Item }), message));
    }

    it("more than 32 levels, and not fewer", async () => {
      const deep = (levels: number) => {
        let value: AttributeValue = { S: "leaf" };
        for (let level = 1; level < levels; level++) value = { L: [value] };
        return value;
      };
      await put("deep", { t: deep(32) });
      await assertInvalid(
        put("deep", { t: deep(33) }),
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
      );
    });

    it("keys that are not the table's", async () => {
      const message = "The provided key element does not match the schema";
      const wrong: Item[] = [{ pk: { S: "p" } }, { ...key("x"), more: { S: "x" } }, { pk: { S: "p" }, sk: { N: "1" } }];
      for (const Key of wrong) {
        await assertInvalid(dynamodb.getItem({ TableName, Key }), message);
      }
    });

    it("index keys of another type, or empty", async () => {
      await assertInvalid(
        dynamodb.putItem({ TableName: "indexed", Item: { ...key("x"), year: { S: "1999" } } }),
        "One or more parameter values were invalid: Type mismatch for Index Key year Expected: N Actual: S IndexName: by-year",
      );
      await assertInvalid(
        dynamodb.putItem({ TableName: "indexed", Item: { ...key("x"), genre: { S: "" } } }),
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. " +
          "The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-genre, IndexKey: genre",
      );
    });

    it("requests that break the model's constraints, all at once", async () => {
      await assertInvalid(
        dynamodb.putItem({ TableName: "a!", Item: key("x"), ReturnValues: "DOG" as never }),
        "3 validation errors detected: Value 'a!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
          "Value 'a!' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; " +
          "Value 'DOG' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
      );
      await assertInvalid(
        dynamodb.putItem({ TableName, Item: key("x"), ReturnValues: "ALL_NEW" }),
        "ReturnValues can only be ALL_OLD or NONE",
      );
    });

    it("tables that do not exist", async () => {
      const { name, message } = await failureOf(dynamodb.getItem({ TableName: "absent", Key: key("x") }));
      assert.deepEqual([name, message], ["ResourceNotFoundException", "Requested resource not found"]);
    });
  });

  describe("consume", () => {
    const units = async (call: Promise<{ ConsumedCapacity?: { CapacityUnits?: number | undefined } | undefined }>) =>
      (await call).ConsumedCapacity?.CapacityUnits;
    const total = { ReturnConsumedCapacity: "TOTAL" } as const;

    it("half a unit per 4 KB read, one if consistent, at least that", async () => {
      const Key = key("read");
      const get = (ConsistentRead: boolean, sk = "read") =>
        units(dynamodb.getItem({ TableName, Key: key(sk), ConsistentRead, ...total }));
      const size = 2 + 1 + 2 + 4 + 1;
      await dynamodb.putItem({ TableName, Item: { ...Key, a: { S: "x".repeat(4 * kilobyte - size) } } });
      assert.deepEqual(
        [await get(true), await get(false), await get(true, "absent"), await get(false, "absent")],
        [1, 0.5, 1, 0.5],
      );
      await dynamodb.putItem({ TableName, Item: { ...Key, a: { S: "x".repeat(4 * kilobyte - size + 1) } } });
      assert.deepEqual([await get(true), await get(false)], [2, 1]);
    });

    it("a unit per KB of the larger of old and new item", async () => {
      const write = (length: number) =>
        units(dynamodb.putItem({ TableName, Item: { ...key("written"), a: { S: "x".repeat(length) } }, ...total }));
      assert.deepEqual([await write(10), await write(2 * kilobyte), await write(10), await write(10)], [1, 3, 3, 1]);
      assert.equal(await units(dynamodb.deleteItem({ TableName, Key: key("absent"), ...total })), 1);
    });

    it("units of indexes for what changes in them", async () => {
      const write = async (attributes: Item) => {
        const Item = { ...key("indexed"), ...attributes };
        const { ConsumedCapacity } = await dynamodb.putItem({
          TableName: "indexed",
          Item,
          ReturnConsumedCapacity: "INDEXES",
        });
        const { CapacityUnits, Table, LocalSecondaryIndexes, GlobalSecondaryIndexes } = ConsumedCapacity ?? {};
        return { CapacityUnits, Table: Table?.CapacityUnits, LocalSecondaryIndexes, GlobalSecondaryIndexes };
      };
      const unit = { CapacityUnits: 1 };
      assert.deepEqual(await write({ genre: { S: "jazz" }, year: { N: "1959" } }), {
        CapacityUnits: 4,
        Table: 1,
        LocalSecondaryIndexes: { "by-year": unit },
        GlobalSecondaryIndexes: { "by-genre": unit, titles: unit },
      });
      assert.deepEqual(await write({ genre: { S: "jazz" }, year: { N: "1959" }, more: { S: "x" } }), {
        CapacityUnits: 2,
        Table: 1,
        LocalSecondaryIndexes: undefined,
        GlobalSecondaryIndexes: { "by-genre": unit },
      });
      assert.deepEqual((await write({ genre: { S: "soul" } })).GlobalSecondaryIndexes, {
        "by-genre": unit,
        titles: { CapacityUnits: 2 },
      });
    });
  });

  it("of a table with local indexes tell the size of their collection", async () => {
    const { ItemCollectionMetrics } = await dynamodb.putItem({
      TableName: "indexed",
      Item: key("x"),
      ReturnItemCollectionMetrics: "SIZE",
    });
    assert.deepEqual(ItemCollectionMetrics, { ItemCollectionKey: { pk: { S: "p" } }, SizeEstimateRangeGB: [0, 1] });
    const without = await dynamodb.putItem({ TableName, Item: key("x"), ReturnItemCollectionMetrics: "SIZE" });
    assert.equal(without.ItemCollectionMetrics, undefined);
  });

  it("can have any attribute name, also those that JavaScript keeps for itself", async () => {
    const attributes = JSON.parse(
      '{"__proto__":{"S":"x"},"constructor":{"N":"1"},"toString":{"M":{"__proto__":{"N":"01"}}}}',
    ) as Item;
    await dynamodb.putItem({
      TableName,
      Item: Object.assign(Object.create(null), attributes, key("odd"), { n: { N: "1.0" } }) as Item,
    });
    const { Item } = await dynamodb.getItem({
      TableName,
      Key: key("odd"),
      ProjectionExpression: "#c",
      ExpressionAttributeNames: { "#c": "constructor" },
    });
    assert.deepEqual(Item, { constructor: { N: "1" } });
    const absent = await dynamodb.getItem({
      TableName,
      Key: key("odd"),
      ProjectionExpression: "#h",
      ExpressionAttributeNames: { "#h": "hasOwnProperty" },
    });
    assert.deepEqual(absent.Item, {});
  });

  it("take bytes from callers inside the process, and give them bytes", async () => {
    const { bus } = tables.cloud.runtime.host;
    const account = "000000000000";
    const context = { principal: { kind: "root", account }, account, region: "us-east-1" } as const;
    const Item = { ...key("inside"), b: { B: new Uint8Array([1, 2, 255]) } };
    await bus.call("dynamodb", "PutItem", { TableName, Item }, context);
    assert.deepEqual((await read("inside"))?.b, { B: new Uint8Array([1, 2, 255]) });
    const found: object = await bus.call("dynamodb", "GetItem", { TableName, Key: key("inside") }, context);
    assert.deepEqual(found, { Item });
  });
});
