import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WireRequest } from "../kernel/wire.ts";
import { answerPreflight, openToPages } from "./cors.ts";

const preflight: WireRequest = {
  method: "OPTIONS",
  path: "/",
  rawQuery: "",
  headers: {
    origin: "http://localhost:3000",
    "access-control-request-method": "POST",
    "access-control-request-headers": "x-amz-target",
  },
  body: new Uint8Array(),
  sourceIp: "127.0.0.1",
};

describe("calls of AWS's APIs from pages", () => {
  it("are allowed when the browser asks", () => {
    const answer = answerPreflight(preflight)!;
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.equal(answer.headers["access-control-allow-methods"], "POST");
    assert.equal(answer.headers["access-control-allow-headers"], "x-amz-target");
    assert.equal(answerPreflight({ ...preflight, method: "POST" }), undefined);
    assert.equal(answerPreflight({ ...preflight, headers: {} }), undefined);
  });

  it("get answers that the page may read; a service's own CORS headers stay", () => {
    const answer = { status: 200, headers: { etag: "e" }, body: "" };
    assert.equal(openToPages(preflight, answer).headers["access-control-allow-origin"], "*");
    const own = { ...answer, headers: { "access-control-allow-origin": "http://localhost:3000" } };
    assert.equal(openToPages(preflight, own), own);
    assert.equal(openToPages({ ...preflight, headers: {} }, answer), answer);
  });
});
