import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const template = (message: string) =>
  `{"message": "${message}", "variable": "$stageVariables.v", "new": "$stageVariables.n", "kept": "$stageVariables.k", "isCanary": "$context.isCanaryRequest"}`;
const production = { message: "production", variable: "stage", new: "", kept: "kept", isCanary: "false" };
const canary = { message: "canary", variable: "canary", new: "new", kept: "kept", isCanary: "true" };

describe("a canary release", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;
  let stage: { readonly restApiId: string; readonly stageName: string };
  let deployments: { readonly production: string; readonly canary: string };

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    const { client } = api;
    stage = { restApiId: api.id, stageName: "dev" };
    await api.method("GET", "/", { responseTemplate: template("production") });
    const first = await client.createDeployment({ ...stage, variables: { v: "stage", k: "kept" } });
    await client.updateIntegrationResponse({
      ...{ restApiId: api.id, resourceId: api.rootResourceId, httpMethod: "GET", statusCode: "200" },
      patchOperations: [{ op: "replace", path: "/responseTemplates/application~1json", value: template("canary") }],
    });
    const canarySettings = { percentTraffic: 0, stageVariableOverrides: { v: "canary", n: "new" } };
    const second = await client.createDeployment({ ...stage, canarySettings });
    deployments = { production: first.id!, canary: second.id! };
  });

  afterEach(() => cloud.close());

  const patch = (...patchOperations: object[]) => api.client.updateStage({ ...stage, patchOperations });
  const replace = (path: string, value: string) => ({ op: "replace", path: `/canarySettings/${path}`, value });
  const get = async () => (await api.send("GET", "/")).json as object;

  it("is kept beside the stage's deployment, with its own share, variables and deployment", async () => {
    const { deploymentId, canarySettings, variables } = await api.client.getStage(stage);
    assert.equal(deploymentId, deployments.production);
    assert.deepEqual(variables, { v: "stage", k: "kept" });
    assert.deepEqual(canarySettings, {
      deploymentId: deployments.canary,
      percentTraffic: 0,
      stageVariableOverrides: { v: "canary", n: "new" },
      useStageCache: false,
    });
  });

  it("answers none, all or its share of the requests", async () => {
    assert.deepEqual(await get(), production);
    await patch(replace("percentTraffic", "100.0"));
    assert.deepEqual(await get(), canary);
    await patch(replace("percentTraffic", "30"));
    let share = 0;
    for (let count = 0; count < 400; count++) if (((await get()) as { isCanary: string }).isCanary === "true") share++;
    assert.ok(share > 80 && share < 160, `${share} of 400`);
  });

  it("is promoted by copies, and stays until it is removed", async () => {
    const promoted = await patch(
      replace("percentTraffic", "0.0"),
      { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" },
      { op: "copy", from: "/canarySettings/stageVariableOverrides", path: "/variables" },
    );
    assert.equal(promoted.deploymentId, deployments.canary);
    assert.deepEqual(promoted.variables, { v: "canary", k: "kept", n: "new" });
    assert.equal(promoted.canarySettings?.percentTraffic, 0);
    assert.deepEqual(await get(), { ...canary, isCanary: "false" });
    const removed = await patch({ op: "remove", path: "/canarySettings" });
    assert.equal(removed.canarySettings, undefined);
  });

  it("is made by a patch, on the stage's deployment unless told", async () => {
    await patch({ op: "remove", path: "/canarySettings" });
    const made = await patch(replace("percentTraffic", "50"));
    assert.deepEqual(made.canarySettings, {
      deploymentId: deployments.production,
      percentTraffic: 50,
      useStageCache: false,
    });
    const moved = await patch(replace("deploymentId", deployments.canary), replace("stageVariableOverrides/v", "x"));
    assert.equal(moved.canarySettings?.deploymentId, deployments.canary);
    const kept = await patch({ op: "remove", path: "/canarySettings/stageVariableOverrides/v" });
    assert.deepEqual(kept.canarySettings?.stageVariableOverrides, {});
  });

  it("is refused with AWS's words", async () => {
    const { client } = api;
    const canarySettings = { percentTraffic: 50 };
    const invalid = "Invalid deployment content specified.";
    const refused = (answer: Promise<unknown>, message: string | RegExp) =>
      assert.rejects(answer, { name: "BadRequestException", message });
    await refused(
      client.createDeployment({ restApiId: api.id, canarySettings }),
      `${invalid}Non null and non empty stageName must be provided for canary deployment. Provided value is null`,
    );
    await refused(
      client.createDeployment({ restApiId: api.id, stageName: "none", canarySettings }),
      `${invalid}Stage none must already be created before making a canary release deployment`,
    );
    await refused(client.createDeployment(stage), /canary release deployment/);
    await refused(
      patch({ op: "copy", path: "/canarySettings/stageVariableOverrides", from: "/variables" }),
      "Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]",
    );
    await refused(
      patch({ op: "remove", path: "/canarySettings/badPath" }),
      "Cannot remove method setting canarySettings/badPath because there is no method setting for this method ",
    );
    await refused(patch(replace("badPath", "x")), /^Invalid method setting path: \/canarySettings\/badPath\. Must be/);
    await refused(patch(replace("deploymentId", "none")), "Deployment id does not exist");
    await refused(patch(replace("percentTraffic", "101")), /percentTraffic/);
    await refused(
      patch({ op: "add", path: "/canarySettings/deploymentId", value: "x" }),
      "Invalid add operation with path: /canarySettings/deploymentId",
    );
    await refused(
      client.deleteDeployment({ restApiId: api.id, deploymentId: deployments.canary }),
      "Active stages with canary settings pointing to this deployment must be moved or deleted",
    );
    await patch({ op: "remove", path: "/canarySettings" });
    await refused(
      patch({ op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" }),
      "Promotion not available. Canary does not exist.",
    );
  });

  it("has logs of its own beside the stage's", async () => {
    const RoleName = "logs";
    const allow = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const iam = cloud.client(IAM);
    const trust = allow({ Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" });
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
    await iam.putRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: allow({ Action: "logs:*", Resource: "*" }) });
    const value = `arn:aws:iam::000000000000:role/${RoleName}`;
    await api.client.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
    const logs = cloud.client(CloudWatchLogs);
    await logs.createLogGroup({ logGroupName: "access" });
    const destinationArn = "arn:aws:logs:us-east-1:000000000000:log-group:access";
    await patch(
      { op: "replace", path: "/accessLogSettings/destinationArn", value: destinationArn },
      { op: "replace", path: "/accessLogSettings/format", value: "$context.requestId $context.isCanaryRequest" },
      { op: "replace", path: "/*/*/logging/loglevel", value: "INFO" },
      replace("percentTraffic", "100"),
    );
    await get();
    const execution = `API-Gateway-Execution-Logs_${api.id}/dev`;
    for (const logGroupName of ["access", "access/Canary", execution, `${execution}/Canary`]) {
      const { events = [] } = await logs.filterLogEvents({ logGroupName });
      assert.ok(events.length > 0, logGroupName);
      if (logGroupName.startsWith("access")) assert.match(events[0]?.message ?? "", / true$/);
    }
  });
});
