import { APIGateway, type PutIntegrationRequest, type PutMethodRequest } from "@aws-sdk/client-api-gateway";
import type { WireRequest } from "../../kernel/wire.ts";
import type { TestCloud } from "../../testing/index.ts";

/** A method with its integration and responses, for one resource. */
export interface MethodSetup extends Partial<Omit<PutMethodRequest, "httpMethod">> {
  readonly integration?: Partial<Omit<PutIntegrationRequest, "restApiId" | "resourceId" | "httpMethod">>;
  /** Templates of the default response, for JSON. */
  readonly responseTemplate?: string;
  readonly responses?: readonly {
    readonly statusCode: string;
    readonly selectionPattern?: string;
    readonly template?: string;
    readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
    readonly headers?: Readonly<Record<string, string>>;
  }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly json: never;
}

/** An API under test, with methods put in at paths such as `/users/{id}`. */
export class RestApiUnderTest {
  readonly cloud: TestCloud;
  readonly client: APIGateway;
  readonly id: string;
  readonly rootResourceId: string;
  readonly #resources = new Map<string, string>();

  private constructor(cloud: TestCloud, client: APIGateway, id: string, rootResourceId: string) {
    this.cloud = cloud;
    this.client = client;
    this.id = id;
    this.rootResourceId = rootResourceId;
    this.#resources.set("/", rootResourceId);
  }

  static async create(cloud: TestCloud, settings: object = {}): Promise<RestApiUnderTest> {
    const client = cloud.client(APIGateway);
    const { id = "", rootResourceId = "" } = await client.createRestApi({ name: "under test", ...settings });
    return new RestApiUnderTest(cloud, client, id, rootResourceId);
  }

  /** The id of a resource, which is created with all above it if it does not exist. */
  async resource(path: string): Promise<string> {
    const known = this.#resources.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf("/");
    const parentId = await this.resource(path.slice(0, cut) || "/");
    const { id = "" } = await this.client.createResource({
      restApiId: this.id,
      parentId,
      pathPart: path.slice(cut + 1),
    });
    this.#resources.set(path, id);
    return id;
  }

  /** Puts a method; a mock that answers 200 unless told otherwise. */
  async method(httpMethod: string, path: string, setup: MethodSetup = {}): Promise<void> {
    const { integration, responseTemplate, responses, ...method } = setup;
    const name = { restApiId: this.id, resourceId: await this.resource(path), httpMethod };
    await this.client.putMethod({ authorizationType: "NONE", ...method, ...name });
    const wanted = responses ?? [
      { statusCode: "200", ...(responseTemplate === undefined ? {} : { template: responseTemplate }) },
    ];
    await this.client.putIntegration({
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      ...integration,
      ...name,
    });
    for (const { statusCode, template, headers = {}, selectionPattern, contentHandling } of wanted) {
      const names = Object.keys(headers).map((header) => `method.response.header.${header}`);
      const responseParameters = Object.fromEntries(names.map((header) => [header, false]));
      await this.client.putMethodResponse({ ...name, statusCode, responseParameters });
      await this.client.putIntegrationResponse({
        ...name,
        statusCode,
        ...(selectionPattern === undefined ? {} : { selectionPattern }),
        ...(contentHandling === undefined ? {} : { contentHandling }),
        responseParameters: Object.fromEntries(
          Object.entries(headers).map(([header, source]) => [`method.response.header.${header}`, source]),
        ),
        ...(template === undefined ? {} : { responseTemplates: { "application/json": template } }),
      });
    }
  }

  async deploy(stageName = "dev"): Promise<void> {
    await this.client.createDeployment({ restApiId: this.id, stageName });
  }

  /** Sends a request to the stage `dev`. */
  send(
    method: string,
    path: string,
    body: string | Uint8Array = "",
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const host = `${this.id}.execute-api.localhost:4566`;
    return this.request({ method, path: `/dev${path}`, headers: { host, ...headers }, body: Buffer.from(body) });
  }

  async request(request: Partial<WireRequest> & Pick<WireRequest, "method" | "path">): Promise<Answer> {
    const [path = "", rawQuery = ""] = request.path.split("?");
    const response = await this.cloud.runtime.handle({
      headers: {},
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
      ...request,
      path,
      rawQuery,
    });
    const bytes = Buffer.from(response.body);
    const text = bytes.toString();
    return {
      status: response.status,
      headers: response.headers as Readonly<Record<string, string>>,
      text,
      bytes,
      get json() {
        return JSON.parse(text) as never;
      },
    };
  }
}
