import type { Request } from "autocannon";
import { compare, type Load, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const recordsPerCall = 500;
const backlog = 1_000_000;

/** Where the sides of the Kinesis comparison listen. */
export interface KinesisSides {
  readonly virga: string;
  readonly kinesalite: string;
  readonly kinesisLocal: string;
}

function headersFor(operation: string): Record<string, string> {
  const target = `Kinesis_20131202.${operation}`;
  return { ...signedFor("kinesis"), "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
}

async function call(url: string, operation: string, input: object): Promise<string> {
  const response = await fetch(url, { method: "POST", headers: headersFor(operation), body: JSON.stringify(input) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} at ${url}: ${text}`);
  return text;
}

/** A call's worth of readings of some 150 bytes, of as many patients. */
function putInput(StreamName: string): object {
  const Records = Array.from({ length: recordsPerCall }, (_, index) => ({
    Data: Buffer.from(JSON.stringify({ patient: index, note: "n".repeat(120) })).toString("base64"),
    PartitionKey: `patient-${index}`,
  }));
  return { StreamName, Records };
}

function load(name: string, url: string, operation: string, input: object): Load {
  const request: Request = { method: "POST", path: "/", headers: headersFor(operation), body: JSON.stringify(input) };
  return { name, url, requests: [request] };
}

async function createStream(url: string, StreamName: string, capacity: object): Promise<void> {
  await call(url, "CreateStream", { StreamName, ...capacity });
  while (!(await call(url, "DescribeStream", { StreamName })).includes('"ACTIVE"'));
}

async function fill(url: string, StreamName: string, records: number): Promise<void> {
  const input = putInput(StreamName);
  for (let put = 0; put < records; put += recordsPerCall) await call(url, "PutRecords", input);
}

/** A read of a call's worth of records from the oldest one on. */
async function readLoad(name: string, url: string, StreamName: string): Promise<Load> {
  const ShardId = "shardId-000000000000";
  const text = await call(url, "GetShardIterator", { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" });
  const { ShardIterator } = JSON.parse(text) as { readonly ShardIterator: string };
  return load(name, url, "GetRecords", { ShardIterator, Limit: recordsPerCall });
}

function measured(
  operation: string,
  rates: ReadonlyMap<string, number>,
  others: readonly { readonly to: string; readonly atLeast: number }[],
): Measurement[] {
  const unit = "records/s" as const;
  const rate = (name: string) => (rates.get(name) as number) * recordsPerCall;
  const comparisons = others.map(({ to, atLeast }) => ({ to, value: rate("virga") / rate(to), aim: { atLeast } }));
  return [
    ...others.map(({ to }) => ({ name: `Kinesis ${operation}, ${to}`, value: rate(to), unit, comparisons: [] })),
    { name: `Kinesis ${operation}, virga`, value: rate("virga"), unit, comparisons },
  ];
}

/**
 * PutRecords of 500 records, and GetRecords of 500, on streams of four shards: beside kinesalite and kinesis-local, and beside a
 * stream that holds a million records. Virga's streams are on-demand, which sets no limits; the others know none.
 */
export async function measureKinesis(
  { virga, kinesalite, kinesisLocal }: KinesisSides,
  options: Rounds,
): Promise<Measurement[]> {
  const rounds = { ...options, connections: Math.min(options.connections, 2) };
  const onDemand = { StreamModeDetails: { StreamMode: "ON_DEMAND" } };
  await createStream(virga, "Bench", onDemand);
  await createStream(virga, "Backlog", onDemand);
  await createStream(kinesalite, "Bench", { ShardCount: 4 });
  await createStream(kinesisLocal, "Bench", { ShardCount: 4 });
  for (const url of [virga, kinesalite, kinesisLocal]) await fill(url, "Bench", 8 * recordsPerCall);
  await fill(virga, "Backlog", backlog);
  const sides = [
    { name: "virga", url: virga, stream: "Bench" },
    { name: "kinesalite", url: kinesalite, stream: "Bench" },
    { name: "kinesis-local", url: kinesisLocal, stream: "Bench" },
    { name: "virga with a backlog", url: virga, stream: "Backlog" },
  ];
  const others = [
    { to: "kinesalite", atLeast: 10 },
    { to: "kinesis-local", atLeast: 10 },
    { to: "virga with a backlog", atLeast: 0.8 },
  ];
  const reads = await Promise.all(sides.map(({ name, url, stream }) => readLoad(name, url, stream)));
  const got = await compare(reads, rounds);
  const puts = sides.map(({ name, url, stream }) => load(name, url, "PutRecords", putInput(stream)));
  return [...measured("GetRecords", got, others), ...measured("PutRecords", await compare(puts, rounds), others)];
}
