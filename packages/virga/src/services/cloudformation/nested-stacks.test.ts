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

  it("is looked into for what is not supported before anything is created", async () => {
    const url = await publish("1.json", { Resources: { Bad: { Type: "AWS::No::Such" } } });
    await assert.rejects(
      stacks.create("outer", outer(url)),
      /Inner: Not supported by Virga:\n {2}Bad: resource type AWS::No::Such/,
    );
    assert.deepEqual(stacks.fake.log, []);
  });
});
