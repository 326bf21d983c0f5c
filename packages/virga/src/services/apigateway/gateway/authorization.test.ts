import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import {
  account,
  createGuardedApi,
  type Expected,
  explicit,
  forbidden,
  type GuardedApi,
  type Keys,
  missingToken,
  ok,
  unauthorized,
} from "./guarded-api.suite.ts";

const hour = 60 * 60 * 1000;

describe("the ways into a method, with each kind of credentials", () => {
  let cloud: TestCloud;
  let guarded: GuardedApi;

  before(async () => {
    cloud = await createTestCloud();
    guarded = await createGuardedApi(cloud);
  });

  after(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const broken: Expected = [500, '{"message":null}', "AuthorizerFailureException"];
  const misconfigured: Expected = [500, '{"message":null}', "AuthorizerConfigurationException"];

  describe("a Lambda authorizer of tokens", () => {
    const cells: readonly [string, string | undefined, Expected | (() => Expected)][] = [
      ["good", "allow", ok],
      ["missing", undefined, unauthorized],
      ["empty", "", unauthorized],
      ["that break the validation expression", "UPPER", unauthorized],
      ["unknown to the function", "unknown", unauthorized],
      ["that its policy denies", "deny", () => guarded.byAuthorizer(explicit)],
      ["that its policy says nothing of", "silent", () => guarded.byAuthorizer()],
      ["that the function fails on", "broken", broken],
      ["that the function answers rubbish to", "rubbish", misconfigured],
    ];
    for (const [name, token, expected] of cells) {
      it(`answers credentials ${name}`, async () => {
        const wanted = typeof expected === "function" ? expected() : expected;
        assert.deepEqual(await guarded.answer("/token", guarded.tokenHeader(token)), wanted);
      });
    }
  });

  describe("a Lambda authorizer of requests", () => {
    const cells: readonly [string, string | undefined, Expected | (() => Expected)][] = [
      ["good", "allow", ok],
      ["good and kept", "allow", ok],
      ["without an identity source", undefined, unauthorized],
      ["unknown to the function", "unknown", unauthorized],
      ["that its policy denies", "deny", () => guarded.byAuthorizer(explicit)],
      ["that its policy says nothing of", "silent", () => guarded.byAuthorizer()],
      ["that the function fails on", "broken", broken],
      ["that the function answers rubbish to", "rubbish", misconfigured],
    ];
    for (const [name, token, expected] of cells) {
      it(`answers credentials ${name}`, async () => {
        const wanted = typeof expected === "function" ? expected() : expected;
        assert.deepEqual(await guarded.answer("/request", guarded.tokenHeader(token)), wanted);
      });
    }
  });

  describe("a Cognito authorizer", () => {
    const cells: readonly [string, string, string | undefined, Expected][] = [
      ["an ID token", "/cognito", "id", ok],
      ["no token", "/cognito", undefined, unauthorized],
      ["a token of another pool", "/cognito", "foreign", unauthorized],
      ["an access token where no scopes are named", "/cognito", "access", unauthorized],
      ["an access token with the scope", "/scoped", "access", ok],
      ["an access token without the scope", "/otherscope", "access", unauthorized],
      ["an ID token where scopes are named", "/scoped", "id", unauthorized],
    ];
    for (const [name, path, token, expected] of cells) {
      it(`answers ${name}`, async () => {
        assert.deepEqual(await guarded.answer(path, guarded.tokenHeader(token && guarded.tokens[token])), expected);
      });
    }

    it("answers rubbish and tampered tokens", async () => {
      const [header, payload, signature = ""] = (guarded.tokens.id ?? "").split(".");
      const tampered = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
      for (const token of ["rubbish", "a.b.c", tampered, `${header}.${payload}.`]) {
        assert.deepEqual(await guarded.answer("/cognito", guarded.tokenHeader(token)), unauthorized, token);
      }
    });
  });

  describe("an API key", () => {
    const cells: readonly [string, string | undefined, Expected][] = [
      ["of a plan of the stage", "good", ok],
      ["that is missing", undefined, forbidden],
      ["that is unknown", "unknown", forbidden],
      ["that is disabled", "disabled", forbidden],
      ["in no plan", "planless", forbidden],
      ["in a plan without the stage", "elsewhere", forbidden],
      [
        "beyond its throttling limit",
        "throttled",
        [429, '{"message":"Too Many Requests"}', "TooManyRequestsException"],
      ],
      ["beyond its quota", "exhausted", [429, '{"message":"Limit Exceeded"}', "LimitExceededException"]],
    ];
    for (const [name, key, expected] of cells) {
      it(`is answered ${name}`, async () => {
        assert.deepEqual(
          await guarded.answer("/key", guarded.keyHeader(key && (guarded.keys[key] ?? "unknown-key-of-20-letters"))),
          expected,
        );
      });
    }
  });

  describe("IAM authorization", () => {
    const wrong: Expected = [
      403,
      '{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}',
      "InvalidSignatureException",
    ];
    const bareWord: Expected = [
      403,
      `{"message":"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=allow"}`,
      "IncompleteSignatureException",
    ];
    const user = (name: string) => `arn:aws:iam::${account}:user/${name}`;
    const cells: readonly [string, () => Readonly<Record<string, string>>, () => Expected][] = [
      ["a caller who may", () => guarded.signed("/dev/iam", guarded.users.allowed), () => ok],
      ["nobody", () => ({}), () => missingToken],
      [
        "another kind of credentials",
        () => ({ authorization: "Bearer x" }),
        () => [
          403,
          `{"message":"'x' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer x'."}`,
          "IncompleteSignatureException",
        ],
      ],
      ["a bare word", () => ({ authorization: "allow" }), () => bareWord],
      [
        "a wrong secret",
        () => guarded.signed("/dev/iam", { ...(guarded.users.allowed as Keys), secret: "wrong" }),
        () => wrong,
      ],
      ["a signature of another path", () => guarded.signed("/dev/open", guarded.users.allowed), () => wrong],
      [
        "a signature without a part",
        () => ({ authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/execute-api/aws4_request" }),
        () => [
          403,
          `{"message":"Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/execute-api/aws4_request"}`,
          "IncompleteSignatureException",
        ],
      ],
      [
        "a caller who is denied it",
        () => guarded.signed("/dev/iam", guarded.users.denied),
        () => guarded.denied(explicit, user("denied"), "/iam"),
      ],
      [
        "a caller whom nothing lets in",
        () => guarded.signed("/dev/iam", guarded.users.silent),
        () => guarded.denied("", user("silent"), "/iam"),
      ],
    ];
    for (const [name, headers, expected] of cells) {
      it(`answers ${name}`, async () => {
        assert.deepEqual(await guarded.answer("/iam", headers()), expected());
      });
    }

    it("answers a role's session until it has expired, and not with another one's token", async () => {
      const session = await guarded.assumeRole();
      assert.deepEqual(await guarded.answer("/iam", guarded.signed("/dev/iam", session)), ok);
      const stolen = guarded.signed("/dev/iam", { ...session, token: "another" });
      const invalid: Expected = [
        403,
        '{"message":"The security token included in the request is invalid."}',
        "UnrecognizedClientException",
      ];
      assert.deepEqual(await guarded.answer("/iam", stolen), invalid);
    });

    it("answers like that under paths that no method has, too", async () => {
      assert.deepEqual(await guarded.answer("/none", {}), missingToken);
      assert.deepEqual(await guarded.answer("/none", { authorization: "allow" }), bareWord);
    });

    it("asks for a signature in no other method", async () => {
      const headers = guarded.signed("/dev/open", { ...(guarded.users.allowed as Keys), secret: "wrong" });
      assert.deepEqual(await guarded.answer("/open", headers), ok);
    });
  });

  it("an API key that the authorizer names, where the API takes keys from there", async () => {
    const both = (usage: string | undefined, token: string) => {
      const key: Record<string, string> = usage === undefined ? {} : { usage: guarded.keys[usage] ?? usage };
      return guarded.answer("/both", { ...guarded.tokenHeader(token), ...key });
    };
    const patchOperations = [{ op: "replace" as const, path: "/apiKeySource", value: "AUTHORIZER" }];
    await guarded.api.client.updateRestApi({ restApiId: guarded.api.id, patchOperations });
    await guarded.api.deploy();
    assert.deepEqual(await both("good", "one"), ok);
    assert.deepEqual(await both("disabled", "two"), forbidden);
    assert.deepEqual(await both("unknown", "three"), forbidden);
    assert.deepEqual(await both(undefined, "four"), forbidden);
    assert.deepEqual(await guarded.answer("/both", guarded.keyHeader(guarded.keys.good)), unauthorized);
    const header = { ...guarded.tokenHeader("five"), ...guarded.keyHeader(guarded.keys.good) };
    assert.deepEqual(await guarded.answer("/both", header), forbidden);
  });

  it("credentials that have expired", async () => {
    const session = await guarded.assumeRole();
    await cloud.clock.advance(hour);
    const expired: Expected = [
      403,
      '{"message":"The security token included in the request is expired"}',
      "ExpiredTokenException",
    ];
    assert.deepEqual(await guarded.answer("/iam", guarded.signed("/dev/iam", session)), expired);
    assert.deepEqual(await guarded.answer("/cognito", guarded.tokenHeader(guarded.tokens.id)), [
      401,
      '{"message":"The incoming token has expired"}',
      "UnauthorizedException",
    ]);
  });
});
