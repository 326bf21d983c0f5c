import type { ContentHandlingStrategy, IntegrationResponse, MethodResponse } from "@aws-sdk/client-api-gateway";
import type { IntegrationRecord, MethodRecord, RequestValidatorRecord } from "../records.ts";
import { checkContentHandling, newIntegration } from "../settings.ts";
import { dereference, type Json, list, type OpenApiDocument, object, text, texts } from "./document.ts";
import type { ImportedModels } from "./models.ts";
import type { ImportedSecurity } from "./security.ts";

/** What the methods of a document are made with. */
export interface MethodSources {
  readonly document: OpenApiDocument;
  readonly models: ImportedModels;
  readonly security: ImportedSecurity;
  readonly validators: ReadonlyMap<string, RequestValidatorRecord>;
  warn(text: string): void;
}

const kinds: Readonly<Record<string, string>> = { path: "path", query: "querystring", header: "header" };
const jsonType = "application/json";

/** The method for an operation of a path. */
export function readMethod(sources: MethodSources, path: Json, operation: Json, httpMethod: string): MethodRecord {
  const { root } = sources.document;
  const parameters = [...list(path.parameters), ...list(operation.parameters)].map((each) => dereference(root, each));
  const validator = text(
    operation["x-amazon-apigateway-request-validator"] ?? root["x-amazon-apigateway-request-validator"],
  );
  const requestValidatorId = validator === undefined ? undefined : sources.validators.get(validator)?.id;
  const requestParameters = declaredParameters(parameters);
  const requestModels = bodyModels(sources, operation, parameters);
  const operationName = text(operation.operationId);
  const integration = operation["x-amazon-apigateway-integration"];
  return {
    httpMethod,
    ...sources.security.ofMethod(operation),
    ...(operationName === undefined ? {} : { operationName }),
    ...(requestValidatorId === undefined ? {} : { requestValidatorId }),
    ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }),
    ...(Object.keys(requestModels).length === 0 ? {} : { requestModels }),
    methodResponses: readResponses(sources, operation),
    ...(integration === undefined ? {} : { methodIntegration: readIntegration(object(integration), httpMethod) }),
  };
}

function declaredParameters(parameters: readonly Json[]): Record<string, boolean> {
  const declared = parameters.flatMap(({ in: place, name, required }) => {
    const kind = kinds[String(place)];
    return kind === undefined ? [] : [[`method.request.${kind}.${String(name)}`, required === true] as const];
  });
  return Object.fromEntries(declared);
}

function bodyModels(
  { document, models }: MethodSources,
  operation: Json,
  parameters: readonly Json[],
): Record<string, string> {
  if (document.version === "3.0") {
    return contentModels(models, dereference(document.root, operation.requestBody).content);
  }
  const body = parameters.find((each) => each.in === "body");
  const name = body && models.nameOf(body.schema);
  if (name === undefined) return {};
  const types = list(operation.consumes ?? document.root.consumes).map(String);
  return Object.fromEntries((types.length === 0 ? [jsonType] : types).map((type) => [type, name]));
}

function contentModels(models: ImportedModels, content: unknown): Record<string, string> {
  const found = Object.entries(object(content)).flatMap(([type, media]) => {
    const name = models.nameOf(object(media).schema);
    return name === undefined ? [] : [[type, name] as const];
  });
  return Object.fromEntries(found);
}

function readResponses({ document, models, warn }: MethodSources, operation: Json): Record<string, MethodResponse> {
  const responses: Record<string, MethodResponse> = {};
  for (const [statusCode, value] of Object.entries(object(operation.responses))) {
    if (!/^[1-5]\d\d$/.test(statusCode)) {
      if (statusCode !== "default") warn(`Invalid response status code: ${statusCode}`);
      continue;
    }
    const response = dereference(document.root, value);
    const responseParameters = Object.fromEntries(
      Object.keys(object(response.headers)).map((name) => [`method.response.header.${name}`, false]),
    );
    const schema = models.nameOf(response.schema);
    const types = list(operation.produces ?? document.root.produces).map(String);
    const responseModels =
      document.version === "3.0"
        ? contentModels(models, response.content)
        : Object.fromEntries(
            schema === undefined ? [] : (types.length === 0 ? [jsonType] : types).map((type) => [type, schema]),
          );
    responses[statusCode] = {
      statusCode,
      ...(Object.keys(responseParameters).length === 0 ? {} : { responseParameters }),
      ...(Object.keys(responseModels).length === 0 ? {} : { responseModels }),
    };
  }
  return responses;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html */
function readIntegration(settings: Json, httpMethod: string): IntegrationRecord {
  const timeout = settings.timeoutInMillis;
  const optional = {
    integrationHttpMethod: text(settings.httpMethod),
    uri: text(settings.uri),
    credentials: text(settings.credentials),
    connectionId: text(settings.connectionId),
    connectionType: text(settings.connectionType),
    passthroughBehavior: text(settings.passthroughBehavior),
    contentHandling: text(settings.contentHandling)?.toUpperCase(),
    cacheNamespace: text(settings.cacheNamespace),
    cacheKeyParameters:
      settings.cacheKeyParameters === undefined ? undefined : list(settings.cacheKeyParameters).map(String),
    requestParameters: settings.requestParameters === undefined ? undefined : texts(settings.requestParameters),
    requestTemplates: settings.requestTemplates === undefined ? undefined : texts(settings.requestTemplates),
    timeoutInMillis: timeout === undefined ? undefined : Number(timeout),
    tlsConfig: settings.tlsConfig === undefined ? undefined : tlsConfig(object(settings.tlsConfig)),
  };
  const integration = newIntegration({
    restApiId: undefined,
    resourceId: undefined,
    httpMethod,
    type: String(settings.type ?? "").toUpperCase() as NonNullable<IntegrationRecord["type"]>,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
  });
  const responses = Object.entries(object(settings.responses)).map(([pattern, each]) =>
    readAnswer(pattern, object(each)),
  );
  if (responses.length === 0) return integration;
  return { ...integration, integrationResponses: Object.fromEntries(responses.map((each) => [each.statusCode, each])) };
}

function tlsConfig({ insecureSkipVerification }: Json): NonNullable<IntegrationRecord["tlsConfig"]> {
  return { insecureSkipVerification: insecureSkipVerification === true };
}

function readAnswer(pattern: string, answer: Json): IntegrationResponse & { readonly statusCode: string } {
  const { responseParameters, responseTemplates } = answer;
  const contentHandling = text(answer.contentHandling)?.toUpperCase() as ContentHandlingStrategy | undefined;
  checkContentHandling(contentHandling);
  return {
    statusCode: String(answer.statusCode ?? "200"),
    ...(pattern === "default" ? {} : { selectionPattern: pattern }),
    ...(responseParameters === undefined ? {} : { responseParameters: texts(responseParameters) }),
    ...(responseTemplates === undefined ? {} : { responseTemplates: texts(responseTemplates) }),
    ...(contentHandling === undefined ? {} : { contentHandling }),
  };
}
