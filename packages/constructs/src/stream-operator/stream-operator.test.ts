import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { FhirWriter, GuardedStreamConsumer, StreamOperator } from "../index.ts";

describe("the stream operator", () => {
  const stack = new Stack(new App(), "Test");
  const { handler } = new FhirWriter(stack, "Writer");
  const consumer = new GuardedStreamConsumer(stack, "Consumer", { stream: new Stream(stack, "Stream"), handler });
  new StreamOperator(stack, "Operator", { consumer });
  const template = Template.fromStack(stack);
  const [own] = Object.values(
    template.findResources("AWS::Lambda::Function", {
      Properties: { Description: "Shows, redrives and drops what a stream's consumer gave up" },
    }),
  );

  it("may read this stream, work on this queue, look at this mapping and its alarms, and invoke this function", () => {
    const role = own?.Properties.Role["Fn::GetAtt"][0];
    const policies = Object.values(template.findResources("AWS::IAM::Policy")).filter(
      ({ Properties }) => Properties.Roles[0].Ref === role,
    );
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const specific = statements.filter(({ Resource }) => Resource !== "*");
    assert.deepEqual(specific.flatMap(({ Action }) => Action).sort(), [
      "cloudwatch:DescribeAlarms",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "lambda:GetEventSourceMapping",
      "lambda:InvokeFunction",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    ]);
    const everywhere = statements.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    assert.deepEqual(everywhere, ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
  });

  it("is invoked by nobody but whom the account lets", () => {
    template.resourceCountIs("AWS::Lambda::Permission", 0);
  });
});
