import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

/** A stack as CDK makes it for a REST API: preflight, model, validator, gateway response, deployment, stage, account. */
function template(options: { readonly deployment: string; readonly status: string; readonly color: string }): object {
  const RestApiId = { Ref: "Api" };
  const ResourceId = { Ref: "Users" };
  const header = "method.response.header.Access-Control-Allow-Origin";
  const mock = { Type: "MOCK", RequestTemplates: { "application/json": "{ statusCode: 200 }" } };
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          Policies: [
            {
              PolicyName: "logs",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }],
              },
            },
          ],
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
        },
      },
      Account: {
        Type: "AWS::ApiGateway::Account",
        Properties: { CloudWatchRoleArn: { "Fn::GetAtt": ["Role", "Arn"] } },
      },
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "platform", Description: "The platform's API" } },
      Users: {
        Type: "AWS::ApiGateway::Resource",
        Properties: { RestApiId, ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] }, PathPart: "users" },
      },
      Preflight: {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          RestApiId,
          ResourceId,
          HttpMethod: "OPTIONS",
          AuthorizationType: "NONE",
          ApiKeyRequired: false,
          Integration: {
            ...mock,
            IntegrationResponses: [{ StatusCode: "204", ResponseParameters: { [header]: "'*'" } }],
          },
          MethodResponses: [{ StatusCode: "204", ResponseParameters: { [header]: true } }],
        },
      },
      NewUser: {
        Type: "AWS::ApiGateway::Model",
        Properties: {
          RestApiId,
          ContentType: "application/json",
          Schema: { $schema: "http://json-schema.org/draft-04/schema#", type: "object", required: ["name"] },
        },
      },
      Validator: {
        Type: "AWS::ApiGateway::RequestValidator",
        Properties: { RestApiId, ValidateRequestBody: true },
      },
      Create: {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          RestApiId,
          ResourceId,
          HttpMethod: "POST",
          AuthorizationType: "NONE",
          RequestModels: { "application/json": { Ref: "NewUser" } },
          RequestValidatorId: { Ref: "Validator" },
          Integration: {
            ...mock,
            IntegrationResponses: [
              {
                StatusCode: options.status,
                ResponseTemplates: { "application/json": '{"color": "$stageVariables.color"}' },
              },
            ],
          },
          MethodResponses: [{ StatusCode: options.status, ResponseModels: { "application/json": "Empty" } }],
        },
      },
      Errors: {
        Type: "AWS::ApiGateway::GatewayResponse",
        Properties: {
          RestApiId,
          ResponseType: "DEFAULT_4XX",
          ResponseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
        },
      },
      [`Deployment${options.deployment}`]: {
        Type: "AWS::ApiGateway::Deployment",
        DependsOn: ["Preflight", "Create", "Errors"],
        Properties: { RestApiId, Description: "The platform's API" },
      },
      Stage: {
        Type: "AWS::ApiGateway::Stage",
        DependsOn: ["Account"],
        Properties: {
          RestApiId,
          DeploymentId: { Ref: `Deployment${options.deployment}` },
          StageName: "prod",
          TracingEnabled: true,
          Variables: { color: options.color },
          MethodSettings: [{ ResourcePath: "/*", HttpMethod: "*", LoggingLevel: "INFO", DataTraceEnabled: false }],
        },
      },
    },
    Outputs: { ApiId: { Value: RestApiId } },
  };
}

describe("the CloudFormation types of API Gateway", () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;

  beforeEach(async () => {
    cloud = await createTestCloud();
    cloudFormation = cloud.client(CloudFormation);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  async function settled() {
    for (let turn = 0; turn < 100; turn += 1) {
      await cloud.clock.advance(1000);
      const { Stacks } = await cloudFormation.describeStacks({ StackName: "api" });
      const stack = Stacks?.[0];
      if (stack !== undefined && !stack.StackStatus?.endsWith("IN_PROGRESS")) return stack;
    }
    throw new assert.AssertionError({ message: "The stack does not settle" });
  }

  async function apply(options: Parameters<typeof template>[0], change: "createStack" | "updateStack") {
    const TemplateBody = JSON.stringify(template(options));
    const input = { StackName: "api", TemplateBody, Capabilities: ["CAPABILITY_IAM" as const] };
    await (change === "createStack" ? cloudFormation.createStack(input) : cloudFormation.updateStack(input));
    const stack = await settled();
    assert.equal(
      stack.StackStatus,
      change === "createStack" ? "CREATE_COMPLETE" : "UPDATE_COMPLETE",
      stack.StackStatusReason,
    );
    return stack.Outputs?.find(({ OutputKey }) => OutputKey === "ApiId")?.OutputValue ?? "";
  }

  async function send(restApiId: string, method: string, body = "") {
    const headers = { host: `${restApiId}.execute-api.us-east-1.amazonaws.com` };
    const request = {
      method,
      path: "/prod/users",
      rawQuery: "",
      headers,
      body: Buffer.from(body),
      sourceIp: "127.0.0.1",
    };
    return cloud.runtime.handle(request);
  }

  it("make an API that answers, change it, and take it away", async () => {
    const restApiId = await apply({ deployment: "One", status: "200", color: "blue" }, "createStack");
    const preflight = await send(restApiId, "OPTIONS");
    assert.deepEqual([preflight.status, preflight.headers["access-control-allow-origin"]], [204, "*"]);
    const refused = await send(restApiId, "POST", "{}");
    assert.deepEqual([refused.status, refused.headers["access-control-allow-origin"]], [400, "*"]);
    const created = await send(restApiId, "POST", '{"name": "Ada"}');
    assert.deepEqual([created.status, created.body], [200, '{"color": "blue"}']);
    const stage = await cloud.client(APIGateway).getStage({ restApiId, stageName: "prod" });
    assert.deepEqual(stage.methodSettings, { "*/*": { loggingLevel: "INFO", dataTraceEnabled: false } });

    assert.equal(await apply({ deployment: "Two", status: "201", color: "red" }, "updateStack"), restApiId);
    const changed = await send(restApiId, "POST", '{"name": "Ada"}');
    assert.deepEqual([changed.status, changed.body], [201, '{"color": "red"}']);
    const { items } = await cloud.client(APIGateway).getDeployments({ restApiId });
    assert.equal(items?.length, 1);

    await cloudFormation.deleteStack({ StackName: "api" });
    await cloud.clock.advance(60_000);
    assert.equal((await send(restApiId, "OPTIONS")).status, 403);
    assert.deepEqual((await cloud.client(APIGateway).getRestApis({})).items, []);
  });
});
