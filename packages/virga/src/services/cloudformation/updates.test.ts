import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { TestStacks, thing } from "./test-stacks.suite.ts";

let stacks: TestStacks;

beforeEach(async () => {
  stacks = await TestStacks.open();
});

afterEach(async () => {
  assert.deepEqual(stacks.cloud.reports, []);
  await stacks.cloud.close();
});

const things = () => Object.fromEntries(stacks.fake.existing);
const stepsAfter = async (name: string, begin: string) => {
  const steps = await stacks.steps(name);
  return steps.slice(steps.lastIndexOf(begin) + 1);
};
const updateBegin = "shop UPDATE_IN_PROGRESS";

describe("updating a stack", () => {
  it("changes in place what can be, and nothing else", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Value: "1" }), B: thing({ Value: "same" }) } });
    const stack = await stacks.update("shop", { Resources: { A: thing({ Value: "2" }), B: thing({ Value: "same" }) } });
    assert.equal(stack.StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(stacks.fake.log.slice(2), ["update A"]);
    assert.deepEqual(await stepsAfter("shop", updateBegin), [
      "A UPDATE_IN_PROGRESS",
      "A UPDATE_COMPLETE",
      "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "shop UPDATE_COMPLETE",
    ]);
  });

  it("replaces what cannot, updates dependents, and deletes the old one at the end", async () => {
    const template = (name: string) => ({
      Resources: { A: thing({ Name: name }), B: thing({ Value: { Ref: "A" } }) },
    });
    await stacks.create("shop", template("old"));
    await stacks.update("shop", template("new"));
    assert.deepEqual(stacks.fake.log.slice(2), ["create A", "update B", "delete A"]);
    assert.deepEqual(things(), { "thing-1": { Value: "new" }, new: { Name: "new" } });
    const reasons = await stacks.reasons("shop", "A");
    assert.ok(
      reasons.includes("Requested update requires the creation of a new physical resource; hence creating one."),
    );
    assert.deepEqual(await stepsAfter("shop", "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), [
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "shop UPDATE_COMPLETE",
    ]);
  });

  it("replaces for a part of a property that only a new resource can have", async () => {
    const template = (Color: string, Ignored: string) => ({
      Resources: { A: thing({ Settings: { Color, Ignored } }) },
    });
    await stacks.create("shop", template("red", "1"));
    await stacks.update("shop", template("red", "2"));
    await stacks.update("shop", template("blue", "2"));
    assert.deepEqual(stacks.fake.log, ["create A", "update A", "create A", "delete A"]);
  });

  it("adds and removes, and keeps what is retained", async () => {
    await stacks.create("shop", {
      Resources: { A: thing(), B: thing({ Name: "kept" }, { DeletionPolicy: "Retain" }), C: thing({ Name: "c" }) },
    });
    await stacks.update("shop", { Resources: { A: thing(), D: thing({ Name: "d" }) } });
    assert.deepEqual(Object.keys(things()).sort(), ["d", "kept", "thing-1"]);
    assert.deepEqual(Object.keys(await stacks.physicalIds("shop")), ["A", "D"]);
    assert.ok((await stacks.steps("shop")).includes("B DELETE_SKIPPED"));
  });

  it("leaves a replaced resource alone if its UpdateReplacePolicy says so", async () => {
    const template = (name: string) => ({ Resources: { A: thing({ Name: name }, { UpdateReplacePolicy: "Retain" }) } });
    await stacks.create("shop", template("old"));
    await stacks.update("shop", template("new"));
    assert.deepEqual(Object.keys(things()), ["old", "new"]);
  });

  it("says that there is nothing to do", async () => {
    const template = { Resources: { A: thing({ Value: "1" }) }, Parameters: { P: { Type: "String", Default: "x" } } };
    await stacks.create("shop", template);
    const nothing = { name: "ValidationError", message: "No updates are to be performed." };
    await assert.rejects(stacks.update("shop", template), nothing);
    await assert.rejects(stacks.client.updateStack({ StackName: "shop", UsePreviousTemplate: true }), nothing);
    const tagged = await stacks.update("shop", template, { Tags: [{ Key: "a", Value: "b" }] });
    assert.deepEqual(tagged.Tags, [{ Key: "a", Value: "b" }]);
  });

  it("goes on when a resource's clean-up fails, and says so", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Name: "old" }) } });
    stacks.fake.failing.set("delete A", "still used");
    const stack = await stacks.update("shop", { Resources: { A: thing({ Name: "new" }) } });
    assert.equal(stack.StackStatus, "UPDATE_COMPLETE");
    assert.equal(stack.StackStatusReason, "Update successful. One or more resources could not be deleted.");
  });
});

describe("an update that fails", () => {
  const before = { Resources: { A: thing({ Value: "1" }), B: thing({ Name: "b", Value: { Ref: "A" } }) } };
  const after = {
    Resources: {
      A: thing({ Value: "2" }),
      B: thing({ Name: "b2", Value: { Ref: "A" } }),
      C: thing({}, { DependsOn: ["A", "B"] }),
      D: thing({}, { DependsOn: "C" }),
    },
  };

  it("is rolled back: old properties, old resources, new ones deleted", async () => {
    await stacks.create("shop", before);
    stacks.fake.failing.set("create D", "no");
    const stack = await stacks.update("shop", after);
    assert.equal(stack.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(things(), { "thing-1": { Value: "1" }, b: { Name: "b", Value: "thing-1" } });
    assert.deepEqual(await stacks.physicalIds("shop"), { A: "thing-1", B: "b" });
    const reasons = await stacks.reasons("shop", "shop");
    assert.ok(reasons.includes("The following resource(s) failed to create: [D]."));
    assert.deepEqual((await stepsAfter("shop", "shop UPDATE_ROLLBACK_IN_PROGRESS")).slice(-6), [
      "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "C DELETE_IN_PROGRESS",
      "C DELETE_COMPLETE",
      "B DELETE_IN_PROGRESS",
      "B DELETE_COMPLETE",
      "shop UPDATE_ROLLBACK_COMPLETE",
    ]);
    await assert.rejects(stacks.update("shop", before), { message: "No updates are to be performed." });
  });

  it("sets back a resource whose update in place failed half-way", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Value: "1" }) } });
    stacks.fake.failing.set("update A", "no");
    const broken = await stacks.update("shop", { Resources: { A: thing({ Value: "2" }) } });
    assert.equal(broken.StackStatus, "UPDATE_ROLLBACK_FAILED");
    stacks.fake.failing.clear();
    await stacks.client.continueUpdateRollback({ StackName: "shop" });
    assert.equal((await stacks.settle("shop")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(things(), { "thing-1": { Value: "1" } });
  });

  it("stays as it is without rollback, and can be mended or taken back", async () => {
    await stacks.create("shop", before);
    stacks.fake.failing.set("create D", "no");
    const options = { DisableRollback: true };
    assert.equal((await stacks.update("shop", after, options)).StackStatus, "UPDATE_FAILED");
    assert.deepEqual(Object.keys(things()).sort(), ["b", "b2", "thing-1", "thing-2"]);
    const taken = stacks.cloud.snapshot();
    const existing = new Map(stacks.fake.existing);
    await stacks.client.rollbackStack({ StackName: "shop" });
    assert.equal((await stacks.settle("shop")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(Object.keys(things()).sort(), ["b", "thing-1"]);

    stacks.cloud.restore(taken);
    for (const [name, properties] of existing) stacks.fake.existing.set(name, properties);
    stacks.fake.failing.clear();
    assert.equal((await stacks.update("shop", after, options)).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(Object.keys(things()).sort(), ["b2", "thing-1", "thing-2", "thing-3"]);
  });

  it("leaves nothing of a replacement that failed after it existed", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Name: "old" }) } });
    stacks.fake.failing.set("finish A", "half-made");
    const stack = await stacks.update("shop", { Resources: { A: thing({ Name: "new" }) } });
    assert.equal(stack.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(Object.keys(things()), ["old"]);
    assert.deepEqual(await stacks.physicalIds("shop"), { A: "old" });
  });

  it("cannot replace a resource under the name that it has", async () => {
    const template = (Color: string) => ({ Resources: { A: thing({ Name: "fixed", Settings: { Color } }) } });
    await stacks.create("shop", template("red"));
    await stacks.update("shop", template("blue"));
    const reasons = await stacks.reasons("shop", "A");
    assert.ok(reasons.some((reason) => reason.includes("Rename fixed and update the stack again.")));
    assert.deepEqual(things(), { fixed: { Name: "fixed", Settings: { Color: "red" } } });
  });
});

describe("the end of the process in the middle of an operation", () => {
  it("leaves a stack that says so and can be updated", async () => {
    const template = { Resources: { A: thing(), B: thing({}, { DependsOn: "A" }), C: thing({}, { DependsOn: "B" }) } };
    stacks.fake.hanging.add("create B");
    await stacks.client.createStack({ StackName: "shop", TemplateBody: JSON.stringify(template) });
    await stacks.cloud.clock.advance(0);
    const next = await TestStacks.open({ store: forkOf(stacks) }, stacks.fake);
    const stack = await next.settle("shop");
    assert.equal(stack.StackStatus, "CREATE_FAILED");
    assert.equal(stack.StackStatusReason, "Virga ended in the middle of the operation");
    assert.ok((await next.steps("shop")).includes("B CREATE_FAILED"));
    stacks.fake.hanging.clear();
    assert.equal((await next.update("shop", template)).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(stacks.fake.log, ["create A", "create B", "create B", "create C"]);
    await next.cloud.close();
  });

  it("is no defect when the runtime is closed meanwhile", async () => {
    const closing = await TestStacks.open();
    closing.fake.hanging.add("create B");
    const template = { Resources: { A: thing(), B: thing(), C: thing({}, { DependsOn: ["A", "B"] }) } };
    await closing.client.createStack({ StackName: "shop", TemplateBody: JSON.stringify(template) });
    await closing.cloud.clock.advance(0);
    await closing.cloud.close();
    closing.fake.release("create B");
    await setImmediate();
    assert.deepEqual(closing.cloud.reports, []);
    assert.deepEqual(closing.fake.log.toSorted(), ["create A", "create B"]);
  });

  it("goes on with the clean-up of an update", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Name: "old" }) } });
    stacks.fake.hanging.add("delete A");
    await stacks.client.updateStack({
      StackName: "shop",
      TemplateBody: JSON.stringify({ Resources: { A: thing({ Name: "new" }) } }),
    });
    await stacks.cloud.clock.advance(0);
    stacks.fake.hanging.clear();
    const next = await TestStacks.open({ store: forkOf(stacks) }, stacks.fake);
    assert.equal((await next.settle("shop")).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(Object.keys(things()), ["new"]);
    await next.cloud.close();
  });

  it("lets an interrupted update be taken back", async () => {
    await stacks.create("shop", { Resources: { A: thing({ Value: "1" }) } });
    stacks.fake.hanging.add("update A");
    await stacks.client.updateStack({
      StackName: "shop",
      TemplateBody: JSON.stringify({ Resources: { A: thing({ Value: "2" }), B: thing({}, { DependsOn: "A" }) } }),
    });
    await stacks.cloud.clock.advance(0);
    stacks.fake.hanging.clear();
    const next = await TestStacks.open({ store: forkOf(stacks) }, stacks.fake);
    assert.equal((await next.settle("shop")).StackStatus, "UPDATE_FAILED");
    await next.client.rollbackStack({ StackName: "shop" });
    assert.equal((await next.settle("shop")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(things(), { "thing-1": { Value: "1" } });
    await next.cloud.close();
  });
});

function forkOf({ cloud }: TestStacks) {
  const { store } = cloud.runtime.host;
  assert.ok("fork" in store);
  return (store as ReturnType<typeof import("../../kernel/store/memory-store.ts")["createMemoryStore"]>).fork();
}
