import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole, idle, zipOf } from "./functions.suite.ts";

const LayerName = "l";
const arn = `arn:aws:lambda:us-east-1:${account}:layer:l`;
const Content = { ZipFile: zipOf({ "nodejs/node_modules/x/index.js": "" }) };

describe("Lambda layers", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    lambda = cloud.client(Lambda);
    await createRole(cloud);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("have versions, which are described and listed", async () => {
    const made = await lambda.publishLayerVersion({
      LayerName,
      Content,
      Description: "d",
      CompatibleRuntimes: ["nodejs22.x"],
      CompatibleArchitectures: ["arm64"],
      LicenseInfo: "MIT",
    });
    assert.deepEqual([made.LayerArn, made.LayerVersionArn, made.Version], [arn, `${arn}:1`, 1]);
    assert.equal(made.Content?.CodeSize, Content.ZipFile.byteLength);
    await lambda.publishLayerVersion({ LayerName, Content });
    const got = await lambda.getLayerVersion({ LayerName, VersionNumber: 1 });
    assert.deepEqual([got.Description, got.LicenseInfo, got.CompatibleRuntimes], ["d", "MIT", ["nodejs22.x"]]);
    assert.deepEqual((await lambda.getLayerVersionByArn({ Arn: `${arn}:1` })).Content, got.Content);
    const newest = await lambda.listLayers({});
    assert.deepEqual(
      newest.Layers!.map(({ LayerArn, LatestMatchingVersion }) => [LayerArn, LatestMatchingVersion?.Version]),
      [[arn, 2]],
    );
    const forNode = await lambda.listLayers({ CompatibleRuntime: "nodejs22.x" });
    assert.equal(forNode.Layers![0]!.LatestMatchingVersion!.Version, 1);
    const page = await lambda.listLayerVersions({ LayerName, MaxItems: 1 });
    assert.equal(page.LayerVersions![0]!.Version, 2);
    const rest = await lambda.listLayerVersions({ LayerName, Marker: page.NextMarker! });
    assert.equal(rest.LayerVersions![0]!.Version, 1);
    await lambda.deleteLayerVersion({ LayerName, VersionNumber: 2 });
    await lambda.deleteLayerVersion({ LayerName, VersionNumber: 2 });
    await assert.rejects(lambda.getLayerVersion({ LayerName, VersionNumber: 2 }), {
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
    assert.equal((await lambda.publishLayerVersion({ LayerName, Content })).Version, 3);
  });

  it("are named by functions, which keep what was deleted", async () => {
    await lambda.publishLayerVersion({ LayerName, Content });
    await createFunction(cloud, "f", { Layers: [`${arn}:1`] });
    await lambda.deleteLayerVersion({ LayerName, VersionNumber: 1 });
    const { Layers } = await lambda.getFunctionConfiguration({ FunctionName: "f" });
    assert.deepEqual(Layers, [{ Arn: `${arn}:1`, CodeSize: Content.ZipFile.byteLength }]);
    await lambda.updateFunctionConfiguration({ FunctionName: "f", Layers: [] });
    assert.equal((await lambda.getFunctionConfiguration({ FunctionName: "f" })).Layers, undefined);
  });

  it("are at most five, each in one version", async () => {
    for (let index = 0; index < 2; index++) await lambda.publishLayerVersion({ LayerName, Content });
    await assert.rejects(createFunction(cloud, "f", { Layers: [`${arn}:1`, `${arn}:2`] }), {
      message: `Two different versions of the same layer are not allowed to be referenced in the same function. ${arn}:1 and ${arn}:2 are versions of the same layer.`,
    });
    const Layers = Array.from({ length: 6 }, (_, index) => `${arn}${index}:1`);
    await assert.rejects(createFunction(cloud, "f", { Layers }), { message: "Cannot reference more than 5 layers." });
    await assert.rejects(createFunction(cloud, "f", { Layers: [`${arn}:1`.replace("us-east-1", "eu-west-1")] }), {
      message: "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    });
  });

  it("are shared with other accounts by their policies", async () => {
    await lambda.publishLayerVersion({ LayerName, Content });
    const other = { principal: { kind: "root", account: "111111111111" }, account: "111111111111" } as const;
    const get = () =>
      cloud.runtime.host.bus.call(
        "lambda",
        "GetLayerVersionByArn",
        { Arn: `${arn}:1` },
        { ...other, region: "us-east-1" },
      );
    await assert.rejects(get(), { code: "AccessDeniedException" });
    const of = { LayerName, VersionNumber: 1 };
    await assert.rejects(lambda.getLayerVersionPolicy(of), {
      message: "No policy is associated with the given resource.",
    });
    const share = { ...of, StatementId: "s", Action: "lambda:GetLayerVersion", Principal: "111111111111" };
    const { Statement, RevisionId } = await lambda.addLayerVersionPermission(share);
    assert.deepEqual(JSON.parse(Statement!), {
      Sid: "s",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
      Action: "lambda:GetLayerVersion",
      Resource: `${arn}:1`,
    });
    assert.equal((await get()).Version, 1);
    assert.equal((await lambda.getLayerVersionPolicy(of)).RevisionId, RevisionId);
    await assert.rejects(lambda.addLayerVersionPermission(share), { name: "ResourceConflictException" });
    await lambda.removeLayerVersionPermission({ ...of, StatementId: "s", RevisionId: RevisionId! });
    await assert.rejects(get(), { code: "AccessDeniedException" });
    await assert.rejects(lambda.getLayerVersionPolicy({ LayerName: "none", VersionNumber: 1 }), {
      message: `Layer version arn:aws:lambda:us-east-1:${account}:layer:none:1 does not exist.`,
    });
  });

  it("are zip files", async () => {
    await assert.rejects(lambda.publishLayerVersion({ LayerName, Content: { ZipFile: idle.subarray(10) } }), {
      message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
    });
  });
});
