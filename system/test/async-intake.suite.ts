import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { AsyncIntake, StreamDelivery } from "@virga/constructs";
import { App, CfnOutput, DefaultStackSynthesizer, Duration, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Wait, WaitTime } from "aws-cdk-lib/aws-stepfunctions";
import type { TestCloud } from "virga/testing";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A template with an intake whose workflow works for a minute before it puts the webhook's records on a stream. */
function intakeTemplate(streamArn: string): string {
  const stack = new Stack(new App(), "Intake", {
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  const restApi = new RestApi(stack, "Api", { cloudWatchRole: false });
  const stream = Stream.fromStreamArn(stack, "Stream", streamArn);
  const delivery = new StreamDelivery(stack, "Delivery", {
    stream,
    batch: { list: "entry", record: "resource" },
    orderBy: ["$.id"],
  });
  const work = new Wait(stack, "Work", { time: WaitTime.duration(Duration.minutes(1)) });
  const intake = new AsyncIntake(stack, "Intake", { restApi, stream, definition: work.next(delivery.definition) });
  new CfnOutput(stack, "ApiId", { value: restApi.restApiId });
  new CfnOutput(stack, "StateMachineArn", { value: intake.stateMachine.stateMachineArn });
  new CfnOutput(stack, "RoleName", { value: intake.role.roleName });
  return JSON.stringify(Template.fromStack(stack).toJSON());
}

async function createStream(cloud: TestCloud): Promise<string> {
  const kinesis = cloud.client(KinesisClient);
  const StreamName = "webhooks";
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  await cloud.clock.advance(60_000);
  const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
  return StreamDescription!.StreamARN!;
}

/** An intake, deployed in a cloud in this process. */
export class DeployedIntake {
  readonly cloud: TestCloud;
  readonly outputs: Readonly<Record<string, string>>;

  private constructor(cloud: TestCloud, outputs: Readonly<Record<string, string>>) {
    this.cloud = cloud;
    this.outputs = outputs;
  }

  static async deploy(cloud: TestCloud): Promise<DeployedIntake> {
    const cloudformation = cloud.client(CloudFormationClient);
    const StackName = "Intake";
    const streamArn = await createStream(cloud);
    await cloudformation.send(
      new CreateStackCommand({ StackName, TemplateBody: intakeTemplate(streamArn), Capabilities: ["CAPABILITY_IAM"] }),
    );
    for (;;) {
      const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
      if (stack?.StackStatus === "CREATE_COMPLETE") {
        const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
        return new DeployedIntake(cloud, Object.fromEntries(outputs));
      }
      if (stack?.StackStatus !== "CREATE_IN_PROGRESS") throw new Error(`the stack is ${stack?.StackStatus}`);
      await cloud.clock.advance(1000);
    }
  }

  /** Sends a webhook: an object as its JSON, a text as it is. */
  async send(webhook: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const text = typeof webhook === "string" ? webhook : JSON.stringify(webhook);
    const { status, body } = await this.cloud.runtime.handle({
      method: "POST",
      path: "/prod/webhooks",
      rawQuery: "",
      headers: {
        host: `${this.outputs.ApiId}.execute-api.localhost`,
        "content-type": "application/json",
        ...lowerCase(headers),
      },
      body: new TextEncoder().encode(text),
      sourceIp: "127.0.0.1",
    });
    return { status, body: JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)) };
  }

  /** The workflow's executions that are as given. */
  async executions(statusFilter?: "RUNNING" | "SUCCEEDED" | "FAILED"): Promise<string[]> {
    const client = this.cloud.client(SFNClient);
    const arns: string[] = [];
    const { StateMachineArn: stateMachineArn } = this.outputs;
    const pages = paginateListExecutions({ client }, { stateMachineArn, ...(statusFilter && { statusFilter }) });
    for await (const { executions = [] } of pages) arns.push(...executions.map(({ executionArn }) => executionArn!));
    return arns;
  }

  /** The data of all records of the stream, in the order of each shard. */
  async records(): Promise<unknown[]> {
    const kinesis = this.cloud.client(KinesisClient);
    const StreamName = "webhooks";
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
    const found: unknown[] = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const start = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(start));
      for (;;) {
        const { Records = [], NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
        if (Records.length === 0) break;
        found.push(...Records.map(({ Data }) => JSON.parse(new TextDecoder().decode(Data))));
        ShardIterator = NextShardIterator;
        // A shard may be read five times a second.
        await this.cloud.clock.advance(200);
      }
    }
    return found;
  }

  async inputOf(executionArn: string): Promise<string | undefined> {
    const { input } = await this.cloud.client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
    return input;
  }
}

/** As HTTP servers give the names of headers. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
