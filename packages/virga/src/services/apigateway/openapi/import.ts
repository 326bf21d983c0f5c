import { type NewPart, readParts } from "../documentation/documented-apis.ts";
import { badRequest } from "../errors.ts";
import { checkPathPart, childPath } from "../model.ts";
import { checkGatewayResponse } from "../models.ts";
import type {
  ApiRecord,
  AuthorizerRecord,
  GatewayResponseRecord,
  MethodRecord,
  ModelRecord,
  RequestValidatorRecord,
  ResourceRecord,
} from "../records.ts";
import { checkCompression } from "../settings.ts";
import { type Json, list, type OpenApiDocument, object, text, texts } from "./document.ts";
import { type MethodSources, readMethod } from "./methods.ts";
import { ImportedModels } from "./models.ts";
import { ImportedSecurity } from "./security.ts";

/** What a document says of an API. */
export interface ImportedApi {
  /** Settings of the API itself, as far as the document has them. */
  readonly settings: Partial<ApiRecord>;
  readonly resources: readonly ResourceRecord[];
  readonly models: readonly ModelRecord[];
  readonly validators: readonly RequestValidatorRecord[];
  readonly authorizers: readonly AuthorizerRecord[];
  readonly gatewayResponses: readonly GatewayResponseRecord[];
  readonly documentation: readonly NewPart[];
  readonly warnings: readonly string[];
}

export interface ImportOptions {
  readonly restApiId: string;
  readonly rootResourceId: string;
  /** Six letters and digits, anew each time. */
  newId(): string;
  /** What to do with the document's base path: `ignore`, `prepend` or `split`. */
  readonly basePath: string;
  readonly ignoresDocumentation: boolean;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];
const endpointExtension = "x-amazon-apigateway-endpoint-configuration";
const anyMethod = "x-amazon-apigateway-any-method";

/**
 * Reads an API out of an OpenAPI document with API Gateway's extensions.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
 *
 * @throws AwsError BadRequestException
 */
export function readApi(document: OpenApiDocument, options: ImportOptions): ImportedApi {
  const { root } = document;
  const warnings: string[] = [];
  const warn = (warning: string) => void warnings.push(warning);
  const models = new ImportedModels(document, options.restApiId, options.newId, warn);
  const security = new ImportedSecurity(document, options.newId);
  const validators = readValidators(root, options.newId);
  const sources: MethodSources = { document, models, security, validators, warn };
  const resources = readResources(sources, options);
  return {
    settings: readSettings(root),
    resources,
    models: models.records,
    validators: Array.from(validators.values()),
    authorizers: security.authorizers,
    gatewayResponses: readGatewayResponses(root),
    documentation: options.ignoresDocumentation ? [] : readParts(root),
    warnings,
  };
}

function readSettings(root: Json): Partial<ApiRecord> {
  const { title, description, version } = object(root.info);
  const policy = root["x-amazon-apigateway-policy"];
  const types = root["x-amazon-apigateway-binary-media-types"];
  const closed = endpointSettings(root).disableExecuteApiEndpoint;
  const size = root["x-amazon-apigateway-minimum-compression-size"];
  const optional = {
    name: text(title),
    description: text(description),
    version: text(version),
    apiKeySource: text(root["x-amazon-apigateway-api-key-source"])?.toUpperCase(),
    binaryMediaTypes: types === undefined ? undefined : list(types).map(String),
    minimumCompressionSize: size === undefined ? undefined : Number(size),
    policy: policy === undefined ? undefined : JSON.stringify(policy),
    disableExecuteApiEndpoint: closed === undefined ? undefined : closed === true,
  };
  checkCompression({ minimumCompressionSize: optional.minimumCompressionSize });
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<ApiRecord>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-extensions-endpoint-configuration.html */
function endpointSettings(root: Json): Json {
  const server = object(list(root.servers)[0]);
  return object(root[endpointExtension] ?? server[endpointExtension]);
}

function readValidators(root: Json, newId: () => string): Map<string, RequestValidatorRecord> {
  const entries = Object.entries(object(root["x-amazon-apigateway-request-validators"]));
  return new Map(
    entries.map(([name, value]) => {
      const { validateRequestBody, validateRequestParameters } = object(value);
      const flags = {
        validateRequestBody: validateRequestBody === true,
        validateRequestParameters: validateRequestParameters === true,
      };
      return [name, { id: newId(), name, ...flags }];
    }),
  );
}

function readGatewayResponses(root: Json): GatewayResponseRecord[] {
  return Object.entries(object(root["x-amazon-apigateway-gateway-responses"])).map(([responseType, value]) => {
    const { statusCode, responseParameters, responseTemplates } = object(value);
    const status = text(statusCode);
    checkGatewayResponse(responseType, status);
    return {
      responseType,
      ...(status === undefined ? {} : { statusCode: status }),
      responseParameters: texts(responseParameters),
      responseTemplates: texts(responseTemplates),
    };
  });
}

/** The tree of resources for the document's paths. */
function readResources(sources: MethodSources, options: ImportOptions): ResourceRecord[] {
  const root: ResourceRecord = { id: options.rootResourceId, path: "/", methods: {} };
  const byPath = new Map<string, ResourceRecord>([["/", root]]);
  const prefix = basePathPrefix(sources.document, options.basePath);
  for (const [path, value] of Object.entries(object(sources.document.root.paths))) {
    if (!path.startsWith("/")) throw badRequest(`Invalid path: ${path}. Paths must begin with a slash`);
    const found = readMethods(sources, object(value));
    const resource = addResource(byPath, `${prefix}${path}`, options.newId);
    byPath.set(resource.path, { ...resource, methods: found });
  }
  return Array.from(byPath.values());
}

function readMethods(sources: MethodSources, path: Json): Record<string, MethodRecord> {
  const found: Record<string, MethodRecord> = {};
  for (const name of [...methods, anyMethod]) {
    if (path[name] === undefined) continue;
    const httpMethod = name === anyMethod ? "ANY" : name.toUpperCase();
    found[httpMethod] = readMethod(sources, path, object(path[name]), httpMethod);
  }
  return found;
}

/** Adds the resource of a path with all that are missing above it. */
function addResource(byPath: Map<string, ResourceRecord>, path: string, newId: () => string): ResourceRecord {
  let parent = byPath.get("/")!;
  for (const pathPart of path.split("/").filter((part) => part !== "")) {
    const here = childPath(parent.path, pathPart);
    let child = byPath.get(here);
    if (child === undefined) {
      checkPathPart(pathPart);
      child = { id: newId(), parentId: parent.id, pathPart, path: here, methods: {} };
      byPath.set(here, child);
    }
    parent = child;
  }
  return parent;
}

/** `split` leaves the first part of the base path out, since it is the stage's name then. */
function basePathPrefix({ version, root }: OpenApiDocument, basePath: string): string {
  if (basePath === "ignore") return "";
  const whole = version === "2.0" ? String(root.basePath ?? "") : serverPath(root);
  const parts = whole.split("/").filter((part) => part !== "");
  const kept = basePath === "split" ? parts.slice(1) : parts;
  return kept.map((part) => `/${part}`).join("");
}

function serverPath(root: Json): string {
  const server = object(list(root.servers)[0]);
  const variable = object(object(server.variables).basePath).default;
  if (variable !== undefined) return String(variable);
  return String(server.url ?? "").replace(/^[a-z]+:\/\/[^/]*/i, "");
}
