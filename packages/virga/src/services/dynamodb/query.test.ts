import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AttributeValue, DynamoDB, QueryCommandInput, ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { assertInvalid, createTables, indexedSongs, type Tables } from "./dynamodb.suite.ts";

type Item = Record<string, AttributeValue>;

const items: readonly Item[] = [
  { pk: { S: "a" }, sk: { S: "001" }, genre: { S: "jazz" }, year: { N: "10" }, title: { S: "one" }, kept: { N: "1" } },
  { pk: { S: "a" }, sk: { S: "002" }, genre: { S: "jazz" }, year: { N: "9" }, title: { S: "two" }, kept: { N: "2" } },
  {
    pk: { S: "a" },
    sk: { S: "003" },
    genre: { S: "jazz" },
    year: { N: "-100" },
    title: { S: "three" },
    kept: { N: "3" },
  },
  { pk: { S: "a" }, sk: { S: "b01" }, kept: { N: "4" } },
  { pk: { S: "a" }, sk: { S: "b02" }, genre: { S: "soul" }, year: { N: "1.5" }, kept: { N: "5" } },
  { pk: { S: "b" }, sk: { S: "001" }, genre: { S: "jazz" }, year: { N: "10" }, kept: { N: "6" } },
];

describe("queries and scans", () => {
  let tables: Tables;
  let dynamodb: DynamoDB;
  const TableName = "songs";
  const query = (input: Partial<QueryCommandInput>) => dynamodb.query({ TableName, ...input });
  const scan = (input: Partial<ScanCommandInput> = {}) => dynamodb.scan({ TableName, ...input });
  const inA = { KeyConditionExpression: "pk = :a", ExpressionAttributeValues: { ":a": { S: "a" } } };
  const jazz = {
    IndexName: "by-genre",
    KeyConditionExpression: "genre = :g",
    ExpressionAttributeValues: { ":g": { S: "jazz" } },
  };
  const sortKeys = (found: readonly Item[] | undefined) => found?.map(({ sk }) => sk?.S);

  before(async () => {
    tables = await createTables(indexedSongs);
    dynamodb = tables.dynamodb;
    for (const Item of items) await dynamodb.putItem({ TableName, Item });
  });
  after(() => tables.cloud.close());

  it("give a partition in the order of the sort key, forwards and backwards", async () => {
    const forwards = await query(inA);
    assert.deepEqual([forwards.Count, forwards.ScannedCount], [5, 5]);
    assert.deepEqual(sortKeys(forwards.Items), ["001", "002", "003", "b01", "b02"]);
    assert.deepEqual(sortKeys((await query({ ...inA, ScanIndexForward: false })).Items), [
      "b02",
      "b01",
      "003",
      "002",
      "001",
    ]);
  });

  const sortConditions: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["sk = :x", ["002"], ["002"]],
    ["sk < :x", ["002"], ["001"]],
    ["sk <= :x", ["002"], ["001", "002"]],
    ["sk > :x", ["003"], ["b01", "b02"]],
    [":x <= sk", ["003"], ["003", "b01", "b02"]],
    ["sk BETWEEN :x AND :y", ["002", "b01"], ["002", "003", "b01"]],
    ["begins_with(sk, :x)", ["b"], ["b01", "b02"]],
  ];
  for (const [condition, [x, y], expected] of sortConditions) {
    it(`read ${condition}`, async () => {
      const values = { ":a": { S: "a" }, ":x": { S: x! }, ...(y !== undefined && { ":y": { S: y } }) };
      const { Items } = await query({
        KeyConditionExpression: `(${condition}) AND pk = :a`,
        ExpressionAttributeValues: values,
      });
      assert.deepEqual(sortKeys(Items), expected);
    });
  }

  it("take the conditions that expressions have replaced", async () => {
    const { Items, ScannedCount } = await query({
      KeyConditions: {
        pk: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "a" }] },
        sk: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [{ S: "00" }] },
      },
      QueryFilter: { kept: { ComparisonOperator: "GE", AttributeValueList: [{ N: "2" }] } },
      AttributesToGet: ["sk"],
    });
    assert.deepEqual([sortKeys(Items), ScannedCount], [["002", "003"], 3]);
  });

  it("filter after reading, and count both", async () => {
    const { Count, ScannedCount, Items } = await query({
      ...inA,
      FilterExpression: "kept > :two",
      ExpressionAttributeValues: { ...inA.ExpressionAttributeValues, ":two": { N: "2" } },
      ProjectionExpression: "kept",
    });
    assert.deepEqual(
      [Count, ScannedCount, Items],
      [3, 5, [{ kept: { N: "3" } }, { kept: { N: "4" } }, { kept: { N: "5" } }]],
    );
    const counted = await query({ ...inA, Select: "COUNT" });
    assert.deepEqual([counted.Count, counted.Items], [5, undefined]);
  });

  for (const ScanIndexForward of [true, false]) {
    it(`page by Limit, ${ScanIndexForward ? "forwards" : "backwards"}, on the table and on an index`, async () => {
      for (const base of [inA, jazz]) {
        const whole = await query({ ...base, ScanIndexForward });
        const paged: Item[] = [];
        let start: Item | undefined;
        do {
          const page = await query({ ...base, ScanIndexForward, Limit: 2, ...(start && { ExclusiveStartKey: start }) });
          paged.push(...(page.Items ?? []));
          start = page.LastEvaluatedKey;
        } while (start);
        assert.deepEqual(paged, whole.Items);
      }
    });
  }

  it("give a key to go on with whenever the limit is reached, even at the end", async () => {
    const base = { KeyConditionExpression: "pk = :b", ExpressionAttributeValues: { ":b": { S: "b" } }, Limit: 1 };
    const first = await query(base);
    assert.deepEqual(first.LastEvaluatedKey, { pk: { S: "b" }, sk: { S: "001" } });
    const second = await query({ ...base, ExclusiveStartKey: first.LastEvaluatedKey });
    assert.deepEqual([second.Items, second.LastEvaluatedKey], [[], undefined]);
  });

  describe("on indexes", () => {
    it("order numbers by size, and hold only items with the index's keys", async () => {
      const { Items } = await query(jazz);
      assert.deepEqual(
        Items?.map(({ year }) => year?.N),
        ["-100", "9", "10", "10"],
      );
      assert.deepEqual(Items?.[0], items[2]);
      const { Items: soul } = await query({ ...jazz, ExpressionAttributeValues: { ":g": { S: "soul" } } });
      assert.deepEqual(sortKeys(soul), ["b02"]);
    });

    it("give what is projected", async () => {
      const { Items } = await query({
        ...jazz,
        IndexName: "titles",
        FilterExpression: "title = :t",
        ExpressionAttributeValues: { ":g": { S: "jazz" }, ":t": { S: "two" } },
      });
      assert.deepEqual(Items, [{ pk: { S: "a" }, sk: { S: "002" }, genre: { S: "jazz" }, title: { S: "two" } }]);
    });

    it("of the local kind fetch the rest from the table if asked", async () => {
      const local = { ...inA, IndexName: "by-year", ConsistentRead: true };
      const { Items } = await query({ ...local, Limit: 1 });
      assert.deepEqual(Items, [{ pk: { S: "a" }, year: { N: "-100" }, sk: { S: "003" } }]);
      const whole = await query({ ...local, Limit: 1, Select: "ALL_ATTRIBUTES", ReturnConsumedCapacity: "INDEXES" });
      assert.deepEqual(whole.Items, [items[2]]);
      assert.deepEqual(whole.ConsumedCapacity?.LocalSecondaryIndexes, { "by-year": { CapacityUnits: 1 } });
      assert.equal(whole.ConsumedCapacity?.CapacityUnits, 2);
      const projected = await query({ ...local, Limit: 1, ProjectionExpression: "title" });
      assert.deepEqual(projected.Items, [{ title: { S: "three" } }]);
    });

    it("continue from keys of table and index", async () => {
      const { LastEvaluatedKey } = await query({ ...jazz, Limit: 1 });
      assert.deepEqual(LastEvaluatedKey, {
        pk: { S: "a" },
        sk: { S: "003" },
        genre: { S: "jazz" },
        year: { N: "-100" },
      });
      await assertInvalid(
        query({ ...jazz, ExclusiveStartKey: { pk: { S: "a" }, sk: { S: "003" } } }),
        "The provided starting key is invalid",
      );
    });

    const cases: readonly (readonly [Partial<QueryCommandInput>, string])[] = [
      [{ ...jazz, ConsistentRead: true }, "Consistent reads are not supported on global secondary indexes"],
      [{ ...jazz, IndexName: "absent" }, "The table does not have the specified index: absent"],
      [
        { ...jazz, IndexName: "titles", Select: "ALL_ATTRIBUTES" },
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index titles because its projection type is not ALL",
      ],
      [
        { ...jazz, IndexName: "titles", ProjectionExpression: "kept" },
        "One or more parameter values were invalid: Global secondary index titles does not project [kept]",
      ],
    ];
    for (const [input, message] of cases)
      it(`fail: ${message.slice(0, 80)}`, () => assertInvalid(query(input), message));
  });

  describe("are refused", () => {
    const values = (found: Item) => ({ ExpressionAttributeValues: found });
    const a = { ":a": { S: "a" } };
    const x = { ...a, ":x": { S: "x" } };
    const cases: readonly (readonly [Partial<QueryCommandInput>, string])[] = [
      [{}, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."],
      [{ KeyConditionExpression: "sk = :a", ...values(a) }, "Query condition missed key schema element: pk"],
      [
        { KeyConditionExpression: "pk = :a AND kept = :x", ...values(x) },
        "Query condition missed key schema element: sk",
      ],
      [{ KeyConditionExpression: "pk > :a", ...values(a) }, "Query key condition not supported"],
      [
        { KeyConditionExpression: "pk = :a OR sk = :x", ...values(x) },
        "Invalid operator used in KeyConditionExpression: OR",
      ],
      [
        { KeyConditionExpression: "pk = :a AND sk <> :x", ...values(x) },
        "Invalid operator used in KeyConditionExpression: <>",
      ],
      [
        { KeyConditionExpression: "pk = :a AND contains(sk, :x)", ...values(x) },
        "Invalid operator used in KeyConditionExpression: contains",
      ],
      [
        { KeyConditionExpression: "pk = :a AND sk > :a AND sk < :x", ...values(x) },
        "KeyConditionExpressions must only contain one condition per key",
      ],
      [
        { KeyConditionExpression: "pk.a = :a", ...values(a) },
        "KeyConditionExpressions cannot have conditions on nested attributes",
      ],
      [
        { KeyConditionExpression: "pk = sk" },
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
      ],
      [
        { KeyConditionExpression: "pk = :a", ...values({ ":a": { N: "1" } }) },
        "One or more parameter values were invalid: Condition parameter type does not match schema type",
      ],
      [
        { KeyConditionExpression: "pk = :a", ...values({ ":a": { S: "" } }) },
        "One or more parameter values were invalid: The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ],
      [
        { ...inA, FilterExpression: "sk = :x", ...values(x) },
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
      ],
      [
        { ...inA, ExclusiveStartKey: { pk: { S: "b" }, sk: { S: "001" } } },
        "The provided starting key is outside query boundaries based on provided conditions",
      ],
      [
        { ...inA, ExclusiveStartKey: { pk: { S: "a" } } },
        "The provided starting key is invalid: The provided key element does not match the schema",
      ],
      [
        {
          KeyConditionExpression: "pk = :a AND sk > :x",
          ...values(x),
          ExclusiveStartKey: { pk: { S: "a" }, sk: { S: "001" } },
        },
        "The provided starting key does not match the range key predicate",
      ],
      [
        { ...inA, Limit: 0 },
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ],
    ];
    for (const [input, message] of cases) it(message.slice(0, 90), () => assertInvalid(query(input), message));
  });

  describe("scans", () => {
    it("give every item once, page by page", async () => {
      const seen: Item[] = [];
      let start: Item | undefined;
      do {
        const page = await scan({ Limit: 4, ...(start && { ExclusiveStartKey: start }) });
        seen.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start);
      assert.equal(seen.length, items.length);
      assert.deepEqual(
        new Set(seen.map((item) => JSON.stringify(item))),
        new Set(items.map((item) => JSON.stringify(item))),
      );
    });

    it("split into segments that together have every item once", async () => {
      const segments = await Promise.all(
        [0, 1, 2].map((Segment) => scan({ Segment, TotalSegments: 3, IndexName: "by-genre" })),
      );
      assert.equal(
        segments.reduce((sum, { Count }) => sum + (Count ?? 0), 0),
        5,
      );
    });

    it("filter, also by keys", async () => {
      const { Count, ScannedCount } = await scan({
        FilterExpression: "pk = :b",
        ExpressionAttributeValues: { ":b": { S: "b" } },
      });
      assert.deepEqual([Count, ScannedCount], [1, 6]);
    });

    it("are refused with half of the segment's parameters", async () => {
      await assertInvalid(
        scan({ Segment: 0 }),
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
      );
      await assertInvalid(
        scan({ TotalSegments: 2 }),
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
      );
      await assertInvalid(
        scan({ Segment: 2, TotalSegments: 2 }),
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2",
      );
    });
  });

  it("stop a page at 1 MB of items, whatever is shown of them", async () => {
    for (let number = 0; number < 5; number++) {
      await dynamodb.putItem({
        TableName,
        Item: { pk: { S: "big" }, sk: { S: `${number}` }, blob: { S: "x".repeat(300_000) } },
      });
    }
    const big = {
      KeyConditionExpression: "pk = :b",
      ExpressionAttributeValues: { ":b": { S: "big" } },
      ProjectionExpression: "sk",
    };
    const first = await query({ ...big, ReturnConsumedCapacity: "TOTAL" });
    assert.deepEqual([first.Count, first.LastEvaluatedKey], [4, { pk: { S: "big" }, sk: { S: "3" } }]);
    assert.equal(first.ConsumedCapacity?.CapacityUnits, Math.ceil((4 * (300_000 + 4 + 2 + 3 + 3)) / 4096) / 2);
    assert.equal((await query({ ...big, ExclusiveStartKey: first.LastEvaluatedKey })).Count, 1);
  });
});

describe("a global index with several attributes in its keys", () => {
  let tables: Tables;
  const key = (name: string, KeyType: "HASH" | "RANGE") => ({ AttributeName: name, KeyType });
  const query = (condition: string, values: Item) =>
    tables.dynamodb.query({
      TableName: "multi",
      IndexName: "all",
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
    });

  before(async () => {
    tables = await createTables({
      TableName: "multi",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [key("id", "HASH")],
      AttributeDefinitions: ["id", "h1", "h2", "r1", "r2"].map((AttributeName) => ({
        AttributeName,
        AttributeType: AttributeName === "r1" ? ("N" as const) : ("S" as const),
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: "all",
          KeySchema: [key("h1", "HASH"), key("h2", "HASH"), key("r1", "RANGE"), key("r2", "RANGE")],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
    for (const [id, r1, r2] of [
      ["1", "10", "b"],
      ["2", "9", "z"],
      ["3", "10", "a"],
      ["4", "10", "bb"],
    ]) {
      await tables.dynamodb.putItem({
        TableName: "multi",
        Item: { id: { S: id! }, h1: { S: "x" }, h2: { S: "y" }, r1: { N: r1! }, r2: { S: r2! } },
      });
    }
    await tables.dynamodb.putItem({
      TableName: "multi",
      Item: { id: { S: "5" }, h1: { S: "x" }, r1: { N: "10" }, r2: { S: "c" } },
    });
  });
  after(() => tables.cloud.close());

  const partition = { ":x": { S: "x" }, ":y": { S: "y" } };
  const ids = async (condition: string, values: Item = {}) => {
    const { Items } = await query(`h1 = :x AND h2 = :y${condition}`, { ...partition, ...values });
    return Items?.map(({ id }) => id?.S);
  };

  it("needs all partition attributes and takes sort attributes from the left", async () => {
    assert.deepEqual(await ids(""), ["2", "3", "1", "4"]);
    assert.deepEqual(await ids(" AND r1 = :r", { ":r": { N: "10" } }), ["3", "1", "4"]);
    assert.deepEqual(await ids(" AND r1 = :r AND begins_with(r2, :s)", { ":r": { N: "10" }, ":s": { S: "b" } }), [
      "1",
      "4",
    ]);
    assert.deepEqual(await ids(" AND r1 < :r", { ":r": { N: "10" } }), ["2"]);
    await assertInvalid(query("h1 = :x", { ":x": { S: "x" } }), "Query condition missed key schema element: h2");
    await assertInvalid(ids(" AND r2 = :s", { ":s": { S: "b" } }), "Query condition missed key schema element: r1");
    await assertInvalid(
      ids(" AND r1 > :r AND r2 = :s", { ":r": { N: "1" }, ":s": { S: "b" } }),
      "Query key condition not supported",
    );
  });
});
