import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const RestApiId = { Ref: "Api" };
const deployment = (properties: object, ...DependsOn: string[]) => ({
  Type: "AWS::ApiGateway::Deployment",
  DependsOn: ["Get", ...DependsOn],
  Properties: { RestApiId, ...properties },
});

/** An API with one method, and whatever else. */
function template(resources: object): string {
  const Get = {
    Type: "AWS::ApiGateway::Method",
    Properties: {
      RestApiId,
      ResourceId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
      HttpMethod: "GET",
      AuthorizationType: "NONE",
      Integration: { Type: "MOCK" },
    },
  };
  const Api = { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "canaries" } };
  return JSON.stringify({ Resources: { Api, Get, ...resources }, Outputs: { ApiId: { Value: RestApiId } } });
}

describe("CloudFormation's properties of canaries", () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;

  beforeEach(async () => {
    cloud = await createTestCloud();
    cloudFormation = cloud.client(CloudFormation);
  });

  afterEach(() => cloud.close());

  async function apply(resources: object, change: "createStack" | "updateStack"): Promise<string> {
    const input = { StackName: "api", TemplateBody: template(resources) };
    await (change === "createStack" ? cloudFormation.createStack(input) : cloudFormation.updateStack(input));
    await cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: "api" });
    assert.match(Stacks?.[0]?.StackStatus ?? "", /^(?:CREATE|UPDATE)_COMPLETE$/, Stacks?.[0]?.StackStatusReason);
    return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? "";
  }

  const canaryOf = async (restApiId: string) => {
    const { canarySettings } = await cloud.client(APIGateway).getStage({ restApiId, stageName: "prod" });
    return canarySettings;
  };

  it("make, change and end the canary of a stage", async () => {
    const stage = (properties: object) => ({
      One: deployment({}),
      Two: deployment({}),
      Stage: {
        Type: "AWS::ApiGateway::Stage",
        Properties: { RestApiId, DeploymentId: { Ref: "One" }, StageName: "prod", ...properties },
      },
    });
    const CanarySetting = { PercentTraffic: "12.5", DeploymentId: { Ref: "Two" }, StageVariableOverrides: { v: "x" } };
    const restApiId = await apply(stage({ CanarySetting }), "createStack");
    const made = await canaryOf(restApiId);
    assert.deepEqual([made?.percentTraffic, made?.stageVariableOverrides], [12.5, { v: "x" }]);
    await apply(
      stage({ CanarySetting: { ...CanarySetting, PercentTraffic: 50, StageVariableOverrides: { w: "y" } } }),
      "updateStack",
    );
    const changed = await canaryOf(restApiId);
    assert.deepEqual([changed?.percentTraffic, changed?.stageVariableOverrides], [50, { w: "y" }]);
    assert.equal(changed?.deploymentId, made?.deploymentId);
    await apply(stage({}), "updateStack");
    assert.equal(await canaryOf(restApiId), undefined);
  });

  it("make a deployment that is a stage's canary, which goes with it", async () => {
    const One = deployment({ StageName: "prod" });
    const DeploymentCanarySettings = { PercentTraffic: 5, StageVariableOverrides: { v: "x" }, UseStageCache: false };
    const Canary = deployment({ StageName: "prod", DeploymentCanarySettings }, "One");
    const restApiId = await apply({ One }, "createStack");
    await apply({ One, Canary }, "updateStack");
    const { deploymentId, ...made } = (await canaryOf(restApiId)) ?? {};
    assert.deepEqual(made, { percentTraffic: 5, stageVariableOverrides: { v: "x" }, useStageCache: false });
    assert.ok(deploymentId);
    await apply({ One }, "updateStack");
    assert.equal(await canaryOf(restApiId), undefined);
  });
});
