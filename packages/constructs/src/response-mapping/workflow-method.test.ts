import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RestApi } from "aws-cdk-lib/aws-apigateway";
import { DefinitionBody, Pass, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { startSyncExecutionTemplate, WorkflowMethod, type WorkflowMethodProps } from "../index.ts";

function synthesize(props: Partial<WorkflowMethodProps> = {}): Template {
  const stack = new Stack(new App(), "Test");
  const api = new RestApi(stack, "Api");
  const stateMachine = new StateMachine(stack, "Workflow", {
    stateMachineType: StateMachineType.EXPRESS,
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, "Pass")),
  });
  new WorkflowMethod(stack, "Method", {
    resource: api.root.addResource("orders"),
    httpMethod: "POST",
    stateMachine,
    ...props,
  });
  return Template.fromStack(stack);
}

describe("a workflow method", () => {
  it("starts the workflow from API Gateway, as a role that may start this workflow alone", () => {
    const template = synthesize();
    template.hasResourceProperties("AWS::ApiGateway::Method", {
      HttpMethod: "POST",
      Integration: {
        Type: "AWS",
        IntegrationHttpMethod: "POST",
        Uri: { "Fn::Join": ["", Match.arrayWith([":states:action/StartSyncExecution"])] },
        PassthroughBehavior: "NEVER",
      },
    });
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: [
          {
            Action: "states:StartSyncExecution",
            Effect: "Allow",
            Resource: { Ref: Match.stringLikeRegexp("Workflow") },
          },
        ],
      },
    });
  });

  it("answers with what the workflow says, or with 500 if it could not be started", () => {
    synthesize().hasResourceProperties("AWS::ApiGateway::Method", {
      Integration: {
        IntegrationResponses: [
          {
            StatusCode: "200",
            SelectionPattern: Match.absent(),
            ResponseTemplates: { "application/json": Match.anyValue() },
          },
          {
            StatusCode: "500",
            SelectionPattern: "[45]\\d{2}",
            ResponseTemplates: { "application/json": '{"message":"Internal server error"}' },
          },
        ],
      },
    });
  });

  it("lets browsers of the given origin read the answers", () => {
    const header = "method.response.header.Access-Control-Allow-Origin";
    synthesize({ allowedOrigin: "https://app.example.com" }).hasResourceProperties("AWS::ApiGateway::Method", {
      Integration: {
        IntegrationResponses: [
          { ResponseParameters: { [header]: "'https://app.example.com'" } },
          { ResponseParameters: { [header]: "'https://app.example.com'" } },
        ],
      },
      MethodResponses: Match.arrayWith([
        Match.objectLike({ StatusCode: "200", ResponseParameters: { [header]: true } }),
      ]),
    });
  });

  it("documents the status codes, with Retry-After for 503", () => {
    synthesize({ statusCodes: [400, 503] }).hasResourceProperties("AWS::ApiGateway::Method", {
      MethodResponses: [
        Match.objectLike({ StatusCode: "200" }),
        Match.objectLike({ StatusCode: "400" }),
        Match.objectLike({ StatusCode: "503", ResponseParameters: { "method.response.header.Retry-After": true } }),
        Match.objectLike({ StatusCode: "500" }),
      ],
    });
  });
});

describe("the request template", () => {
  it("hands the body over as a JSON string without the backslash that escapeJavaScript puts before a quote", () => {
    assert.equal(
      startSyncExecutionTemplate("arn:aws:states:us-east-1:111111111111:stateMachine:orders"),
      [
        "#set($body = $input.json('$'))",
        `#set($workflowInput = $util.escapeJavaScript($body).replaceAll("\\\\'", "'"))`,
        '{"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:orders","input":"$workflowInput"}',
      ].join("\n"),
    );
  });
});
