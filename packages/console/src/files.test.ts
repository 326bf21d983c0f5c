import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "virga/testing";

describe("the console", () => {
  let cloud: TestCloud;
  let endpoint: string;

  before(async () => {
    cloud = await createTestCloud();
    endpoint = await cloud.runtime.listen({ port: 0 });
  });

  after(() => cloud.close());

  it("is a page with its program and its style, which nothing else may run in", async () => {
    const page = await fetch(`${endpoint}/_virga/console/`);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'self'/);
    const text = await page.text();
    const parts = Array.from(text.matchAll(/(?:src|href)="([^":]+)"/g), ([, name = ""]) => name);
    assert.deepEqual(parts.toSorted(), ["main.js", "style.css"]);
    for (const part of parts) {
      const answer = await fetch(new URL(part, page.url));
      assert.equal(answer.status, 200, part);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/(css|javascript)/);
      assert.notEqual((await answer.text()).length, 0, part);
    }
  });

  it("is found without its last slash, and has nothing else", async () => {
    assert.equal((await fetch(`${endpoint}/_virga/console`)).url, `${endpoint}/_virga/console/`);
    assert.equal((await fetch(`${endpoint}/_virga/console/../runtime.ts`)).status, 404);
    assert.equal((await fetch(`${endpoint}/_virga/console/none.js`)).status, 404);
    assert.equal((await fetch(`${endpoint}/_virga/console/`, { method: "POST" })).status, 405);
  });
});
