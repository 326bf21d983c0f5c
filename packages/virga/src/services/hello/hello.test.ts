import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { AwsError } from "../../kernel/errors.ts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { hello } from "./index.ts";

const here = {
  principal: { kind: "root", account: "000000000000" },
  account: "000000000000",
  region: "us-east-1",
} as const;

describe("the hello service", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud({ services: [hello] });
  });

  afterEach(() => cloud.close());

  function say(name: string) {
    return cloud.runtime.host.bus.call("hello", "SayHello", { Name: name }, here);
  }

  /** hello is no service of AWS's, so there is no SDK client for it: this is what one would send. */
  async function send(operation: string, input: object, headers: Readonly<Record<string, string>> = {}) {
    const response = await cloud.runtime.handle({
      method: "POST",
      path: "/",
      rawQuery: "",
      headers: { host: "localhost:4566", "x-amz-target": `Hello_20260101.${operation}`, ...headers },
      body: Buffer.from(JSON.stringify(input)),
      sourceIp: "127.0.0.1",
    });
    return { status: response.status, body: JSON.parse(String(response.body)) as Record<string, unknown> };
  }

  it("greets and counts", async () => {
    assert.deepEqual(await say("Ada"), { Message: "Hello, Ada!", Count: 1 });
    assert.deepEqual(await say("Ada"), { Message: "Hello again, Ada! (2)", Count: 2 });
  });

  it("tells when a name was greeted last, on the cloud's clock", async () => {
    await say("Ada");
    await cloud.clock.advance(60_000);
    await say("Ada");
    const greeting = await cloud.runtime.host.bus.call("hello", "DescribeGreeting", { Name: "Ada" }, here);
    assert.deepEqual(greeting.LastGreetedAt, new Date("2026-01-01T00:01:00Z"));
    assert.equal(greeting.Arn, "arn:aws:hello:us-east-1:000000000000:greeting/Ada");
  });

  it("keeps accounts and regions apart", async () => {
    await say("Ada");
    const elsewhere = cloud.runtime.host.bus.call(
      "hello",
      "DescribeGreeting",
      { Name: "Ada" },
      { ...here, region: "eu-west-1" },
    );
    await assert.rejects(elsewhere, { code: "GreetingNotFoundException", message: "Nobody has greeted Ada yet." });
  });

  it("answers over the wire in its model's protocol", async () => {
    const signed = {
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/hello/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20260101T000000Z",
    };
    assert.deepEqual(await send("SayHello", { Name: "Ada" }, signed), {
      status: 200,
      body: { Message: "Hello, Ada!", Count: 1 },
    });
    const { status, body } = await send("SayHello", { Name: "7" }, signed);
    assert.equal(status, 400);
    assert.match(
      String(body.message),
      /^1 validation error detected: Value '7' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    );
  });

  it("refuses whoever carries no credentials", async () => {
    const { status, body } = await send("SayHello", { Name: "Ada" });
    assert.equal(status, 400);
    assert.match(String(body.__type), /MissingAuthenticationToken|AccessDenied/);
  });

  it("fails where a fault strikes, once", async () => {
    cloud.addFault({
      service: "hello",
      operation: "SayHello",
      error: { code: "ThrottlingException", message: "Slow down" },
      times: 1,
    });
    await assert.rejects(say("Ada"), (thrown) => thrown instanceof AwsError && thrown.code === "ThrottlingException");
    assert.equal((await say("Ada")).Count, 1);
  });

  it("goes back to a snapshot, and forks", async () => {
    await say("Ada");
    const snapshot = cloud.snapshot();
    await say("Ada");
    const fork = await cloud.fork();
    cloud.restore(snapshot);
    assert.equal((await say("Ada")).Count, 2);
    assert.equal((await fork.runtime.host.bus.call("hello", "SayHello", { Name: "Ada" }, here)).Count, 3);
    await fork.close();
  });

  it("leaves a trace of every call", async () => {
    await say("Ada");
    assert.deepEqual(
      cloud.traces()[0]?.spans.map(({ name }) => name),
      ["hello.SayHello"],
    );
  });
});
