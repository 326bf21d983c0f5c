import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { SSM } from "@aws-sdk/client-ssm";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { RestApiUnderTest } from "./rest-api.suite.ts";

const roleArn = "arn:aws:iam::000000000000:role/gateway";

describe("a deployed REST API", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  describe("finds the method", () => {
    beforeEach(async () => {
      const responseTemplate = `{"resource": "$context.resourcePath", "path": "$context.path", "p": "$input.params().path"}`;
      for (const path of ["/", "/users", "/users/{id}", "/users/me", "/files/{proxy+}"]) {
        await api.method("GET", path, { responseTemplate });
      }
      await api.method("ANY", "/any", { responseTemplate });
      await api.deploy();
    });

    for (const [path, resource, parameters] of [
      ["", "/", "{}"],
      ["/", "/", "{}"],
      ["/users", "/users", "{}"],
      ["/users/", "/users", "{}"],
      ["/users/7%2F8", "/users/{id}", "{id=7/8}"],
      ["/users/me", "/users/me", "{}"],
      ["/files/a/b%20c", "/files/{proxy+}", "{proxy=a/b c}"],
    ] as const) {
      it(`of ${path || "the stage itself"}`, async () => {
        const answer = await api.send("GET", path);
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.json, { resource, path: `/dev${path || "/"}`, p: parameters });
      });
    }

    it("by any HTTP method under ANY", async () => {
      assert.deepEqual(
        [(await api.send("PATCH", "/any")).status, (await api.send("PATCH", "/users")).status],
        [200, 403],
      );
    });

    it("and says Missing Authentication Token where there is none", async () => {
      const answer = await api.send("GET", "/nowhere");
      assert.equal(answer.status, 403);
      assert.equal(answer.headers["x-amzn-errortype"], "MissingAuthenticationTokenException");
      assert.deepEqual(answer.json, { message: "Missing Authentication Token" });
      assert.ok(answer.headers["x-amzn-requestid"] && answer.headers["x-amz-apigw-id"]);
    });

    it("by every way to say which API and stage", async () => {
      const hosts = [`${api.id}.execute-api.us-east-1.amazonaws.com`, `${api.id}.execute-api.localhost`];
      for (const host of hosts) {
        assert.equal((await api.request({ method: "GET", path: "/dev/users", headers: { host } })).status, 200);
      }
      for (const path of [`/restapis/${api.id}/dev/_user_request_/users`, `/_aws/execute-api/${api.id}/dev/users`]) {
        assert.equal((await api.request({ method: "GET", path })).status, 200);
      }
    });

    it("and is forbidden to all if there is no such stage or API", async () => {
      const host = `${api.id}.execute-api.localhost`;
      for (const [path, from] of [
        ["/prod/users", host],
        ["/dev/users", "none0.execute-api.localhost"],
      ] as const) {
        const answer = await api.request({ method: "GET", path, headers: { host: from } });
        assert.deepEqual([answer.status, answer.text], [403, '{"message":"Forbidden"}']);
      }
    });
  });

  it("serves what was deployed until it is deployed again", async () => {
    await api.method("GET", "/a", { responseTemplate: "first" });
    await api.deploy();
    await api.method("GET", "/b", { responseTemplate: "second" });
    assert.equal((await api.send("GET", "/b")).status, 403);
    await api.deploy();
    assert.equal((await api.send("GET", "/b")).text, "second");
  });

  describe("with a mock", () => {
    const mock = (template: string) => ({ requestTemplates: { "application/json": template } });

    it("answers with the status code of a leniently read template", async () => {
      await api.method("OPTIONS", "/", {
        integration: mock("{ statusCode: 200 }"),
        responses: [{ statusCode: "204", headers: { "Access-Control-Allow-Origin": "'*'" } }],
      });
      await api.deploy();
      const answer = await api.send("OPTIONS", "/");
      assert.deepEqual([answer.status, answer.text], [204, ""]);
      assert.equal(answer.headers["access-control-allow-origin"], "*");
    });

    it("keeps overrides of the request template for the response", async () => {
      await api.method("GET", "/", {
        integration: mock(
          '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar")#set($context.responseOverride.custom = "x"){"statusCode": 200,}',
        ),
        responses: [
          {
            statusCode: "200",
            selectionPattern: "2\\d{2}",
            template: `{"status": "$context.responseOverride.status", "custom": "$context.responseOverride.custom"}`,
          },
        ],
      });
      await api.deploy();
      const answer = await api.send("GET", "/");
      assert.equal(answer.status, 444);
      assert.equal(answer.headers.foo, "bar");
      assert.deepEqual(answer.json, { status: "444", custom: "x" });
    });

    it("is a configuration error if the template gives no status code, or no response is for it", async () => {
      await api.method("GET", "/none", { integration: mock("{}") });
      await api.method("GET", "/other", { responses: [{ statusCode: "200", selectionPattern: "5\\d{2}" }] });
      await api.method("GET", "/broken", { responseTemplate: "#if($x)" });
      await api.deploy();
      for (const path of ["/none", "/other", "/broken"]) {
        const answer = await api.send("GET", path);
        assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
        assert.equal(answer.headers["x-amzn-errortype"], "InternalServerErrorException");
      }
    });
  });

  describe("takes a body without a template for its content type", () => {
    for (const [passthroughBehavior, templates, status] of [
      ["WHEN_NO_MATCH", { "application/json": "x" }, 200],
      ["WHEN_NO_TEMPLATES", { "application/json": "x" }, 415],
      ["WHEN_NO_TEMPLATES", {}, 200],
      ["NEVER", {}, 415],
    ] as const) {
      it(`as ${passthroughBehavior} says, ${Object.keys(templates).length} templates`, async () => {
        await api.method("POST", "/", { integration: { passthroughBehavior, requestTemplates: templates } });
        await api.deploy();
        const answer = await api.send("POST", "/", '{"statusCode": 200}', { "content-type": "text/plain" });
        assert.equal(answer.status, status);
        if (status === 415) assert.equal(answer.text, '{"message": "Unsupported Media Type"}');
      });
    }
  });

  describe("validates", () => {
    beforeEach(async () => {
      const { client, id: restApiId } = api;
      const validator = { restApiId, validateRequestBody: true, validateRequestParameters: true };
      const { id: requestValidatorId = "" } = await client.createRequestValidator(validator);
      const name = { type: "string", minLength: 1, pattern: "^[A-Z][\\w\\-\\']*$" };
      await client.createModel({
        restApiId,
        name: "Name",
        contentType: "application/json",
        schema: JSON.stringify(name),
      });
      const schema = {
        $schema: "http://json-schema.org/draft-04/schema#",
        type: "object",
        required: ["name"],
        additionalProperties: false,
        properties: { name: { $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Name` } },
      };
      await client.createModel({
        restApiId,
        name: "User",
        contentType: "application/json",
        schema: JSON.stringify(schema),
      });
      await api.method("POST", "/", {
        requestValidatorId,
        requestModels: { "application/json": "User" },
        requestParameters: { "method.request.querystring.q": true, "method.request.header.X-One": true },
      });
      await client.putGatewayResponse({
        restApiId,
        responseType: "BAD_REQUEST_BODY",
        statusCode: "422",
        responseParameters: { "gatewayresponse.header.X-Why": "'body'" },
        responseTemplates: {
          "application/json": '{"m":$context.error.messageString,"v":"$context.error.responseType"}',
        },
      });
      await api.deploy();
    });

    const headers = { "x-one": "1", "content-type": "application/json" };

    it("and lets a good request through", async () => {
      assert.equal((await api.send("POST", "/?q=1", '{"name": "Ada"}', headers)).status, 200);
    });

    it("required parameters", async () => {
      const answer = await api.send("POST", "/", '{"name": "Ada"}');
      assert.deepEqual(
        [answer.status, answer.text],
        [400, '{"message": "Missing required request parameters: [q, X-One]"}'],
      );
    });

    for (const body of ["{}", '{"name": 1}', '{"name": "ada"}', '{"name": "Ada", "more": 1}', "no json", ""]) {
      it(`the body ${body || "(none)"}, and answers as the API has customised it`, async () => {
        const answer = await api.send("POST", "/?q=1", body, headers);
        assert.equal(answer.status, 422);
        assert.equal(answer.headers["x-why"], "body");
        assert.deepEqual(answer.json, { m: "Invalid request body", v: "BAD_REQUEST_BODY" });
      });
    }
  });

  describe("calls an AWS service", () => {
    const uri = "arn:aws:apigateway:us-east-1:ssm:action/GetParameter";
    const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

    async function createRole(service: string): Promise<void> {
      const iam = cloud.client(IAM);
      const trust = policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
      await iam.createRole({ RoleName: "gateway", AssumeRolePolicyDocument: trust });
      const grant = policy({ Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" });
      await iam.putRolePolicy({ RoleName: "gateway", PolicyName: "read", PolicyDocument: grant });
    }

    beforeEach(async () => {
      await cloud.client(SSM).putParameter({ Name: "greeting", Value: "hello", Type: "String" });
      await api.method("POST", "/{name}", {
        integration: {
          type: "AWS",
          integrationHttpMethod: "POST",
          uri,
          credentials: roleArn,
          requestTemplates: { "application/json": `{"Name": "$input.params('name')"}` },
        },
        responses: [
          {
            statusCode: "200",
            template: `{"value": "$input.path('$.Parameter.Value')"}`,
            headers: { "X-Id": "context.requestId" },
          },
          { statusCode: "404", selectionPattern: "4\\d{2}", template: `{"type": "$input.path('$.__type')"}` },
        ],
      });
      await api.deploy();
    });

    it("as its role, and maps the answer", async () => {
      await createRole("apigateway.amazonaws.com");
      const answer = await api.send("POST", "/greeting");
      assert.deepEqual([answer.status, answer.json], [200, { value: "hello" }]);
      assert.equal(answer.headers["x-id"], answer.headers["x-amzn-requestid"]);
    });

    it("and chooses the response by the service's status", async () => {
      await createRole("apigateway.amazonaws.com");
      const answer = await api.send("POST", "/nothing");
      assert.deepEqual([answer.status, answer.json], [404, { type: "ParameterNotFound" }]);
    });

    it("not as a role that does not trust it", async () => {
      await createRole("states.amazonaws.com");
      const answer = await api.send("POST", "/greeting");
      assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
    });

    it("and answers 504 if it takes too long", async () => {
      await createRole("apigateway.amazonaws.com");
      cloud.addFault({ service: "ssm", operation: "GetParameter", delayMilliseconds: 40_000 });
      const answer = api.send("POST", "/greeting");
      await cloud.clock.advance(60_000);
      assert.deepEqual(
        [(await answer).status, (await answer).text],
        [504, '{"message": "Endpoint request timed out"}'],
      );
    });

    it("in a trace that shows each phase", async () => {
      await createRole("apigateway.amazonaws.com");
      await api.send("POST", "/greeting");
      const names = cloud.traces()[0]?.spans.map(({ name }) => name) ?? [];
      for (const phase of ["method-request", "integration-request", "integration", "integration-response"]) {
        assert.ok(names.includes(`apigateway.${phase}`), names.join());
      }
      assert.ok(names.includes("ssm.GetParameter"), names.join());
    });
  });

  it("with IAM authorization lets in only who may invoke it", async () => {
    await api.method("GET", "/", { authorizationType: "AWS_IAM" });
    await api.deploy();
    assert.equal((await api.send("GET", "/")).text, '{"message":"Missing Authentication Token"}');
    const authorization =
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0000000000000000000000000000000000000000000000000000000000000000";
    assert.equal((await api.send("GET", "/", "", { authorization, "x-amz-date": "20260101T000000Z" })).status, 200);
  });

  it("writes its access log as the account's role", async () => {
    const logs = cloud.client(CloudWatchLogs);
    await logs.createLogGroup({ logGroupName: "access" });
    const iam = cloud.client(IAM);
    const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const principal = { Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" };
    await iam.createRole({ RoleName: "logs", AssumeRolePolicyDocument: policy({ Effect: "Allow", ...principal }) });
    const grant = policy({ Effect: "Allow", Action: "logs:*", Resource: "*" });
    await iam.putRolePolicy({ RoleName: "logs", PolicyName: "write", PolicyDocument: grant });
    const value = "arn:aws:iam::000000000000:role/logs";
    await api.client.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
    await api.method("GET", "/");
    await api.deploy();
    const log = {
      destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:access",
      format: "$context.requestId $context.httpMethod $context.status $context.identity.user $context.requestTime",
    };
    const patchOperations = Object.entries(log).map(
      ([name, text]) => ({ op: "replace", path: `/accessLogSettings/${name}`, value: text }) as const,
    );
    await api.client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations });
    const first = await api.send("GET", "/");
    await api.send("GET", "/none");
    const { events = [] } = await logs.filterLogEvents({ logGroupName: "access" });
    assert.deepEqual(
      events.map(({ message }) => message?.replace(/^\S+ /, "")),
      ["GET 200 - 01/Jan/2026:00:00:00 +0000", "GET 403 - 01/Jan/2026:00:00:00 +0000"],
    );
    assert.ok(events[0]?.message?.startsWith(first.headers["x-amzn-requestid"] ?? "?"));
  });

  it("maps parameters into the integration's request and out of its response", async () => {
    await api.method("GET", "/{id}", {
      integration: {
        requestParameters: {
          "integration.request.querystring.id": "method.request.path.id",
          "integration.request.header.X-All": "method.request.multivaluequerystring.q",
        },
        requestTemplates: {
          "application/json": `{"statusCode": 200, "q": "$input.params('q')", "h": "$input.params('X-In')"}`,
        },
      },
      responses: [
        {
          statusCode: "200",
          headers: {
            "X-Static": "'a, b'",
            "X-Stage": "context.stage",
            "X-None": "integration.response.header.none",
          },
          template: `$input.params('q') $input.params('X-In') $input.params().querystring.get('q')`,
        },
      ],
    });
    await api.deploy();
    const answer = await api.send("GET", "/7?q=1&q=2", "", { "x-in": "in" });
    assert.equal(answer.text, "2 in 2");
    assert.deepEqual(
      [answer.headers["x-static"], answer.headers["x-stage"], answer.headers["x-none"]],
      ["a, b", "dev", undefined],
    );
  });

  it("refuses more than 10 MB", async () => {
    await api.method("POST", "/");
    await api.deploy();
    const answer = await api.send("POST", "/", "x".repeat(10 * 1024 * 1024 + 1));
    assert.deepEqual([answer.status, answer.text], [413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
  });

  it("answers all errors of a kind as DEFAULT_4XX says", async () => {
    await api.method("GET", "/");
    await api.client.putGatewayResponse({
      restApiId: api.id,
      responseType: "DEFAULT_4XX",
      responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
    });
    await api.deploy();
    const answer = await api.send("GET", "/none");
    assert.deepEqual([answer.status, answer.headers["access-control-allow-origin"]], [403, "*"]);
  });
});
