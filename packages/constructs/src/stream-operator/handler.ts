import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { type _Record, KinesisClient } from "@aws-sdk/client-kinesis";
import { GetEventSourceMappingCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { eventOf, failedRecords } from "./failed-records.ts";
import { type FailureMessage, FailureQueue } from "./failures.ts";

/** What the operator is asked. */
type Request =
  | { readonly action: "status" | "list" }
  | { readonly action: "drop"; readonly messageId: string }
  | {
      readonly action: "redrive";
      readonly messageId: string;
      /** What takes the place of a record's data: a text as it is, anything else as JSON. */
      readonly data?: unknown;
      /** Which record that is, where there are several. */
      readonly sequenceNumber?: string;
    };

const { FAILURE_QUEUE_URL = "", MAPPING_ID, ALARM_NAMES = "" } = process.env;

/** Made once, outside the handler: they keep their connections while the function is warm. */
const kinesis = new KinesisClient();
const lambda = new LambdaClient();
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const cloudwatch = new CloudWatchClient();
const queue = new FailureQueue(sqs, FAILURE_QUEUE_URL);

/** Shows what a guarded stream consumer gave up, gives it to the function again, or drops it. */
export async function handler(request: Request): Promise<unknown> {
  switch (request?.action) {
    case "status":
      return status();
    case "list":
      return queue.hold(async (messages) => ({ failures: await Promise.all(messages.map(describe)) }));
    case "redrive":
      return withMessage(request.messageId, (message) => redrive(message, request));
    case "drop":
      return withMessage(request.messageId, async (message) => {
        await queue.drop(message);
        return { dropped: message.messageId };
      });
    default:
      throw named("BadRequest", '"action" must be "status", "list", "redrive" or "drop"');
  }
}

async function status(): Promise<object> {
  const attributes = new GetQueueAttributesCommand({
    QueueUrl: FAILURE_QUEUE_URL,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  const [mapping, { Attributes }, { MetricAlarms = [] }] = await Promise.all([
    lambda.send(new GetEventSourceMappingCommand({ UUID: MAPPING_ID })),
    sqs.send(attributes),
    cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ALARM_NAMES.split(",") })),
  ]);
  return {
    state: mapping.State,
    lastProcessingResult: mapping.LastProcessingResult,
    failures: Number(Attributes?.ApproximateNumberOfMessages),
    alarms: MetricAlarms.map(({ AlarmDescription, StateValue, StateReason }) => ({
      description: AlarmDescription,
      state: StateValue,
      reason: StateReason,
    })),
  };
}

async function describe({ messageId, failure }: FailureMessage): Promise<object> {
  const { requestContext, timestamp, KinesisBatchInfo: batch } = failure;
  const records = await failedRecords(kinesis, failure);
  return {
    messageId,
    condition: requestContext.condition,
    attempts: requestContext.approximateInvokeCount,
    timestamp,
    shardId: batch.shardId,
    startSequenceNumber: batch.startSequenceNumber,
    endSequenceNumber: batch.endSequenceNumber,
    batchSize: batch.batchSize,
    noLongerRetained: Math.max(0, batch.batchSize - records.length),
    records: records.map(({ SequenceNumber, PartitionKey, ApproximateArrivalTimestamp, Data }) => ({
      sequenceNumber: SequenceNumber,
      partitionKey: PartitionKey,
      approximateArrivalTimestamp: ApproximateArrivalTimestamp?.toISOString(),
      ...shown(Data!),
    })),
  };
}

/** A record's data as JSON, else as a text, else in base64. */
function shown(data: Uint8Array): object {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return { base64: Buffer.from(data).toString("base64") };
  }
  try {
    return { data: JSON.parse(text) as unknown };
  } catch {
    return { data: text };
  }
}

async function withMessage<T>(messageId: string, work: (message: FailureMessage) => Promise<T>): Promise<T> {
  if (typeof messageId !== "string") throw named("BadRequest", '"messageId" must be the id of a message');
  return queue.hold(async (messages) => {
    const message = messages.find((each) => each.messageId === messageId);
    if (!message) throw named("NoSuchFailure", `the queue has no failure ${messageId}`);
    return work(message);
  });
}

/** Gives the records to the function as they were, or corrected. Their message is deleted when it has processed them all. */
async function redrive(message: FailureMessage, request: Extract<Request, { action: "redrive" }>): Promise<object> {
  const { failure } = message;
  const { batchSize, shardId, startSequenceNumber } = failure.KinesisBatchInfo;
  const records = await failedRecords(kinesis, failure);
  if (records.length < batchSize) {
    throw named(
      "NoLongerRetained",
      `${batchSize - records.length} of ${batchSize} records from ${startSequenceNumber} of ${shardId} are no longer on the stream`,
    );
  }
  const Payload = Buffer.from(JSON.stringify(eventOf(corrected(records, request), failure)));
  const { functionArn } = failure.requestContext;
  const answer = await lambda.send(new InvokeCommand({ FunctionName: functionArn, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString("utf8");
  if (answer.FunctionError !== undefined || reportsFailures(text)) {
    throw named("NotProcessed", `the function could not process them: ${text}`);
  }
  await queue.drop(message);
  return { redriven: records.length };
}

function corrected(
  records: readonly _Record[],
  { data, sequenceNumber }: Extract<Request, { action: "redrive" }>,
): readonly _Record[] {
  if (data === undefined && sequenceNumber === undefined) return records;
  if (data === undefined)
    throw named("BadRequest", '"sequenceNumber" says which record "data" is for, which is missing');
  if (sequenceNumber === undefined && records.length > 1) {
    throw named("BadRequest", `there are ${records.length} records: "sequenceNumber" must say which one "data" is for`);
  }
  const wanted = sequenceNumber ?? records[0]!.SequenceNumber;
  if (!records.some(({ SequenceNumber }) => SequenceNumber === wanted)) {
    throw named("BadRequest", `no record has the sequence number ${wanted}`);
  }
  const Data = Buffer.from(typeof data === "string" ? data : JSON.stringify(data));
  return records.map((record) => (record.SequenceNumber === wanted ? { ...record, Data } : record));
}

function reportsFailures(answer: string): boolean {
  const { batchItemFailures = [] } = (JSON.parse(answer || "null") ?? {}) as { batchItemFailures?: unknown[] };
  return batchItemFailures.length > 0;
}

/** An error by whose name callers know it. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
