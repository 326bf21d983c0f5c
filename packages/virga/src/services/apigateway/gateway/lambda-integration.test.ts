import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { type MethodSetup, RestApiUnderTest } from "../rest-api.suite.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
const handler = `if (event.fails) throw new Error(event.fails);
  if (event.errorMessage) return { errorMessage: event.errorMessage };
  return { got: event };`;

describe("a Lambda integration with mappings", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { Role } = await cloud.client(IAM).createRole({ RoleName: "f", AssumeRolePolicyDocument });
    await cloud.client(Lambda).createFunction({
      ...{ FunctionName: "f", Runtime: "nodejs22.x", Handler: "index.handler", Role: Role?.Arn },
      Code: { ZipFile: zipSync({ "index.js": strToU8(`exports.handler = async (event) => { ${handler} };`) }) },
    });
    await cloud.client(Lambda).addPermission({
      ...{ FunctionName: "f", StatementId: "gateway", Action: "lambda:InvokeFunction" },
      ...{ Principal: "apigateway.amazonaws.com", SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${api.id}/*` },
    });
  });

  afterEach(() => cloud.close());

  async function deployed(setup: MethodSetup): Promise<void> {
    await api.method("POST", "/", {
      ...setup,
      integration: { type: "AWS", integrationHttpMethod: "POST", uri, requestTemplates: {}, ...setup.integration },
    });
    await api.deploy();
  }

  const answered = async (event: object) => {
    const { status, text } = await api.send("POST", "/", JSON.stringify(event));
    return [status, text];
  };

  const responses = [
    { statusCode: "200" },
    { statusCode: "400", selectionPattern: "Malformed.*", template: `{"no": $input.json('$.errorMessage')}` },
    { statusCode: "500", selectionPattern: "(\\n|.)+", template: "failed" },
  ];

  it("hands the function what the template makes, and the client its answer", async () => {
    await deployed({ integration: { requestTemplates: { "application/json": '{"b": $input.body}' } }, responses });
    assert.deepEqual(await answered({ n: 1 }), [200, '{"got":{"b":{"n":1}}}']);
  });

  it("takes the function's answer for JSON where the API takes unknown bytes for binary", async () => {
    const patchOperations = [{ op: "add" as const, path: "/binaryMediaTypes/application~1octet-stream" }];
    await api.client.updateRestApi({ restApiId: api.id, patchOperations });
    await deployed({ responses });
    assert.deepEqual(await answered({ n: 1 }), [200, '{"got":{"n":1}}']);
    assert.deepEqual(await answered({ fails: "Malformed!" }), [400, '{"no": "Malformed!"}']);
  });

  it("holds patterns against the message of an error that the function threw", async () => {
    await deployed({ responses });
    assert.deepEqual(await answered({ fails: "Malformed input" }), [400, '{"no": "Malformed input"}']);
    assert.deepEqual(await answered({ fails: "two\nlines" }), [500, "failed"]);
    assert.deepEqual(await answered({ fails: "not at the start: Malformed" }), [500, "failed"]);
    const message = { errorMessage: "Malformed, but no error" };
    assert.deepEqual(await answered(message), [200, JSON.stringify(message)]);
  });

  it("answers 500 where no response is for the message, and where it may not invoke the function", async () => {
    const internal = [500, '{"message": "Internal server error"}'];
    await deployed({ responses: [{ statusCode: "200", selectionPattern: "none" }] });
    assert.deepEqual(await answered({ fails: "other" }), internal);
    await cloud.client(Lambda).removePermission({ FunctionName: "f", StatementId: "gateway" });
    assert.deepEqual(await answered({}), internal);
  });

  it("does not wait for a function that is invoked as an event", async () => {
    const requestParameters = { "integration.request.header.X-Amz-Invocation-Type": "'Event'" };
    await deployed({ integration: { requestParameters }, responses: [{ statusCode: "200" }] });
    assert.deepEqual(await answered({ fails: "nobody hears it" }), [200, ""]);
  });
});
