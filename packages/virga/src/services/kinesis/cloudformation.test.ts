import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { SFN } from "@aws-sdk/client-sfn";
import { createStreamCloud, type StreamCloud } from "./kinesis.suite.ts";

const arn = (id: string, attribute = "Arn") => ({ "Fn::GetAtt": [id, attribute] });

function role(service: string) {
  const assume = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const write = { Effect: "Allow", Action: ["kinesis:PutRecord", "kinesis:PutRecords"], Resource: arn("Stream") };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [assume] },
      Policies: [{ PolicyName: "write", PolicyDocument: { Version: "2012-10-17", Statement: [write] } }],
    },
  };
}

const definition = {
  StartAt: "Put",
  States: {
    Put: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:kinesis:putRecords",
      Parameters: {
        StreamName: "${Stream}",
        Records: [{ "Data.$": "$.reading", "PartitionKey.$": "$.patient" }],
      },
      End: true,
    },
  },
};

/** A stream with a consumer and a policy, and a state machine and an API that write into it. */
function template(retention: number, shards: number) {
  return {
    Resources: {
      Stream: {
        Type: "AWS::Kinesis::Stream",
        Properties: {
          RetentionPeriodHours: retention,
          ShardCount: shards,
          StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
          StreamModeDetails: { StreamMode: "PROVISIONED" },
          DesiredShardLevelMetrics: ["IncomingBytes"],
          Tags: [{ Key: "team", Value: "a" }],
        },
      },
      Consumer: {
        Type: "AWS::Kinesis::StreamConsumer",
        Properties: { ConsumerName: "fan", StreamARN: arn("Stream") },
      },
      Policy: {
        Type: "AWS::Kinesis::ResourcePolicy",
        Properties: {
          ResourceArn: arn("Stream"),
          ResourcePolicy: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: "111122223333" },
                Action: "kinesis:PutRecord",
                Resource: arn("Stream"),
              },
            ],
          },
        },
      },
      StatesRole: role("states.amazonaws.com"),
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: { RoleArn: arn("StatesRole"), DefinitionString: { "Fn::Sub": JSON.stringify(definition) } },
      },
      ApiRole: role("apigateway.amazonaws.com"),
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "readings" } },
      Method: {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          RestApiId: { Ref: "Api" },
          ResourceId: arn("Api", "RootResourceId"),
          HttpMethod: "POST",
          AuthorizationType: "NONE",
          Integration: {
            Type: "AWS",
            IntegrationHttpMethod: "POST",
            Credentials: arn("ApiRole"),
            Uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            RequestTemplates: {
              "application/json": {
                "Fn::Sub": '{"StreamName":"${Stream}","Data":"$util.base64Encode($input.body)","PartitionKey":"p"}',
              },
            },
            IntegrationResponses: [{ StatusCode: "200" }],
          },
          MethodResponses: [{ StatusCode: "200" }],
        },
      },
      Deployment: {
        Type: "AWS::ApiGateway::Deployment",
        DependsOn: "Method",
        Properties: { RestApiId: { Ref: "Api" } },
      },
      Stage: {
        Type: "AWS::ApiGateway::Stage",
        Properties: { RestApiId: { Ref: "Api" }, DeploymentId: { Ref: "Deployment" }, StageName: "prod" },
      },
    },
    Outputs: {
      Stream: { Value: { Ref: "Stream" } },
      Consumer: { Value: { Ref: "Consumer" } },
      Machine: { Value: { Ref: "Machine" } },
      Api: { Value: { Ref: "Api" } },
    },
  };
}

describe("streams of a stack", () => {
  let on: StreamCloud;
  let cloudFormation: CloudFormation;

  before(async () => {
    on = await createStreamCloud();
    cloudFormation = on.cloud.client(CloudFormation);
  });

  after(() => on.cloud.close());

  async function outputs(): Promise<Record<string, string>> {
    await on.cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: "clinic" });
    assert.match(Stacks![0]!.StackStatus!, /^(CREATE|UPDATE)_COMPLETE$/, Stacks![0]!.StackStatusReason);
    return Object.fromEntries(Stacks![0]!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  const describeStream = async (StreamName: string) =>
    (await on.kinesis.describeStreamSummary({ StreamName })).StreamDescriptionSummary!;

  it("are made, written by state machines and APIs, updated and deleted", async () => {
    const { cloud } = on;
    const Capabilities = ["CAPABILITY_IAM" as const];
    const StackName = "clinic";
    await cloudFormation.createStack({ StackName, TemplateBody: JSON.stringify(template(48, 1)), Capabilities });
    const { Stream = "", Consumer = "", Machine = "", Api = "" } = await outputs();
    assert.match(Stream, /^clinic-Stream-/);
    assert.match(Consumer, /:stream\/clinic-Stream-\w+\/consumer\/fan:\d+$/);
    const made = await describeStream(Stream);
    assert.deepEqual(
      [made.RetentionPeriodHours, made.OpenShardCount, made.ConsumerCount, made.KeyId, made.EnhancedMonitoring],
      [48, 1, 1, "alias/aws/kinesis", [{ ShardLevelMetrics: ["IncomingBytes"] }]],
    );

    const sfn = cloud.client(SFN);
    const input = JSON.stringify({ reading: { pulse: 60 }, patient: "p" });
    const { executionArn } = await sfn.startExecution({ stateMachineArn: Machine, input });
    await cloud.clock.advance(1000);
    const execution = await sfn.describeExecution({ executionArn });
    assert.equal(execution.status, "SUCCEEDED", execution.cause);
    assert.equal(JSON.parse(execution.output!).FailedRecordCount, 0);

    const response = await cloud.runtime.handle({
      method: "POST",
      path: "/prod",
      rawQuery: "",
      headers: { host: `${Api}.execute-api.localhost:4566`, "content-type": "application/json" },
      body: Buffer.from('{"pulse":61}'),
      sourceIp: "127.0.0.1",
    });
    assert.equal(response.status, 200, String(response.body));
    assert.equal(JSON.parse(String(response.body)).ShardId, "shardId-000000000000");
    assert.deepEqual(await on.texts(Stream), ['{"pulse":60}', '{"pulse":61}']);

    await cloudFormation.updateStack({ StackName, TemplateBody: JSON.stringify(template(24, 2)), Capabilities });
    assert.equal((await outputs()).Stream, Stream);
    const updated = await describeStream(Stream);
    assert.deepEqual([updated.RetentionPeriodHours, updated.OpenShardCount], [24, 2]);

    await cloudFormation.deleteStack({ StackName });
    await cloud.clock.advance(60_000);
    assert.deepEqual((await on.kinesis.listStreams({})).StreamNames, []);
    assert.deepEqual(cloud.reports, []);
  });
});
