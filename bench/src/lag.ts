import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { strToU8, zipSync } from "fflate";
import type { Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const account = "000000000000";
const shards = 4;
const warmUp = 20;
/** Milliseconds between two puts: each shard is read five times a second at most, and so never waits. */
const between = 60;

/** Writes for each record how long ago it was put: microseconds. */
const handler = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ Records }) => {
  const now = performance.timeOrigin + performance.now();
  const put = Records.map((record) => Number(record.kinesis ? Buffer.from(record.kinesis.data, "base64") : record.body));
  appendFileSync(process.env.LAGS, put.map((instant) => Math.round((now - instant) * 1000) + "\\n").join(""));
};`;

async function send(url: string, service: string, path: string, headers: Record<string, string>, body: string) {
  const response = await fetch(url + path, { method: "POST", headers: { ...signedFor(service), ...headers }, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${path}: ${text}`);
  return text;
}

function callIam(url: string, parameters: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ Version: "2010-05-08", ...parameters }).toString();
  return send(url, "iam", "/", { "content-type": "application/x-www-form-urlencoded" }, body);
}

function callJson(url: string, service: string, target: string, version: string, input: object): Promise<string> {
  const headers = { "x-amz-target": target, "content-type": `application/x-amz-json-${version}` };
  return send(url, service, "/", headers, JSON.stringify(input));
}

const kinesis = (url: string, operation: string, input: object) =>
  callJson(url, "kinesis", `Kinesis_20131202.${operation}`, "1.1", input);
const sqs = (url: string, operation: string, input: object) =>
  callJson(url, "sqs", `AmazonSQS.${operation}`, "1.0", input);
const lambda = (url: string, path: string, input: object) =>
  send(url, "lambda", `/2015-03-31/${path}`, { "content-type": "application/json" }, JSON.stringify(input));

async function createRole(url: string): Promise<string> {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const document = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  const RoleName = "lag";
  await callIam(url, { Action: "CreateRole", RoleName, AssumeRolePolicyDocument: document(trust) });
  await callIam(url, {
    Action: "PutRolePolicy",
    RoleName,
    PolicyName: "all",
    PolicyDocument: document(everything),
  });
  return `arn:aws:iam::${account}:role/${RoleName}`;
}

/** A function that notes lags in a file, for one source. */
async function createReader(url: string, FunctionName: string, file: string, Role: string, mapping: object) {
  const code = zipSync({ "index.js": strToU8(handler) });
  await lambda(url, "functions", {
    FunctionName,
    Role,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Environment: { Variables: { LAGS: file } },
    Code: { ZipFile: Buffer.from(code).toString("base64") },
  });
  await lambda(url, "event-source-mappings/", { FunctionName, ...mapping });
}

function noted(file: string): number[] {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").map(Number);
  } catch {
    return [];
  }
}

const instant = () => String(performance.timeOrigin + performance.now());

/** Puts one record after the other and gives the lags of those after the warm-up: sorted microseconds. */
async function lagsOf(file: string, count: number, put: (index: number) => Promise<unknown>): Promise<number[]> {
  for (let index = 0; index < warmUp + count; index++) {
    await Promise.all([put(index), delay(between)]);
    // An environment that starts is measured elsewhere.
    if (index === warmUp - 1) await delay(1_000);
  }
  while (noted(file).length < warmUp + count) await delay(between);
  return noted(file)
    .slice(warmUp)
    .sort((one, other) => one - other);
}

function measured(source: string, lags: readonly number[]): Measurement[] {
  const at = (part: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * part))] as number;
  const row = (name: string, value: number): Measurement => ({ name, value, unit: "µs", comparisons: [] });
  return [row(`lag ${source}, p50`, at(0.5)), row(`lag ${source}, p99`, at(0.99))];
}

/** How long it takes from the call that puts a record or sends a message to the first line of the handler. */
export async function measureLag(url: string, folder: string, { rounds, duration }: Rounds): Promise<Measurement[]> {
  const count = Math.max(100, Math.round((rounds * duration * 1000) / between));
  const Role = await createRole(url);
  const StreamName = "Lag";
  await kinesis(url, "CreateStream", { StreamName, ShardCount: shards });
  const streamFile = join(folder, "stream-lags.txt");
  const EventSourceArn = `arn:aws:kinesis:us-east-1:${account}:stream/${StreamName}`;
  await createReader(url, "stream-lag", streamFile, Role, { EventSourceArn, StartingPosition: "TRIM_HORIZON" });
  const shardOf = (index: number) => String(BigInt(index % shards) << 126n);
  const streamLags = await lagsOf(streamFile, count, (index) => {
    const Data = Buffer.from(instant()).toString("base64");
    return kinesis(url, "PutRecord", { StreamName, Data, PartitionKey: "lag", ExplicitHashKey: shardOf(index) });
  });
  const created = JSON.parse(await sqs(url, "CreateQueue", { QueueName: "Lag" })) as { readonly QueueUrl: string };
  const queueFile = join(folder, "queue-lags.txt");
  const queueArn = `arn:aws:sqs:us-east-1:${account}:Lag`;
  await createReader(url, "queue-lag", queueFile, Role, { EventSourceArn: queueArn });
  const queueLags = await lagsOf(queueFile, count, () =>
    sqs(url, "SendMessage", { QueueUrl: created.QueueUrl, MessageBody: instant() }),
  );
  return [...measured("put to handler, Kinesis", streamLags), ...measured("send to handler, SQS", queueLags)];
}
