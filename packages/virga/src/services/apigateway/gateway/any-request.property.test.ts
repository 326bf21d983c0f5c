import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { anyTemplate } from "@virga/vtl/any-template.suite.ts";
import fc from "fast-check";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";

const apis = 10;
const routesOfOne = 20;

/** Parts of templates that reach beyond the template: what the gateway does with them is under test too. */
const effects = [
  "#set($context.responseOverride.header.x = $input.body)",
  "#set($context.responseOverride.header['x y'] = 'v')",
  "#set($context.responseOverride.status = $input.path('$.status'))",
  "#set($context.responseOverride.status = 101)",
  "#set($context.requestOverride.header.h = $input.params('q'))",
  "#set($context.requestOverride.path.p = $input.body)",
  "#set($a = $input.path('$'))",
  "#set($b = $util.parseJson($input.body))",
  "$input.json('$..a')",
  "$util.escapeJavaScript($input.body)",
  "$util.base64Decode($input.body)",
  "$util.urlDecode($input.params('q'))",
];
const template = fc
  .tuple(fc.array(fc.constantFrom(...effects), { maxLength: 3 }), anyTemplate)
  .map(([parts, rest]) => `${parts.join("")}${rest}`);

const source = fc.constantFrom(
  ...["'any'", "'a\nb'", "context.requestId", "context.authorizer.none", "stageVariables.v"],
  ...["method.request.body", "method.request.body.a", "method.request.body.a[?(@.b > 1)].c", "method.request.path.p"],
  ...["method.request.querystring.q", "method.request.multivaluequerystring.q", "method.request.header.H"],
);
const contentType = fc.constantFrom("application/json", "text/plain", "image/png");
const handling = fc.option(fc.constantFrom("CONVERT_TO_TEXT", "CONVERT_TO_BINARY"), { nil: undefined });

const route = fc.record({
  requestTemplate: fc.oneof(
    fc.constant('{"statusCode": 200}'),
    template.map((text) => `${text}{"statusCode": 200}`),
    template,
  ),
  responseTemplate: template,
  templateType: contentType,
  passthroughBehavior: fc.constantFrom("when_no_match", "when_no_templates", "never"),
  requestHandling: handling,
  responseHandling: handling,
  header: source,
  answered: source,
});
type Route = typeof route extends fc.Arbitrary<infer T> ? T : never;

const request = fc.record({
  body: fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.constant(""),
  ),
  query: fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }).map((text) => `q=${encodeURIComponent(text.toWellFormed())}`),
  ),
  type: fc.oneof(contentType, fc.constantFrom("", "a/b; c=d", ";", "application/json; charset=x")),
  accept: fc.constantFrom("*/*", "image/png", "text/plain, image/png", ""),
  coding: fc.constantFrom("", "", "gzip", "identity", "br"),
});

/** The method of a route, as its document has it. */
function operation(given: Route): object {
  const { requestTemplate, responseTemplate, templateType, passthroughBehavior, header, answered } = given;
  return {
    responses: { 200: { description: "", headers: { X: { type: "string" } } } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior,
      contentHandling: given.requestHandling,
      requestParameters: { "integration.request.header.H": header },
      requestTemplates: { [templateType]: requestTemplate },
      responses: {
        default: {
          statusCode: "200",
          contentHandling: given.responseHandling,
          responseParameters: { "method.response.header.X": answered },
          responseTemplates: { [templateType]: responseTemplate },
        },
      },
    },
  };
}

describe("any request to any method", () => {
  let cloud: TestCloud;
  let url: string;

  before(async () => {
    cloud = await createTestCloud();
    url = await cloud.listen();
  });

  after(() => cloud.close());

  async function deploy(routes: readonly Route[]): Promise<string> {
    const paths = routes.map((each, index) => [`/r${index}/{p}`, { post: operation(each) }] as const);
    const document = {
      swagger: "2.0",
      info: { title: "any", version: "1" },
      "x-amazon-apigateway-binary-media-types": ["image/png"],
      "x-amazon-apigateway-minimum-compression-size": 0,
      paths: Object.fromEntries(paths),
    };
    const client = cloud.client(APIGateway);
    const { id = "" } = await client.importRestApi({ body: Buffer.from(JSON.stringify(document)) });
    await client.createDeployment({ restApiId: id, stageName: "any", variables: { v: "V" } });
    return id;
  }

  it("is answered, over HTTP, and the gateway goes on", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(route, request, request), { minLength: routesOfOne, maxLength: routesOfOne }),
        async (given) => {
          const before = cloud.reports.length;
          const id = await deploy(given.map(([each]) => each));
          const send = async (index: number, { body, query, type, accept, coding }: (typeof given)[number][1]) => {
            const headers: Record<string, string> = { accept };
            if (type !== "") headers["content-type"] = type;
            if (coding !== "") headers["content-encoding"] = coding;
            const target = new URL(`/_aws/execute-api/${id}/any/r${index}/p`, url);
            target.search = query;
            const answer = await fetch(target, { method: "POST", headers, body, signal: AbortSignal.timeout(60_000) });
            await answer.arrayBuffer();
            return answer.status;
          };
          const statuses = await Promise.all(
            given.flatMap(([, first, second], index) => [send(index, first), send(index, second)]),
          );
          for (const status of statuses) assert.ok(status >= 200 && status < 600, String(status));
          assert.deepEqual(cloud.reports.slice(before), []);
          await cloud.client(APIGateway).deleteRestApi({ restApiId: id });
        },
      ),
      { numRuns: apis },
    );
  });
});
