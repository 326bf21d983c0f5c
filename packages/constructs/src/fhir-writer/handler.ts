import { setTimeout } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBServiceException,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { type FhirResource, Poison, readResource } from "./fhir-resource.ts";

/** How long before the function's own deadline it stops, so that it can still say how far it came. Milliseconds. */
const reserve = 2_000;

/** How long it waits while the table is not available. Milliseconds. */
const pause = 500;

/** Made once, outside the handler: it keeps its connection while the function is warm. */
const dynamodb = new DynamoDBClient({ maxAttempts: 2 });

/**
 * Writes the FHIR resources of a stream's records into the table, in their order. At the first that fails it stops, and says
 * which one that is: Lambda gives it everything from there on again.
 */
export async function handler(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> {
  const counts = { written: 0, alreadyThere: 0 };
  const deadline = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - reserve, 1));
  for (const record of event.Records) {
    try {
      counts[await process(record, deadline)]++;
    } catch (thrown) {
      tellFailure(record, thrown);
      console.info({ message: "batch stopped", records: event.Records.length, ...counts });
      return { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
    }
  }
  console.info({ message: "batch written", records: event.Records.length, ...counts });
  return { batchItemFailures: [] };
}

async function process(
  { kinesis }: KinesisStreamRecord,
  abortSignal: AbortSignal,
): Promise<"written" | "alreadyThere"> {
  const command = putCommand(readResource(Buffer.from(kinesis.data, "base64")), kinesis);
  for (;;) {
    try {
      await dynamodb.send(command, { abortSignal });
      return "written";
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return "alreadyThere";
      // Every answer with a failure uses up one of few attempts: what passes is waited for here, as long as there is time.
      if (!passes(thrown) || abortSignal.aborted) throw thrown;
      await setTimeout(pause, undefined, { signal: abortSignal }).catch(() => undefined);
    }
  }
}

const throttles = ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/** Whether an error of the table's is one that passes: it is throttled, it fails, or it can't be reached. */
function passes(thrown: unknown): boolean {
  const { name, $metadata } = thrown as Partial<DynamoDBServiceException>;
  const status = $metadata?.httpStatusCode;
  return status === undefined || status >= 500 || throttles.includes(name ?? "");
}

/**
 * Puts a resource unless the same or a newer one is there. The newer one is what was changed later, as it says itself or else
 * by its arrival, then what is further on the stream: whatever is given again, and in whatever order, the newest stays.
 */
function putCommand(resource: FhirResource, kinesis: KinesisStreamRecord["kinesis"]): PutItemCommand {
  const { resourceType, id, versionId, text } = resource;
  const { sequenceNumber, approximateArrivalTimestamp } = kinesis;
  const lastUpdated = resource.lastUpdated ?? new Date(approximateArrivalTimestamp * 1000).toISOString();
  // Sequence numbers have up to 129 digits: with zeros before them they are ordered like texts.
  const order = `${lastUpdated} ${sequenceNumber.padStart(129, "0")}`;
  return new PutItemCommand({
    TableName: globalThis.process.env.RESOURCE_TABLE,
    Item: {
      reference: { S: `${resourceType}/${id}` },
      order: { S: order },
      lastUpdated: { S: lastUpdated },
      ...(versionId !== undefined && versionId !== "" && { versionId: { S: versionId } }),
      sequenceNumber: { S: sequenceNumber },
      resource: { S: text },
    },
    ConditionExpression: "attribute_not_exists(#reference) OR #order < :order",
    ExpressionAttributeNames: { "#reference": "reference", "#order": "order" },
    ExpressionAttributeValues: { ":order": { S: order } },
  });
}

/** Nothing of the record, and no partition key, gets into the log: it is a patient's. */
function tellFailure({ eventID, kinesis: { sequenceNumber } }: KinesisStreamRecord, thrown: unknown): void {
  const [shardId] = eventID.split(":");
  const where = { shardId, sequenceNumber };
  if (thrown instanceof Poison) {
    console.error({ message: "record failed", cause: "poison", reason: thrown.message, ...where });
    return;
  }
  const { name, message } = thrown as Error;
  console.error({ message: "record failed", cause: "table", reason: `${name}: ${message}`, ...where });
}
