import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { SSM } from "@aws-sdk/client-ssm";
import type { Snapshot } from "../../kernel/store.ts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

let cloud: TestCloud;
let ssm: SSM;
let empty: Snapshot;

before(async () => {
  cloud = await createTestCloud();
  ssm = cloud.client(SSM);
  empty = cloud.snapshot();
});
beforeEach(() => cloud.restore(empty));
after(() => cloud.close());

const put = (Name: string, Value: string, more: object = {}) =>
  ssm.putParameter({ Name, Value, Type: "String", ...more });

describe("Parameters", () => {
  it("have versions, and are overwritten only on demand", async () => {
    assert.deepEqual((await put("/app/url", "one")).Version, 1);
    await assert.rejects(put("/app/url", "two"), {
      name: "ParameterAlreadyExists",
      message:
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    });
    const { Version, Tier } = await put("/app/url", "two", { Overwrite: true });
    assert.deepEqual([Version, Tier], [2, "Standard"]);
    const { Parameter } = await ssm.getParameter({ Name: "/app/url" });
    assert.equal(Parameter!.Value, "two");
    assert.equal(Parameter!.ARN, "arn:aws:ssm:us-east-1:000000000000:parameter/app/url");
    assert.equal(Parameter!.DataType, "text");
    assert.equal(Parameter!.LastModifiedDate!.getTime(), cloud.clock.now());
    assert.equal((await ssm.getParameter({ Name: "/app/url:1" })).Parameter!.Value, "one");
    assert.equal((await ssm.getParameter({ Name: Parameter!.ARN! })).Parameter!.Value, "two");
    await assert.rejects(ssm.getParameter({ Name: "/app/url:3" }), { name: "ParameterVersionNotFound" });
    await assert.rejects(ssm.getParameter({ Name: "/none" }), { name: "ParameterNotFound" });
    await assert.rejects(ssm.getParameter({ Name: "/aws/service/ami" }), { name: "ParameterNotFound" });
  });

  it("keep 100 versions, none of which a label may hold for ever", async () => {
    for (let version = 1; version <= 101; version++) await put("many", String(version), { Overwrite: true });
    const { Parameters, NextToken } = await ssm.getParameterHistory({ Name: "many", MaxResults: 50 });
    assert.deepEqual([Parameters![0]!.Version, Parameters!.at(-1)!.Version], [2, 51]);
    const rest = await ssm.getParameterHistory({ Name: "many", MaxResults: 50, NextToken });
    assert.deepEqual([rest.Parameters!.at(-1)!.Version, rest.NextToken], [101, undefined]);
    await ssm.labelParameterVersion({ Name: "many", ParameterVersion: 2, Labels: ["old"] });
    await assert.rejects(put("many", "102", { Overwrite: true }), { name: "ParameterMaxVersionLimitExceeded" });
  });

  it("are found by labels, which are on one version at a time", async () => {
    await put("p", "1");
    await put("p", "2", { Overwrite: true });
    const labelled = await ssm.labelParameterVersion({
      Name: "p",
      ParameterVersion: 1,
      Labels: ["live", "1st", "aws-x"],
    });
    assert.deepEqual(labelled.InvalidLabels, ["1st", "aws-x"]);
    const { Parameter } = await ssm.getParameter({ Name: "p:live" });
    assert.deepEqual([Parameter!.Value, Parameter!.Selector], ["1", ":live"]);
    await ssm.labelParameterVersion({ Name: "p", Labels: ["live"] });
    assert.equal((await ssm.getParameter({ Name: "p:live" })).Parameter!.Value, "2");
    const { RemovedLabels } = await ssm.unlabelParameterVersion({ Name: "p", ParameterVersion: 2, Labels: ["live"] });
    assert.deepEqual(RemovedLabels, ["live"]);
    await assert.rejects(ssm.getParameter({ Name: "p:live" }), { name: "ParameterVersionNotFound" });
  });

  it("follow the rules for names, types, patterns and sizes", async () => {
    const refused: [string, Promise<unknown>][] = [
      ["ValidationException", put("a/b", "x")],
      ["ValidationException", put("aws-thing", "x")],
      ["AccessDeniedException", put("/aws/thing", "x")],
      ["ValidationException", put("sp ace", "x")],
      ["HierarchyLevelLimitExceededException", put(`/${"a/".repeat(15)}b`, "x")],
      ["ValidationException", ssm.putParameter({ Name: "untyped", Value: "x" })],
      ["ParameterPatternMismatchException", put("number", "x", { AllowedPattern: "^\\d+$" })],
      ["InvalidAllowedPatternException", put("number", "x", { AllowedPattern: "(" })],
      ["ValidationException", put("large", "x".repeat(4097))],
      ["ValidationException", put("larger", "x".repeat(8193), { Tier: "Advanced" })],
      ["NotImplemented", put("policy", "x", { Policies: '[{"Type":"Expiration"}]' })],
    ];
    for (const [name, attempt] of refused) await assert.rejects(attempt, { name });
    assert.equal((await put("smart", "x".repeat(5000), { Tier: "Intelligent-Tiering" })).Tier, "Advanced");
    await put("text", "x");
    await assert.rejects(put("text", "x", { Type: "SecureString", Overwrite: true }), {
      name: "HierarchyTypeMismatchException",
    });
    await assert.rejects(put("smart", "x", { Tier: "Standard", Overwrite: true }), {
      name: "ValidationException",
      message: /can't downgrade/,
    });
  });

  it("show secrets only decrypted on demand", async () => {
    await ssm.putParameter({ Name: "secret", Value: "swordfish", Type: "SecureString" });
    const sealed = (await ssm.getParameter({ Name: "secret" })).Parameter!.Value!;
    assert.notEqual(sealed, "swordfish");
    assert.match(sealed, /^[A-Za-z0-9+/=]+$/);
    const WithDecryption = true;
    assert.equal((await ssm.getParameter({ Name: "secret", WithDecryption })).Parameter!.Value, "swordfish");
    assert.equal((await ssm.getParameters({ Names: ["secret"], WithDecryption })).Parameters![0]!.Value, "swordfish");
    const { Parameters } = await ssm.describeParameters({});
    assert.equal(Parameters![0]!.KeyId, "alias/aws/ssm");
  });

  it("are read by name and by path", async () => {
    for (const name of ["/a/1", "/a/2", "/a/b/3", "/ab/4", "plain"]) await put(name, `value of ${name}`);
    const { Parameters, InvalidParameters } = await ssm.getParameters({ Names: ["plain", "/none", "/a/1"] });
    assert.deepEqual(
      Parameters!.map(({ Name }) => Name),
      ["plain", "/a/1"],
    );
    assert.deepEqual(InvalidParameters, ["/none"]);
    const names = async (input: { Path: string; Recursive?: boolean; MaxResults?: number; NextToken?: string }) =>
      (await ssm.getParametersByPath(input)).Parameters!.map(({ Name }) => Name);
    assert.deepEqual(await names({ Path: "/a" }), ["/a/1", "/a/2"]);
    assert.deepEqual(await names({ Path: "/a/", Recursive: true }), ["/a/1", "/a/2", "/a/b/3"]);
    const first = await ssm.getParametersByPath({ Path: "/a", Recursive: true, MaxResults: 2 });
    assert.deepEqual(await names({ Path: "/a", Recursive: true, MaxResults: 2, NextToken: first.NextToken! }), [
      "/a/b/3",
    ]);
    await assert.rejects(names({ Path: "a" }), { name: "ValidationException" });
  });

  it("are described by filters", async () => {
    await put("/app/a", "1", { Tags: [{ Key: "team", Value: "red" }] });
    await put("/app/b", "2", { Tier: "Advanced", Description: "the other" });
    await ssm.putParameter({ Name: "/app/deep/c", Value: "3", Type: "StringList" });
    const names = async (Key: string, Option: string | undefined, ...Values: string[]) =>
      (await ssm.describeParameters({ ParameterFilters: [{ Key, Option, Values }] })).Parameters!.map((p) => p.Name);
    assert.deepEqual(await names("Name", "Contains", "deep"), ["/app/deep/c"]);
    assert.deepEqual(await names("Name", "BeginsWith", "/app/a"), ["/app/a"]);
    assert.deepEqual(await names("Type", "Equals", "StringList"), ["/app/deep/c"]);
    assert.deepEqual(await names("Path", "OneLevel", "/app"), ["/app/a", "/app/b"]);
    assert.deepEqual(await names("Path", "Recursive", "/app"), ["/app/a", "/app/b", "/app/deep/c"]);
    assert.deepEqual(await names("Tier", "Equals", "Advanced"), ["/app/b"]);
    assert.deepEqual(await names("tag:team", undefined, "red", "blue"), ["/app/a"]);
    await assert.rejects(names("Tier", "Contains", "A"), { name: "InvalidFilterOption" });
    const old = await ssm.describeParameters({ Filters: [{ Key: "Name", Values: ["/app/d"] }] });
    assert.equal(old.Parameters!.length, 1);
  });

  it("are tagged and deleted", async () => {
    await put("p", "1");
    const resource = { ResourceType: "Parameter" as const, ResourceId: "p" };
    await ssm.addTagsToResource({ ...resource, Tags: [{ Key: "a", Value: "1" }] });
    await ssm.addTagsToResource({ ...resource, Tags: [{ Key: "b", Value: "2" }] });
    await ssm.removeTagsFromResource({ ...resource, TagKeys: ["a"] });
    assert.deepEqual((await ssm.listTagsForResource(resource)).TagList, [{ Key: "b", Value: "2" }]);
    await assert.rejects(ssm.listTagsForResource({ ...resource, ResourceId: "q" }), { name: "InvalidResourceId" });
    await ssm.deleteParameter({ Name: "p" });
    await assert.rejects(ssm.deleteParameter({ Name: "p" }), { name: "ParameterNotFound" });
    await put("q", "1");
    const { DeletedParameters, InvalidParameters } = await ssm.deleteParameters({ Names: ["p", "q"] });
    assert.deepEqual([DeletedParameters, InvalidParameters], [["q"], ["p"]]);
  });

  it("belong to one account and region", async () => {
    await put("p", "1");
    const west = cloud.client(SSM, { region: "eu-west-1" });
    await assert.rejects(west.getParameter({ Name: "p" }), { name: "ParameterNotFound" });
  });
});

describe("SSM's CloudFormation type", () => {
  it("creates, updates and deletes parameters", async () => {
    const cloudformation = cloud.client(CloudFormation);
    const idle = () => cloud.runtime.host.activity.whenIdle();
    const template = (Value: string, tags: object) =>
      JSON.stringify({
        Resources: {
          P: { Type: "AWS::SSM::Parameter", Properties: { Name: "/cdk/p", Type: "String", Value, Tags: tags } },
          Unnamed: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: "x" } },
        },
        Outputs: { Value: { Value: { "Fn::GetAtt": ["P", "Value"] } }, Unnamed: { Value: { Ref: "Unnamed" } } },
      });
    await cloudformation.createStack({ StackName: "s", TemplateBody: template("one", { a: "1" }) });
    await idle();
    const { Stacks } = await cloudformation.describeStacks({ StackName: "s" });
    const outputs = Object.fromEntries(Stacks![0]!.Outputs!.map((output) => [output.OutputKey, output.OutputValue]));
    assert.equal(outputs.Value, "one");
    assert.match(outputs.Unnamed!, /^CFN-Unnamed-[a-z0-9]{12}$/);
    await cloudformation.updateStack({ StackName: "s", TemplateBody: template("two", { b: "2" }) });
    await idle();
    assert.equal((await ssm.getParameter({ Name: "/cdk/p" })).Parameter!.Value, "two");
    const tags = await ssm.listTagsForResource({ ResourceType: "Parameter", ResourceId: "/cdk/p" });
    assert.deepEqual(
      tags.TagList!.filter(({ Key }) => !Key!.startsWith("aws:")),
      [{ Key: "b", Value: "2" }],
    );
    await cloudformation.deleteStack({ StackName: "s" });
    await idle();
    await assert.rejects(ssm.getParameter({ Name: "/cdk/p" }), { name: "ParameterNotFound" });
    assert.deepEqual(cloud.reports, []);
  });
});
