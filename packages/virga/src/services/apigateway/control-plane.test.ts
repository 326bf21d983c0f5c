import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { RestApiUnderTest } from "./rest-api.suite.ts";

function refused(name: string, message: RegExp | string) {
  return { name, message };
}

describe("the control plane of API Gateway", () => {
  let cloud: TestCloud;
  let client: APIGateway;
  let restApiId: string;
  let rootResourceId: string;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(APIGateway);
    const created = await client.createRestApi({ name: "orders", description: "what is ordered" });
    restApiId = created.id ?? "";
    rootResourceId = created.rootResourceId ?? "";
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("creates an API with AWS's defaults, a root resource and two models", async () => {
    const { $metadata: _metadata, ...api } = await client.getRestApi({ restApiId });
    assert.deepEqual(api, {
      id: restApiId,
      name: "orders",
      description: "what is ordered",
      createdDate: new Date("2026-01-01T00:00:00Z"),
      apiKeySource: "HEADER",
      endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
      disableExecuteApiEndpoint: false,
      rootResourceId,
    });
    const { items } = await client.getResources({ restApiId });
    assert.deepEqual(items, [{ id: rootResourceId, path: "/" }]);
    const models = await client.getModels({ restApiId });
    assert.deepEqual(
      models.items?.map(({ name }) => name),
      ["Empty", "Error"],
    );
    await assert.rejects(
      client.getRestApi({ restApiId: "none" }),
      refused("NotFoundException", "Invalid API identifier specified 000000000000:none"),
    );
  });

  it("pages through APIs", async () => {
    await client.createRestApi({ name: "second" });
    const first = await client.getRestApis({ limit: 1 });
    assert.equal(first.items?.length, 1);
    const rest = await client.getRestApis({ ...(first.position && { position: first.position }) });
    assert.equal(rest.items?.length, 1);
    assert.equal(rest.position, undefined);
  });

  it("keeps a tree of resources", async () => {
    const { id: parentId = "" } = await client.createResource({ restApiId, parentId: rootResourceId, pathPart: "a" });
    const child = await client.createResource({ restApiId, parentId, pathPart: "{id}" });
    assert.equal(child.path, "/a/{id}");
    const resource = (pathPart: string) => client.createResource({ restApiId, parentId, pathPart });
    await assert.rejects(
      resource("{id}"),
      refused("ConflictException", "Another resource with the same parent already has this name: {id}"),
    );
    await assert.rejects(resource("{other}"), refused("BadRequestException", /only one is allowed/));
    await assert.rejects(resource("sp ace"), refused("BadRequestException", /Resource's path part only allow/));
    const patchOperations = [{ op: "replace", path: "/pathPart", value: "b" }] as const;
    await client.updateResource({ restApiId, resourceId: parentId, patchOperations: [...patchOperations] });
    const { items = [] } = await client.getResources({ restApiId });
    assert.deepEqual(items.map(({ path }) => path).sort(), ["/", "/b", "/b/{id}"]);
    await client.deleteResource({ restApiId, resourceId: parentId });
    assert.equal((await client.getResources({ restApiId })).items?.length, 1);
  });

  it("keeps methods, integrations and their responses, with AWS's defaults", async () => {
    const name = { restApiId, resourceId: rootResourceId, httpMethod: "GET" };
    const requestParameters = { "method.request.querystring.q": false };
    const method = await client.putMethod({ ...name, authorizationType: "NONE", requestParameters });
    assert.equal(method.$metadata.httpStatusCode, 201);
    assert.deepEqual(
      { ...method, $metadata: 0 },
      {
        httpMethod: "GET",
        authorizationType: "NONE",
        apiKeyRequired: false,
        requestParameters,
        $metadata: 0,
      },
    );
    await assert.rejects(
      client.putMethod({ ...name, authorizationType: "NONE" }),
      refused("ConflictException", "Method already exists for this resource"),
    );
    const uri = "arn:aws:apigateway:us-east-1:ssm:action/GetParameter";
    const put = (settings: object) =>
      client.putIntegration({ ...name, type: "AWS", integrationHttpMethod: "POST", uri, ...settings });
    await assert.rejects(put({}), refused("BadRequestException", "Role ARN must be specified for AWS integrations"));
    await assert.rejects(
      put({ uri: "arn:aws:apigateway:us-east-1:ssm:other/x" }),
      refused("BadRequestException", "AWS ARN for integration must contain path or action"),
    );
    await assert.rejects(
      put({ integrationHttpMethod: undefined }),
      refused("BadRequestException", "Enumeration value for HttpMethod must be non-empty"),
    );
    await assert.rejects(
      put({ type: "HTTP", uri: "example.com" }),
      refused("BadRequestException", "Invalid HTTP endpoint specified for URI"),
    );
    const credentials = "arn:aws:iam::000000000000:role/gateway";
    const { $metadata, ...integration } = await put({ credentials });
    assert.equal($metadata.httpStatusCode, 201);
    assert.deepEqual(integration, {
      type: "AWS",
      httpMethod: "POST",
      uri,
      credentials,
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutInMillis: 29000,
      cacheNamespace: rootResourceId,
      cacheKeyParameters: [],
    });
    await client.putMethodResponse({ ...name, statusCode: "200" });
    await client.putIntegrationResponse({ ...name, statusCode: "200", selectionPattern: "" });
    const whole = await client.getMethod(name);
    assert.deepEqual(whole.methodIntegration?.integrationResponses, {
      "200": { statusCode: "200", selectionPattern: "" },
    });
    assert.equal((await client.deleteIntegration(name)).$metadata.httpStatusCode, 204);
    await assert.rejects(
      client.getIntegration(name),
      refused("NotFoundException", "Invalid Integration identifier specified"),
    );
  });

  it("refuses to deploy what can't answer", async () => {
    await assert.rejects(
      client.createDeployment({ restApiId }),
      refused("BadRequestException", "The REST API doesn't contain any methods"),
    );
    await client.putMethod({ restApiId, resourceId: rootResourceId, httpMethod: "GET", authorizationType: "NONE" });
    await assert.rejects(
      client.createDeployment({ restApiId }),
      refused("BadRequestException", "No integration defined for method"),
    );
  });

  it("patches a stage, its variables and the settings of its methods", async () => {
    const api = await RestApiUnderTest.create(cloud);
    await api.method("GET", "/", { responseTemplate: "$stageVariables.color" });
    await api.deploy();
    const stage = { restApiId: api.id, stageName: "dev" };
    await client.updateAccount({
      patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value: "arn:aws:iam::000000000000:role/logs" }],
    });
    const updated = await client.updateStage({
      ...stage,
      patchOperations: [
        { op: "replace", path: "/variables/color", value: "blue" },
        { op: "replace", path: "/tracingEnabled", value: "true" },
        { op: "replace", path: "/*/*/logging/loglevel", value: "ERROR" },
        { op: "replace", path: "/~1users/GET/throttling/rateLimit", value: "2.5" },
      ],
    });
    assert.equal(updated.tracingEnabled, true);
    assert.deepEqual(updated.methodSettings, {
      "*/*": { loggingLevel: "ERROR" },
      "users/GET": { throttlingRateLimit: 2.5 },
    });
    assert.equal((await api.send("GET", "/")).text, "blue");
    await assert.rejects(
      client.updateStage({ ...stage, patchOperations: [{ op: "replace", path: "/nothing", value: "x" }] }),
      refused(
        "BadRequestException",
        /Invalid patch path {2}'\/nothing' specified for op 'replace'\. Must be one of: \[/,
      ),
    );
    await assert.rejects(
      client.deleteDeployment({ restApiId: api.id, deploymentId: updated.deploymentId ?? "" }),
      refused("BadRequestException", "Active stages pointing to this deployment must be moved or deleted"),
    );
    await client.deleteStage(stage);
    assert.equal((await api.send("GET", "/")).text, '{"message":"Forbidden"}');
  });

  it("shows gateway responses, customised ones and AWS's own", async () => {
    const type = { restApiId, responseType: "UNAUTHORIZED" } as const;
    const own = await client.getGatewayResponse(type);
    assert.deepEqual([own.defaultResponse, own.statusCode], [true, "401"]);
    await client.putGatewayResponse({ ...type, statusCode: "499" });
    const custom = await client.getGatewayResponse(type);
    assert.deepEqual([custom.defaultResponse, custom.statusCode], [false, "499"]);
    assert.equal((await client.getGatewayResponses({ restApiId })).items?.length, 21);
  });

  it("tags APIs", async () => {
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
    await client.tagResource({ resourceArn, tags: { a: "1", b: "2" } });
    await client.untagResource({ resourceArn, tagKeys: ["a"] });
    assert.deepEqual((await client.getTags({ resourceArn })).tags, { b: "2" });
    await assert.rejects(client.getTags({ resourceArn: "%" }), { name: "BadRequestException" });
  });

  it("deletes an API with all that belongs to it", async () => {
    await client.deleteRestApi({ restApiId });
    await assert.rejects(client.getResources({ restApiId }), refused("NotFoundException", /Invalid API identifier/));
    assert.deepEqual((await client.getRestApis({})).items, []);
  });

  it("refuses to leave a model or validator that a method needs", async () => {
    const { id: requestValidatorId = "" } = await client.createRequestValidator({
      restApiId,
      validateRequestBody: true,
    });
    await client.createModel({ restApiId, name: "Order", contentType: "application/json", schema: "{}" });
    const name = { restApiId, resourceId: rootResourceId, httpMethod: "POST", authorizationType: "NONE" };
    await client.putMethod({ ...name, requestValidatorId, requestModels: { "application/json": "Order" } });
    await assert.rejects(client.deleteModel({ restApiId, modelName: "Order" }), refused("ConflictException", /Order/));
    await assert.rejects(
      client.deleteRequestValidator({ restApiId, requestValidatorId }),
      refused("ConflictException", /validator/),
    );
    await assert.rejects(
      client.createModel({ restApiId, name: "Bad", contentType: "application/json", schema: "no json" }),
      refused("BadRequestException", /Invalid model schema specified/),
    );
  });

  it("refuses authorizers that do not exist", async () => {
    await assert.rejects(
      client.putMethod({ restApiId, resourceId: rootResourceId, httpMethod: "GET", authorizationType: "CUSTOM" }),
      refused("BadRequestException", /requires a valid authorizer/),
    );
  });
});
