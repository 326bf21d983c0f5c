import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createTestCloud, deployApp, type TestCloud } from "virga/testing";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const readme = fileURLToPath(new URL("../README.md", import.meta.url));

const patient = (id: string) => JSON.stringify({ resourceType: "Patient", id });
/** What is cut off in its middle stays so. */
const pill = patient("pill").slice(0, -5);

type Reader = "Unguarded" | "Guarded";

/** One stream that two functions read beside each other, one of them guarded. */
class TwoReaders {
  readonly #cloud: TestCloud;
  readonly #outputs: Readonly<Record<string, string>>;
  readonly #uuids = new Map<Reader, string>();
  readonly #began: number;
  /** When each resource came through, milliseconds after the beginning. */
  readonly arrived: Record<Reader, Map<string, number>> = { Unguarded: new Map(), Guarded: new Map() };

  private constructor(cloud: TestCloud, outputs: Readonly<Record<string, string>>) {
    this.#cloud = cloud;
    this.#outputs = outputs;
    this.#began = cloud.clock.now();
  }

  static async deploy(cloud: TestCloud): Promise<TwoReaders> {
    const directory = fileURLToPath(new URL("./poison-pill", import.meta.url));
    const { PoisonPill = {} } = await deployApp(cloud, { directory });
    const readers = new TwoReaders(cloud, PoisonPill);
    const { EventSourceMappings = [] } = await cloud
      .client(LambdaClient)
      .send(new ListEventSourceMappingsCommand({ EventSourceArn: PoisonPill.StreamArn }));
    for (const { UUID = "", FunctionArn } of EventSourceMappings) {
      const reader = FunctionArn?.endsWith(`:${PoisonPill.GuardedFunctionName}`) ? "Guarded" : "Unguarded";
      readers.#uuids.set(reader, UUID);
    }
    return readers;
  }

  get elapsed(): number {
    return this.#cloud.clock.now() - this.#began;
  }

  /** MD5 puts the keys `a` and `b` into the two shards. */
  async put(key: "a" | "b", records: readonly string[]): Promise<void> {
    const Records = records.map((text) => ({ Data: Buffer.from(text), PartitionKey: key }));
    await this.#cloud
      .client(KinesisClient)
      .send(new PutRecordsCommand({ StreamName: this.#outputs.StreamName, Records }));
  }

  async until(instant: number): Promise<void> {
    await this.#cloud.clock.advance(instant - this.elapsed);
    for (const reader of ["Unguarded", "Guarded"] as const) {
      const TableName = this.#outputs[`${reader}TableName`];
      const client = this.#cloud.client(DynamoDBClient);
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
        for (const { reference } of Items) {
          const id = reference!.S!.replace("Patient/", "");
          if (!this.arrived[reader].has(id)) this.arrived[reader].set(id, this.elapsed);
        }
      }
    }
  }

  async invocations(reader: Reader): Promise<number> {
    const { Datapoints = [] } = await this.#cloud.client(CloudWatchClient).send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/Lambda",
        MetricName: "Invocations",
        Dimensions: [{ Name: "FunctionName", Value: this.#outputs[`${reader}FunctionName`] }],
        StartTime: new Date(this.#began - minute),
        EndTime: new Date(this.#began + 48 * hour),
        Period: hour / second,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  }

  /** The age of the oldest record that a function was given and has not processed. */
  async iteratorAge(reader: Reader): Promise<number> {
    const { body } = await this.#cloud.runtime.handle({
      method: "GET",
      path: `/_aws/lambda/event-source-mappings/${this.#uuids.get(reader)}/shards`,
      rawQuery: "",
      headers: { host: "localhost" },
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
    });
    const { shards } = JSON.parse(String(body)) as {
      shards: { troubles: { approximateArrivalOfFirstRecord: string }[] }[];
    };
    const arrivals = shards.flatMap(({ troubles }) =>
      troubles.map((trouble) => Date.parse(trouble.approximateArrivalOfFirstRecord)),
    );
    return arrivals.length === 0 ? 0 : this.#cloud.clock.now() - Math.min(...arrivals);
  }

  /** What was given up, and told. */
  async failures(): Promise<readonly { readonly timestamp: string; readonly requestContext: object }[]> {
    const receive = new ReceiveMessageCommand({ QueueUrl: this.#outputs.FailureQueueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await this.#cloud.client(SQSClient).send(receive);
    return Messages.map(({ Body = "" }) => JSON.parse(Body));
  }

  /** The states of the guarded reader's alarms, by their metrics. */
  async alarms(): Promise<Readonly<Record<string, string>>> {
    const { MetricAlarms = [] } = await this.#cloud.client(CloudWatchClient).send(new DescribeAlarmsCommand({}));
    return Object.fromEntries(MetricAlarms.map(({ MetricName = "", StateValue = "" }) => [MetricName, StateValue]));
  }
}

/** `5 s`, `1 min`, `24 h` */
function duration(milliseconds: number): string {
  if (milliseconds === 0) return "0";
  if (milliseconds < minute) return `${Math.round(milliseconds / second)} s`;
  return milliseconds < hour ? `${Math.round(milliseconds / minute)} min` : `${Math.round(milliseconds / hour)} h`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head!), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join("\n");
}

describe("a poison pill on a stream that two functions read", () => {
  let cloud: TestCloud;
  let readers: TwoReaders;
  const course: string[][] = [
    ["after", "unguarded: invocations", "oldest record", "guarded: invocations", "oldest record"],
  ];
  const ends: string[][] = [["record", "unguarded", "guarded"]];

  before(async () => {
    cloud = await createTestCloud();
    readers = await TwoReaders.deploy(cloud);
  });

  after(() => cloud?.close());

  it("blocks the unguarded one for 24 hours, and the guarded one for seconds", async (test) => {
    await readers.put("b", [patient("before"), pill, patient("behind")]);
    await readers.put("a", [patient("beside")]);
    for (let seconds = 1; seconds <= 10; seconds++) await readers.until(seconds * second);
    for (const instant of [10 * second, minute, hour, 12 * hour, 23 * hour, 24 * hour + minute]) {
      await readers.until(instant);
      const row = [duration(instant)];
      for (const reader of ["Unguarded", "Guarded"] as const) {
        row.push(String(await readers.invocations(reader)), duration(await readers.iteratorAge(reader)));
      }
      course.push(row);
      if (instant === minute) assert.equal((await readers.alarms()).ApproximateNumberOfMessagesVisible, "ALARM");
      if (instant !== hour) continue;
      await readers.put("b", [patient("later")]);
      for (let seconds = 1; seconds <= 2; seconds++) await readers.until(hour + seconds * second);
    }
    const came = (reader: Reader, id: string, put = 0) => {
      const at = readers.arrived[reader].get(id);
      return at === undefined ? "lost" : `after ${duration(at - put)}`;
    };
    const both = (what: string, id: string, put?: number) => [
      what,
      came("Unguarded", id, put),
      came("Guarded", id, put),
    ];
    ends.push(both("before the pill, in its batch", "before"));
    ends.push(["the pill", "lost", (await readers.failures()).length === 1 ? "in the failure queue" : "lost"]);
    ends.push(both("behind the pill, in its batch", "behind"));
    ends.push(both("behind it, an hour later", "later", hour));
    ends.push(both("on the other shard", "beside"));
    test.diagnostic(`\n${table(course)}\n\n${table(ends)}`);
    assert.deepEqual([came("Guarded", "behind"), came("Unguarded", "later", hour)], ["after 4 s", "after 23 h"]);
  });

  it("is told of in the README as it happened", async () => {
    const text = await readFile(readme, "utf8");
    for (const rows of [course, ends]) assert.ok(text.includes(table(rows)), `the README should say:\n${table(rows)}`);
  });
});
