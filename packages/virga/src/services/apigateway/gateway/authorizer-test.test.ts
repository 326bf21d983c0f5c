import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { createGuardedApi, type GuardedApi } from "./guarded-api.suite.ts";

describe("a test of an authorizer", () => {
  let cloud: TestCloud;
  let guarded: GuardedApi;
  const ids: Record<string, string> = {};

  before(async () => {
    cloud = await createTestCloud();
    guarded = await createGuardedApi(cloud);
    const { items = [] } = await guarded.api.client.getAuthorizers({ restApiId: guarded.api.id });
    for (const { name = "", id = "" } of items) ids[name] = id;
  });

  after(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const ask = (name: string, token: string | undefined, more: object = {}) =>
    guarded.api.client.testInvokeAuthorizer({
      restApiId: guarded.api.id,
      authorizerId: ids[name] ?? "",
      headers: token === undefined ? {} : { Token: token },
      ...more,
    });

  for (const name of ["TOKEN", "REQUEST"]) {
    it(`of the type ${name} tells the policy, allowed or not`, async () => {
      const { clientStatus, principalId, policy = "", latency, log = "" } = await ask(name, "deny");
      assert.deepEqual([clientStatus, principalId, latency], [0, "ada", 0]);
      const [statement] = (JSON.parse(policy) as { Statement: { Effect: string; Resource: string }[] }).Statement;
      assert.equal(statement?.Effect, "Deny");
      assert.match(statement?.Resource ?? "", /\/ESTestInvoke-stage\/GET\/$/);
      const lines = log
        .trim()
        .split("\n")
        .map((line) => line.replace(/^.* UTC 2026 : /, ""));
      assert.match(lines[0] ?? "", /^Execution log for request [\w-]+$/);
      assert.match(lines[1] ?? "", /^Starting authorizer: \w+ for request: [\w-]+$/);
      assert.equal(lines[2], "Incoming identity: deny");
      assert.match(lines[3] ?? "", /^Endpoint request URI: arn:aws:apigateway:/);
      assert.deepEqual(lines.slice(-2), [
        "Using valid authorizer policy for principal: ada",
        "Successfully completed authorizer execution",
      ]);
    });
  }

  it("tells the status that the client would get", async () => {
    const statuses: [string, string | undefined, number][] = [
      ["TOKEN", undefined, 401],
      ["TOKEN", "UPPER", 401],
      ["TOKEN", "unknown", 401],
      ["TOKEN", "broken", 500],
      ["REQUEST", "rubbish", 500],
      ["pool", "rubbish", 401],
      ["pool", undefined, 401],
    ];
    for (const [name, token, status] of statuses) {
      assert.equal((await ask(name, token)).clientStatus, status, `${name} ${token}`);
    }
  });

  it("tells a user's claims", async () => {
    const { clientStatus, claims } = await ask("pool", guarded.tokens.id);
    assert.deepEqual([clientStatus, claims?.token_use, claims?.["cognito:username"]], [0, "id", "ada"]);
  });

  it("asks for an authorizer that exists", async () => {
    await assert.rejects(ask("TOKEN", "allow", { authorizerId: "absent" }), {
      name: "NotFoundException",
      message: "Invalid Authorizer identifier specified",
    });
  });
});
