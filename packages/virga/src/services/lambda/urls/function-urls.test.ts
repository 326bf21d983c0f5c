import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { AwsError } from "../../../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { account, createFunction, createRole } from "../functions.suite.ts";
import type { FunctionUrl, PolicyStatement } from "../model.ts";
import { fails, returns, ScriptedFunctions } from "../scripted-functions.suite.ts";

const place = { account, region: "us-east-1", functionName: "f" };
const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
const host = "abc123.lambda-url.us-east-1.on.aws";

type Event = Record<string, unknown> & { readonly requestContext: Record<string, unknown> };

describe("function URLs", () => {
  let cloud: TestCloud;
  let functions: ScriptedFunctions;

  beforeEach(async () => {
    functions = new ScriptedFunctions();
    cloud = await createTestCloud({ services: [functions.service()] });
    await createRole(cloud);
    await createFunction(cloud, "f");
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  function openUrl(url: Partial<FunctionUrl> = {}, statements = everybody()) {
    const { state } = functions;
    const times = { created: 0, lastModified: 0 };
    state.transact((transaction) => {
      state.putUrl(transaction, {
        ...place,
        urlId: "abc123",
        authType: "NONE",
        invokeMode: "BUFFERED",
        ...times,
        ...url,
      });
      state.putPolicy(transaction, place, { statements, revisionId: "1" });
    });
  }

  /** What CDK's addFunctionUrl grants. */
  function everybody(): PolicyStatement[] {
    const common = { Effect: "Allow", Principal: "*", Resource: arn } as const;
    return [
      {
        ...common,
        Sid: "url",
        Action: "lambda:InvokeFunctionUrl",
        Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
      },
      {
        ...common,
        Sid: "function",
        Action: "lambda:InvokeFunction",
        Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
      },
    ];
  }

  async function ask(request: Partial<WireRequest> = {}): Promise<WireResponse> {
    return cloud.runtime.handle({
      method: "GET",
      path: "/",
      rawQuery: "",
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
      ...request,
      headers: { host, ...request.headers },
    });
  }

  function event(): Event {
    return functions.events().at(-1) as Event;
  }

  it("gives the function the request in payload format 2.0", async () => {
    openUrl();
    await ask({
      method: "POST",
      path: "/my/path%20x",
      rawQuery: "a=1&a=2&b=x%20y",
      headers: { "content-type": "application/json", cookie: "c1=v1; c2=v2", "user-agent": "agent", "x-two": "1, 2" },
      body: Buffer.from('{"x":1}'),
    });
    const { requestContext, headers, ...rest } = event();
    assert.deepEqual(rest, {
      version: "2.0",
      routeKey: "$default",
      rawPath: "/my/path%20x",
      rawQueryString: "a=1&a=2&b=x%20y",
      cookies: ["c1=v1", "c2=v2"],
      queryStringParameters: { a: "1,2", b: "x y" },
      body: '{"x":1}',
      isBase64Encoded: false,
    });
    const { "x-amzn-trace-id": trace, ...sent } = headers as Record<string, string>;
    assert.match(trace ?? "", /^Root=1-6955b900-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/);
    assert.deepEqual(sent, {
      host,
      "content-type": "application/json",
      "user-agent": "agent",
      "x-two": "1, 2",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    });
    const { requestId, ...context } = requestContext;
    assert.match(String(requestId), /^[\da-f-]{36}$/);
    assert.deepEqual(context, {
      accountId: "anonymous",
      apiId: "abc123",
      domainName: host,
      domainPrefix: "abc123",
      http: { method: "POST", path: "/my/path%20x", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "agent" },
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: Date.UTC(2026, 0, 1),
    });
  });

  it("encodes bodies that are no text", async () => {
    openUrl();
    await ask({ method: "POST", headers: { "content-type": "image/png" }, body: Buffer.from([1, 2, 255]) });
    assert.equal(event().body, "AQL/");
    assert.equal(event().isBase64Encoded, true);
  });

  it("answers at the local name, with a port", async () => {
    openUrl();
    functions.answer = () => returns({ hi: true });
    const answer = await ask({ headers: { host: "abc123.lambda-url.us-east-1.localhost:4566" } });
    assert.equal(answer.status, 200);
    assert.equal(event().requestContext.domainName, "abc123.lambda-url.us-east-1.localhost");
  });

  it("answers with what the function says, or takes its result for the body", async () => {
    openUrl();
    const cases: [unknown, number, Record<string, unknown>, string][] = [
      ["hello", 200, { "content-type": "application/json" }, "hello"],
      [{ message: "hi" }, 200, { "content-type": "application/json" }, '{"message":"hi"}'],
      [null, 200, { "content-type": "application/json" }, "null"],
      [{ statusCode: 201 }, 201, { "content-type": "application/json" }, ""],
      [
        {
          statusCode: 302,
          headers: { "Content-Type": "text/plain", Location: "/there" },
          cookies: ["a=1; Secure", "b=2"],
          body: "go",
        },
        302,
        { "content-type": "text/plain", location: "/there", "set-cookie": ["a=1; Secure", "b=2"] },
        "go",
      ],
      [
        { statusCode: 200, body: "aGVsbG8=", isBase64Encoded: true },
        200,
        { "content-type": "application/json" },
        "hello",
      ],
    ];
    for (const [result, status, headers, body] of cases) {
      functions.answer = () => returns(JSON.stringify(result));
      const { headers: answered, ...answer } = await ask();
      const { "x-amzn-requestid": requestId, ...others } = answered;
      assert.ok(requestId);
      assert.deepEqual([answer.status, others, String(Buffer.from(answer.body))], [status, headers, body]);
    }
  });

  it("answers 502 where the function fails or makes no sense", async () => {
    openUrl();
    const bad = [
      () => fails("no"),
      () => returns("not json"),
      () => returns({ statusCode: "abc" }),
      () => returns({ statusCode: 200, headers: "x" }),
    ];
    for (const answer of bad) {
      functions.answer = answer;
      const { status, body } = await ask();
      assert.deepEqual([status, body], [502, "Internal Server Error"]);
    }
    functions.answer = () => {
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
    };
    assert.equal((await ask()).status, 429);
  });

  it("needs both permissions of the resource policy", async () => {
    const forbidden = { status: 403, body: '{"Message":"Forbidden"}' };
    for (const statements of [[], everybody().slice(0, 1), everybody().slice(1)]) {
      openUrl({}, statements);
      const { status, body } = await ask();
      assert.deepEqual({ status, body }, forbidden);
    }
    openUrl({}, everybody());
    assert.equal((await ask()).status, 200);
    assert.equal(functions.invocations.length, 1);
  });

  it("knows no other id and no other region", async () => {
    openUrl();
    assert.equal((await ask({ headers: { host: "other.lambda-url.us-east-1.on.aws" } })).status, 403);
    assert.equal((await ask({ headers: { host: "abc123.lambda-url.eu-west-1.on.aws" } })).status, 403);
  });

  it("lets in whoever signs and may invoke it, and tells the function who it is", async () => {
    openUrl({ authType: "AWS_IAM" }, []);
    assert.equal((await ask()).status, 403);
    const iam = cloud.client(IAM);
    await iam.createUser({ UserName: "caller" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "caller" });
    const keys = { id: AccessKey!.AccessKeyId!, secret: AccessKey!.SecretAccessKey! };
    assert.equal((await ask(signed(keys))).status, 403);
    const Action = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];
    const Statement = [{ Effect: "Allow", Action, Resource: arn }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putUserPolicy({ UserName: "caller", PolicyName: "invoke", PolicyDocument });
    assert.equal((await ask(signed(keys))).status, 200);
    const { User } = await iam.getUser({ UserName: "caller" });
    assert.equal(event().requestContext.accountId, account);
    assert.deepEqual(event().requestContext.authorizer, {
      iam: {
        accessKey: keys.id,
        accountId: account,
        callerId: User!.UserId,
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: User!.Arn,
        userId: User!.UserId,
      },
    });
    assert.equal((await ask(signed({ ...keys, secret: "wrong" }))).status, 403);
  });

  it("answers preflights itself and puts its CORS headers over the function's", async () => {
    openUrl({
      cors: {
        AllowOrigins: ["https://app.example.com"],
        AllowMethods: ["GET", "POST"],
        AllowHeaders: ["content-type"],
        ExposeHeaders: ["x-total"],
        MaxAge: 300,
        AllowCredentials: true,
      },
    });
    const origin = "https://app.example.com";
    const preflight = await ask({ method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    assert.equal(functions.invocations.length, 0);
    const { "x-amzn-requestid": _requestId, ...headers } = preflight.headers;
    assert.deepEqual(headers, {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "content-type",
      "access-control-max-age": "300",
      vary: "Origin",
    });
    functions.answer = () => returns({ statusCode: 200, headers: { "access-control-allow-origin": "*" }, body: "" });
    const answer = await ask({ headers: { origin } });
    assert.equal(answer.headers["access-control-allow-origin"], origin);
    assert.equal(answer.headers["access-control-expose-headers"], "x-total");
    const foreign = await ask({ headers: { origin: "https://evil.example.com" } });
    assert.equal(foreign.headers["access-control-allow-origin"], undefined);
  });

  it("leaves OPTIONS to a function without CORS settings", async () => {
    openUrl();
    await ask({ method: "OPTIONS", headers: { origin: "https://a", "access-control-request-method": "GET" } });
    assert.equal(functions.invocations.length, 1);
  });

  it("refuses by name to stream, and requests beyond 6 MB", async () => {
    openUrl({ invokeMode: "RESPONSE_STREAM" });
    const { status, body } = await ask();
    assert.equal(status, 501);
    assert.match(String(body), /RESPONSE_STREAM/);
    const large = await ask({ method: "POST", body: new Uint8Array(6 * 1024 * 1024 + 1) });
    assert.equal(large.status, 413);
  });
});

/** A GET of `/`, signed with version 4 for Lambda: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signed({ id, secret }: { readonly id: string; readonly secret: string }) {
  const date = "20260101T000000Z";
  const scope = "20260101/us-east-1/lambda/aws4_request";
  const empty = createHash("sha256").update("").digest("hex");
  const canonical = ["GET", "/", "", `host:${host}`, `x-amz-date:${date}`, "", "host;x-amz-date", empty].join("\n");
  const text = ["AWS4-HMAC-SHA256", date, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>(
      (secretKey, part) => createHmac("sha256", secretKey).update(part).digest(),
      `AWS4${secret}`,
    );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { headers: { authorization, "x-amz-date": date } };
}
