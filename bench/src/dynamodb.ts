import type { Request } from "autocannon";
import { compare, type Load, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const tableName = "Bench";
const items = 500;

/** Where the sides of the DynamoDB comparison listen. */
export interface DynamoDBSides {
  readonly virga: string;
  readonly dynalite: string;
  readonly echo: string;
}

function headersFor(operation: string): Record<string, string> {
  const target = `DynamoDB_20120810.${operation}`;
  return { ...signedFor("dynamodb"), "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
}

/** An item of some 400 bytes, as profiles are. */
function item(index: number): object {
  return {
    id: { S: `item-${index}` },
    createdAt: { S: "2026-01-01T00:00:00.000Z" },
    count: { N: String(index) },
    address: { M: { street: { S: "1 Main Street" }, city: { S: "Springfield" }, floors: { NS: ["1", "2", "3"] } } },
    note: { S: "n".repeat(180) },
  };
}

function requests(operation: "GetItem" | "PutItem"): Request[] {
  return Array.from({ length: items }, (_, index) => {
    const key = operation === "GetItem" ? { Key: { id: { S: `item-${index}` } } } : { Item: item(index) };
    const body = JSON.stringify({ TableName: tableName, ...key });
    return { method: "POST", path: "/", headers: headersFor(operation), body };
  });
}

async function call(url: string, operation: string, input: object): Promise<string> {
  const response = await fetch(url, { method: "POST", headers: headersFor(operation), body: JSON.stringify(input) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} at ${url}: ${text}`);
  return text;
}

async function fill(url: string): Promise<void> {
  await call(url, "CreateTable", {
    TableName: tableName,
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  while (!(await call(url, "DescribeTable", { TableName: tableName })).includes('"ACTIVE"'));
  for (let index = 0; index < items; index++) await call(url, "PutItem", { TableName: tableName, Item: item(index) });
}

const aims = { GetItem: 0.6, PutItem: 0.4 } as const;

async function measure(operation: "GetItem" | "PutItem", sides: DynamoDBSides, rounds: Rounds): Promise<Measurement[]> {
  const sent = requests(operation);
  const answerBytes = (await call(sides.virga, operation, JSON.parse(sent[0]?.body as string))).length;
  const echoed = sent.map((request) => ({ ...request, path: `/${answerBytes}` }));
  const loads: Load[] = [
    { name: "echo", url: sides.echo, requests: echoed },
    { name: "virga", url: sides.virga, requests: sent },
    { name: "dynalite", url: sides.dynalite, requests: sent },
  ];
  const measured = await compare(loads, rounds);
  const rate = (name: string) => measured.get(name) as number;
  const name = `DynamoDB ${operation}`;
  return [
    { name: `node:http echo for ${operation}`, value: rate("echo"), unit: "requests/s", comparisons: [] },
    { name: `${name}, dynalite`, value: rate("dynalite"), unit: "requests/s", comparisons: [] },
    {
      name: `${name}, virga`,
      value: rate("virga"),
      unit: "requests/s",
      comparisons: [
        { to: "echo", value: rate("virga") / rate("echo"), aim: { atLeast: aims[operation] } },
        { to: "dynalite", value: rate("virga") / rate("dynalite"), aim: { atLeast: 4 } },
      ],
    },
  ];
}

/** GetItem and PutItem on durable tables of one key, beside dynalite and beside an echo of the same sizes. */
export async function measureDynamoDB(sides: DynamoDBSides, rounds: Rounds): Promise<Measurement[]> {
  await fill(sides.virga);
  await fill(sides.dynalite);
  return [...(await measure("GetItem", sides, rounds)), ...(await measure("PutItem", sides, rounds))];
}
