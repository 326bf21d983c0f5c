import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, FilterCriteria, FilterRule, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { GuardedStreamConsumer, type GuardedStreamConsumerProps } from "../index.ts";

function synthesize(props: (stack: Stack) => Partial<GuardedStreamConsumerProps> = () => ({})): Template {
  const stack = new Stack(new App(), "Test");
  const handler = new LambdaFunction(stack, "Function", {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => ({ batchItemFailures: [] });"),
  });
  const given = props(stack);
  const stream = given.stream ?? new Stream(stack, "Stream");
  new GuardedStreamConsumer(stack, "Consumer", { stream, handler, ...given });
  return Template.fromStack(stack);
}

/** What the function's role may do, by the kind of resource that it may do it on. */
function grants(template: Template): readonly string[] {
  const statements = Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const kinds = template.toJSON().Resources;
  return statements
    .flatMap(({ Action, Effect, Resource }) => {
      const [id] = Resource["Fn::GetAtt"] ?? [];
      return [Action].flat().map((action: string) => `${Effect} ${action} ${kinds[id]?.Type ?? Resource}`);
    })
    .sort();
}

const reads = ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"];
const leastPrivilege = [
  ...reads.map((action) => `Allow kinesis:${action} AWS::Kinesis::Stream`),
  "Allow sqs:SendMessage AWS::SQS::Queue",
];

describe("the guarded stream consumer", () => {
  const template = synthesize();

  it("lets nothing block: it splits what fails, takes reports, and gives up after bounded attempts and age", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^Stream"), "Arn"] },
      FunctionName: { Ref: Match.stringLikeRegexp("^Function") },
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 43_200,
      DestinationConfig: {
        OnFailure: { Destination: { "Fn::GetAtt": [Match.stringLikeRegexp("^ConsumerFailures"), "Arn"] } },
      },
    });
  });

  it("keeps what failed for 14 days, encrypted, in a queue that is reached over TLS alone", () => {
    template.hasResourceProperties("AWS::SQS::Queue", {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      KmsMasterKeyId: Match.absent(),
    });
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      },
    });
  });

  it("lets the function's role read this stream and send to this queue, and nothing else", () => {
    assert.deepEqual(grants(template), leastPrivilege);
  });

  it("alarms as soon as something is given up, and when the function is 5 minutes behind", () => {
    template.resourceCountIs("AWS::CloudWatch::Alarm", 2);
    const always = {
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      TreatMissingData: "notBreaching",
    };
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...always,
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [
        { Name: "QueueName", Value: { "Fn::GetAtt": [Match.stringLikeRegexp("^ConsumerFailures"), "QueueName"] } },
      ],
      Statistic: "Maximum",
      Period: 60,
      Threshold: 0,
    });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...always,
      Namespace: "AWS/Lambda",
      MetricName: "IteratorAge",
      Dimensions: [{ Name: "FunctionName", Value: { Ref: Match.stringLikeRegexp("^Function") } }],
      Statistic: "Maximum",
      Period: 60,
      Threshold: 300_000,
    });
  });

  it("takes what is to be otherwise", () => {
    const given = synthesize((stack) => ({
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(5),
      parallelizationFactor: 10,
      retryAttempts: 0,
      maxRecordAge: Duration.hours(1),
      failureRetention: Duration.days(4),
      maxIteratorAge: Duration.minutes(1),
      alarmActions: [new SnsAction(new Topic(stack, "Topic"))],
    }));
    given.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 10,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 3600,
    });
    given.hasResourceProperties("AWS::SQS::Queue", { MessageRetentionPeriod: 345_600 });
    given.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName: "IteratorAge", Threshold: 60_000 });
    const alarms = Object.values(given.findResources("AWS::CloudWatch::Alarm"));
    for (const { Properties } of alarms) assert.equal(Properties.AlarmActions.length, 1);
  });

  it("takes settings of the mapping that it has no property for", () => {
    const filters = [FilterCriteria.filter({ data: { resourceType: FilterRule.isEqual("Patient") } })];
    const given = synthesize(() => ({ mapping: { filters, tumblingWindow: Duration.seconds(30) } }));
    given.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      TumblingWindowInSeconds: 30,
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"resourceType":["Patient"]}}' }] },
      BisectBatchOnFunctionError: true,
    });
  });

  it("uses given keys of the stream and of the queue, with no more than that needs", () => {
    const given = synthesize((stack) => ({
      stream: new Stream(stack, "Encrypted", { encryptionKey: new Key(stack, "StreamKey") }),
      failureQueueKey: new Key(stack, "QueueKey"),
    }));
    given.hasResourceProperties("AWS::SQS::Queue", {
      KmsMasterKeyId: { "Fn::GetAtt": [Match.stringLikeRegexp("^QueueKey"), "Arn"] },
    });
    assert.deepEqual(grants(given), [
      ...leastPrivilege.slice(0, -1),
      "Allow kms:Decrypt AWS::KMS::Key",
      "Allow kms:Decrypt AWS::KMS::Key",
      "Allow kms:GenerateDataKey AWS::KMS::Key",
      "Allow sqs:SendMessage AWS::SQS::Queue",
    ]);
  });
});
