import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createMemoryStore } from "../../../kernel/store/memory-store.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { createRuntime, type Runtime } from "../../../runtime.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { createGuardedApi, type GuardedApi } from "./guarded-api.suite.ts";

describe("a signature, on a clock that its maker shares", () => {
  let cloud: TestCloud;
  let guarded: GuardedApi;
  let runtime: Runtime;

  before(async () => {
    const store = createMemoryStore();
    cloud = await createTestCloud({ store });
    guarded = await createGuardedApi(cloud);
    runtime = await createRuntime({ store: store.fork(), clock: { kind: "real" } });
  });

  after(async () => {
    await runtime.close();
    await cloud.close();
  });

  it("is refused when it is too old", async () => {
    const headers = guarded.signed("/dev/iam", guarded.users.allowed);
    const request: WireRequest = {
      method: "GET",
      path: "/dev/iam",
      rawQuery: "",
      headers,
      body: new Uint8Array(),
      sourceIp: "::1",
    };
    const { status, headers: answered, body } = await runtime.handle(request);
    assert.deepEqual([status, answered["x-amzn-errortype"]], [403, "InvalidSignatureException"]);
    const { message } = JSON.parse(String(body)) as { message: string };
    assert.match(
      message,
      /^Signature expired: 20260101T000000Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    );
  });
});
