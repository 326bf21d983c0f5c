import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { TemplateObject } from "./template/values.ts";
import { TestStacks, thing } from "./test-stacks.suite.ts";

let stacks: TestStacks;
let s3: S3Client;

beforeEach(async () => {
  stacks = await TestStacks.open();
  s3 = stacks.cloud.client(S3Client as never) as S3Client;
  await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
});

afterEach(() => stacks.cloud.close());

async function publish(Key: string, template: TemplateObject): Promise<string> {
  await s3.send(new PutObjectCommand({ Bucket: "templates", Key, Body: JSON.stringify(template) }));
  return `https://s3.us-east-1.amazonaws.com/templates/${Key}`;
}

const inner = (value: string): TemplateObject => ({
  Parameters: { Suffix: { Type: "String" } },
  Resources: { Thing: thing({ Value: { "Fn::Sub": `${value}-\${Suffix}` } }) },
  Outputs: { Value: { Value: { "Fn::GetAtt": ["Thing", "Value"] } } },
});

/** Whose name replaces the thing. */
const named = (Name: string): TemplateObject => ({
  Parameters: { Suffix: { Type: "String" } },
  Resources: { Thing: thing({ Name }) },
  Outputs: { Value: { Value: { "Fn::GetAtt": ["Thing", "Arn"] } } },
});

const outer = (TemplateURL: string): TemplateObject => ({
  Resources: {
    Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL, Parameters: { Suffix: "x" } } },
    After: thing({ Value: { "Fn::GetAtt": ["Inner", "Outputs.Value"] } }),
  },
});

describe("a nested stack", () => {
  it("is created, updated and deleted with its outer one", async () => {
    const { StackId } = await stacks.create("outer", outer(await publish("1.json", inner("a"))));
    assert.deepEqual([...stacks.fake.existing.values()], [{ Value: "a-x" }, { Value: "a-x" }]);
    const nestedId = (await stacks.physicalIds("outer")).Inner!;
    const nested = await stacks.settle(nestedId);
    assert.deepEqual([nested.ParentId, nested.RootId], [StackId, StackId]);
    await stacks.update("outer", outer(await publish("2.json", inner("b"))));
    assert.deepEqual([...stacks.fake.existing.values()], [{ Value: "b-x" }, { Value: "b-x" }]);
    await stacks.client.deleteStack({ StackName: "outer" });
    assert.equal((await stacks.settle(StackId!)).StackStatus, "DELETE_COMPLETE");
    assert.equal((await stacks.settle(nestedId)).StackStatus, "DELETE_COMPLETE");
    assert.equal(stacks.fake.existing.size, 0);
  });

  it("that fails fails the outer one, and nothing is left", async () => {
    stacks.fake.failing.set("create Thing", "no");
    const stack = await stacks.create("outer", outer(await publish("1.json", inner("a"))));
    assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
    const [first] = await stacks.reasons("outer", "Inner");
    assert.match(
      first!,
      /Embedded stack arn:.* was not successfully created: The following resource\(s\) failed to create: \[Thing\]\./,
    );
    const { Stacks = [] } = await stacks.client.describeStacks({});
    assert.deepEqual(
      Stacks.map(({ StackName }) => StackName),
      ["outer"],
    );
  });

  it("that cannot be updated tells the outer one why", async () => {
    await stacks.create("outer", outer(await publish("1.json", inner("a"))));
    stacks.fake.failing.set("create More", "no");
    const larger = inner("a");
    Object.assign(larger.Resources as TemplateObject, { More: thing() });
    const stack = await stacks.update("outer", outer(await publish("2.json", larger)));
    assert.equal(stack.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    const reasons = await stacks.reasons("outer", "Inner");
    const why = "was not successfully updated: The following resource(s) failed to create: [More].";
    assert.ok(
      reasons.some((reason) => reason.includes(why)),
      reasons.join("\n"),
    );
  });

  it("keeps what its update replaces until the outer one's has succeeded", async () => {
    await stacks.create("outer", outer(await publish("1.json", named("first"))));
    const { Inner = "" } = await stacks.physicalIds("outer");
    const arn = async () => (await stacks.settle(Inner)).Outputs?.[0]?.OutputValue;
    const template = outer(await publish("2.json", named("second")));
    Object.assign(template.Resources as TemplateObject, { More: thing({}, { DependsOn: "Inner" }) });
    stacks.fake.failing.set("create More", "no");
    assert.equal((await stacks.update("outer", template)).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual((await stacks.steps(Inner)).slice(-8), [
      `${Inner.split("/")[1]} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      `${Inner.split("/")[1]} UPDATE_ROLLBACK_IN_PROGRESS`,
      "Thing UPDATE_IN_PROGRESS",
      "Thing UPDATE_COMPLETE",
      `${Inner.split("/")[1]} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
      "Thing DELETE_IN_PROGRESS",
      "Thing DELETE_COMPLETE",
      `${Inner.split("/")[1]} UPDATE_ROLLBACK_COMPLETE`,
    ]);
    assert.equal(await arn(), "arn:aws:fake:::first");
    assert.deepEqual(
      stacks.fake.log.filter((step) => step.endsWith(" Thing")),
      ["create Thing", "create Thing", "delete Thing"],
    );
    stacks.fake.failing.clear();
    assert.equal((await stacks.update("outer", template)).StackStatus, "UPDATE_COMPLETE");
    assert.equal((await stacks.settle(Inner)).StackStatus, "UPDATE_COMPLETE");
    assert.equal(await arn(), "arn:aws:fake:::second");
    assert.ok(!stacks.fake.existing.has("first"));
  });

  for (const next of ["updated", "deleted"]) {
    it(`lets go of what it keeps when the outer one, left as it failed, is ${next}`, async () => {
      const { StackId = "" } = await stacks.create("outer", outer(await publish("1.json", named("first"))));
      const { Inner = "" } = await stacks.physicalIds("outer");
      const template = outer(await publish("2.json", named("second")));
      Object.assign(template.Resources as TemplateObject, { More: thing({}, { DependsOn: "Inner" }) });
      stacks.fake.failing.set("create More", "no");
      const failed = await stacks.update("outer", template, { DisableRollback: true });
      assert.equal(failed.StackStatus, "UPDATE_FAILED");
      assert.equal((await stacks.settle(Inner)).StackStatus, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
      assert.ok(stacks.fake.existing.has("first"));
      stacks.fake.failing.clear();
      if (next === "updated") {
        assert.equal((await stacks.update("outer", template)).StackStatus, "UPDATE_COMPLETE");
        assert.equal((await stacks.settle(Inner)).StackStatus, "UPDATE_COMPLETE");
        assert.deepEqual([stacks.fake.existing.has("first"), stacks.fake.existing.has("second")], [false, true]);
      } else {
        await stacks.client.deleteStack({ StackName: "outer" });
        assert.equal((await stacks.settle(StackId)).StackStatus, "DELETE_COMPLETE");
        assert.equal(stacks.fake.existing.size, 0);
      }
    });
  }

  it("is looked into for what is not supported before anything is created", async () => {
    const url = await publish("1.json", { Resources: { Bad: { Type: "AWS::No::Such" } } });
    await assert.rejects(
      stacks.create("outer", outer(url)),
      /Inner: Not supported by Virga:\n {2}Bad: resource type AWS::No::Such/,
    );
    assert.deepEqual(stacks.fake.log, []);
  });
});
