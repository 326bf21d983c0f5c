import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { createTables, type Tables } from "./dynamodb.suite.ts";

type Item = Record<string, AttributeValue>;

const TableName = "model";
const key = (name: string, KeyType: "HASH" | "RANGE") => ({ AttributeName: name, KeyType });
const table = {
  TableName,
  BillingMode: "PAY_PER_REQUEST" as const,
  KeySchema: [key("p", "HASH"), key("s", "RANGE")],
  AttributeDefinitions: [
    { AttributeName: "p", AttributeType: "S" as const },
    { AttributeName: "s", AttributeType: "N" as const },
    { AttributeName: "g", AttributeType: "S" as const },
    { AttributeName: "b", AttributeType: "B" as const },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "local",
      KeySchema: [key("p", "HASH"), key("b", "RANGE")],
      Projection: { ProjectionType: "ALL" as const },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "global",
      KeySchema: [key("g", "HASH"), key("s", "RANGE")],
      Projection: { ProjectionType: "KEYS_ONLY" as const },
    },
  ],
};

const partitions = fc.constantFrom("a", "b");
const sorts = fc.constantFrom("-1000000000000000000000", "-1.5", "-1", "0", "0.5", "9", "10", "1e30");
const groups = fc.constantFrom("x", "y", "é", undefined);
const bytes = fc
  .constantFrom("", "00", "0000", "01", "ff", "ff00")
  .map((hex) => (hex === "" ? undefined : new Uint8Array(Buffer.from(hex, "hex"))));

interface Command {
  readonly kind: "put" | "update" | "delete" | "transact";
  readonly p: string;
  readonly s: string;
  readonly g: string | undefined;
  readonly b: Uint8Array | undefined;
}

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("put", "update", "delete", "transact"),
    p: partitions,
    s: sorts,
    g: groups,
    b: bytes,
  }) as fc.Arbitrary<Command>,
  { maxLength: 25 },
);

const canonical = (text: string) => (text === "1e30" ? `1${"0".repeat(30)}` : text);

/** What a table should hold: items by their keys. */
type Model = Map<string, Item>;

function apply(model: Model, { kind, p, s, g, b }: Command): void {
  const id = `${p}/${canonical(s)}`;
  const keys: Item = { p: { S: p }, s: { N: canonical(s) } };
  const attributes: Item = { ...(g !== undefined && { g: { S: g } }), ...(b && { b: { B: b } }) };
  if (kind === "delete") model.delete(id);
  else if (kind === "update") {
    const { g: _, ...previous } = model.get(id) ?? keys;
    model.set(id, { ...previous, ...attributes });
  } else model.set(id, { ...keys, ...attributes });
}

async function run({ dynamodb }: Tables, { kind, p, s, g, b }: Command): Promise<void> {
  const Key = { p: { S: p }, s: { N: s } };
  const attributes: Item = { ...(g !== undefined && { g: { S: g } }), ...(b && { b: { B: b } }) };
  const put = { TableName, Item: { ...Key, ...attributes } };
  if (kind === "put") await dynamodb.putItem(put);
  else if (kind === "delete") await dynamodb.deleteItem({ TableName, Key });
  else if (kind === "transact") await dynamodb.transactWriteItems({ TransactItems: [{ Put: put }] });
  else {
    const sets = [...(g !== undefined ? ["g = :g"] : []), ...(b ? ["b = :b"] : [])];
    const values: Item = { ...(g !== undefined && { ":g": { S: g } }), ...(b && { ":b": { B: b } }) };
    const UpdateExpression = [sets.length > 0 ? `SET ${sets.join(", ")}` : "", g === undefined ? "REMOVE g" : ""]
      .join(" ")
      .trim();
    // A REMOVE alone makes no item; the model always has one.
    const made = sets.length > 0 ? UpdateExpression : `${UpdateExpression} SET made = :m`;
    const placeholders = sets.length > 0 ? values : { ":m": { BOOL: true } };
    await dynamodb.updateItem({ TableName, Key, UpdateExpression: made, ExpressionAttributeValues: placeholders });
  }
}

const numberOf = ({ s }: Item) => Number(s!.N);
const strip = ({ made, ...item }: Item): Item => item;
const binaryOf = ({ b }: Item) => Buffer.from(b!.B!);

describe("a table under random writes", () => {
  it("holds what a simple model holds, in the order of keys, in all indexes", async () => {
    const tables = await createTables(table);
    const empty = tables.cloud.snapshot();
    const { dynamodb } = tables;
    const query = async (condition: string, value: AttributeValue, IndexName?: string) => {
      const { Items } = await dynamodb.query({
        TableName,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: { ":v": value },
        ...(IndexName && { IndexName }),
      });
      return (Items ?? []).map(strip);
    };
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        tables.cloud.restore(empty);
        const model: Model = new Map();
        for (const command of list) {
          await run(tables, command);
          apply(model, command);
        }
        const items = Array.from(model.values());
        for (const p of ["a", "b"]) {
          const inPartition = items.filter((item) => item.p!.S === p);
          const bySort = inPartition.toSorted((left, right) => numberOf(left) - numberOf(right));
          assert.deepEqual(await query("p = :v", { S: p }), bySort);
          const local = await query("p = :v", { S: p }, "local");
          assert.deepEqual(
            local.map((item) => item.b),
            inPartition
              .filter(({ b }) => b)
              .toSorted((left, right) => Buffer.compare(binaryOf(left), binaryOf(right)))
              .map(({ b }) => b),
          );
        }
        for (const g of ["x", "y", "é"]) {
          const found = await query("g = :v", { S: g }, "global");
          const expected = items.filter((item) => item.g?.S === g);
          assert.deepEqual(
            found.map(numberOf),
            expected.map(numberOf).toSorted((left, right) => left - right),
          );
          assert.deepEqual(
            new Set(found.map(({ p, s }) => `${p!.S}/${s!.N}`)),
            new Set(expected.map(({ p, s }) => `${p!.S}/${s!.N}`)),
          );
        }
        assert.equal((await dynamodb.scan({ TableName })).Count, items.length);
      }),
      { numRuns: 40 },
    );
    await tables.cloud.close();
  });

  it("answers any condition on a sort key as comparing does", async () => {
    const tables = await createTables(table);
    const { dynamodb } = tables;
    const texts = ["-1e20", "-10", "-9.5", "-1", "0", "1e-10", "0.5", "1", "9", "10", "100", "1e20"];
    for (const s of texts) await dynamodb.putItem({ TableName, Item: { p: { S: "a" }, s: { N: s }, g: { S: "x" } } });
    const conditions = {
      "=": (value: number, one: number) => value === one,
      "<": (value: number, one: number) => value < one,
      "<=": (value: number, one: number) => value <= one,
      ">": (value: number, one: number) => value > one,
      ">=": (value: number, one: number) => value >= one,
    };
    const choice = fc.constantFrom(...texts, "0.7", "-3", "1e40");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(conditions)),
        choice,
        fc.boolean(),
        fc.boolean(),
        async (comparator, one, forward, indexed) => {
          const { Items } = await dynamodb.query({
            TableName,
            KeyConditionExpression: `${indexed ? "g" : "p"} = :p AND s ${comparator} :s`,
            ExpressionAttributeValues: { ":p": { S: indexed ? "x" : "a" }, ":s": { N: one } },
            ScanIndexForward: forward,
            ...(indexed && { IndexName: "global" }),
          });
          const holds = conditions[comparator as keyof typeof conditions];
          const expected = texts.map(Number).filter((value) => holds(value, Number(one)));
          assert.deepEqual(Items?.map(numberOf), forward ? expected : expected.toReversed());
        },
      ),
      { numRuns: 60 },
    );
    await tables.cloud.close();
  });
});
