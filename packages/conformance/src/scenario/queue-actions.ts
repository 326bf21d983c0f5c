import { isObject, type JsonObject } from "../compare/structure.ts";
import type { ScenarioStep } from "../corpus/case.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import type { Actions } from "./actions.ts";
import { type Scenario, unknown } from "./scenario.ts";

async function createQueue(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  const isFifo = isObject(params.Attributes) && params.Attributes.FifoQueue === "true";
  const QueueName = scenario.uniqueName(step.as!) + (isFifo ? ".fifo" : "");
  const created = await scenario.output("sqs", "create_queue", { QueueName, ...params });
  const attributes = { QueueUrl: created.QueueUrl, AttributeNames: ["QueueArn"] };
  const { Attributes } = await scenario.output("sqs", "get_queue_attributes", attributes);
  const arn = String((Attributes as JsonObject).QueueArn);
  scenario.things.set(step.as!, { name: QueueName, url: String(created.QueueUrl), arn });
  return undefined;
}

/** Lets a topic send to a queue. */
async function subscribe(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const queue = scenario.things.get(step.queue);
  const Principal = { Service: "sns.amazonaws.com" };
  const Statement = [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: queue.arn }];
  const Attributes = { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
  await scenario.output("sqs", "set_queue_attributes", { QueueUrl: queue.url, Attributes });
  const TopicArn = scenario.things.get(step.topic).arn;
  return scenario.call("sns", "subscribe", { TopicArn, Protocol: "sqs", Endpoint: queue.arn });
}

async function send(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  const QueueUrl = scenario.things.get(step.queue).url;
  const at = await scenario.endpoint.now();
  const entries = (params.Entries as readonly JsonObject[] | undefined) ?? [params];
  scenario.sent.push(...entries.map(({ MessageBody: body }) => ({ at, body })));
  return scenario.call("sqs", step.do, { QueueUrl, ...params });
}

async function receiveOnce(scenario: Scenario, QueueUrl: string | undefined, params: JsonObject) {
  const answer = await scenario.call("sqs", "receive_message", { QueueUrl, ...params });
  const at = await scenario.endpoint.now();
  const messages = ((answer.output.Messages as JsonObject[] | undefined) ?? []).filter(isObject);
  scenario.received.push(...messages.map((message) => ({ at, message })));
  return { answer, messages };
}

function deleteMessage(scenario: Scenario, QueueUrl: string | undefined, { ReceiptHandle }: JsonObject) {
  return scenario.output("sqs", "delete_message", { QueueUrl, ReceiptHandle });
}

async function receive(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  const { url } = scenario.things.get(step.queue);
  if (step.until !== undefined && step.until !== "a message arrives") unknown("condition of a message", step.until);
  if (step.expect !== undefined && step.expect !== "no message") unknown("expectation of a message", step.expect);
  const { answer, messages } = await scenario.poll(async () => {
    const seen = await receiveOnce(scenario, url, params);
    return { holds: step.until === undefined || seen.messages.length > 0 || seen.answer.error !== undefined, seen };
  });
  if (step.expect === "no message" && messages.length > 0) {
    throw new CaseFailure(`${step.queue} was to have no message, but has ${JSON.stringify(messages)}`);
  }
  if (step.then === "delete it") for (const message of messages) await deleteMessage(scenario, url, message);
  else if (step.then !== undefined) unknown("continuation", step.then);
  return answer;
}

/** Receives and deletes until there are enough messages, or enough records in them. */
async function collect(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const { url } = scenario.things.get(step.queue);
  const [, count, what] = /^(\d+) (messages|records in total)$/.exec(String(step.until)) ?? unknown("end", step.until);
  const all: JsonObject[] = [];
  await scenario.poll(async () => {
    const { messages } = await receiveOnce(scenario, url, { MaxNumberOfMessages: 10 });
    for (const message of messages) await deleteMessage(scenario, url, message);
    all.push(...messages);
    const number = what === "messages" ? all.length : all.reduce((sum, { Body }) => sum + recordCount(Body), 0);
    return { holds: number >= Number(count), seen: undefined };
  });
  scenario.collected.set(String(step.queue).slice(1), all.length);
  return { value: all };
}

function recordCount(body: unknown): number {
  const records: unknown = JSON.parse(String(body));
  return Array.isArray(records) ? records.length : 0;
}

async function hasSize(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const QueueUrl = scenario.things.get(step.queue).url;
  await scenario.poll(async () => {
    const AttributeNames = ["ApproximateNumberOfMessages"];
    const { Attributes } = await scenario.output("sqs", "get_queue_attributes", { QueueUrl, AttributeNames });
    const size = Number((Attributes as JsonObject).ApproximateNumberOfMessages);
    return { holds: size === step.size, seen: undefined };
  });
  return undefined;
}

/** What is done with queues and topics. */
export const queueActions: Actions = {
  create_queue: createQueue,
  get_queue_url: (scenario, step) =>
    scenario.call("sqs", "get_queue_url", { QueueName: scenario.things.get(step.queue).name }),
  create_topic: async (scenario, step) => {
    const Name = scenario.uniqueName(step.as!);
    const { TopicArn } = await scenario.output("sns", "create_topic", { Name });
    scenario.things.set(step.as!, { name: Name, arn: String(TopicArn) });
    return undefined;
  },
  subscribe,
  send_message: send,
  send_message_batch: send,
  receive_message: receive,
  collect_messages: collect,
  wait_for_queue_size: hasSize,
};
