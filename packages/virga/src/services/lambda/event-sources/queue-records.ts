import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { EventSourceMapping } from "./model.ts";

/** A message of a queue, as the function gets it. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** The record of the event, as JSON. */
  readonly json: string;
  /** Bytes of it. */
  readonly size: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function queueRecordObject(
  message: Message,
  { sourceArn, region, batchingWindow }: EventSourceMapping,
): Record<string, unknown> {
  const { MD5OfMessageAttributes: md5OfMessageAttributes, Attributes = {}, MessageAttributes = {} } = message;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, value]) => [name, attributeObject(value)]),
    ),
    // AWS writes the member without a value only where batches are collected over time.
    ...((md5OfMessageAttributes !== undefined || batchingWindow > 0) && {
      md5OfMessageAttributes: md5OfMessageAttributes ?? null,
    }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: sourceArn,
    awsRegion: region,
  };
}

function attributeObject({ StringValue, BinaryValue, DataType }: MessageAttributeValue): object {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

export function queueRecord(message: Message, object: Record<string, unknown>): QueueRecord {
  const json = JSON.stringify(object);
  const { MessageId = "", ReceiptHandle = "" } = message;
  return { messageId: MessageId, receiptHandle: ReceiptHandle, json, size: Buffer.byteLength(json) + 1 };
}

/** The event of these records. */
export function eventOf(records: readonly { readonly json: string }[]): Uint8Array {
  return Buffer.from(`{"Records":[${records.map(({ json }) => json).join(",")}]}`);
}
