import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { AwsError } from "../../../kernel/errors.ts";
import { defineService } from "../../../kernel/service.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { FakeResources } from "../fake-resources.suite.ts";
import type { TemplateObject } from "../template/values.ts";
import { TestStacks } from "../test-stacks.suite.ts";

const provider = "arn:aws:lambda:us-east-1:000000000000:function:provider";

interface Request {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ServiceToken: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
}

type Answer = Record<string, unknown> | undefined;

function widget(properties: TemplateObject = {}, more: TemplateObject = {}): TemplateObject {
  const Widget = { Type: "Custom::Widget", Properties: { ServiceToken: provider, ...properties } };
  return { Resources: { Widget }, ...more };
}

describe("custom resources", () => {
  let cloud: TestCloud;
  let stacks: TestStacks;
  let requests: Request[];
  let answer: (request: Request) => Answer;
  let refusal: Error | undefined;

  /** Stands in the place of Lambda: takes events and answers them as the test says. */
  const invocations = defineService<undefined>({
    name: "lambda",
    open: () => undefined,
    operations: {
      Invoke: {
        authorize: "public",
        handle(_call, { Payload, InvocationType }: { Payload: Uint8Array; InvocationType: string }) {
          assert.equal(InvocationType, "Event");
          if (refusal) throw refusal;
          const request = JSON.parse(new TextDecoder().decode(Payload)) as Request;
          requests.push(request);
          const given = answer(request);
          if (given) void put(request, given);
          return { StatusCode: 202 };
        },
      },
    },
  });

  async function put({ ResponseURL, RequestId, StackId, LogicalResourceId }: Request, members: object) {
    const url = new URL(ResponseURL);
    return cloud.runtime.handle({
      method: "PUT",
      path: url.pathname,
      rawQuery: url.search.slice(1),
      headers: { host: url.host, "content-type": "" },
      body: Buffer.from(JSON.stringify({ RequestId, StackId, LogicalResourceId, ...members })),
      sourceIp: "127.0.0.1",
    });
  }

  beforeEach(async () => {
    requests = [];
    refusal = undefined;
    answer = ({ PhysicalResourceId = "widget-1" }) => ({ Status: "SUCCESS", PhysicalResourceId });
    const fake = new FakeResources();
    cloud = await createTestCloud({ services: [fake.service(), invocations] });
    stacks = new TestStacks(cloud, fake);
  });

  afterEach(() => cloud.close());

  function types() {
    return requests.map(({ RequestType, PhysicalResourceId = "" }) => `${RequestType} ${PhysicalResourceId}`.trim());
  }

  it("asks the provider with properties as text and takes its id and data", async () => {
    answer = () => ({ Status: "SUCCESS", PhysicalResourceId: "widget-1", Data: { Url: "http://w", "a.b": "dotted" } });
    const Outputs = {
      Ref: { Value: { Ref: "Widget" } },
      Url: { Value: { "Fn::GetAtt": ["Widget", "Url"] } },
      Dotted: { Value: { "Fn::GetAtt": "Widget.a.b" } },
    };
    const template = widget({ Size: 3, On: true, Parts: [{ Id: 1 }] }, { Outputs });
    const { StackStatus, StackId, ...created } = await stacks.create("stack", template);
    assert.equal(StackStatus, "CREATE_COMPLETE");
    assert.deepEqual(Object.fromEntries(created.Outputs!.map((one) => [one.OutputKey, one.OutputValue])), {
      Ref: "widget-1",
      Url: "http://w",
      Dotted: "dotted",
    });
    const [{ ResponseURL, RequestId, ...request }] = requests as [Request];
    assert.match(
      ResponseURL,
      /^http:\/\/localhost:\d+\/cloudformation-custom-resource-response-useast1\/.+X-Amz-Signature=/,
    );
    assert.match(RequestId, /^[\da-f-]{36}$/);
    assert.deepEqual(request, {
      RequestType: "Create",
      ServiceToken: provider,
      StackId,
      LogicalResourceId: "Widget",
      ResourceType: "Custom::Widget",
      ResourceProperties: { ServiceToken: provider, Size: "3", On: "true", Parts: [{ Id: "1" }] },
    });
  });

  it("updates, replaces when the id changes, and deletes the old one in the clean-up", async () => {
    await stacks.create("stack", widget({ Size: 1 }));
    await stacks.update("stack", widget({ Size: 2 }));
    assert.deepEqual(requests[1]?.OldResourceProperties, { ServiceToken: provider, Size: "1" });
    answer = ({ PhysicalResourceId }) => ({ Status: "SUCCESS", PhysicalResourceId: `${PhysicalResourceId}-next` });
    const { StackStatus } = await stacks.update("stack", widget({ Size: 3 }));
    assert.equal(StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(types(), ["Create", "Update widget-1", "Update widget-1", "Delete widget-1"]);
    assert.deepEqual(requests[3]?.ResourceProperties, { ServiceToken: provider, Size: "2" });
    assert.deepEqual(await stacks.physicalIds("stack"), { Widget: "widget-1-next" });
    await stacks.client.deleteStack({ StackName: "stack" });
    await cloud.clock.advance(0);
    assert.equal(types().at(-1), "Delete widget-1-next");
  });

  it("fails with the provider's reason and deletes what it may have made", async () => {
    answer = ({ RequestType }) =>
      RequestType === "Create"
        ? { Status: "FAILED", Reason: "no paint", PhysicalResourceId: "half-made" }
        : { Status: "SUCCESS", PhysicalResourceId: "half-made" };
    const { StackStatus } = await stacks.create("stack", widget());
    assert.equal(StackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(types(), ["Create", "Delete half-made"]);
    const [reason = ""] = await stacks.reasons("stack", "Widget");
    assert.equal(
      reason,
      `Received response status [FAILED] from custom resource. Message returned: no paint (RequestId: ${requests[0]?.RequestId})`,
    );
  });

  it("takes a failed update back with an update", async () => {
    await stacks.create("stack", widget({ Size: 1 }));
    answer = ({ ResourceProperties: { Size } }) => ({
      Status: Size === "2" ? "FAILED" : "SUCCESS",
      Reason: "too big",
      PhysicalResourceId: "widget-1",
    });
    const { StackStatus } = await stacks.update("stack", widget({ Size: 2 }));
    assert.equal(StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    const last = requests.at(-1);
    assert.equal(last?.RequestType, "Update");
    assert.deepEqual(last?.ResourceProperties, { ServiceToken: provider, Size: "1" });
    assert.deepEqual(last?.OldResourceProperties, { ServiceToken: provider, Size: "2" });
  });

  it("waits for an hour, or for the service timeout", async () => {
    answer = ({ RequestType, PhysicalResourceId }) =>
      RequestType === "Create" ? undefined : { Status: "SUCCESS", PhysicalResourceId };
    await stacks.client.createStack({ StackName: "hour", TemplateBody: JSON.stringify(widget()) });
    await stacks.client.createStack({
      StackName: "minute",
      TemplateBody: JSON.stringify(widget({ ServiceTimeout: 60 })),
    });
    await cloud.clock.advance(59_000);
    assert.equal((await stacks.settle("minute")).StackStatus, "CREATE_IN_PROGRESS");
    await cloud.clock.advance(1_000);
    assert.equal((await stacks.settle("minute")).StackStatus, "ROLLBACK_COMPLETE");
    assert.equal((await stacks.settle("hour")).StackStatus, "CREATE_IN_PROGRESS");
    await cloud.clock.advance(3_540_000);
    assert.equal((await stacks.settle("hour")).StackStatus, "ROLLBACK_COMPLETE");
    const [reason = ""] = await stacks.reasons("hour", "Widget");
    assert.match(
      reason,
      /^CloudFormation did not receive a response from your Custom Resource\. Please check your logs/,
    );
    const late = await put(requests[0]!, { Status: "SUCCESS", PhysicalResourceId: "late" });
    assert.equal(late.status, 403);
  });

  it("takes one answer per URL, and only a PUT", async () => {
    await stacks.create("stack", widget());
    assert.equal((await put(requests[0]!, { Status: "SUCCESS", PhysicalResourceId: "again" })).status, 403);
    assert.deepEqual(await stacks.physicalIds("stack"), { Widget: "widget-1" });
  });

  it("refuses answers that are too long or make no sense", async () => {
    const reasons: string[] = [];
    const answers: Answer[] = [
      { Status: "SUCCESS", PhysicalResourceId: "x", Data: { Long: "x".repeat(4096) } },
      { Status: "DONE", PhysicalResourceId: "x" },
      { Status: "SUCCESS" },
    ];
    for (const [index, given] of answers.entries()) {
      answer = ({ RequestType }) =>
        RequestType === "Create" ? given : { Status: "SUCCESS", PhysicalResourceId: "whatever" };
      await stacks.create(`stack-${index}`, widget());
      reasons.push((await stacks.reasons(`stack-${index}`, "Widget"))[0]!);
    }
    assert.deepEqual(reasons, [
      "Response object is too long.",
      "Invalid response object: Value of property Status is invalid",
      "Invalid PhysicalResourceId",
    ]);
  });

  it("sends no deletion to a provider that could not be reached", async () => {
    refusal = new AwsError("ResourceNotFoundException", "Function not found", { status: 404 });
    const { StackStatus } = await stacks.create("stack", widget());
    assert.equal(StackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(types(), []);
  });

  it("masks data that must not be shown in the events of resources that use it", async () => {
    answer = () => ({ Status: "SUCCESS", PhysicalResourceId: "w", NoEcho: true, Data: { Password: "hunter2!" } });
    const Value = { "Fn::Join": ["", ["key-", { "Fn::GetAtt": ["Widget", "Password"] }]] };
    const { Widget } = widget().Resources as { readonly Widget: TemplateObject };
    await stacks.create("stack", { Resources: { Widget, User: { Type: "Test::Fake::Thing", Properties: { Value } } } });
    const { StackEvents = [] } = await stacks.client.describeStackEvents({ StackName: "stack" });
    const shown = JSON.stringify(StackEvents);
    assert.ok(!shown.includes("hunter2!"));
    assert.ok(shown.includes("key-****"));
  });

  it("names an attribute that the provider did not give", async () => {
    const template = widget({}, { Outputs: { Url: { Value: { "Fn::GetAtt": ["Widget", "Url"] } } } });
    const { StackStatusReason = "", StackStatus } = await stacks.create("stack", template);
    assert.equal(StackStatus, "ROLLBACK_COMPLETE");
    const reasons = await stacks.reasons("stack", "stack");
    assert.match(
      `${reasons} ${StackStatusReason}`,
      /CustomResource attribute error: Vendor response doesn't contain Url/,
    );
  });

  it("refuses another service token, and a template without one", async () => {
    await stacks.create("stack", widget());
    const { StackStatus } = await stacks.update("stack", widget({ ServiceToken: `${provider}-2` }));
    assert.equal(StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.ok((await stacks.reasons("stack", "Widget")).includes("Modifying service token is not allowed."));
    await assert.rejects(stacks.create("none", { Resources: { W: { Type: "Custom::W", Properties: {} } } }), {
      message: /ServiceToken is required/,
    });
  });
});
