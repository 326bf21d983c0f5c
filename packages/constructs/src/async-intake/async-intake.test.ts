import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import { Wait, WaitTime } from "aws-cdk-lib/aws-stepfunctions";
import { AsyncIntake, type AsyncIntakeProps, StreamDelivery } from "../index.ts";

function synthesize(props: (stack: Stack) => Partial<AsyncIntakeProps> = () => ({})): Template {
  const stack = new Stack(new App(), "Test");
  new AsyncIntake(stack, "Intake", { restApi: new RestApi(stack, "Api"), ...props(stack) });
  return Template.fromStack(stack);
}

interface State {
  readonly Type: string;
  readonly Resource?: { readonly [name: string]: unknown };
}

function definition(template: Template): {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
} {
  const [machine] = Object.values(template.findResources("AWS::StepFunctions::StateMachine"));
  const text = machine?.Properties.DefinitionString;
  const parts: unknown[] = typeof text === "string" ? [text] : text["Fn::Join"][1];
  return JSON.parse(parts.map((part) => (typeof part === "string" ? part : "<resource>")).join(""));
}

const template = synthesize();

describe("the asynchronous intake", () => {
  it("starts the workflow from API Gateway, without a function", () => {
    template.resourceCountIs("AWS::Lambda::Function", 0);
    template.hasResourceProperties("AWS::ApiGateway::Resource", { PathPart: "webhooks" });
    template.hasResourceProperties("AWS::ApiGateway::Method", {
      HttpMethod: "POST",
      Integration: {
        Type: "AWS",
        Uri: { "Fn::Join": ["", Match.arrayWith([":states:action/StartExecution"])] },
        PassthroughBehavior: "NEVER",
      },
      RequestParameters: { "method.request.header.Idempotency-Key": false },
    });
  });

  it("has an answer for every status of Step Functions, and one alone", () => {
    const [method] = Object.values(
      template.findResources("AWS::ApiGateway::Method", { Properties: { HttpMethod: "POST" } }),
    );
    const answers: { SelectionPattern?: string; StatusCode: string }[] =
      method?.Properties.Integration.IntegrationResponses;
    assert.equal(new Set(answers.map(({ StatusCode }) => StatusCode)).size, answers.length);
    const patterns = answers.flatMap(({ SelectionPattern }) => SelectionPattern ?? []);
    for (let status = 400; status < 600; status++) {
      const matching = patterns.filter((pattern) => new RegExp(`^(?:${pattern})$`).test(String(status)));
      assert.equal(matching.length, 1, String(status));
    }
  });

  it("may do nothing but start this workflow, which may do nothing but put records on this stream", () => {
    const policies = Object.values(template.findResources("AWS::IAM::Policy"));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const specific = statements.filter(({ Resource }) => Resource !== "*");
    assert.deepEqual(
      specific.map(({ Action, Resource }) => [Action, Object.keys(Resource)[0]]),
      [
        ["kinesis:PutRecords", "Fn::GetAtt"],
        ["states:StartExecution", "Ref"],
      ],
    );
  });

  it("runs a Standard workflow that is traced, ends, and logs for a month without what is in webhooks", () => {
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", {
      StateMachineType: "STANDARD",
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: "ERROR", IncludeExecutionData: false },
    });
    template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
    assert.equal((definition(template) as unknown as { TimeoutSeconds: number }).TimeoutSeconds, 86_400);
  });

  it("has a stream that is encrypted, keeps records for a week and outlives the stack", () => {
    template.hasResource("AWS::Kinesis::Stream", {
      Properties: {
        RetentionPeriodHours: 168,
        StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
        StreamModeDetails: { StreamMode: "ON_DEMAND" },
      },
      DeletionPolicy: "Retain",
    });
  });

  it("takes a stream with a key of its own, which the workflow may use", () => {
    const given = synthesize((stack) => ({
      stream: new Stream(stack, "Given", { encryptionKey: new Key(stack, "Key") }),
    }));
    given.resourceCountIs("AWS::Kinesis::Stream", 1);
    given.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(["kms:Encrypt"]) })]) },
    });
  });

  it("takes a definition, in which records can be delivered after other work", () => {
    const given = synthesize((stack) => {
      const stream = new Stream(stack, "Given");
      const work = new Wait(stack, "Work", { time: WaitTime.duration(Duration.minutes(1)) });
      return { stream, definition: work.next(new StreamDelivery(stack, "Delivery", { stream }).definition) };
    });
    assert.deepEqual([definition(given).StartAt, definition(given).States.Work?.Type], ["Work", "Wait"]);
    assert.equal(definition(given).States.OneRecord?.Type, "Pass");
  });

  it("takes another path, another header, and keys for those who may send", () => {
    const given = synthesize(() => ({
      path: "events",
      idempotencyHeader: "X-Event-Id",
      access: { apiKeyRequired: true },
    }));
    given.hasResourceProperties("AWS::ApiGateway::Resource", { PathPart: "events" });
    given.hasResourceProperties("AWS::ApiGateway::Method", {
      HttpMethod: "POST",
      ApiKeyRequired: true,
      RequestParameters: { "method.request.header.X-Event-Id": false },
    });
  });
});
