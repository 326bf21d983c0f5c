import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { type Key, key } from "../../kernel/keys.ts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

interface FailingCreation {
  /** The service whose resource is half made. */
  readonly service: string;
  /** `Half` fails after its first step. */
  readonly resources: Readonly<Record<string, object>>;
  readonly reason: RegExp;
}

const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const allowed = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };
const missingPolicy = "arn:aws:iam::000000000000:policy/missing";
const user = { Type: "AWS::IAM::User", Properties: {} };
const restApi = { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "api" } };
const method = {
  RestApiId: { Ref: "Api" },
  ResourceId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
  HttpMethod: "GET",
  AuthorizationType: "NONE",
};

const failingCreations: Readonly<Record<string, FailingCreation>> = {
  "AWS::ApiGateway::Stage whose settings need a role that the account lacks": {
    service: "apigateway",
    resources: {
      Api: restApi,
      Method: { Type: "AWS::ApiGateway::Method", Properties: { ...method, Integration: { Type: "MOCK" } } },
      Deployment: {
        Type: "AWS::ApiGateway::Deployment",
        DependsOn: "Method",
        Properties: { RestApiId: { Ref: "Api" } },
      },
      Half: {
        Type: "AWS::ApiGateway::Stage",
        Properties: {
          RestApiId: { Ref: "Api" },
          DeploymentId: { Ref: "Deployment" },
          StageName: "prod",
          MethodSettings: [{ ResourcePath: "/*", HttpMethod: "*", LoggingLevel: "INFO" }],
        },
      },
    },
    reason: /CloudWatch Logs role ARN must be set in account settings to enable logging/,
  },
  "AWS::ApiGateway::Method with an integration that is refused": {
    service: "apigateway",
    resources: {
      Api: restApi,
      Half: {
        Type: "AWS::ApiGateway::Method",
        Properties: { ...method, Integration: { Type: "AWS", IntegrationHttpMethod: "POST", Uri: "nonsense" } },
      },
    },
    reason: /Invalid ARN/,
  },
  "AWS::IAM::Role with a policy that does not exist": {
    service: "iam",
    resources: {
      Half: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: trust, ManagedPolicyArns: [missingPolicy] },
      },
    },
    reason: /does not exist or is not attachable/,
  },
  "AWS::IAM::User with a policy that does not exist": {
    service: "iam",
    resources: { Half: { Type: "AWS::IAM::User", Properties: { ManagedPolicyArns: [missingPolicy] } } },
    reason: /does not exist or is not attachable/,
  },
  "AWS::IAM::Policy of a user and a role that does not exist": {
    service: "iam",
    resources: {
      User: user,
      Half: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "p", PolicyDocument: allowed, Users: [{ Ref: "User" }, "missing"] },
      },
    },
    reason: /cannot be found/,
  },
  "AWS::IAM::ManagedPolicy for a role that does not exist": {
    service: "iam",
    resources: {
      Half: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: allowed, Roles: ["missing"] } },
    },
    reason: /cannot be found/,
  },
  "AWS::Logs::LogGroup with a retention that is refused": {
    service: "logs",
    resources: { Half: { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: 4 } } },
    reason: /retention/i,
  },
  "AWS::S3::Bucket with a lifecycle that is refused": {
    service: "s3",
    resources: {
      Half: {
        Type: "AWS::S3::Bucket",
        Properties: { LifecycleConfiguration: { Rules: [{ Status: "Enabled", ExpirationInDays: 0 }] } },
      },
    },
    reason: /must be a positive integer/,
  },
};

describe("a creation that fails after its first step", () => {
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

  function keysOf(service: string): readonly string[] {
    const start = key(service);
    return Array.from(cloud.runtime.host.store.range({ start, end: `${start}\xff` as Key }), ([each]) => each);
  }

  async function rollBack(Resources: FailingCreation["resources"], reason: RegExp): Promise<void> {
    const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
    const TemplateBody = JSON.stringify({ Resources });
    await cloudFormation.createStack({ StackName: "failing", TemplateBody, Capabilities });
    await cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: "failing" });
    const { StackEvents = [] } = await cloudFormation.describeStackEvents({ StackName: "failing" });
    const failure = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
    assert.equal(failure?.LogicalResourceId, "Half");
    assert.match(failure?.ResourceStatusReason ?? "", reason);
    assert.equal(Stacks?.[0]?.StackStatus, "ROLLBACK_COMPLETE");
  }

  for (const [what, { service, resources, reason }] of Object.entries(failingCreations)) {
    it(`leaves nothing: ${what}`, async () => {
      const before = keysOf(service);
      await rollBack(resources, reason);
      assert.deepEqual(keysOf(service), before);
    });
  }

  it("leaves nothing: AWS::IAM::AccessKey that can't be made inactive", async () => {
    const before = keysOf("iam");
    const error = { code: "ServiceFailureException", message: "Not now", status: 500 };
    cloud.addFault({ service: "iam", operation: "UpdateAccessKey", error });
    const Properties = { UserName: { Ref: "User" }, Status: "Inactive" };
    await rollBack({ User: user, Half: { Type: "AWS::IAM::AccessKey", Properties } }, /Not now/);
    assert.deepEqual(keysOf("iam"), before);
  });
});
