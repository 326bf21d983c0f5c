/** One stream, which two functions read beside each other: one as everybody begins, and one that is guarded. */
import { FhirWriter, GuardedStreamConsumer } from "@virga/constructs";
import { App, CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Stream, StreamMode } from "aws-cdk-lib/aws-kinesis";
import {
  ApplicationLogLevel,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  StartingPosition,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { KinesisEventSource } from "aws-cdk-lib/aws-lambda-event-sources";

const stack = new Stack(new App(), "PoisonPill");
// It keeps records for 24 hours, as streams do unless told otherwise.
const stream = new Stream(stack, "Stream", { streamMode: StreamMode.PROVISIONED, shardCount: 2 });

const table = new Table(stack, "UnguardedTable", {
  partitionKey: { name: "reference", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  removalPolicy: RemovalPolicy.DESTROY,
});
const unguarded = new LambdaFunction(stack, "Unguarded", {
  runtime: Runtime.NODEJS_22_X,
  handler: "index.handler",
  environment: { RESOURCE_TABLE: table.tableName },
  // It would say the same for a day.
  loggingFormat: LoggingFormat.JSON,
  systemLogLevelV2: SystemLogLevel.WARN,
  applicationLogLevelV2: ApplicationLogLevel.FATAL,
  code: Code.fromInline(`
    const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
    const dynamodb = new DynamoDBClient();
    exports.handler = async ({ Records }) => {
      const resources = Records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, "base64")));
      for (const { resourceType, id } of resources) {
        const Item = { reference: { S: resourceType + "/" + id } };
        await dynamodb.send(new PutItemCommand({ TableName: process.env.RESOURCE_TABLE, Item }));
      }
    };`),
});
table.grantWriteData(unguarded);
unguarded.addEventSource(new KinesisEventSource(stream, { startingPosition: StartingPosition.TRIM_HORIZON }));

const writer = new FhirWriter(stack, "Writer");
const guarded = new GuardedStreamConsumer(stack, "Guarded", { stream, handler: writer.handler });

const outputs = {
  StreamArn: stream.streamArn,
  StreamName: stream.streamName,
  UnguardedFunctionName: unguarded.functionName,
  UnguardedTableName: table.tableName,
  GuardedFunctionName: writer.handler.functionName,
  GuardedTableName: writer.table.tableName,
  FailureQueueUrl: guarded.failureQueue.queueUrl,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
