import type { IntegrationResponse, MethodResponse } from "@aws-sdk/client-api-gateway";
import type { DocumentationVersionRecord } from "../documentation/documentation-parts.ts";
import { documentationExtension } from "../documentation/documented-apis.ts";
import type {
  ApiRecord,
  ApiSnapshot,
  AuthorizerRecord,
  IntegrationRecord,
  MethodRecord,
  Place,
  ResourceRecord,
} from "../records.ts";

type Members = Record<string, unknown>;

/** What is exported, and which of API Gateway's extensions with it. */
export interface ExportRequest {
  readonly place: Place;
  readonly api: ApiRecord;
  readonly stageName: string;
  readonly snapshot: ApiSnapshot;
  readonly version: "swagger" | "oas30";
  readonly integrations: boolean;
  readonly authorizers: boolean;
  /** All other extensions too. */
  readonly apiGateway: boolean;
  /** The version of its documentation that the stage shows, if it is wanted. */
  readonly documentation: DocumentationVersionRecord | undefined;
}

const keyScheme = "api_key";
const iamScheme = "sigv4";

/**
 * Writes a deployed API as an OpenAPI document.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html
 */
export function exportApi(request: ExportRequest): Members {
  const { api, place, stageName, version, snapshot } = request;
  const host = `${api.id}.execute-api.${place.region}.amazonaws.com`;
  const info = defined({
    title: api.name,
    description: api.description,
    version: api.version ?? new Date(api.created).toISOString(),
  });
  const resources = snapshot.resources.filter(hasMethods).sort((left, right) => (left.path < right.path ? -1 : 1));
  const paths = Object.fromEntries(resources.map((each) => [each.path, pathItem(request, each)]));
  const schemas = Object.fromEntries(
    snapshot.models.map(({ name, schema }) => [name, pointed(JSON.parse(schema), referencePrefix(request))]),
  );
  const securitySchemes = securityOf(request);
  const extensions = { ...(request.apiGateway ? rootExtensions(request) : {}), ...documentationOf(request) };
  if (version === "swagger") {
    const head = { swagger: "2.0", info, host, basePath: `/${stageName}`, schemes: ["https"], paths };
    const parts = unlessEmpty({ securityDefinitions: securitySchemes, definitions: schemas });
    return { ...head, ...parts, ...extensions, ...endpointSettings(request) };
  }
  const servers = [
    {
      url: `https://${host}/{basePath}`,
      variables: { basePath: { default: stageName } },
      ...endpointSettings(request),
    },
  ];
  const components = unlessEmpty({ schemas, securitySchemes });
  return { openapi: "3.0.1", info, servers, paths, ...unlessEmpty({ components }), ...extensions };
}

function hasMethods({ methods }: ResourceRecord): boolean {
  return Object.keys(methods).length > 0;
}

function pathItem(request: ExportRequest, resource: ResourceRecord): Members {
  return Object.fromEntries(
    Object.entries(resource.methods).map(([name, method]) => [
      name === "ANY" ? "x-amazon-apigateway-any-method" : name.toLowerCase(),
      operation(request, method),
    ]),
  );
}

function operation(request: ExportRequest, method: MethodRecord): Members {
  const { version, snapshot } = request;
  const validator = snapshot.validators.find(({ id }) => id === method.requestValidatorId)?.name;
  const security = methodSecurity(request, method);
  const body = version === "swagger" ? {} : requestBody(request, method);
  const parameters = [
    ...declaredParameters(version, method),
    ...(version === "swagger" ? bodyParameter(request, method) : []),
  ];
  return {
    ...defined({ operationId: method.operationName }),
    ...(version === "swagger" ? mediaTypes(method) : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...body,
    responses: Object.fromEntries(
      Object.values(method.methodResponses ?? {}).map((each) => [each.statusCode, response(request, each)]),
    ),
    ...(security.length === 0 ? {} : { security }),
    ...(request.apiGateway && validator ? { "x-amazon-apigateway-request-validator": validator } : {}),
    ...(request.integrations && method.methodIntegration
      ? { "x-amazon-apigateway-integration": integration(method.methodIntegration) }
      : {}),
  };
}

const places: Readonly<Record<string, string>> = { path: "path", querystring: "query", header: "header" };

function declaredParameters(version: ExportRequest["version"], { requestParameters }: MethodRecord): Members[] {
  return Object.entries(requestParameters ?? {}).flatMap(([key, required]) => {
    const [, kind = "", name = ""] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(key) ?? [];
    if (name === "") return [];
    const type = version === "swagger" ? { type: "string" } : { schema: { type: "string" } };
    return [{ name, in: places[kind], ...(required || kind === "path" ? { required: true } : {}), ...type }];
  });
}

function bodyParameter(request: ExportRequest, { requestModels }: MethodRecord): Members[] {
  const [name] = Object.values(requestModels ?? {});
  return name === undefined ? [] : [{ in: "body", name, required: true, schema: reference(request, name) }];
}

function requestBody(request: ExportRequest, { requestModels }: MethodRecord): Members {
  const models = Object.entries(requestModels ?? {});
  return models.length === 0 ? {} : { requestBody: { content: content(request, models), required: true } };
}

function mediaTypes({ requestModels, methodResponses }: MethodRecord): Members {
  const consumes = Object.keys(requestModels ?? {});
  const produced = Object.values(methodResponses ?? {}).flatMap(({ responseModels }) =>
    Object.keys(responseModels ?? {}),
  );
  const produces = Array.from(new Set(produced));
  return { ...(consumes.length === 0 ? {} : { consumes }), ...(produces.length === 0 ? {} : { produces }) };
}

function response(request: ExportRequest, { statusCode, responseParameters, responseModels }: MethodResponse): Members {
  const headers = Object.keys(responseParameters ?? {}).map((key) => [
    key.replace("method.response.header.", ""),
    request.version === "swagger" ? { type: "string" } : { schema: { type: "string" } },
  ]);
  const models = Object.entries(responseModels ?? {});
  const named = headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
  if (request.version === "oas30") {
    const described = models.length === 0 ? {} : { content: content(request, models) };
    return { description: `${statusCode} response`, ...named, ...described };
  }
  const [model] = models;
  return {
    description: `${statusCode} response`,
    ...named,
    ...(model ? { schema: reference(request, model[1]) } : {}),
  };
}

function content(request: ExportRequest, models: readonly (readonly [string, string])[]): Members {
  return Object.fromEntries(models.map(([type, name]) => [type, { schema: reference(request, name) }]));
}

function referencePrefix({ version }: ExportRequest): string {
  return version === "swagger" ? "#/definitions/" : "#/components/schemas/";
}

function reference(request: ExportRequest, name: string): Members {
  return { $ref: `${referencePrefix(request)}${name}` };
}

/** References to the API's models become references inside the document. */
function pointed(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((each) => pointed(each, prefix));
  if (typeof value !== "object" || value === null) return value;
  // As keywords they name the schema itself; a property of such a name has a schema of its own.
  const entries = Object.entries(value).filter(
    ([name, each]) => !((name === "$schema" || name === "id") && typeof each === "string"),
  );
  return Object.fromEntries(
    entries.map(([name, each]) => {
      const model = name === "$ref" ? /\/models\/([a-zA-Z0-9]+)$/.exec(String(each))?.[1] : undefined;
      return [name, model === undefined ? pointed(each, prefix) : `${prefix}${model}`];
    }),
  );
}

function integration({ integrationResponses, httpMethod, type, ...record }: IntegrationRecord): Members {
  const { cacheKeyParameters, cacheNamespace: _own, requestParameters, requestTemplates, ...rest } = record;
  const responses = Object.values(integrationResponses ?? {});
  return {
    ...defined({ type: type?.toLowerCase(), httpMethod, ...rest }),
    ...unlessEmpty({ requestParameters: requestParameters ?? {}, requestTemplates: requestTemplates ?? {} }),
    ...(cacheKeyParameters?.length ? { cacheKeyParameters } : {}),
    passthroughBehavior: record.passthroughBehavior?.toLowerCase() ?? "when_no_match",
    ...(responses.length === 0
      ? {}
      : { responses: Object.fromEntries(responses.map((each) => [each.selectionPattern ?? "default", answer(each)])) }),
  };
}

function answer(response: IntegrationResponse): Members {
  const { statusCode, contentHandling, responseParameters, responseTemplates } = response;
  return {
    ...defined({ statusCode, contentHandling }),
    ...unlessEmpty({ responseParameters: responseParameters ?? {}, responseTemplates: responseTemplates ?? {} }),
  };
}

function methodSecurity(request: ExportRequest, method: MethodRecord): Members[] {
  const found: Members[] = [];
  const authorizer = request.snapshot.authorizers.find(({ id }) => id === method.authorizerId);
  if (authorizer && request.authorizers) found.push({ [authorizer.name]: method.authorizationScopes ?? [] });
  if (method.authorizationType === "AWS_IAM") found.push({ [iamScheme]: [] });
  if (method.apiKeyRequired) found.push({ [keyScheme]: [] });
  return found;
}

function securityOf(request: ExportRequest): Members {
  const { snapshot } = request;
  const methods = snapshot.resources.flatMap((resource) => Object.values(resource.methods));
  const header = { type: "apiKey", in: "header" };
  const schemes: Members = {};
  if (methods.some(({ apiKeyRequired }) => apiKeyRequired)) schemes[keyScheme] = { ...header, name: "x-api-key" };
  if (methods.some(({ authorizationType }) => authorizationType === "AWS_IAM")) {
    schemes[iamScheme] = { ...header, name: "Authorization", "x-amazon-apigateway-authtype": "awsSigv4" };
  }
  if (request.authorizers) for (const each of snapshot.authorizers) schemes[each.name] = authorizerScheme(each);
  return schemes;
}

function authorizerScheme({
  id: _id,
  name: _name,
  authType,
  type,
  providerARNs,
  ...record
}: AuthorizerRecord): Members {
  const single = /^method\.request\.header\.([\w-]+)$/.exec(record.identitySource ?? "")?.[1];
  const { identitySource, ...settings } = record;
  const source = type === "REQUEST" ? { identitySource } : {};
  return {
    type: "apiKey",
    name: type === "REQUEST" ? "Unused" : (single ?? "Authorization"),
    in: "header",
    "x-amazon-apigateway-authtype": authType,
    "x-amazon-apigateway-authorizer": defined({ ...settings, ...source, providerARNs, type: type.toLowerCase() }),
  };
}

function rootExtensions({ api, snapshot }: ExportRequest): Members {
  const responses = snapshot.gatewayResponses.map(({ responseType, statusCode, ...rest }) => [
    responseType,
    { ...defined({ statusCode }), ...unlessEmpty(rest) },
  ]);
  const validators = snapshot.validators.map(({ name, validateRequestBody, validateRequestParameters }) => [
    name ?? "",
    { validateRequestBody, validateRequestParameters },
  ]);
  return {
    ...unlessEmpty({
      "x-amazon-apigateway-gateway-responses": Object.fromEntries(responses),
      "x-amazon-apigateway-request-validators": Object.fromEntries(validators),
    }),
    ...(api.minimumCompressionSize === undefined
      ? {}
      : { "x-amazon-apigateway-minimum-compression-size": api.minimumCompressionSize }),
    ...(api.binaryMediaTypes?.length ? { "x-amazon-apigateway-binary-media-types": api.binaryMediaTypes } : {}),
    ...(api.policy ? { "x-amazon-apigateway-policy": JSON.parse(api.policy) } : {}),
    ...(api.apiKeySource === "AUTHORIZER" ? { "x-amazon-apigateway-api-key-source": "AUTHORIZER" } : {}),
  };
}

function endpointSettings({ api, apiGateway }: ExportRequest): Members {
  if (!apiGateway || !api.disableExecuteApiEndpoint) return {};
  return { "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } };
}

function documentationOf({ documentation }: ExportRequest): Members {
  if (documentation === undefined) return {};
  const { version, created, parts } = documentation;
  const documentationParts = parts.map(({ location, properties }) => ({
    location,
    properties: JSON.parse(properties),
  }));
  return { [documentationExtension]: { version, createdDate: new Date(created).toISOString(), documentationParts } };
}

function defined(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function unlessEmpty(members: Readonly<Record<string, object>>): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0));
}
