import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { TestStacks, thing } from "./test-stacks.suite.ts";

let stacks: TestStacks;

beforeEach(async () => {
  stacks = await TestStacks.open();
});

afterEach(() => stacks.cloud.close());

const body = (template: object) => JSON.stringify(template);
const before = { Resources: { A: thing({ Name: "a" }), B: thing({ Value: { Ref: "A" } }), C: thing() } };
const after = { Resources: { A: thing({ Name: "a2" }), B: thing({ Value: { Ref: "A" } }), D: thing() } };

describe("change sets", () => {
  it("create a stack in two steps", async () => {
    const names = { StackName: "shop", ChangeSetName: "first" };
    const { Id, StackId } = await stacks.client.createChangeSet({
      ...names,
      ChangeSetType: "CREATE",
      TemplateBody: body(before),
    });
    assert.match(Id!, /^arn:aws:cloudformation:us-east-1:000000000000:changeSet\/first\/[-0-9a-f]{36}$/);
    const review = await stacks.settle("shop");
    assert.deepEqual([review.StackStatus, review.StackStatusReason], ["REVIEW_IN_PROGRESS", "User Initiated"]);
    const described = await stacks.client.describeChangeSet(names);
    assert.deepEqual([described.Status, described.ExecutionStatus], ["CREATE_COMPLETE", "AVAILABLE"]);
    assert.deepEqual(described.Changes?.[0], {
      Type: "Resource",
      ResourceChange: {
        Action: "Add",
        LogicalResourceId: "A",
        ResourceType: "Test::Fake::Thing",
        Scope: [],
        Details: [],
      },
    });
    await stacks.client.executeChangeSet(names);
    const stack = await stacks.settle(StackId!);
    assert.equal(stack.StackStatus, "CREATE_COMPLETE");
    assert.equal(stack.ChangeSetId, Id);
    assert.deepEqual((await stacks.steps("shop")).slice(0, 2), ["shop REVIEW_IN_PROGRESS", "shop CREATE_IN_PROGRESS"]);
    await assert.rejects(stacks.client.executeChangeSet(names), {
      message: `ChangeSet [${Id}] cannot be executed in its current execution status of [EXECUTE_COMPLETE]`,
    });
  });

  it("tell what an update would do", async () => {
    await stacks.create("shop", before);
    const names = { StackName: "shop", ChangeSetName: "next" };
    await stacks.client.createChangeSet({ ...names, TemplateBody: body(after) });
    const { Changes = [] } = await stacks.client.describeChangeSet(names);
    assert.deepEqual(
      Changes.map(({ ResourceChange: change }) => [change?.Action, change?.LogicalResourceId, change?.Replacement]),
      [
        ["Modify", "A", "True"],
        ["Modify", "B", "False"],
        ["Add", "D", undefined],
        ["Remove", "C", undefined],
      ],
    );
    assert.deepEqual(Changes[0]?.ResourceChange?.Details, [
      {
        Target: { Attribute: "Properties", Name: "Name", RequiresRecreation: "Always" },
        Evaluation: "Static",
        ChangeSource: "DirectModification",
      },
    ]);
    const { Changes: valued = [] } = await stacks.client.describeChangeSet({ ...names, IncludePropertyValues: true });
    const change = valued[1]?.ResourceChange;
    assert.equal(change?.BeforeContext, '{"Properties":{"Value":"a"}}');
    assert.equal(change?.AfterContext, '{"Properties":{"Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}}');
    assert.equal(change?.Details?.[0]?.Target?.Path, "/Properties/Value");
    await stacks.client.executeChangeSet(names);
    assert.equal((await stacks.settle("shop")).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual([...stacks.fake.existing.keys()].sort(), ["a2", "thing-2", "thing-3"]);
  });

  it("fail when there is nothing to change", async () => {
    await stacks.create("shop", before);
    const names = { StackName: "shop", ChangeSetName: "none" };
    const { Id } = await stacks.client.createChangeSet({ ...names, TemplateBody: body(before) });
    const { Status, ExecutionStatus, StatusReason, Changes } = await stacks.client.describeChangeSet(names);
    assert.deepEqual([Status, ExecutionStatus, Changes ?? []], ["FAILED", "UNAVAILABLE", []]);
    assert.match(StatusReason!, /^The submitted information didn't contain changes\./);
    await assert.rejects(stacks.client.executeChangeSet(names), {
      message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
    });
    await stacks.client.deleteChangeSet(names);
    await assert.rejects(stacks.client.describeChangeSet({ ChangeSetName: Id! }), {
      message: `ChangeSet [${Id}] does not exist`,
    });
  });

  it("must fit their stack", async () => {
    const create = (ChangeSetType: "CREATE" | "UPDATE") =>
      stacks.client.createChangeSet({
        StackName: "shop",
        ChangeSetName: "set",
        ChangeSetType,
        TemplateBody: body(before),
      });
    await assert.rejects(create("UPDATE"), { message: "Stack [shop] does not exist" });
    await stacks.create("shop", before);
    await assert.rejects(create("CREATE"), {
      message: "Stack [shop] already exists and cannot be created again with the changeSet [set].",
    });
    await assert.rejects(stacks.client.deleteChangeSet({ ChangeSetName: "set" }), {
      message: "StackName must be specified if ChangeSetName is not specified as an ARN.",
    });
  });

  it("are obsolete when the stack under review is created otherwise", async () => {
    const names = { StackName: "shop", ChangeSetName: "first" };
    await stacks.client.createChangeSet({ ...names, ChangeSetType: "CREATE", TemplateBody: body(before) });
    await stacks.create("shop", before);
    assert.equal((await stacks.client.describeChangeSet(names)).ExecutionStatus, "OBSOLETE");
  });
});
