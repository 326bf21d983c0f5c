import type { CreateRestApiRequest, PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { formatArn } from "../../kernel/arns.ts";
import { AwsError } from "../../kernel/errors.ts";
import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { badRequest, conflict, unsupported } from "./errors.ts";
import { defined, httpMethods, integrationTimeout, largestPayload } from "./model.ts";
import { checkPolicyLength } from "./quotas.ts";
import type { ApiRecord, IntegrationRecord, MethodRecord, Place, ResourceRecord } from "./records.ts";
import type { ApiGatewayState } from "./state.ts";

const integrationTypes = ["HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"];
const passthroughBehaviors = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];
const contentHandlings = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"];
const authorizationTypes = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];

/** The record of a new API, with AWS's defaults. */
export function newApi(
  input: CreateRestApiRequest,
  place: Place,
  ids: Pick<ApiRecord, "id" | "rootResourceId">,
  now: number,
): ApiRecord {
  if (!input.name) throw badRequest("Invalid API name specified");
  checkCompression(input);
  const types = input.endpointConfiguration?.types ?? ["EDGE"];
  if (types.includes("PRIVATE")) throw unsupported("private endpoints");
  return defined({
    ...ids,
    name: input.name,
    description: input.description,
    version: input.version,
    minimumCompressionSize: input.minimumCompressionSize,
    binaryMediaTypes: input.binaryMediaTypes?.length ? input.binaryMediaTypes : undefined,
    apiKeySource: input.apiKeySource ?? "HEADER",
    endpointConfiguration: { types, ipAddressType: input.endpointConfiguration?.ipAddressType ?? "ipv4" },
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    policy: input.policy === undefined ? undefined : wholePolicy(input.policy, place, ids.id),
    tags: input.tags,
    created: now,
  }) as ApiRecord;
}

/** Refuses a size that no answer can have. */
export function checkCompression({ minimumCompressionSize: size }: Pick<ApiRecord, "minimumCompressionSize">): void {
  if (size === undefined || (size >= 0 && size <= largestPayload)) return;
  throw badRequest(`Invalid minimum compression size, must be between 0 and ${largestPayload}`);
}

/** Refuses a content handling that AWS does not know. */
export function checkContentHandling(contentHandling: string | undefined): void {
  if (contentHandling === undefined || contentHandlings.includes(contentHandling)) return;
  throw badRequest(
    `1 validation error detected: Value '${contentHandling}' at 'contentHandling' failed to satisfy constraint: Member must satisfy enum value set: [${contentHandlings.join(", ")}]`,
  );
}

/** A resource policy with its short `execute-api:/stage/...` resources written out, as AWS stores it. */
export function wholePolicy(policy: string, { account, region }: Place, restApiId: string): string {
  checkPolicyLength(policy);
  const whole = policy.replaceAll('"execute-api:/', `"${formatArn("execute-api", region, account, restApiId)}/`);
  try {
    parsePolicyDocument(whole, "resource");
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
  }
  return whole;
}

/** Refuses a resource that its parent or its siblings leave no place for. */
export function checkSibling(siblings: readonly ResourceRecord[], parent: ResourceRecord, pathPart: string): void {
  if (parent.pathPart?.endsWith("+}")) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  for (const sibling of siblings) {
    if (sibling.parentId !== parent.id) continue;
    if (sibling.pathPart === pathPart) {
      throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
    }
    if (pathPart.startsWith("{") && sibling.pathPart?.startsWith("{")) {
      throw badRequest(
        `A sibling (${sibling.pathPart}) of this resource already has a variable path part -- only one is allowed`,
      );
    }
  }
}

/** Refuses an HTTP method that AWS does not know. */
export function checkHttpMethod(httpMethod: string): void {
  if (httpMethods.has(httpMethod)) return;
  throw badRequest("Invalid HttpMethod specified. Valid options are DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,ANY");
}

/** How AWS writes an authorization type, or its error. */
export function authorizationType(type: string): string {
  const known = authorizationTypes.find((each) => each === type.toUpperCase());
  if (known === undefined) throw badRequest("Invalid authorization type specified");
  return known;
}

/** Refuses a method whose authorizer is missing, or of another type than the method's authorization. */
function checkAuthorizer(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  restApiId: string,
  { authorizationType, authorizerId }: MethodRecord,
): void {
  const needed = authorizationType === "CUSTOM" || authorizationType === "COGNITO_USER_POOLS";
  if (!needed && authorizerId === undefined) return;
  const authorizer = authorizerId && state.authorizers.find(reader, place, restApiId, authorizerId);
  const isCognito = authorizer && authorizer.type === "COGNITO_USER_POOLS";
  if (needed && authorizer && isCognito === (authorizationType === "COGNITO_USER_POOLS")) return;
  throw badRequest(
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
  );
}

/** Refuses a method that names an authorizer, models or a validator which the API has not. */
export function checkMethodReferences(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  restApiId: string,
  method: MethodRecord,
): void {
  checkAuthorizer(state, reader, place, restApiId, method);
  for (const name of Object.values(method.requestModels ?? {})) {
    if (!state.models.find(reader, place, restApiId, name)) throw badRequest("Invalid model identifier specified");
  }
  const { requestValidatorId } = method;
  if (requestValidatorId !== undefined && !state.validators.find(reader, place, restApiId, requestValidatorId)) {
    throw badRequest("Invalid Request Validator identifier specified");
  }
  for (const name of Object.keys(method.requestParameters ?? {})) {
    if (/^method\.request\.(?:path|querystring|header)\.[\w.:!#$%&'*+^`|~-]+$/.test(name)) continue;
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${name}]`,
    );
  }
}

/** The record of an integration, with AWS's defaults; refuses what AWS refuses and what Virga has not. */
export function newIntegration(input: PutIntegrationRequest): IntegrationRecord {
  const type = input.type ?? "";
  if (!integrationTypes.includes(type)) {
    throw badRequest(
      `1 validation error detected: Value '${type}' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [${integrationTypes.join(", ")}]`,
    );
  }
  const integration = defined({
    type: input.type,
    httpMethod: type === "MOCK" ? undefined : input.integrationHttpMethod,
    uri: input.uri,
    credentials: input.credentials,
    connectionType: type.startsWith("HTTP") ? (input.connectionType ?? "INTERNET") : input.connectionType,
    requestParameters: input.requestParameters,
    requestTemplates: input.requestTemplates,
    passthroughBehavior: input.passthroughBehavior?.toUpperCase() ?? "WHEN_NO_MATCH",
    contentHandling: input.contentHandling,
    timeoutInMillis: input.timeoutInMillis ?? integrationTimeout,
    tlsConfig: input.tlsConfig,
    cacheNamespace: input.cacheNamespace ?? input.resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
  }) as IntegrationRecord;
  checkIntegration(integration);
  if (input.responseTransferMode === "STREAM") throw unsupported("the response transfer mode STREAM");
  return integration;
}

/** Refuses an integration that AWS refuses, or that Virga can't run. */
export function checkIntegration(integration: IntegrationRecord): void {
  const { type = "", passthroughBehavior = "", timeoutInMillis = integrationTimeout } = integration;
  if (!passthroughBehaviors.includes(passthroughBehavior)) {
    throw badRequest(`Invalid enumeration value for passthroughBehavior: ${passthroughBehavior}`);
  }
  if (timeoutInMillis < 50 || timeoutInMillis > integrationTimeout) {
    throw badRequest("Timeout should be between 50 ms and 29000 ms");
  }
  checkContentHandling(integration.contentHandling);
  if (integration.tlsConfig?.insecureSkipVerification && !type.startsWith("HTTP")) {
    throw badRequest("tlsConfig.insecureSkipVerification is supported for HTTP and HTTP_PROXY integrations alone");
  }
  if (type === "MOCK") return;
  if (!integration.httpMethod) throw badRequest("Enumeration value for HttpMethod must be non-empty");
  if (type.startsWith("AWS")) checkAwsUri(integration);
  else if (!/^https?:\/\/|^\{|\$\{stageVariables/.test(integration.uri ?? "")) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
  if (integration.connectionType === "VPC_LINK") throw unsupported("VPC links");
}

function checkAwsUri({ type, uri = "", credentials }: IntegrationRecord): void {
  const match = /^arn:aws[\w-]*:apigateway:([\w-]+):([\w.-]+):(\w+)(?:\/|$)/.exec(uri);
  if (!uri.startsWith("arn:")) throw badRequest("Invalid ARN specified in the request");
  if (match === null || (match[3] !== "path" && match[3] !== "action")) {
    throw badRequest("AWS ARN for integration must contain path or action");
  }
  const isLambda = match[2] === "lambda";
  if (type === "AWS_PROXY" && !isLambda && match[2] !== "firehose") {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (!isLambda && !credentials) throw badRequest("Role ARN must be specified for AWS integrations");
}
