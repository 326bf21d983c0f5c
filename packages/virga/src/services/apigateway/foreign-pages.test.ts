import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { RestApiUnderTest } from "./rest-api.suite.ts";

/** Origins of pages that are not local: another site's, and what a sandboxed frame or a file sends. */
const foreignOrigins = ["https://app.example", "null"];
const allowOrigin = "access-control-allow-origin";

describe("pages of other sites", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;
  let stageUrl: string;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    const headers = { "Access-Control-Allow-Origin": "'*'" };
    await api.method("GET", "/users", { responses: [{ statusCode: "200", template: '{"ok": true}', headers }] });
    await api.method("OPTIONS", "/users", { responses: [{ statusCode: "204", headers }] });
    await api.method("GET", "/closed", { responseTemplate: "{}" });
    await api.deploy();
    stageUrl = `${await cloud.listen()}/_aws/execute-api/${api.id}/dev`;
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  for (const origin of foreignOrigins) {
    it(`of origin ${origin} may call a deployed API, whose own headers say who may read the answer`, async () => {
      const open = await fetch(`${stageUrl}/users`, { headers: { origin } });
      assert.deepEqual([open.status, open.headers.get(allowOrigin), await open.json()], [200, "*", { ok: true }]);
      const closed = await fetch(`${stageUrl}/closed`, { headers: { origin } });
      assert.deepEqual([closed.status, closed.headers.get(allowOrigin), await closed.text()], [200, null, "{}"]);
    });

    it(`of origin ${origin} get the API's own answer to a preflight`, async () => {
      const headers = { origin, "access-control-request-method": "GET" };
      const open = await fetch(`${stageUrl}/users`, { method: "OPTIONS", headers });
      assert.deepEqual([open.status, open.headers.get(allowOrigin)], [204, "*"]);
      const closed = await fetch(`${stageUrl}/closed`, { method: "OPTIONS", headers });
      assert.deepEqual([closed.status, closed.headers.get(allowOrigin)], [403, null]);
    });

    it(`of origin ${origin} may not call the AWS API, not at a deployed API's address either`, async () => {
      const target = { origin, "x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/json" };
      const answer = await fetch(`${stageUrl}/users`, { method: "POST", headers: target, body: "{}" });
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /^Virga does not answer pages of /);
      const control = await fetch(`${new URL(stageUrl).origin}/restapis/${api.id}`, { headers: { origin } });
      assert.match(await control.text(), /^Virga does not answer pages of /);
    });
  }
});
