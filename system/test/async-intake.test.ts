import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DeleteStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import fc from "fast-check";
import { createTestCloud, type TestCloud } from "virga/testing";
import { DeployedIntake } from "./async-intake.suite.ts";

const minute = 60_000;
const submitted = { status: 200, body: { status: "webhook submitted" } };
const failed = { status: 500, body: { status: "webhook failed" } };

function refused(status: number, message: string): object {
  return { status, body: { status: "webhook refused", message } };
}

describe("the asynchronous intake", () => {
  let cloud: TestCloud;
  let intake: DeployedIntake;
  let deployed: ReturnType<TestCloud["snapshot"]>;

  before(async () => {
    cloud = await createTestCloud();
    intake = await DeployedIntake.deploy(cloud);
    deployed = cloud.snapshot();
  });

  beforeEach(() => {
    cloud.restore(deployed);
    cloud.runtime.host.faults.clear();
  });

  after(() => cloud?.close());

  async function inputs(): Promise<(string | undefined)[]> {
    return Promise.all((await intake.executions()).map((arn) => intake.inputOf(arn)));
  }

  /** API Gateway lets an account 5,000 requests in at once, and the clock stands still while they come. */
  async function raiseBurstLimit(): Promise<void> {
    const account = "000000000000";
    const context = { principal: { kind: "root", account }, account, region: "us-east-1" } as const;
    const patchOperations = [{ op: "replace", path: "/throttle/burstLimit", value: "10000" }];
    await cloud.runtime.host.bus.callNamed("apigateway", "UpdateAccount", { patchOperations }, context);
  }

  it("answers at once, and works afterwards", async () => {
    assert.deepEqual(await intake.send({ id: "1" }), submitted);
    assert.equal((await intake.executions("RUNNING")).length, 1);
    assert.deepEqual(await intake.records(), []);
    await cloud.clock.advance(2 * minute);
    assert.equal((await intake.executions("SUCCEEDED")).length, 1);
    assert.deepEqual(await intake.records(), [{ id: "1" }]);
  });

  it("makes a record of each item of a batch, in order, also of those that have no record", async () => {
    const resources = Array.from({ length: 600 }, (_, value) => ({ id: "1", value }));
    assert.deepEqual(await intake.send({ entry: resources.map((resource) => ({ resource })) }), submitted);
    await cloud.clock.advance(2 * minute);
    assert.deepEqual(await intake.records(), resources);
    const odd = [{ entry: [{ fullUrl: "urn:1" }] }, { entry: [] }, { entry: "none" }, [1], 5, "text", { id: 7 }];
    for (const body of odd) assert.deepEqual(await intake.send(JSON.stringify(body)), submitted);
    await cloud.clock.advance(2 * minute);
    const more = (await intake.records()).filter((record) => (record as { value?: number })?.value === undefined);
    const expected = [{ fullUrl: "urn:1" }, ...odd.slice(1)];
    assert.deepEqual(
      new Set(more.map((record) => JSON.stringify(record))),
      new Set(expected.map((body) => JSON.stringify(body))),
    );
  });

  it("puts records again that the stream did not take", async () => {
    const error = { code: "ProvisionedThroughputExceededException", message: "Slow down", status: 400 };
    cloud.addFault({ service: "kinesis", operation: "PutRecords", times: 5, error });
    await intake.send({ id: "1" });
    await cloud.clock.advance(10 * minute);
    assert.equal((await intake.executions("SUCCEEDED")).length, 1);
    assert.deepEqual(await intake.records(), [{ id: "1" }]);
  });

  it("hands any JSON over to the character", async () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("O'Brien", "\\'", "\\", '"', "\n\u2028", "😀"),
    );
    const json = fc.oneof(fc.jsonValue({ stringUnit: "binary" }), fc.dictionary(texts, texts));
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(0, 1), async (value, indent) => {
        cloud.restore(deployed);
        const body = JSON.stringify(value, null, indent);
        assert.deepEqual(await intake.send(body), submitted);
        // A lone surrogate is no UTF-8: what is sent in its place is U+FFFD.
        assert.deepEqual(await inputs(), [body.toWellFormed()]);
      }),
      { numRuns: 50 },
    );
  });

  it("takes an empty body for an empty object", async () => {
    assert.deepEqual(await intake.send(""), submitted);
    assert.deepEqual(await inputs(), ["{}"]);
  });

  it("refuses what is no JSON with 400", async () => {
    for (const body of ["{", "text", "{'a':1}", '{"a":1}}', '"\\\'"', "\u0000"]) {
      assert.deepEqual(await intake.send(body), refused(400, "The body is not JSON."), JSON.stringify(body));
    }
    assert.equal((await intake.send("a=1", { "content-type": "application/x-www-form-urlencoded" })).status, 415);
    assert.deepEqual(await intake.executions(), []);
  });

  it("takes what Step Functions can hold, and refuses more with 413", async () => {
    const ofBytes = (bytes: number, character: string) =>
      `"${character.repeat(Math.floor((bytes - 2) / Buffer.byteLength(character)))}"`;
    assert.deepEqual(await intake.send(ofBytes(262_144, "a")), submitted);
    for (const body of [ofBytes(262_145, "a"), ofBytes(300_000, "é"), ofBytes(5_000_000, "a")]) {
      assert.deepEqual(await intake.send(body), refused(413, "The body is larger than 256 KiB."));
    }
    assert.equal((await intake.send(ofBytes(10_485_761, "a"))).status, 413);
    assert.equal((await intake.executions()).length, 1);
  });

  describe("with an idempotency key", () => {
    it("takes a webhook that is sent again for the same, while it is worked on and afterwards", async () => {
      const headers = { "Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324" };
      for (const pause of [0, 1000, 2 * minute, 24 * 60 * minute]) {
        await cloud.clock.advance(pause);
        assert.deepEqual(await intake.send({ id: "1" }, headers), submitted);
      }
      assert.equal((await intake.executions()).length, 1);
    });

    it("loses nothing of another webhook with the same key", async () => {
      const headers = { "idempotency-key": "key" };
      for (const id of ["1", "2", "1"]) assert.deepEqual(await intake.send({ id }, headers), submitted);
      assert.deepEqual((await inputs()).toSorted(), ['{"id":"1"}', '{"id":"2"}']);
    });

    it("works on all webhooks without one", async () => {
      const none: Record<string, string>[] = [{}, {}, { "Idempotency-Key": "" }];
      for (const headers of none) await intake.send({ id: "1" }, headers);
      assert.equal((await intake.executions()).length, 3);
    });

    it("takes keys of any characters, and refuses those that are too long", async () => {
      for (const key of ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a/b", "a:b", "a b", "K".repeat(60)]) {
        assert.deepEqual(await intake.send({ id: "1" }, { "Idempotency-Key": key }), submitted, key);
      }
      assert.equal((await intake.executions()).length, 5);
      const tooLong = { "Idempotency-Key": "K".repeat(81) };
      assert.deepEqual(await intake.send({ id: "1" }, tooLong), refused(400, "The idempotency key is too long."));
    });
  });

  describe("that can't start its workflow", () => {
    it("says so where it is throttled, or Step Functions is broken", async () => {
      const faults = [
        { code: "ThrottlingException", message: "Rate exceeded", status: 400 },
        { code: "ExecutionLimitExceeded", message: "Too many executions", status: 400 },
        { code: "InternalFailure", message: "the disk of host-17 is full", status: 500 },
        { code: "ServiceUnavailable", message: "Later", status: 503 },
      ];
      for (const error of faults) {
        const fault = cloud.addFault({ service: "states", operation: "StartExecution", error });
        assert.deepEqual(await intake.send({ id: "1" }), failed, error.code);
        cloud.removeFault(fault);
      }
      assert.deepEqual(await intake.send({ id: "1" }), submitted);
    });

    it("says so where its role may not start it", async () => {
      const iam = cloud.client(IAMClient);
      const { RoleName } = intake.outputs;
      const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
      assert.deepEqual(await intake.send({ id: "1" }), failed);
    });

    it("says so where the workflow is gone", async () => {
      const stateMachineArn = intake.outputs.StateMachineArn;
      await cloud.client(SFNClient).send(new DeleteStateMachineCommand({ stateMachineArn }));
      assert.deepEqual(await intake.send({ id: "1" }), failed);
    });

    it("is answered for by API Gateway itself where it may not take on the role", async () => {
      const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
      const { RoleName } = intake.outputs;
      await cloud.client(IAMClient).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
      assert.deepEqual(await intake.send({ id: "1" }), { status: 500, body: { message: "Internal server error" } });
    });
  });

  it("answers 5,000 webhooks, 100 at a time, while each is worked on for a minute, and works on each once", async (test) => {
    const webhooks = 5000;
    await raiseBurstLimit();
    const statuses = new Map<number, number>();
    const durations: number[] = [];
    let next = 0;
    const client = async () => {
      while (next < webhooks) {
        const id = String(next++);
        const begun = performance.now();
        const { status } = await intake.send({ id }, { "Idempotency-Key": id });
        durations.push(performance.now() - begun);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Every tenth client did not hear the answer, and sends again.
        if (Number(id) % 10 === 0) await intake.send({ id }, { "Idempotency-Key": id });
      }
    };
    await Promise.all(Array.from({ length: 100 }, client));
    assert.deepEqual(statuses, new Map([[200, webhooks]]));
    const [p50, p99] = [0.5, 0.99].map((share) => durations.toSorted((a, b) => a - b)[Math.floor(share * webhooks)]!);
    test.diagnostic(`answered after ${p50!.toFixed(1)} ms (p50), ${p99!.toFixed(1)} ms (p99)`);
    assert.equal((await intake.executions("RUNNING")).length, webhooks);
    await cloud.clock.advance(5 * minute);
    assert.equal((await intake.executions("SUCCEEDED")).length, webhooks);
    const all = new Set(await inputs());
    assert.deepEqual([all.size, (await intake.executions()).length], [webhooks, webhooks]);
    const records = (await intake.records()) as { id: string }[];
    assert.equal(new Set(records.map(({ id }) => id)).size, webhooks);
  });
});
