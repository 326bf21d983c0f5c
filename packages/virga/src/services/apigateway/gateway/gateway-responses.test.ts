import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { GatewayResponseType } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const types: Readonly<Record<GatewayResponseType, string | undefined>> = {
  ...{ ACCESS_DENIED: "403", API_CONFIGURATION_ERROR: "500", AUTHORIZER_CONFIGURATION_ERROR: "500" },
  ...{ AUTHORIZER_FAILURE: "500", BAD_REQUEST_BODY: "400", BAD_REQUEST_PARAMETERS: "400" },
  ...{ DEFAULT_4XX: undefined, DEFAULT_5XX: undefined, EXPIRED_TOKEN: "403", INTEGRATION_FAILURE: "504" },
  ...{ INTEGRATION_TIMEOUT: "504", INVALID_API_KEY: "403", INVALID_SIGNATURE: "403" },
  ...{ MISSING_AUTHENTICATION_TOKEN: "403", QUOTA_EXCEEDED: "429", REQUEST_TOO_LARGE: "413" },
  ...{ RESOURCE_NOT_FOUND: "404", THROTTLED: "429", UNAUTHORIZED: "401", UNSUPPORTED_MEDIA_TYPE: "415" },
  WAF_FILTERED: "403",
};

describe("gateway responses", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
  });

  afterEach(() => cloud.close());

  it("are of all types that AWS has, with its defaults", async () => {
    const { items = [] } = await api.client.getGatewayResponses({ restApiId: api.id, limit: 500 });
    const found = items.map(({ responseType, statusCode }) => [responseType, statusCode] as const);
    assert.deepEqual(Object.fromEntries(found), types);
    for (const { defaultResponse, responseParameters, responseTemplates } of items) {
      assert.deepEqual([defaultResponse, responseParameters], [true, {}]);
      assert.deepEqual(responseTemplates, { "application/json": '{"message":$context.error.messageString}' });
    }
  });

  it("tell what the authorizer said of a caller whom it denies", async () => {
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { Role } = await cloud.client(IAM).createRole({ RoleName: "f", AssumeRolePolicyDocument });
    const statement = "{ Effect: 'Deny', Action: '*', Resource: '*' }";
    const answer = `{ principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [${statement}] }, context: { why: 'unpaid' } }`;
    const { FunctionArn } = await cloud.client(Lambda).createFunction({
      ...{ FunctionName: "f", Runtime: "nodejs22.x", Handler: "index.handler", Role: Role?.Arn },
      Code: { ZipFile: zipSync({ "index.js": strToU8(`exports.handler = async () => (${answer});`) }) },
    });
    await cloud.client(Lambda).addPermission({
      ...{ FunctionName: "f", StatementId: "gateway", Action: "lambda:InvokeFunction" },
      Principal: "apigateway.amazonaws.com",
    });
    const { id: authorizerId = "" } = await api.client.createAuthorizer({
      ...{ restApiId: api.id, name: "a", type: "TOKEN", identitySource: "method.request.header.token" },
      authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FunctionArn}/invocations`,
    });
    await api.method("GET", "/", { authorizationType: "CUSTOM", authorizerId });
    await api.client.putGatewayResponse({
      ...{ restApiId: api.id, responseType: "ACCESS_DENIED", statusCode: "402" },
      responseParameters: { "gatewayresponse.header.x-why": "context.authorizer.why" },
      responseTemplates: {
        "application/json": '{"why": "$context.authorizer.why", "of": "$context.error.responseType"}',
      },
    });
    await api.deploy();
    const { status, json, headers } = await api.send("GET", "/", "", { token: "t" });
    assert.deepEqual([status, json, headers["x-why"]], [402, { why: "unpaid", of: "ACCESS_DENIED" }, "unpaid"]);
  });
});
