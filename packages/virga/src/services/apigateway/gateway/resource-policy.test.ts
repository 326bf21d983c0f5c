import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import {
  account,
  createGuardedApi,
  type Expected,
  explicit,
  type GuardedApi,
  missingToken,
  ok,
  unauthorized,
} from "./guarded-api.suite.ts";

describe("a resource policy", () => {
  let cloud: TestCloud;
  let guarded: GuardedApi;

  before(async () => {
    cloud = await createTestCloud();
    guarded = await createGuardedApi(cloud);
    const Statement = [statement("Allow", "10.0.0.1/32"), statement("Deny", "10.0.0.2")];
    await patchPolicy(JSON.stringify({ Version: "2012-10-17", Statement }));
  });

  after(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  /** `10.0.0.1` is allowed, `10.0.0.2` denied, of all others it says nothing. */
  const statement = (Effect: string, address: string) => ({
    Effect,
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    Condition: { IpAddress: { "aws:SourceIp": address } },
  });
  const [allowed, refused, silent] = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

  async function patchPolicy(value: string): Promise<void> {
    const patchOperations = [{ op: "replace" as const, path: "/policy", value }];
    await guarded.api.client.updateRestApi({ restApiId: guarded.api.id, patchOperations });
    await guarded.api.deploy();
  }

  const good: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
    "/open": () => ({}),
    "/key": () => guarded.keyHeader(guarded.keys.good),
    "/token": () => guarded.tokenHeader("allow"),
    "/cognito": () => guarded.tokenHeader(guarded.tokens.id),
    "/iam": () => guarded.signed("/dev/iam", guarded.users.allowed),
  };
  const cells: readonly [string, string, string, () => Expected][] = [
    ["without authorization, an allow", "/open", allowed, () => ok],
    ["without authorization, a deny", "/open", refused, () => guarded.denied(explicit)],
    ["without authorization, silence", "/open", silent, () => guarded.denied()],
    ["with an API key, a deny", "/key", refused, () => guarded.denied(explicit, "anonymous", "/key")],
    ["with a Lambda authorizer that allows, an allow", "/token", allowed, () => ok],
    [
      "with a Lambda authorizer that allows, a deny",
      "/token",
      refused,
      () => guarded.denied(explicit, "anonymous", "/token"),
    ],
    ["with a Lambda authorizer that allows, silence", "/token", silent, () => ok],
    ["with a Cognito token, an allow", "/cognito", allowed, () => ok],
    ["with a Cognito token, a deny", "/cognito", refused, () => guarded.denied(explicit, "anonymous", "/cognito")],
    ["with a Cognito token, silence", "/cognito", silent, () => guarded.denied("", "anonymous", "/cognito")],
    ["with a caller who may, an allow", "/iam", allowed, () => ok],
    [
      "with a caller who may, a deny",
      "/iam",
      refused,
      () => guarded.denied(explicit, `arn:aws:iam::${account}:user/allowed`, "/iam"),
    ],
    ["with a caller who may, silence", "/iam", silent, () => ok],
  ];
  for (const [name, path, address, expected] of cells) {
    it(`decides ${name}`, async () => {
      assert.deepEqual(await guarded.answer(path, good[path]?.() ?? {}, address), expected());
    });
  }

  it("lets in whom an authorizer or IAM says nothing of, but nobody whom they deny or do not know", async () => {
    const at = (path: string, headers: Readonly<Record<string, string>>, address: string) =>
      guarded.answer(path, headers, address);
    assert.deepEqual(await at("/token", guarded.tokenHeader("silent"), allowed), ok);
    assert.deepEqual(await at("/token", guarded.tokenHeader("silent"), silent), guarded.byAuthorizer());
    assert.deepEqual(await at("/token", guarded.tokenHeader("deny"), allowed), guarded.byAuthorizer(explicit));
    assert.deepEqual(await at("/token", {}, allowed), unauthorized);
    assert.deepEqual(await at("/cognito", {}, allowed), unauthorized);
    assert.deepEqual(await at("/cognito", {}, refused), unauthorized);
    assert.deepEqual(await at("/iam", guarded.signed("/dev/iam", guarded.users.silent), allowed), ok);
    assert.deepEqual(
      await at("/iam", guarded.signed("/dev/iam", guarded.users.denied), allowed),
      guarded.denied(explicit, `arn:aws:iam::${account}:user/denied`, "/iam"),
    );
    assert.deepEqual(await at("/iam", {}, allowed), missingToken);
  });

  it("that is none is refused", async () => {
    const broken = { name: "BadRequestException", message: /^Invalid policy document/ };
    for (const value of ["no json", "[]", '{"Statement": [{"Effect": "Perhaps"}]}']) {
      await assert.rejects(patchPolicy(value), broken, value);
    }
  });

  it("is gone when it is patched to nothing", async () => {
    await patchPolicy("");
    assert.deepEqual(await guarded.answer("/open", {}, refused), ok);
  });
});
