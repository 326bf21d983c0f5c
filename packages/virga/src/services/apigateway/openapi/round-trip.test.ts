import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway, type Model } from "@aws-sdk/client-api-gateway";
import fc from "fast-check";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";

const account = "000000000000";
const role = `arn:aws:iam::${account}:role/gateway`;
const functionUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:f/invocations`;
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const modelNames = ["Person", "Address", "Order"];
const json = "application/json";

const template = fc.constantFrom(
  '{"a": "$input.params(\'a\')"}',
  "#set($x = 1)$x\n",
  "$util.escapeJavaScript('é\"')",
  "",
);
const templates = fc.dictionary(fc.constantFrom(json, "text/plain", "application/xml"), template, {
  minKeys: 1,
  maxKeys: 2,
});

/** Each member is there or not. */
function perhaps<T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(members, { requiredKeys: [] as never[] });
}

const responses = fc
  .array(
    fc.tuple(fc.constantFrom("default", "4\\d{2}", "5\\d{2}", ".*Error.*"), perhaps({ responseTemplates: templates })),
    {
      maxLength: 3,
    },
  )
  .map((all) =>
    Object.fromEntries(
      all.map(([pattern, each], index) => [pattern, { statusCode: index === 0 ? "200" : "400", ...each }]),
    ),
  );

const common = {
  passthroughBehavior: fc.constantFrom("never", "when_no_match", "when_no_templates"),
  timeoutInMillis: fc.integer({ min: 50, max: 29_000 }),
  requestTemplates: templates,
  responses,
  contentHandling: fc.constantFrom("CONVERT_TO_TEXT", "CONVERT_TO_BINARY"),
  cacheKeyParameters: fc.constant(["method.request.querystring.a"]),
};
const tlsConfig = fc.constant({ insecureSkipVerification: true });

const integration = fc.oneof(
  perhaps(common).map((more) => ({ type: "mock", ...more })),
  perhaps({ ...common, tlsConfig }).map((more) => ({
    type: "http",
    httpMethod: "POST",
    uri: "http://localhost/x",
    ...more,
  })),
  fc.constant({
    type: "http_proxy",
    httpMethod: "ANY",
    uri: "http://localhost/{id}",
    requestParameters: { "integration.request.path.id": "method.request.path.id" },
  }),
  perhaps(common).map((more) => ({
    type: "aws",
    httpMethod: "POST",
    uri: "arn:aws:apigateway:us-east-1:states:action/StartExecution",
    credentials: role,
    ...more,
  })),
  fc.constant({ type: "aws_proxy", httpMethod: "POST", uri: functionUri }),
);

const schema = (prefix: string, name: string) => ({ $ref: `${prefix}${name}` });
const prefix = "#/components/schemas/";

const security = fc.constantFrom(
  [],
  [{ api_key: [] }],
  [{ sigv4: [] }],
  [{ token: [] }],
  [{ request: [] }, { api_key: [] }],
  [{ pool: ["clinic/read", "clinic/write"] }],
);

const operation = perhaps({
  operationId: word,
  parameters: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "x-b", "c.d"),
      in: fc.constantFrom("query", "header"),
      required: fc.boolean(),
      schema: fc.constant({ type: "string" }),
    }),
    { maxLength: 3, selector: ({ name, in: place }) => `${place} ${name}` },
  ),
  requestBody: fc.constantFrom(...modelNames).map((name) => ({
    content: { [json]: { schema: schema(prefix, name) } },
    required: true,
  })),
  security,
  "x-amazon-apigateway-request-validator": fc.constantFrom("all", "body"),
}).chain((some) =>
  fc
    .record({
      responses: fc.constantFrom(
        { "200": { description: "ok" } },
        {
          "200": { description: "ok", content: { [json]: { schema: schema(prefix, "Order") } } },
          "400": { description: "bad", headers: { Location: { schema: { type: "string" } } } },
        },
      ),
      "x-amazon-apigateway-integration": integration,
    })
    .map((always) => ({ ...some, ...always })),
);

const pathItem = fc.dictionary(fc.constantFrom("get", "post", "delete", "x-amazon-apigateway-any-method"), operation, {
  minKeys: 1,
  maxKeys: 3,
});
const paths = fc.dictionary(
  fc.constantFrom("/", "/users", "/users/{id}", "/files/{proxy+}", "/a.b-c/d_e:f"),
  pathItem,
  {
    minKeys: 1,
    maxKeys: 4,
  },
);

const header = { type: "apiKey", in: "header", name: "Authorization" };
const lambda = (type: string, more: object) => ({
  ...header,
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": { type, authorizerUri: functionUri, authorizerCredentials: role, ...more },
});
const components = {
  schemas: {
    Address: { type: "object", properties: { id: { type: "integer" }, street: { type: "string" } } },
    Person: {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, at: schema(prefix, "Address") },
    },
    Order: { type: "array", items: schema(prefix, "Person"), maxItems: 3 },
  },
  securitySchemes: {
    api_key: { type: "apiKey", in: "header", name: "x-api-key" },
    sigv4: { ...header, "x-amazon-apigateway-authtype": "awsSigv4" },
    token: lambda("token", { identityValidationExpression: "^Bearer .+", authorizerResultTtlInSeconds: 60 }),
    request: lambda("request", {
      identitySource: "method.request.header.x-b, context.httpMethod",
      authorizerResultTtlInSeconds: 0,
    }),
    pool: {
      ...header,
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": {
        type: "cognito_user_pools",
        providerARNs: [`arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_abcdefghi`],
      },
    },
  },
};

const policy = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" },
    {
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "*",
      Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    },
  ],
};

const extensions = perhaps({
  "x-amazon-apigateway-gateway-responses": fc.dictionary(
    fc.constantFrom("DEFAULT_4XX", "UNAUTHORIZED", "BAD_REQUEST_BODY"),
    perhaps({
      statusCode: fc.constantFrom("418", "401"),
      responseParameters: fc.constant({ "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" }),
      responseTemplates: fc.constant({ [json]: '{"m": $context.error.messageString}' }),
    }),
    { minKeys: 1 },
  ),
  "x-amazon-apigateway-binary-media-types": fc.constant(["image/png", "*/*"]),
  "x-amazon-apigateway-minimum-compression-size": fc.integer({ min: 0, max: 10_485_760 }),
  "x-amazon-apigateway-api-key-source": fc.constant("AUTHORIZER"),
  "x-amazon-apigateway-policy": fc.constant(policy),
  "x-amazon-apigateway-endpoint-configuration": fc.constant({ disableExecuteApiEndpoint: true }),
});

const documents = fc.tuple(paths, extensions).map(([found, more]) => ({
  openapi: "3.0.1",
  info: { title: "clinic", description: "a test", version: "7" },
  paths: found,
  components,
  "x-amazon-apigateway-request-validators": {
    all: { validateRequestBody: true, validateRequestParameters: true },
    body: { validateRequestBody: true, validateRequestParameters: false },
  },
  ...more,
}));

describe("an API that is exported and imported again", () => {
  let cloud: TestCloud;
  let client: APIGateway;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(APIGateway);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  /** All of an API that its owner has said, with names where it has ids. */
  async function whole(restApiId: string): Promise<unknown> {
    const { items: resources = [] } = await client.getResources({ restApiId, embed: ["methods"], limit: 500 });
    const { items: authorizers = [] } = await client.getAuthorizers({ restApiId });
    const { items: validators = [] } = await client.getRequestValidators({ restApiId });
    const { items: models = [] } = await client.getModels({ restApiId });
    const { items: gatewayResponses = [] } = await client.getGatewayResponses({ restApiId });
    const {
      $metadata: _,
      id: __,
      rootResourceId: ___,
      createdDate: ____,
      ...api
    } = await client.getRestApi({ restApiId });
    const nameOf = new Map([...authorizers, ...validators].map(({ id = "", name = "" }) => [id, name]));
    const methods = resources.flatMap(({ id = "", path, resourceMethods = {} }) =>
      Object.entries(resourceMethods).map(([name, method]) => {
        const text = JSON.stringify(method).replaceAll(`"${id}"`, '"resource"').replaceAll(restApiId, "api");
        return [`${name} ${path}`, withNames(JSON.parse(text), nameOf)];
      }),
    );
    const text = JSON.stringify({
      api,
      paths: resources.map(({ path }) => path).sort(),
      methods: Object.fromEntries(methods.sort()),
      authorizers: authorizers.map(({ id: _id, ...each }) => each).sort(byName),
      validators: validators.map(({ id: _id, ...each }) => each).sort(byName),
      models: models.map(modelView).sort(byName),
      gatewayResponses,
    });
    return JSON.parse(text.replaceAll(restApiId, "api"));
  }

  async function imported(document: object | Uint8Array): Promise<string> {
    const body = document instanceof Uint8Array ? document : Buffer.from(JSON.stringify(document));
    const { id = "", warnings = [] } = await client.importRestApi({ body });
    assert.deepEqual(warnings, []);
    await client.createDeployment({ restApiId: id, stageName: "dev" });
    return id;
  }

  for (const exportType of ["oas30", "swagger"]) {
    it(`as ${exportType} is the same API`, async () => {
      await fc.assert(
        fc.asyncProperty(documents, async (document) => {
          const first = await imported(document);
          const input = { restApiId: first, stageName: "dev", exportType, parameters: { extensions: "apigateway" } };
          const { body = new Uint8Array() } = await client.getExport(input);
          const second = await imported(body);
          assert.deepEqual(await whole(second), await whole(first));
          await client.deleteRestApi({ restApiId: first });
          await client.deleteRestApi({ restApiId: second });
        }),
        { numRuns: 40 },
      );
    });
  }
});

function byName(left: { readonly name?: string }, right: { readonly name?: string }): number {
  return (left.name ?? "") < (right.name ?? "") ? -1 : 1;
}

function withNames(method: Record<string, unknown>, names: ReadonlyMap<string, string>): unknown {
  const { authorizerId, requestValidatorId, ...rest } = method;
  return { ...rest, authorizer: names.get(String(authorizerId)), validator: names.get(String(requestValidatorId)) };
}

/** A document's schemas say nothing of the dialect: it is the document's. */
function modelView({ name = "", contentType, schema = "{}" }: Model) {
  const { $schema: _, ...rest } = JSON.parse(schema) as { $schema?: string };
  return { name, contentType, schema: rest };
}
