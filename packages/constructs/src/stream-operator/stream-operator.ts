import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Architecture, type Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { GuardedStreamConsumer } from "../guarded-stream-consumer/guarded-stream-consumer.ts";

/** Whose failures a stream's operator shows. */
export interface StreamOperatorProps {
  /** Whose failures are worked on. */
  readonly consumer: GuardedStreamConsumer;
  /** How long the function's log is kept. One month if absent. */
  readonly logRetention?: RetentionDays;
}

/**
 * A function for those who run a guarded stream consumer: it shows what was given up, with the records while the stream has them,
 * and gives them to the function again, corrected, or drops them. Whoever may invoke it sees records: nobody may from here.
 */
export class StreamOperator extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: StreamOperatorProps) {
    super(scope, id);
    const { consumer } = props;
    const alarms = [consumer.failureAlarm, consumer.iteratorAgeAlarm];
    this.handler = new NodejsFunction(this, "Function", {
      description: "Shows, redrives and drops what a stream's consumer gave up",
      entry: fileURLToPath(new URL("./handler.ts", import.meta.url)),
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      // It waits for the function that it gives records to.
      timeout: Duration.minutes(2),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this, "Log", { retention: props.logRetention ?? RetentionDays.ONE_MONTH }),
      environment: {
        FAILURE_QUEUE_URL: consumer.failureQueue.queueUrl,
        MAPPING_ID: consumer.mapping.eventSourceMappingId,
        ALARM_NAMES: alarms.map(({ alarmName }) => alarmName).join(","),
      },
      // The runtime has the SDK.
      bundling: { format: OutputFormat.ESM, minify: true, externalModules: ["@aws-sdk/*"] },
    });
    this.#grant(consumer);
  }

  #grant({ stream, handler, mapping, failureQueue, failureAlarm, iteratorAgeAlarm }: GuardedStreamConsumer): void {
    stream.grant(this.handler, "kinesis:GetRecords", "kinesis:GetShardIterator");
    stream.encryptionKey?.grantDecrypt(this.handler);
    failureQueue.grant(
      this.handler,
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    );
    failureQueue.encryptionMasterKey?.grantDecrypt(this.handler);
    handler.grantInvoke(this.handler);
    const reads: readonly (readonly [action: string, resources: string[]])[] = [
      ["lambda:GetEventSourceMapping", [mapping.eventSourceMappingArn]],
      ["cloudwatch:DescribeAlarms", [failureAlarm.alarmArn, iteratorAgeAlarm.alarmArn]],
    ];
    for (const [action, resources] of reads) {
      this.handler.addToRolePolicy(new PolicyStatement({ actions: [action], resources }));
    }
  }
}
