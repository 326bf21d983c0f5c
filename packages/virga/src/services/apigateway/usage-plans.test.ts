import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { APIGateway, CreateUsagePlanRequest } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { RestApiUnderTest } from "./rest-api.suite.ts";

const day = 24 * 60 * 60 * 1000;

describe("API keys and usage plans", () => {
  let cloud: TestCloud;
  let client: APIGateway;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    client = api.client;
    await api.method("GET", "/keyed", { apiKeyRequired: true });
    await api.method("GET", "/open");
    await api.deploy();
  });

  afterEach(() => cloud.close());

  const call = (key?: string) => api.send("GET", "/keyed", "", key === undefined ? {} : { "x-api-key": key });

  /** A key in a new plan for the stage. */
  async function keyInPlan(plan: Partial<CreateUsagePlanRequest> = {}) {
    const { id: keyId = "", value = "" } = await client.createApiKey({ name: "mine", enabled: true });
    const apiStages = [{ apiId: api.id, stage: "dev" }];
    const { id: usagePlanId = "" } = await client.createUsagePlan({ name: "plan", apiStages, ...plan });
    await client.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
    return { keyId, value, usagePlanId };
  }

  it("let in keys of a plan of the stage alone", async () => {
    const { value, keyId } = await keyInPlan();
    const { value: stray = "" } = await client.createApiKey({ enabled: true });
    const answers = await Promise.all([call(), call("unknown"), call(stray), call(value)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403, 200],
    );
    assert.equal(answers[0]?.text, '{"message":"Forbidden"}');
    assert.equal(answers[0]?.headers["x-amzn-errortype"], "ForbiddenException");
    await client.updateApiKey({
      apiKey: keyId,
      patchOperations: [{ op: "replace", path: "/enabled", value: "false" }],
    });
    assert.equal((await call(value)).status, 403);
  });

  it("show a key's value only when asked", async () => {
    const { keyId, value } = await keyInPlan();
    assert.equal((await client.getApiKey({ apiKey: keyId })).value, undefined);
    assert.equal((await client.getApiKey({ apiKey: keyId, includeValue: true })).value, value);
    await assert.rejects(client.createApiKey({ value }), { name: "ConflictException" });
    const { items } = await client.getApiKeys({ nameQuery: "mi", includeValues: true });
    assert.deepEqual(
      items?.map((key) => key.value),
      [value],
    );
  });

  it("throttle by a token bucket on the cloud's clock", async () => {
    const { value } = await keyInPlan({ throttle: { rateLimit: 2, burstLimit: 3 } });
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let index = 0; index < count; index++) found.push((await call(value)).status);
      return found;
    };
    assert.deepEqual(await statuses(4), [200, 200, 200, 429]);
    await cloud.clock.advance(1_000);
    assert.deepEqual(await statuses(3), [200, 200, 429]);
    const refused = await call(value);
    assert.equal(refused.text, '{"message":"Too Many Requests"}');
    assert.equal(refused.headers["x-amzn-errortype"], "TooManyRequestsException");
  });

  it("hold keys to their quota, which begins anew with its period", async () => {
    const { value, keyId, usagePlanId } = await keyInPlan({ quota: { limit: 2, period: "DAY" } });
    assert.deepEqual([(await call(value)).status, (await call(value)).status], [200, 200]);
    const refused = await call(value);
    assert.deepEqual([refused.status, refused.text], [429, '{"message":"Limit Exceeded"}']);
    await client.updateUsage({
      usagePlanId,
      keyId,
      patchOperations: [{ op: "replace", path: "/remaining", value: "1" }],
    });
    assert.deepEqual([(await call(value)).status, (await call(value)).status], [200, 429]);
    await cloud.clock.advance(day);
    assert.equal((await call(value)).status, 200);
    const usage = await client.getUsage({ usagePlanId, startDate: "2026-01-01", endDate: "2026-01-02" });
    assert.deepEqual(usage.items, {
      [keyId]: [
        [2, 0],
        [1, 1],
      ],
    });
  });

  it("leave an account its limits for all its APIs together, which can be raised", async () => {
    assert.deepEqual((await client.getAccount({})).throttleSettings, { burstLimit: 5000, rateLimit: 10_000 });
    const replace = (name: string, value: string) => ({ op: "replace" as const, path: `/throttle/${name}`, value });
    const patchOperations = [replace("burstLimit", "2"), replace("rateLimit", "1000")];
    const { throttleSettings } = await client.updateAccount({ patchOperations });
    assert.deepEqual(throttleSettings, { burstLimit: 2, rateLimit: 1000 });
    const status = async () => (await api.send("GET", "/open")).status;
    assert.deepEqual([await status(), await status(), await status()], [200, 200, 429]);
    await cloud.clock.advance(1);
    assert.deepEqual([await status(), await status()], [200, 429]);
    await client.updateAccount({ patchOperations: [replace("burstLimit", "3")] });
    assert.deepEqual([await status(), await status()], [200, 429]);
    const before = cloud.snapshot();
    cloud.restore(before);
    assert.equal(await status(), 200);
  });

  it("throttle a method of a stage for all callers", async () => {
    const setting = (name: string, value: string) => ({
      op: "replace" as const,
      path: `/~1open/GET/throttling/${name}`,
      value,
    });
    const patchOperations = [setting("rateLimit", "1"), setting("burstLimit", "1")];
    await client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations });
    assert.deepEqual([(await api.send("GET", "/open")).status, (await api.send("GET", "/open")).status], [200, 429]);
    await cloud.clock.advance(1_000);
    assert.equal((await api.send("GET", "/open")).status, 200);
  });

  it("have tags", async () => {
    const { usagePlanId, keyId } = await keyInPlan();
    for (const path of [`apikeys/${keyId}`, `usageplans/${usagePlanId}`]) {
      const resourceArn = `arn:aws:apigateway:us-east-1::/${path}`;
      await client.tagResource({ resourceArn, tags: { a: "1", b: "2" } });
      await client.untagResource({ resourceArn, tagKeys: ["a"] });
      assert.deepEqual((await client.getTags({ resourceArn })).tags, { b: "2" });
    }
  });

  it("are kept from being deleted while stages are in them", async () => {
    const { usagePlanId, keyId } = await keyInPlan();
    await assert.rejects(client.deleteUsagePlan({ usagePlanId }), { name: "BadRequestException" });
    const value = `${api.id}:dev`;
    await client.updateUsagePlan({ usagePlanId, patchOperations: [{ op: "remove", path: "/apiStages", value }] });
    await client.deleteUsagePlan({ usagePlanId });
    await assert.rejects(client.getUsagePlan({ usagePlanId }), { name: "NotFoundException" });
    assert.equal((await client.getApiKey({ apiKey: keyId })).name, "mine");
  });
});
