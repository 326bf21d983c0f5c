import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { TemplateObject } from "./template/values.ts";
import { TestStacks, thing } from "./test-stacks.suite.ts";

let stacks: TestStacks;

beforeEach(async () => {
  stacks = await TestStacks.open();
});

afterEach(async () => {
  assert.deepEqual(stacks.cloud.reports, []);
  await stacks.cloud.close();
});

const value = (text: string) => ({ Resources: { A: thing({ Value: text }) } });
const rejects = (work: Promise<unknown>, message: string | RegExp, name = "ValidationError") =>
  assert.rejects(work, { name, message });

describe("creating a stack", () => {
  it("creates resources after those they depend on, and tells each step as CloudFormation does", async () => {
    const stack = await stacks.create("shop", {
      Resources: { B: thing({ Value: { "Fn::GetAtt": ["A", "Arn"] } }), A: thing() },
      Outputs: { Id: { Value: { Ref: "B" }, Description: "which" } },
    });
    assert.equal(stack.StackStatus, "CREATE_COMPLETE");
    assert.deepEqual(stack.Outputs, [{ OutputKey: "Id", OutputValue: "thing-2", Description: "which" }]);
    assert.deepEqual(stacks.fake.existing.get("thing-2"), { Value: "arn:aws:fake:::thing-1" });
    assert.deepEqual(await stacks.steps("shop"), [
      "shop CREATE_IN_PROGRESS",
      "A CREATE_IN_PROGRESS",
      "A CREATE_IN_PROGRESS",
      "A CREATE_COMPLETE",
      "B CREATE_IN_PROGRESS",
      "B CREATE_IN_PROGRESS",
      "B CREATE_COMPLETE",
      "shop CREATE_COMPLETE",
    ]);
    assert.deepEqual(await stacks.reasons("shop", "A"), ["Resource creation Initiated"]);
  });

  it("creates what is independent side by side", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `R${index}`);
    await stacks.create("wide", { Resources: Object.fromEntries(names.map((name) => [name, thing()])) });
    assert.equal(stacks.fake.mostActive, 16);
    assert.equal(stacks.fake.existing.size, 30);
  });

  it("tells its events in pages", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `R${index}`);
    await stacks.create("wide", { Resources: Object.fromEntries(names.map((name) => [name, thing()])) });
    const first = await stacks.client.describeStackEvents({ StackName: "wide" });
    const second = await stacks.client.describeStackEvents({ StackName: "wide", NextToken: first.NextToken });
    assert.deepEqual([first.StackEvents?.length, second.StackEvents?.length], [100, 22]);
    assert.equal(second.NextToken, undefined);
    assert.equal(second.StackEvents?.at(-1)?.ResourceStatus, "CREATE_IN_PROGRESS");
  });

  it("leaves out what a condition says, and takes parameters", async () => {
    const template = {
      Parameters: {
        Stage: { Type: "String", AllowedValues: ["dev", "prod"] },
        Secret: { Type: "String", NoEcho: true },
      },
      Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
      Resources: { A: thing({ Value: { Ref: "Secret" } }), B: thing({}, { Condition: "IsProd" }) },
      Outputs: { OfB: { Value: { Ref: "B" }, Condition: "IsProd" } },
    };
    const Parameters = [
      { ParameterKey: "Stage", ParameterValue: "dev" },
      { ParameterKey: "Secret", ParameterValue: "hidden" },
    ];
    const stack = await stacks.create("small", template, { Parameters });
    assert.deepEqual(Object.keys(await stacks.physicalIds("small")), ["A"]);
    assert.equal(stack.Outputs, undefined);
    assert.deepEqual(stack.Parameters, [
      { ParameterKey: "Stage", ParameterValue: "dev" },
      { ParameterKey: "Secret", ParameterValue: "****" },
    ]);
    assert.deepEqual(stacks.fake.existing.get("thing-1"), { Value: "hidden" });
  });

  it("reads the template from S3 and values from the parameter store", async () => {
    const s3 = stacks.cloud.client(S3Client as never) as S3Client;
    const ssm = stacks.cloud.client(SSMClient as never) as SSMClient;
    await ssm.send(new PutParameterCommand({ Name: "/color", Value: "blue", Type: "String" }));
    const template = {
      Parameters: { Color: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/color" } },
      Resources: { A: thing({ Value: { "Fn::Sub": "${Color} {{resolve:ssm:/color}} {{resolve:ssm:/color:1}}" } }) },
    };
    await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
    await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "a/b.json", Body: JSON.stringify(template) }));
    const TemplateURL = "https://s3.us-east-1.amazonaws.com/templates/a/b.json";
    await stacks.client.createStack({ StackName: "remote", TemplateURL });
    for (const url of ["https://s3.us-east-1.amazonaws.com/templates/%zz", "https://templates.s3.amazonaws.com/%E0"]) {
      await assert.rejects(stacks.client.createStack({ StackName: "malformed", TemplateURL: url }), {
        name: "ValidationError",
        message: "TemplateURL must be a supported URL.",
      });
    }
    const stack = await stacks.settle("remote");
    assert.equal(stack.Parameters?.[0]?.ResolvedValue, "blue");
    assert.deepEqual(stacks.fake.existing.get("thing-1"), { Value: "blue blue blue" });
  });

  it("refuses a name that is taken, and wrong templates, before anything is created", async () => {
    await stacks.create("taken", value("x"));
    await rejects(stacks.create("taken", value("y")), "Stack [taken] already exists", "AlreadyExistsException");
    const circle = { Resources: { A: thing({}, { DependsOn: "B" }), B: thing({}, { DependsOn: "A" }) } };
    await rejects(stacks.create("round", circle), "Circular dependency between resources: [A, B]");
    await rejects(stacks.client.describeStacks({ StackName: "round" }), "Stack with id round does not exist");
  });

  it("wants IAM resources acknowledged", async () => {
    const role = (Properties: TemplateObject) => ({ Resources: { Role: { Type: "AWS::IAM::Role", Properties } } });
    const trust = { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } };
    const code = "InsufficientCapabilitiesException";
    await rejects(stacks.create("a", role(trust)), "Requires capabilities : [CAPABILITY_IAM]", code);
    const named = role({ ...trust, RoleName: "x" });
    const Capabilities = ["CAPABILITY_IAM"];
    await rejects(stacks.create("a", named, { Capabilities }), "Requires capabilities : [CAPABILITY_NAMED_IAM]", code);
  });

  it("names all that Virga does not support at once, with the construct's path", async () => {
    const template = {
      Resources: {
        A: { Type: "AWS::No::Such", Metadata: { "aws:cdk:path": "App/Thing/Resource" } },
        B: thing({ Nope: 1, Settings: { Color: "red", Size: 1, Ignored: 2 }, List: [{ any: "thing" }] }),
        C: thing({ Value: "forbidden" }),
        D: thing({ Value: { "Fn::GetAtt": ["B", "Arn"] } }, { CreationPolicy: {}, DeletionPolicy: "Snapshot" }),
      },
    };
    const message = [
      "Not supported by Virga:",
      "  App/Thing (A): resource type AWS::No::Such",
      "  B: property Nope of Test::Fake::Thing",
      "  B: property Settings.Size of Test::Fake::Thing",
      "  C: Value forbidden",
      "  D: CreationPolicy of Test::Fake::Thing",
      "  D: DeletionPolicy Snapshot",
    ].join("\n");
    await rejects(stacks.create("a", template), message);
    await rejects(stacks.client.validateTemplate({ TemplateBody: JSON.stringify(template) }), message);
    assert.deepEqual(stacks.fake.log, []);
  });

  it("names request options that Virga does not do", async () => {
    const options = { TimeoutInMinutes: 5 };
    await rejects(stacks.create("a", value("x"), options), "The request's TimeoutInMinutes is not supported by Virga");
  });

  it("checks the rules of the template", async () => {
    const template = {
      ...value("x"),
      Parameters: { Version: { Type: "String" } },
      Rules: {
        CheckVersion: {
          Assertions: [
            { Assert: { "Fn::Not": [{ "Fn::Contains": [["1"], { Ref: "Version" }] }] }, AssertDescription: "too old" },
          ],
        },
      },
    };
    const given = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: "Version", ParameterValue }] });
    await rejects(stacks.create("a", template, given("1")), "Template validation error: too old");
    assert.equal((await stacks.create("a", template, given("2"))).StackStatus, "CREATE_COMPLETE");
  });
});

describe("a creation that fails", () => {
  const chain = { Resources: { A: thing(), B: thing({}, { DependsOn: "A" }), C: thing({}, { DependsOn: "B" }) } };

  it("is rolled back, with the handler's reason", async () => {
    stacks.fake.failing.set("create B", "out of things");
    const stack = await stacks.create("shop", chain);
    assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(stacks.fake.log, ["create A", "create B", "delete A"]);
    assert.match(
      (await stacks.reasons("shop", "B"))[0]!,
      /^Resource handler returned message: "out of things" \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: GeneralServiceException\)$/,
    );
    assert.deepEqual(await stacks.reasons("shop", "shop"), [
      "User Initiated",
      "The following resource(s) failed to create: [B]. Rollback requested by user.",
    ]);
    await rejects(stacks.update("shop", chain), /is in ROLLBACK_COMPLETE state and can not be updated\.$/);
  });

  it("stays as it is if that was asked for, and can then be updated", async () => {
    stacks.fake.failing.set("create B", "no");
    const stack = await stacks.create("shop", chain, { OnFailure: "DO_NOTHING" });
    assert.equal(stack.StackStatus, "CREATE_FAILED");
    assert.deepEqual([...stacks.fake.existing.keys()], ["thing-1"]);
    stacks.fake.failing.clear();
    assert.equal((await stacks.update("shop", chain)).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(stacks.fake.log, ["create A", "create B", "create B", "create C"]);
  });

  it("goes altogether if that was asked for", async () => {
    stacks.fake.failing.set("create B", "no");
    const { StackId } = await stacks.client.createStack({
      StackName: "shop",
      TemplateBody: JSON.stringify(chain),
      OnFailure: "DELETE",
    });
    assert.equal((await stacks.settle(StackId!)).StackStatus, "DELETE_COMPLETE");
    await rejects(stacks.client.describeStacks({ StackName: "shop" }), "Stack with id shop does not exist");
  });

  it("ends as ROLLBACK_FAILED when something cannot be deleted", async () => {
    stacks.fake.failing.set("create B", "no");
    stacks.fake.failing.set("delete A", "still used");
    const stack = await stacks.create("shop", chain);
    assert.equal(stack.StackStatus, "ROLLBACK_FAILED");
    assert.equal(stack.StackStatusReason, "The following resource(s) failed to delete: [A]. ");
  });

  it("leaves nothing of a resource that failed after it existed", async () => {
    stacks.fake.failing.set("finish B", "half-made");
    const stack = await stacks.create("shop", chain);
    assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(stacks.fake.log, ["create A", "create B", "finish B", "delete B", "delete A"]);
    assert.equal(stacks.fake.existing.size, 0);
    const steps = (await stacks.steps("shop")).filter((step) => step.startsWith("B "));
    assert.deepEqual(steps, ["B CREATE_IN_PROGRESS", "B CREATE_FAILED", "B DELETE_IN_PROGRESS", "B DELETE_COMPLETE"]);
  });

  it("makes a half-made resource anew when the stack is mended", async () => {
    const named = { Resources: { A: thing({ Name: "one" }) } };
    stacks.fake.failing.set("finish A", "half-made");
    await stacks.create("shop", named, { OnFailure: "DO_NOTHING" });
    assert.deepEqual([...stacks.fake.existing.keys()], ["one"]);
    stacks.fake.failing.clear();
    assert.equal((await stacks.update("shop", named)).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(stacks.fake.log, ["create A", "finish A", "delete A", "create A"]);
  });

  it("keeps resources with DeletionPolicy Retain, not those with RetainExceptOnCreate", async () => {
    stacks.fake.failing.set("create C", "no");
    await stacks.create("shop", {
      Resources: {
        A: thing({}, { DeletionPolicy: "Retain" }),
        B: thing({}, { DeletionPolicy: "RetainExceptOnCreate", DependsOn: "A" }),
        C: thing({}, { DependsOn: "B" }),
      },
    });
    assert.deepEqual([...stacks.fake.existing.keys()], ["thing-1"]);
    assert.ok((await stacks.steps("shop")).includes("A DELETE_SKIPPED"));
  });
});

describe("deleting a stack", () => {
  it("deletes dependents first, keeps what is retained, and frees the name", async () => {
    const template = {
      Resources: {
        A: thing({ Name: "kept" }, { DeletionPolicy: "Retain" }),
        B: thing({ Value: { Ref: "A" } }),
        C: thing({ Value: { Ref: "B" } }),
      },
    };
    const { StackId } = await stacks.create("shop", template);
    await stacks.client.deleteStack({ StackName: "shop" });
    const gone = await stacks.settle(StackId!);
    assert.equal(gone.StackStatus, "DELETE_COMPLETE");
    assert.deepEqual(stacks.fake.log.slice(3), ["delete C", "delete B"]);
    assert.deepEqual([...stacks.fake.existing.keys()], ["kept"]);
    await rejects(stacks.client.describeStacks({ StackName: "shop" }), "Stack with id shop does not exist");
    const { StackSummaries } = await stacks.client.listStacks({});
    assert.deepEqual(
      StackSummaries?.map(({ StackName, StackStatus }) => [StackName, StackStatus]),
      [["shop", "DELETE_COMPLETE"]],
    );
    assert.equal((await stacks.create("shop", value("x"))).StackStatus, "CREATE_COMPLETE");
  });

  it("tells what could not be deleted; then that can be left alone", async () => {
    const { StackId } = await stacks.create("shop", { Resources: { A: thing(), B: thing({}, { DependsOn: "A" }) } });
    stacks.fake.failing.set("delete A", "still used");
    await stacks.client.deleteStack({ StackName: "shop" });
    const failed = await stacks.settle("shop");
    assert.equal(failed.StackStatus, "DELETE_FAILED");
    assert.equal(failed.StackStatusReason, "The following resource(s) failed to delete: [A]. ");
    await stacks.client.deleteStack({ StackName: "shop", RetainResources: ["A"] });
    assert.equal((await stacks.settle(StackId!)).StackStatus, "DELETE_COMPLETE");
    assert.equal(stacks.fake.existing.size, 1);
  });

  it("is refused for protected stacks, and is no error for those that are not there", async () => {
    await stacks.create("shop", value("x"), { EnableTerminationProtection: true });
    await rejects(
      stacks.client.deleteStack({ StackName: "shop" }),
      "Stack [shop] cannot be deleted while TerminationProtection is enabled",
    );
    await stacks.client.deleteStack({ StackName: "nowhere" });
  });
});

describe("exports and imports", () => {
  const producer = (text: string, name = "color") => ({
    Resources: { A: thing({ Value: text }) },
    Outputs: { O: { Value: { "Fn::GetAtt": ["A", "Value"] }, Export: { Name: name } } },
  });
  const consumer = { Resources: { B: thing({ Value: { "Fn::ImportValue": "color" } }) } };

  it("give one stack's output to another", async () => {
    await stacks.create("producer", producer("blue"));
    await stacks.create("consumer", consumer);
    assert.deepEqual(stacks.fake.existing.get("thing-2"), { Value: "blue" });
    const { Exports } = await stacks.client.listExports({});
    assert.deepEqual(
      Exports?.map(({ Name, Value }) => [Name, Value]),
      [["color", "blue"]],
    );
    assert.deepEqual((await stacks.client.listImports({ ExportName: "color" })).Imports, ["consumer"]);
  });

  it("cannot be changed or deleted while they are used", async () => {
    await stacks.create("producer", producer("blue"));
    await stacks.create("consumer", consumer);
    const changed = await stacks.update("producer", producer("red"));
    assert.equal(changed.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    const reasons = await stacks.reasons("producer", "producer");
    assert.ok(reasons.includes("Export color cannot be updated as it is in use by consumer"));
    assert.deepEqual(stacks.fake.existing.get("thing-1"), { Value: "blue" });
    const refusal = "Delete canceled. Cannot delete export color as it is in use by consumer.";
    await stacks.update("producer", producer("blue", "other"));
    assert.ok((await stacks.reasons("producer", "producer")).includes(refusal));
    await stacks.client.deleteStack({ StackName: "producer" });
    const kept = await stacks.settle("producer");
    assert.deepEqual([kept.StackStatus, kept.StackStatusReason], ["UPDATE_ROLLBACK_COMPLETE", refusal]);
    assert.equal(kept.DeletionTime, undefined);
    const { StackId } = (await stacks.client.describeStacks({ StackName: "producer" })).Stacks![0]!;
    await stacks.client.deleteStack({ StackName: "consumer" });
    await stacks.cloud.clock.advance(0);
    await stacks.client.deleteStack({ StackName: "producer" });
    assert.equal((await stacks.settle(StackId!)).StackStatus, "DELETE_COMPLETE");
  });

  it("must be there, and belong to one stack", async () => {
    const stack = await stacks.create("consumer", consumer);
    assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(await stacks.reasons("consumer", "B"), ["No export named color found."]);
    await stacks.create("producer", producer("blue"));
    await stacks.create("second", producer("red"));
    const reasons = await stacks.reasons("second", "second");
    assert.ok(
      reasons.some((reason) => reason.startsWith("Export with name color is already exported by stack producer")),
    );
  });

  it("have a weak form: another stack's output, read when the stack is updated", async () => {
    const reader = {
      Resources: { B: thing({ Value: { "Fn::GetStackOutput": { StackName: "producer", OutputName: "O" } } }) },
    };
    await stacks.create("producer", producer("blue"));
    await stacks.create("reader", reader);
    await stacks.update("producer", producer("red"));
    assert.equal((await stacks.update("reader", reader)).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(stacks.fake.existing.get("thing-2"), { Value: "red" });
  });
});

describe("accounts and regions", () => {
  it("have stacks of the same name side by side", async () => {
    await stacks.create("shop", value("here"));
    const elsewhere = new TestStacks(stacks.cloud, stacks.fake);
    Object.assign(elsewhere, {
      client: stacks.cloud.client(stacks.client.constructor as never, { region: "eu-west-1" }),
    });
    const stack = await elsewhere.create("shop", value("there"));
    assert.match(stack.StackId!, /^arn:aws:cloudformation:eu-west-1:000000000000:stack\/shop\//);
    assert.equal((await stacks.client.describeStacks({})).Stacks?.length, 1);
  });
});
