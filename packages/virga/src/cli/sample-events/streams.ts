import { createHash } from "node:crypto";
import type * as lambda from "aws-lambda";
import { arn, isoSeconds, type SampleEvent, type SampleScope, sampleIds } from "./scope.ts";

const order = JSON.stringify({ orderId: "42", amount: 17.5 });
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

function kinesisRecord(scope: SampleScope, sequenceNumber: string, data: string): lambda.KinesisStreamRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: "42",
      sequenceNumber,
      data: base64(data),
      approximateArrivalTimestamp: scope.now / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: `arn:aws:iam::${scope.account}:role/${scope.functionName}-role`,
    awsRegion: scope.region,
    eventSourceARN: arn(scope, "kinesis", `stream/${scope.streamName}`),
  };
}

const firstSequenceNumber = "49590338271490256608559692538361571095921575989136588898";

function sqsRecord(scope: SampleScope): lambda.SQSRecord {
  return {
    messageId: sampleIds.message,
    receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
    body: order,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(scope.now),
      SenderId: "AIDAIENQZJOLO23YVJ4VO",
      ApproximateFirstReceiveTimestamp: String(scope.now + 4),
    },
    messageAttributes: {},
    md5OfBody: md5(order),
    eventSource: "aws:sqs",
    eventSourceARN: arn(scope, "sqs", scope.queueName),
    awsRegion: scope.region,
  };
}

function streamRecord(
  scope: SampleScope,
  eventName: "INSERT" | "MODIFY" | "REMOVE",
  images: Pick<lambda.StreamRecord, "NewImage" | "OldImage">,
  position: number,
): lambda.DynamoDBRecord {
  return {
    eventID: md5(`${eventName}${position}`),
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: scope.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(scope.now / 1000),
      Keys: { username: { S: "1000001" } },
      ...images,
      SequenceNumber: `${11100000000000000000000n + BigInt(position)}`,
      SizeBytes: 26 + JSON.stringify(images).length,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    eventSourceARN: arn(
      scope,
      "dynamodb",
      `table/${scope.tableName}/stream/${new Date(scope.now).toISOString().slice(0, -1)}`,
    ),
  };
}

const profile = { username: { S: "1000001" }, firstName: { S: "Ada" } };
const changedProfile = { ...profile, currentLocation: { S: "Ward 3" } };

function kafkaRecord(scope: SampleScope): lambda.MSKRecord {
  return {
    topic: "orders",
    partition: 0,
    offset: 15,
    timestamp: scope.now,
    timestampType: "CREATE_TIME",
    key: base64("42"),
    value: base64(order),
    headers: [{ source: Array.from(Buffer.from("shop")) }],
  };
}

export const streamEvents = {
  sqs: {
    description: "SQS queue, event source mapping",
    make: (scope) => ({ Records: [sqsRecord(scope)] }),
  } satisfies SampleEvent<lambda.SQSEvent>,
  "sqs-fifo": {
    description: "SQS FIFO queue, event source mapping",
    make: (scope) => {
      const record = sqsRecord(scope);
      const attributes = {
        ...record.attributes,
        SequenceNumber: "18849496460467696128",
        MessageGroupId: "42",
        MessageDeduplicationId: createHash("sha256").update(order).digest("hex"),
      };
      return { Records: [{ ...record, attributes, eventSourceARN: `${record.eventSourceARN}.fifo` }] };
    },
  } satisfies SampleEvent<lambda.SQSEvent>,
  kinesis: {
    description: "Kinesis stream, event source mapping",
    make: (scope) => ({ Records: [kinesisRecord(scope, firstSequenceNumber, order)] }),
  } satisfies SampleEvent<lambda.KinesisStreamEvent>,
  "kinesis-tumbling-window": {
    description: "Kinesis stream, event source mapping with a tumbling window",
    make: (scope) => ({
      Records: [kinesisRecord(scope, firstSequenceNumber, order)],
      window: { start: isoSeconds(scope.now - 120_000), end: isoSeconds(scope.now) },
      state: {},
      shardId: "shardId-000000000000",
      eventSourceARN: arn(scope, "kinesis", `stream/${scope.streamName}`),
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    }),
  } satisfies SampleEvent<lambda.KinesisStreamTumblingWindowEvent>,
  "dynamodb-stream": {
    description: "DynamoDB Streams, event source mapping",
    make: (scope) => ({
      Records: [
        streamRecord(scope, "INSERT", { NewImage: profile }, 0),
        streamRecord(scope, "MODIFY", { NewImage: changedProfile, OldImage: profile }, 1),
        streamRecord(scope, "REMOVE", { OldImage: changedProfile }, 2),
      ],
    }),
  } satisfies SampleEvent<lambda.DynamoDBStreamEvent>,
  msk: {
    description: "Amazon MSK, event source mapping",
    make: (scope) => ({
      eventSource: "aws:kafka",
      eventSourceArn: arn(scope, "kafka", "cluster/example/751d2973-a626-431c-9d4e-d7975eb44dd7-2"),
      bootstrapServers: `b-1.example.a1b2c3.c2.kafka.${scope.region}.amazonaws.com:9098`,
      records: { "orders-0": [kafkaRecord(scope)] },
    }),
  } satisfies SampleEvent<lambda.MSKEvent>,
  "self-managed-kafka": {
    description: "Apache Kafka, event source mapping",
    make: (scope) => ({
      eventSource: "SelfManagedKafka",
      bootstrapServers: "abc.example.com:9092",
      records: { "orders-0": [kafkaRecord(scope)] },
    }),
  } satisfies SampleEvent<lambda.SelfManagedKafkaEvent>,
  firehose: {
    description: "Data Firehose, transformation of records",
    make: (scope) => ({
      invocationId: sampleIds.request,
      deliveryStreamArn: arn(scope, "firehose", "deliverystream/example"),
      region: scope.region,
      records: [
        {
          recordId: "49546986683135544286507457936321625675700192471156785154",
          approximateArrivalTimestamp: scope.now,
          data: base64(order),
        },
      ],
    }),
  } satisfies SampleEvent<lambda.FirehoseTransformationEvent>,
} satisfies Readonly<Record<string, SampleEvent>>;
