import autocannon, { type Client, type Request, type Result } from "autocannon";
import { median, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const messagesPerCall = 10;
const waiting = 5_000;
const backlog = 1_000_000;
const requestsPerCycle = 3;

function headersFor(operation: string): Record<string, string> {
  const type = "application/x-amz-json-1.0";
  return { ...signedFor("sqs"), "x-amz-target": `AmazonSQS.${operation}`, "content-type": type };
}

async function createQueue(url: string, QueueName: string): Promise<string> {
  const init = { method: "POST", headers: headersFor("CreateQueue"), body: JSON.stringify({ QueueName }) };
  const answer = (await (await fetch(url, init)).json()) as { readonly QueueUrl: string };
  return answer.QueueUrl;
}

function requestOf(operation: string, input: object): Request {
  return { method: "POST", path: "/", headers: headersFor(operation), body: JSON.stringify(input) };
}

/** Ten messages of some 150 bytes. */
function sendRequest(QueueUrl: string): Request {
  const Entries = Array.from({ length: messagesPerCall }, (_, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify({ patient: index, note: "n".repeat(120) }),
  }));
  return requestOf("SendMessageBatch", { QueueUrl, Entries });
}

interface Received {
  readonly Messages?: readonly { readonly ReceiptHandle: string }[];
}

/** What one connection does over and over: sends ten messages, receives ten and deletes these. */
function cycle(QueueUrl: string): Request[] {
  let handles: readonly string[] = [];
  const receive: Request = {
    ...requestOf("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: messagesPerCall }),
    onResponse: (_status, body) => {
      const { Messages = [] } = JSON.parse(body) as Received;
      handles = Messages.map(({ ReceiptHandle }) => ReceiptHandle);
    },
  };
  const remove: Request = {
    ...requestOf("DeleteMessageBatch", {}),
    setupRequest: (request) => {
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      return { ...request, body: JSON.stringify({ QueueUrl, Entries }) };
    },
  };
  return [sendRequest(QueueUrl), receive, remove];
}

function checked(result: Result, what: string): Result {
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0) throw new Error(`${what}: ${bad} of ${bad + result["2xx"]} requests failed`);
  return result;
}

async function fill(url: string, QueueUrl: string, messages: number, connections: number): Promise<void> {
  const amount = messages / messagesPerCall;
  checked(await autocannon({ url, requests: [sendRequest(QueueUrl)], amount, connections }), "filling a queue");
}

/** Messages that are sent, received and deleted in a second. */
async function messagesPerSecond(url: string, queue: string, duration: number, connections: number): Promise<number> {
  // Each connection has handles of its own.
  const setupClient = (client: Client) => client.setRequests(cycle(queue));
  const result = await autocannon({ url, duration, connections, setupClient, requests: cycle(queue) });
  return ((checked(result, "sending and receiving")["2xx"] / result.duration) * messagesPerCall) / requestsPerCycle;
}

/** Messages sent, received and deleted by tens, in a queue with few of them and in one that holds a million. */
export async function measureSqs(url: string, { rounds, duration, connections }: Rounds): Promise<Measurement[]> {
  const few = await createQueue(url, "Bench");
  const many = await createQueue(url, "Backlog");
  await fill(url, few, waiting, connections);
  await fill(url, many, backlog, connections);
  const rates = { few: [] as number[], many: [] as number[] };
  for (const queue of [few, many]) await messagesPerSecond(url, queue, Math.max(1, duration / 2), connections);
  for (let round = 0; round < rounds; round++) {
    rates.few.push(await messagesPerSecond(url, few, duration, connections));
    rates.many.push(await messagesPerSecond(url, many, duration, connections));
  }
  const [value, withBacklog] = [median(rates.few), median(rates.many)];
  const name = "SQS send, receive and delete";
  const comparisons = [{ to: "with few messages", value: withBacklog / value, aim: { atLeast: 0.8 } }];
  return [
    { name, value, unit: "messages/s", comparisons: [] },
    { name: `${name}, a million waiting`, value: withBacklog, unit: "messages/s", comparisons },
  ];
}
