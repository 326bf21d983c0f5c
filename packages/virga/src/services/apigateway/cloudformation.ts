import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceCall, ResourceProperties, ResourceType, ResourceUpdate } from "../../kernel/resource-type.ts";
import { clientCertificateResource } from "./client-certificates/client-certificate-resource.ts";
import { deploymentResource } from "./deployment-resource.ts";
import { documentationResourceTypes } from "./documentation/documentation-resources.ts";
import { domainResourceTypes } from "./domains/domain-resources.ts";
import { methodResource } from "./method-resource.ts";
import { listPatches, members, replacements, tagMap, text, unlessGone, updateTags } from "./provisioning.ts";
import { stageResource } from "./stage-resource.ts";
import { apiKey, usagePlan, usagePlanKey } from "./usage-resources.ts";

/** `AWS::ApiGateway::RestApi` */
const restApi: ResourceType = {
  properties: {
    ApiKeySourceType: true,
    BinaryMediaTypes: true,
    Body: true,
    BodyS3Location: { Bucket: true, ETag: true, Key: true, Version: true },
    Description: true,
    DisableExecuteApiEndpoint: true,
    EndpointConfiguration: { Types: true, IpAddressType: true },
    FailOnWarnings: true,
    MinimumCompressionSize: true,
    Mode: true,
    Name: true,
    Parameters: true,
    Policy: true,
    Tags: true,
  },
  createOnly: [],
  check: ({ EndpointConfiguration }) => {
    const types = (EndpointConfiguration as { Types?: readonly string[] } | undefined)?.Types ?? [];
    return types.includes("PRIVATE") ? ["EndpointConfiguration.Types PRIVATE is not supported"] : [];
  },
  async create(call, properties) {
    const endpointConfiguration = members(properties.EndpointConfiguration, ["Types", "IpAddressType"]);
    const created = await call.bus.callNamed(
      "apigateway",
      "CreateRestApi",
      {
        name: properties.Name ?? nameInBody(properties) ?? call.physicalName(128),
        ...(properties.Description === undefined ? {} : { description: properties.Description }),
        ...(properties.ApiKeySourceType === undefined ? {} : { apiKeySource: properties.ApiKeySourceType }),
        ...(properties.EndpointConfiguration === undefined ? {} : { endpointConfiguration }),
        ...(properties.BinaryMediaTypes === undefined ? {} : { binaryMediaTypes: properties.BinaryMediaTypes }),
        ...(properties.MinimumCompressionSize === undefined
          ? {}
          : { minimumCompressionSize: Number(properties.MinimumCompressionSize) }),
        ...(properties.Policy === undefined ? {} : { policy: text(properties.Policy) }),
        disableExecuteApiEndpoint: String(properties.DisableExecuteApiEndpoint) === "true",
        tags: tagMap(properties.Tags),
      },
      call.context,
    );
    const { id, rootResourceId } = created as { id: string; rootResourceId: string };
    call.created(id);
    await importBody(call, id, properties);
    return { physicalId: id, attributes: { RootResourceId: rootResourceId, RestApiId: id } };
  },
  async update(call, { physicalId: restApiId, attributes, properties, previousProperties }) {
    const [types, before] = [properties, previousProperties].map((each) => (each.BinaryMediaTypes ?? []) as string[]);
    const replaced = replacements(properties, previousProperties, {
      Name: "/name",
      Description: "/description",
      ApiKeySourceType: "/apiKeySource",
      DisableExecuteApiEndpoint: "/disableExecuteApiEndpoint",
      MinimumCompressionSize: "/minimumCompressionSize",
      Policy: "/policy",
    });
    const patchOperations = [...replaced, ...listPatches("/binaryMediaTypes", types ?? [], before ?? [])];
    await call.bus.call("apigateway", "UpdateRestApi", { restApiId, patchOperations }, call.context);
    await importBody(call, restApiId, properties);
    await updateTags(call, `/restapis/${restApiId}`, properties, previousProperties);
    return { physicalId: restApiId, attributes };
  },
  async delete(call, restApiId) {
    await unlessGone(call.bus.call("apigateway", "DeleteRestApi", { restApiId }, call.context));
  },
};

/** The title of an API's document, which is its name where the template has none. */
function nameInBody({ Body: body }: ResourceProperties): string | undefined {
  return (body as { info?: { title?: string } } | undefined)?.info?.title;
}

/** Makes the API what its document says; a template's own properties go before the document's. */
async function importBody(call: ResourceCall, restApiId: string, properties: ResourceProperties): Promise<void> {
  const { Body: inline, Name, Description } = properties;
  const body = inline === undefined ? await bodyInBucket(call, properties) : Buffer.from(JSON.stringify(inline));
  if (body === undefined) return;
  const input = {
    restApiId,
    body,
    mode: String(properties.Mode ?? "overwrite"),
    failOnWarnings: String(properties.FailOnWarnings) === "true",
    parameters: Object.fromEntries(
      Object.entries(properties.Parameters ?? {}).map(([name, value]) => [name, String(value)]),
    ),
  };
  await call.bus.callNamed("apigateway", "PutRestApi", input, call.context);
  const own = { "/name": Name, "/description": Description };
  const patchOperations = Object.entries(own).flatMap(([path, value]): PatchOperation[] =>
    value === undefined ? [] : [{ op: "replace", path, value: String(value) }],
  );
  await call.bus.call("apigateway", "UpdateRestApi", { restApiId, patchOperations }, call.context);
}

async function bodyInBucket(
  call: ResourceCall,
  { BodyS3Location: place }: ResourceProperties,
): Promise<Uint8Array | undefined> {
  if (place === undefined) return undefined;
  const { Bucket, Key, Version } = place as { Bucket: string; Key: string; Version?: string };
  const input = { Bucket, Key, ...(Version === undefined ? {} : { VersionId: Version }) };
  const { Body } = (await call.bus.callNamed("s3", "GetObject", input, call.context)) as { Body?: Uint8Array };
  return Body;
}

/** `AWS::ApiGateway::Resource` */
const resource: ResourceType = {
  properties: { ParentId: true, PathPart: true, RestApiId: true },
  createOnly: ["ParentId", "PathPart", "RestApiId"],
  async create(call, properties) {
    const restApiId = String(properties.RestApiId);
    const input = { restApiId, parentId: String(properties.ParentId), pathPart: String(properties.PathPart) };
    const { id = "" } = await call.bus.call("apigateway", "CreateResource", input, call.context);
    return { physicalId: id, attributes: { ResourceId: id } };
  },
  async delete(call, resourceId, properties) {
    const restApiId = String(properties.RestApiId);
    await unlessGone(call.bus.call("apigateway", "DeleteResource", { restApiId, resourceId }, call.context));
  },
};

/** `AWS::ApiGateway::Account`: there is one per account and region, so deleting it leaves its settings. */
const account: ResourceType = {
  properties: { CloudWatchRoleArn: true },
  createOnly: [],
  async create(call, properties) {
    await setLogRole(call, properties);
    const id = call.physicalName(64);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(call, { physicalId, attributes, properties }) {
    await setLogRole(call, properties);
    return { physicalId, attributes };
  },
  async delete() {},
};

async function setLogRole(call: ResourceCall, { CloudWatchRoleArn: role }: ResourceProperties): Promise<void> {
  const path = "/cloudwatchRoleArn";
  const operation: PatchOperation =
    role === undefined ? { op: "remove", path } : { op: "replace", path, value: String(role) };
  await call.bus.call("apigateway", "UpdateAccount", { patchOperations: [operation] }, call.context);
}

/** `AWS::ApiGateway::Model` */
const model: ResourceType = {
  properties: { ContentType: true, Description: true, Name: true, RestApiId: true, Schema: true },
  createOnly: ["ContentType", "Name", "RestApiId"],
  async create(call, properties) {
    const name = String(properties.Name ?? call.physicalName(128).replace(/[^a-zA-Z0-9]/g, ""));
    const input = {
      restApiId: String(properties.RestApiId),
      name,
      contentType: String(properties.ContentType ?? "application/json"),
      schema: properties.Schema === undefined ? "{}" : text(properties.Schema),
      ...(properties.Description === undefined ? {} : { description: String(properties.Description) }),
    };
    await call.bus.call("apigateway", "CreateModel", input, call.context);
    return { physicalId: name, attributes: {} };
  },
  async update(call, { physicalId: modelName, attributes, properties, previousProperties }) {
    const restApiId = String(properties.RestApiId);
    const paths = { Description: "/description", Schema: "/schema" };
    const patchOperations = replacements(properties, previousProperties, paths);
    await call.bus.call("apigateway", "UpdateModel", { restApiId, modelName, patchOperations }, call.context);
    return { physicalId: modelName, attributes };
  },
  async delete(call, modelName, properties) {
    const restApiId = String(properties.RestApiId);
    await unlessGone(call.bus.call("apigateway", "DeleteModel", { restApiId, modelName }, call.context));
  },
};

/** `AWS::ApiGateway::RequestValidator` */
const requestValidator: ResourceType = {
  properties: { Name: true, RestApiId: true, ValidateRequestBody: true, ValidateRequestParameters: true },
  createOnly: ["Name", "RestApiId"],
  async create(call, properties) {
    const input = {
      restApiId: String(properties.RestApiId),
      ...(properties.Name === undefined ? {} : { name: String(properties.Name) }),
      validateRequestBody: String(properties.ValidateRequestBody) === "true",
      validateRequestParameters: String(properties.ValidateRequestParameters) === "true",
    };
    const { id = "" } = await call.bus.call("apigateway", "CreateRequestValidator", input, call.context);
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },
  async update(call, { physicalId: requestValidatorId, attributes, properties }) {
    const restApiId = String(properties.RestApiId);
    const flags = {
      ValidateRequestBody: "/validateRequestBody",
      ValidateRequestParameters: "/validateRequestParameters",
    };
    const patchOperations = Object.entries(flags).map(([name, path]): PatchOperation => {
      return { op: "replace", path, value: String(String(properties[name]) === "true") };
    });
    const input = { restApiId, requestValidatorId, patchOperations };
    await call.bus.call("apigateway", "UpdateRequestValidator", input, call.context);
    return { physicalId: requestValidatorId, attributes };
  },
  async delete(call, requestValidatorId, properties) {
    const input = { restApiId: String(properties.RestApiId), requestValidatorId };
    await unlessGone(call.bus.call("apigateway", "DeleteRequestValidator", input, call.context));
  },
};

const authorizerPaths = {
  AuthType: "/authType",
  AuthorizerCredentials: "/authorizerCredentials",
  AuthorizerResultTtlInSeconds: "/authorizerResultTtlInSeconds",
  AuthorizerUri: "/authorizerUri",
  IdentitySource: "/identitySource",
  IdentityValidationExpression: "/identityValidationExpression",
  Name: "/name",
  Type: "/type",
};

/** `AWS::ApiGateway::Authorizer` */
const authorizer: ResourceType = {
  properties: {
    AuthType: true,
    AuthorizerCredentials: true,
    AuthorizerResultTtlInSeconds: true,
    AuthorizerUri: true,
    IdentitySource: true,
    IdentityValidationExpression: true,
    Name: true,
    ProviderARNs: true,
    RestApiId: true,
    Type: true,
  },
  createOnly: ["RestApiId"],
  async create(call, properties) {
    const ttl = properties.AuthorizerResultTtlInSeconds;
    const input = {
      restApiId: properties.RestApiId,
      ...members(properties, [...Object.keys(authorizerPaths)]),
      ...(properties.ProviderARNs === undefined ? {} : { providerARNs: properties.ProviderARNs }),
      ...(ttl === undefined ? {} : { authorizerResultTtlInSeconds: Number(ttl) }),
    };
    const { id } = (await call.bus.callNamed("apigateway", "CreateAuthorizer", input, call.context)) as { id: string };
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },
  async update(call, { physicalId: authorizerId, attributes, properties, previousProperties }) {
    const [arns, before] = [properties, previousProperties].map(({ ProviderARNs }) => (ProviderARNs ?? []) as string[]);
    const patchOperations = [
      ...replacements(properties, previousProperties, authorizerPaths),
      ...listPatches("/providerARNs", arns ?? [], before ?? []),
    ];
    const input = { restApiId: String(properties.RestApiId), authorizerId, patchOperations };
    await call.bus.call("apigateway", "UpdateAuthorizer", input, call.context);
    return { physicalId: authorizerId, attributes };
  },
  async delete(call, authorizerId, properties) {
    const restApiId = String(properties.RestApiId);
    await unlessGone(call.bus.call("apigateway", "DeleteAuthorizer", { restApiId, authorizerId }, call.context));
  },
};

/** `AWS::ApiGateway::GatewayResponse` */
const gatewayResponse: ResourceType = {
  properties: {
    ResponseParameters: true,
    ResponseTemplates: true,
    ResponseType: true,
    RestApiId: true,
    StatusCode: true,
  },
  createOnly: ["ResponseType", "RestApiId"],
  async create(call, properties) {
    await putGatewayResponse(call, properties);
    const id = call.ids.text(6);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(call, { physicalId, attributes, properties }: ResourceUpdate) {
    await putGatewayResponse(call, properties);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    const { RestApiId: restApiId, ResponseType: responseType } = properties;
    const input = { restApiId, responseType };
    await unlessGone(call.bus.callNamed("apigateway", "DeleteGatewayResponse", input, call.context));
  },
};

async function putGatewayResponse(call: ResourceCall, properties: ResourceProperties): Promise<void> {
  const input = {
    restApiId: properties.RestApiId,
    responseType: properties.ResponseType,
    ...(properties.StatusCode === undefined ? {} : { statusCode: String(properties.StatusCode) }),
    responseParameters: properties.ResponseParameters ?? {},
    responseTemplates: properties.ResponseTemplates ?? {},
  };
  await call.bus.callNamed("apigateway", "PutGatewayResponse", input, call.context);
}

/** The CloudFormation resource types of REST APIs. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  ...documentationResourceTypes,
  ...domainResourceTypes,
  "AWS::ApiGateway::Account": account,
  "AWS::ApiGateway::ApiKey": apiKey,
  "AWS::ApiGateway::Authorizer": authorizer,
  "AWS::ApiGateway::ClientCertificate": clientCertificateResource,
  "AWS::ApiGateway::Deployment": deploymentResource,
  "AWS::ApiGateway::GatewayResponse": gatewayResponse,
  "AWS::ApiGateway::Method": methodResource,
  "AWS::ApiGateway::Model": model,
  "AWS::ApiGateway::RequestValidator": requestValidator,
  "AWS::ApiGateway::Resource": resource,
  "AWS::ApiGateway::RestApi": restApi,
  "AWS::ApiGateway::Stage": stageResource,
  "AWS::ApiGateway::UsagePlan": usagePlan,
  "AWS::ApiGateway::UsagePlanKey": usagePlanKey,
};
