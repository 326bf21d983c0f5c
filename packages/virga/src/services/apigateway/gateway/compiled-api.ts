import type { ContentHandlingStrategy, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import { javaPattern, VtlRenderError } from "@virga/vtl";
import type { Bus } from "../../../kernel/bus.ts";
import type { CompiledPolicy } from "../../../kernel/iam/compiled-policy.ts";
import { integrationTimeout } from "../model.ts";
import type {
  ApiRecord,
  ApiSnapshot,
  GatewayResponseRecord,
  IntegrationRecord,
  MethodRecord,
  ResourceRecord,
} from "../records.ts";
import type { RequestAuthorizer } from "./authorizer.ts";
import { createAuthorizers } from "./authorizers.ts";
import { type AwsTarget, createAwsTargetReader } from "./aws-target.ts";
import { BinaryMediaTypes } from "./binary-media.ts";
import { compileTemplates, type NamedTemplate } from "./named-template.ts";
import { compileMappings, type ParameterMapping } from "./parameter-mapping.ts";
import { BodyValidation, type RequiredParameter, requiredParameters } from "./request-validation.ts";
import { compileResourcePolicy } from "./resource-policy.ts";
import { Routes } from "./routes.ts";

/** A deployed API, ready to answer. */
export interface CompiledApi {
  readonly binary: BinaryMediaTypes;
  readonly routes: Routes;
  readonly authorizers: ReadonlyMap<string, RequestAuthorizer>;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseRecord>;
  readonly resourcePolicy: CompiledPolicy | undefined;
  method(resource: ResourceRecord, httpMethod: string): CompiledMethod | undefined;
}

/** A method, ready to answer. */
export interface CompiledMethod {
  /** As configured: `ANY` if that answers. */
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly authorizerId: string | undefined;
  readonly authorizationScopes: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly requiredParameters: readonly RequiredParameter[];
  /** Checks a body of a content type; undefined where no model says anything about it. */
  checkBody(contentType: string, body: string): Promise<void> | undefined;
  readonly statusCodes: ReadonlySet<string>;
  readonly integration: CompiledIntegration;
}

/** An integration, ready to be called. */
export interface CompiledIntegration {
  readonly record: IntegrationRecord;
  /** Milliseconds. */
  readonly timeout: number;
  /** Where a request to this URI goes, in an integration of type AWS. */
  readAwsTarget(uri: string, bus: Bus): AwsTarget;
  readonly templates: readonly NamedTemplate[];
  readonly headers: readonly ParameterMapping[];
  readonly querystring: readonly ParameterMapping[];
  readonly path: readonly ParameterMapping[];
  readonly responses: readonly CompiledResponse[];
}

/** An integration response, ready to be chosen. */
export interface CompiledResponse {
  readonly statusCode: string;
  /** Undefined for the default one. */
  readonly pattern: RegExp | undefined;
  readonly templates: readonly NamedTemplate[];
  readonly headers: readonly ParameterMapping[];
  readonly contentHandling: ContentHandlingStrategy | undefined;
}

/** Compiles a deployed API; its methods when they are first called. */
export function compileApi(snapshot: ApiSnapshot, { api }: { readonly api: ApiRecord }): CompiledApi {
  const bodies = new BodyValidation(api.id, snapshot.models);
  const compiled = new Map<string, CompiledMethod>();
  return {
    binary: new BinaryMediaTypes(api.binaryMediaTypes),
    routes: new Routes(snapshot.resources),
    authorizers: createAuthorizers(snapshot.authorizers),
    gatewayResponses: new Map(snapshot.gatewayResponses.map((record) => [record.responseType, record])),
    resourcePolicy: compileResourcePolicy(api.policy),
    method(resource, httpMethod) {
      const name = `${resource.id} ${httpMethod}`;
      const kept = compiled.get(name);
      if (kept !== undefined) return kept;
      const record = resource.methods[httpMethod] ?? resource.methods.ANY;
      if (record === undefined) return undefined;
      const method = compileMethod(record, snapshot, bodies);
      compiled.set(name, method);
      return method;
    },
  };
}

function compileMethod(record: MethodRecord, snapshot: ApiSnapshot, bodies: BodyValidation): CompiledMethod {
  const validator = snapshot.validators.find(({ id }) => id === record.requestValidatorId);
  const models = validator?.validateRequestBody ? (record.requestModels ?? {}) : {};
  return {
    httpMethod: record.httpMethod,
    authorizationType: record.authorizationType,
    authorizerId: record.authorizerId,
    authorizationScopes: record.authorizationScopes ?? [],
    apiKeyRequired: record.apiKeyRequired ?? false,
    requiredParameters: validator?.validateRequestParameters ? requiredParameters(record.requestParameters) : [],
    checkBody(contentType, body) {
      const model = models[contentType] ?? models.$default;
      return model === undefined ? undefined : bodies.check(model, body);
    },
    statusCodes: new Set(Object.keys(record.methodResponses ?? {})),
    integration: compileIntegration(record.methodIntegration ?? {}),
  };
}

function compileIntegration(record: IntegrationRecord): CompiledIntegration {
  const mappings = record.requestParameters;
  return {
    record,
    timeout: record.timeoutInMillis ?? integrationTimeout,
    readAwsTarget: createAwsTargetReader(),
    templates: compileTemplates(record.requestTemplates),
    headers: compileMappings(mappings, "integration.request.header."),
    querystring: compileMappings(mappings, "integration.request.querystring."),
    path: compileMappings(mappings, "integration.request.path."),
    responses: Object.values(record.integrationResponses ?? {}).map(compileResponse),
  };
}

function compileResponse(response: IntegrationResponse): CompiledResponse {
  return {
    statusCode: response.statusCode ?? "200",
    pattern: response.selectionPattern ? compilePattern(response.selectionPattern) : undefined,
    templates: compileTemplates(response.responseTemplates),
    headers: compileMappings(response.responseParameters, "method.response.header."),
    contentHandling: response.contentHandling,
  };
}

/** A selection pattern has to match the whole text. One that is no regular expression matches nothing. */
function compilePattern(pattern: string): RegExp {
  try {
    return javaPattern(pattern, "", "whole");
  } catch (thrown) {
    if (thrown instanceof VtlRenderError) return /(?!)/;
    throw thrown;
  }
}
