import type { ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { members, replacements, text, unlessGone } from "../provisioning.ts";

/** `AWS::ApiGateway::DocumentationPart` */
const documentationPart: ResourceType = {
  properties: {
    Location: { Method: true, Name: true, Path: true, StatusCode: true, Type: true },
    Properties: true,
    RestApiId: true,
  },
  createOnly: ["Location", "RestApiId"],
  async create(call, properties) {
    const input = {
      restApiId: properties.RestApiId,
      location: members(properties.Location, ["Method", "Name", "Path", "StatusCode", "Type"]),
      properties: text(properties.Properties),
    };
    const created = await call.bus.callNamed("apigateway", "CreateDocumentationPart", input, call.context);
    const { id = "" } = created as { id?: string };
    return { physicalId: id, attributes: { DocumentationPartId: id } };
  },
  async update(call, { physicalId: documentationPartId, attributes, properties, previousProperties }) {
    const patchOperations = replacements(properties, previousProperties, { Properties: "/properties" });
    const input = { restApiId: String(properties.RestApiId), documentationPartId, patchOperations };
    await call.bus.call("apigateway", "UpdateDocumentationPart", input, call.context);
    return { physicalId: documentationPartId, attributes };
  },
  async delete(call, documentationPartId, properties) {
    const input = { restApiId: String(properties.RestApiId), documentationPartId };
    await unlessGone(call.bus.call("apigateway", "DeleteDocumentationPart", input, call.context));
  },
};

/** `AWS::ApiGateway::DocumentationVersion` */
const documentationVersion: ResourceType = {
  properties: { Description: true, DocumentationVersion: true, RestApiId: true },
  createOnly: ["DocumentationVersion", "RestApiId"],
  async create(call, properties) {
    const input = members(properties, ["Description", "DocumentationVersion", "RestApiId"]);
    await call.bus.callNamed("apigateway", "CreateDocumentationVersion", input, call.context);
    return { physicalId: String(properties.DocumentationVersion), attributes: {} };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const patchOperations = replacements(properties, previousProperties, { Description: "/description" });
    const input = { ...versionName(properties), patchOperations };
    await call.bus.call("apigateway", "UpdateDocumentationVersion", input, call.context);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    await unlessGone(call.bus.call("apigateway", "DeleteDocumentationVersion", versionName(properties), call.context));
  },
};

function versionName({ RestApiId, DocumentationVersion }: ResourceProperties) {
  return { restApiId: String(RestApiId), documentationVersion: String(DocumentationVersion) };
}

/** The CloudFormation resource types of an API's documentation. */
export const documentationResourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::ApiGateway::DocumentationPart": documentationPart,
  "AWS::ApiGateway::DocumentationVersion": documentationVersion,
};
