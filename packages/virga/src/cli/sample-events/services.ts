import { gzipSync } from "node:zlib";
import type * as lambda from "aws-lambda";
import { arn, isoSeconds, type SampleEvent, type SampleScope, sampleIds } from "./scope.ts";

function s3Event(eventName: string, object: Partial<lambda.S3EventRecord["s3"]["object"]>) {
  return (scope: SampleScope): lambda.S3Event => ({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: scope.region,
        eventTime: new Date(scope.now).toISOString(),
        eventName,
        userIdentity: { principalId: `AWS:AROAEXAMPLEID:${scope.functionName}` },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: {
          "x-amz-request-id": "C3D13FE58DE4C810",
          "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD",
        },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "OnUpload",
          bucket: {
            name: scope.bucketName,
            ownerIdentity: { principalId: "A3NL1KOZZKExample" },
            arn: `arn:aws:s3:::${scope.bucketName}`,
          },
          object: { key: "uploads/Ada+Lovelace.jpg", sequencer: "0A1B2C3D4E5F678901", ...object } as never,
        },
      },
    ],
  });
}

function eventBridgeEvent<Type extends string, Detail>(
  scope: SampleScope,
  source: string,
  detailType: Type,
  detail: Detail,
  resources: string[] = [],
): lambda.EventBridgeEvent<Type, Detail> {
  return {
    version: "0",
    id: "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": detailType,
    source,
    account: scope.account,
    time: isoSeconds(scope.now),
    region: scope.region,
    resources,
    detail,
  };
}

function logEntries(scope: SampleScope): lambda.CloudWatchLogsDecodedData {
  const day = new Date(scope.now).toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    messageType: "DATA_MESSAGE",
    owner: scope.account,
    logGroup: `/aws/lambda/${scope.functionName}`,
    logStream: `${day}/[$LATEST]7f1c6e5a4b3d2c1f9e8d7c6b5a4f3e2d`,
    subscriptionFilters: ["Errors"],
    logEvents: [
      {
        id: "31953106606966983378809025079804211143289615424298221568",
        timestamp: scope.now,
        message: "ERROR the order could not be sent",
      },
    ],
  };
}

function customResource<Type extends "Create" | "Update" | "Delete">(scope: SampleScope, RequestType: Type) {
  return {
    RequestType,
    ServiceToken: arn(scope, "lambda", `function:${scope.functionName}`),
    ResponseURL: `https://cloudformation-custom-resource-response-${scope.region.replaceAll("-", "")}.s3.amazonaws.com/example?X-Amz-Signature=example`,
    StackId: arn(scope, "cloudformation", `stack/${scope.stackName}/${sampleIds.message}`),
    RequestId: sampleIds.request,
    LogicalResourceId: "Example",
    ResourceType: "Custom::Example",
    ResourceProperties: { ServiceToken: arn(scope, "lambda", `function:${scope.functionName}`), Color: "green" },
  };
}

const physicalResource = { PhysicalResourceId: "example-1" };

/** What a function's destination is sent: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
interface DestinationRecord {
  readonly version: "1.0";
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext: {
    readonly statusCode: number;
    readonly executedVersion: string;
    readonly functionError?: "Unhandled" | "Handled";
  };
  readonly responsePayload: unknown;
}

function destinationRecord(scope: SampleScope, isSuccess: boolean): DestinationRecord {
  return {
    version: "1.0",
    timestamp: new Date(scope.now).toISOString(),
    requestContext: {
      requestId: sampleIds.request,
      functionArn: arn(scope, "lambda", `function:${scope.functionName}:$LATEST`),
      condition: isSuccess ? "Success" : "RetriesExhausted",
      approximateInvokeCount: isSuccess ? 1 : 3,
    },
    requestPayload: { orderId: "42" },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      ...(isSuccess ? {} : { functionError: "Unhandled" }),
    },
    responsePayload: isSuccess
      ? { status: "sent" }
      : {
          errorType: "Error",
          errorMessage: "the order could not be sent",
          trace: ["Error: the order could not be sent"],
        },
  };
}

export const serviceEvents = {
  sns: {
    description: "SNS topic, a message to its subscriber",
    make: (scope) => {
      const topic = arn(scope, "sns", scope.topicName);
      return {
        Records: [
          {
            EventSource: "aws:sns",
            EventVersion: "1.0",
            EventSubscriptionArn: `${topic}:21be56ed-a058-49f5-8c98-aedd2564c486`,
            Sns: {
              Type: "Notification",
              MessageId: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
              TopicArn: topic,
              Subject: "An order",
              Message: '{"orderId":"42"}',
              Timestamp: new Date(scope.now).toISOString(),
              SignatureVersion: "1",
              Signature:
                "EXAMPLEpH+DcEwjAPg8O9mY8dReBSwksfg2S7WKQcikcNKWLQjwu6A4VbeS0QHVCkhRS7fUQvi2egU3N858fiTDN6bkkOxYDVrY0Ad8L10Hs3zH81mtnPk5uvvolIC1CXGu43obcgFxeL3khZl8IKvO61GWB6jI9b5+gLPoBc1Q=",
              SigningCertUrl: `https://sns.${scope.region}.amazonaws.com/SimpleNotificationService-example.pem`,
              UnsubscribeUrl: `https://sns.${scope.region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topic}:21be56ed-a058-49f5-8c98-aedd2564c486`,
              MessageAttributes: { kind: { Type: "String", Value: "order" } },
            },
          },
        ],
      };
    },
  } satisfies SampleEvent<lambda.SNSEvent>,
  "s3-object-created": {
    description: "S3 notification, an object was put",
    make: s3Event("ObjectCreated:Put", { size: 1024, eTag: "0123456789abcdef0123456789abcdef" }),
  } satisfies SampleEvent<lambda.S3Event>,
  "s3-object-removed": {
    description: "S3 notification, an object was deleted",
    make: s3Event("ObjectRemoved:Delete", {}),
  } satisfies SampleEvent<lambda.S3Event>,
  "s3-batch": {
    description: "S3 Batch Operations, one task",
    make: (scope) => ({
      invocationSchemaVersion: "1.0",
      invocationId: "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo",
      job: { id: "f3cc4f60-61f6-4a2b-8a21-d07600c373ce" },
      tasks: [
        {
          taskId: "dGFza2lkZ29lc2hlcmUK",
          s3Key: "uploads/Ada%20Lovelace.jpg",
          s3VersionId: null,
          s3BucketArn: `arn:aws:s3:::${scope.bucketName}`,
        },
      ],
    }),
  } satisfies SampleEvent<lambda.S3BatchEvent>,
  eventbridge: {
    description: "EventBridge, an event of an application's own",
    make: (scope) => eventBridgeEvent(scope, "shop.orders", "Order Placed", { orderId: "42", amount: 17.5 }),
  } satisfies SampleEvent<lambda.EventBridgeEvent<string, unknown>>,
  "eventbridge-scheduled": {
    description: "EventBridge rule with a schedule",
    make: (scope) =>
      eventBridgeEvent(scope, "aws.events", "Scheduled Event", {}, [arn(scope, "events", "rule/every-morning")]),
  } satisfies SampleEvent<lambda.ScheduledEvent>,
  "eventbridge-s3": {
    description: "EventBridge, an object was put into an S3 bucket",
    make: (scope) =>
      eventBridgeEvent(
        scope,
        "aws.s3",
        "Object Created",
        {
          version: "0",
          bucket: { name: scope.bucketName },
          object: {
            key: "uploads/Ada Lovelace.jpg",
            size: 1024,
            etag: "0123456789abcdef0123456789abcdef",
            sequencer: "0A1B2C3D4E5F678901",
          },
          "request-id": "C3D13FE58DE4C810",
          requester: scope.account,
          "source-ip-address": "127.0.0.1",
          reason: "PutObject",
        },
        [`arn:aws:s3:::${scope.bucketName}`],
      ),
  } satisfies SampleEvent<lambda.EventBridgeEvent<string, unknown>>,
  "eventbridge-step-functions": {
    description: "EventBridge, an execution of a state machine has ended",
    make: (scope) => {
      const name = "c6af9ac6";
      const executionArn = arn(scope, "states", `execution:${scope.stateMachineName}:${name}`);
      const detail = {
        executionArn,
        stateMachineArn: arn(scope, "states", `stateMachine:${scope.stateMachineName}`),
        name,
        status: "SUCCEEDED",
        startDate: scope.now - 1200,
        stopDate: scope.now,
        input: "{}",
        output: '{"status":"sent"}',
        inputDetails: { included: true },
        outputDetails: { included: true },
      };
      return eventBridgeEvent(scope, "aws.states", "Step Functions Execution Status Change", detail, [executionArn]);
    },
  } satisfies SampleEvent<lambda.EventBridgeEvent<string, unknown>>,
  "step-functions": {
    description: "Step Functions, arn:aws:states:::lambda:invoke with an order as the state's input (it is the event)",
    make: () => ({ orderId: "42", amount: 17.5 }),
  },
  "step-functions-wait-for-task-token": {
    description: "Step Functions, lambda:invoke.waitForTaskToken with Payload {input.$: $, token.$: $$.Task.Token}",
    make: () => ({ input: { orderId: "42" }, token: "AQCEAAAAKgAAAAMAAAAAAAAAAVexampleTaskToken" }),
  },
  "cloudwatch-logs": {
    description: "CloudWatch Logs subscription (data: gzip, base64)",
    make: (scope) => ({
      awslogs: { data: gzipSync(JSON.stringify(logEntries(scope))).toString("base64") },
    }),
  } satisfies SampleEvent<lambda.CloudWatchLogsEvent>,
  "cloudwatch-alarm": {
    description: "CloudWatch alarm",
    make: (scope) => ({
      source: "aws.cloudwatch",
      alarmArn: arn(scope, "cloudwatch", "alarm:errors"),
      accountId: scope.account,
      time: new Date(scope.now).toISOString().replace("Z", "+0000"),
      region: scope.region,
      alarmData: {
        alarmName: "errors",
        state: {
          value: "ALARM",
          reason: "Threshold Crossed: 1 datapoint [2.0] was greater than the threshold (1.0).",
          timestamp: new Date(scope.now).toISOString().replace("Z", "+0000"),
        },
        previousState: {
          value: "OK",
          reason: "Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (1.0).",
          timestamp: new Date(scope.now - 60_000).toISOString().replace("Z", "+0000"),
        },
        configuration: {
          metrics: [
            {
              id: "m1",
              metricStat: {
                metric: {
                  namespace: "AWS/Lambda",
                  name: "Errors",
                  dimensions: { FunctionName: scope.functionName },
                },
                period: 60,
                stat: "Sum",
              },
              returnData: true,
            },
          ],
        },
      },
    }),
  } satisfies SampleEvent<lambda.CloudWatchAlarmEvent>,
  "cloudformation-custom-resource-create": {
    description: "CloudFormation custom resource, created",
    make: (scope) => customResource(scope, "Create"),
  } satisfies SampleEvent<lambda.CloudFormationCustomResourceCreateEvent>,
  "cloudformation-custom-resource-update": {
    description: "CloudFormation custom resource, updated",
    make: (scope) => {
      const event = customResource(scope, "Update");
      return { ...event, ...physicalResource, OldResourceProperties: { ...event.ResourceProperties, Color: "blue" } };
    },
  } satisfies SampleEvent<lambda.CloudFormationCustomResourceUpdateEvent>,
  "cloudformation-custom-resource-delete": {
    description: "CloudFormation custom resource, deleted",
    make: (scope) => ({ ...customResource(scope, "Delete"), ...physicalResource }),
  } satisfies SampleEvent<lambda.CloudFormationCustomResourceDeleteEvent>,
  "lambda-destination-success": {
    description: "Lambda destination of a function that succeeded",
    make: (scope) => destinationRecord(scope, true),
  } satisfies SampleEvent<DestinationRecord>,
  "lambda-destination-failure": {
    description: "Lambda destination of a function that failed each time",
    make: (scope) => destinationRecord(scope, false),
  } satisfies SampleEvent<DestinationRecord>,
  "secretsmanager-rotation": {
    description: "Secrets Manager, a step of a rotation",
    make: (scope) => ({
      Step: "createSecret",
      SecretId: arn(scope, "secretsmanager", "secret:example-a1b2c3"),
      ClientRequestToken: sampleIds.message,
    }),
  } satisfies SampleEvent<lambda.SecretsManagerRotationEvent>,
} satisfies Readonly<Record<string, SampleEvent>>;
