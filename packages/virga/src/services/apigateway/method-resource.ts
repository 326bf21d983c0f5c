import type { ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { members, unlessGone } from "./provisioning.ts";

interface IntegrationProperty {
  readonly TimeoutInMillis?: unknown;
  readonly IntegrationResponses?: readonly Readonly<Record<string, unknown>>[];
}

const methodNames = [
  "AuthorizationScopes",
  "AuthorizationType",
  "AuthorizerId",
  "OperationName",
  "RequestModels",
  "RequestValidatorId",
];
const integrationNames = [
  "CacheKeyParameters",
  "CacheNamespace",
  "ConnectionId",
  "ConnectionType",
  "ContentHandling",
  "Credentials",
  "IntegrationHttpMethod",
  "PassthroughBehavior",
  "RequestParameters",
  "RequestTemplates",
  "Type",
  "Uri",
];
const answerNames = ["ContentHandling", "ResponseParameters", "ResponseTemplates", "SelectionPattern"];

/** `AWS::ApiGateway::Method`, with its integration and all responses. */
export const methodResource: ResourceType = {
  properties: {
    ApiKeyRequired: true,
    AuthorizationScopes: true,
    AuthorizationType: true,
    AuthorizerId: true,
    HttpMethod: true,
    Integration: {
      CacheKeyParameters: true,
      CacheNamespace: true,
      ConnectionId: true,
      ConnectionType: true,
      ContentHandling: true,
      Credentials: true,
      IntegrationHttpMethod: true,
      IntegrationResponses: true,
      PassthroughBehavior: true,
      RequestParameters: true,
      RequestTemplates: true,
      TimeoutInMillis: true,
      Type: true,
      Uri: true,
    },
    MethodResponses: true,
    OperationName: true,
    RequestModels: true,
    RequestParameters: true,
    RequestValidatorId: true,
    ResourceId: true,
    RestApiId: true,
  },
  createOnly: ["HttpMethod", "ResourceId", "RestApiId"],
  async create(call, properties) {
    const physicalId = call.physicalName(64);
    await putMethod(call, properties, () => call.created(physicalId));
    return { physicalId, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    await deleteMethod(call, previousProperties);
    await putMethod(call, properties);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    await deleteMethod(call, properties);
  },
};

function name(properties: ResourceProperties) {
  return {
    restApiId: String(properties.RestApiId),
    resourceId: String(properties.ResourceId),
    httpMethod: String(properties.HttpMethod),
  };
}

async function deleteMethod({ bus, context }: ResourceCall, properties: ResourceProperties): Promise<void> {
  await unlessGone(bus.call("apigateway", "DeleteMethod", name(properties), context));
}

/** `begun` is told when the method is there, before its responses and its integration are. */
async function putMethod(call: ResourceCall, properties: ResourceProperties, begun?: () => void): Promise<void> {
  const { bus, context } = call;
  const method = {
    ...name(properties),
    authorizationType: "NONE",
    ...members(properties, methodNames),
    apiKeyRequired: String(properties.ApiKeyRequired) === "true",
    ...(properties.RequestParameters === undefined ? {} : { requestParameters: flags(properties.RequestParameters) }),
  };
  await bus.callNamed("apigateway", "PutMethod", method, context);
  begun?.();
  for (const response of (properties.MethodResponses ?? []) as readonly Readonly<Record<string, unknown>>[]) {
    const parameters = response.ResponseParameters;
    const input = {
      ...name(properties),
      statusCode: String(response.StatusCode),
      ...members(response, ["ResponseModels"]),
      ...(parameters === undefined ? {} : { responseParameters: flags(parameters) }),
    };
    await bus.callNamed("apigateway", "PutMethodResponse", input, context);
  }
  if (properties.Integration !== undefined) await putIntegration(call, properties);
}

async function putIntegration({ bus, context }: ResourceCall, properties: ResourceProperties): Promise<void> {
  const integration = properties.Integration as IntegrationProperty;
  const timeout = integration.TimeoutInMillis;
  const input = {
    ...name(properties),
    ...members(integration, integrationNames),
    ...(timeout === undefined ? {} : { timeoutInMillis: Number(timeout) }),
  };
  await bus.callNamed("apigateway", "PutIntegration", input, context);
  for (const response of integration.IntegrationResponses ?? []) {
    const settings = members(response, answerNames);
    const answer = { ...name(properties), statusCode: String(response.StatusCode), ...settings };
    await bus.callNamed("apigateway", "PutIntegrationResponse", answer, context);
  }
}

/** CloudFormation may give booleans as texts. */
function flags(value: unknown): Record<string, boolean> {
  return Object.fromEntries(Object.entries(value as object).map(([key, flag]) => [key, String(flag) === "true"]));
}
