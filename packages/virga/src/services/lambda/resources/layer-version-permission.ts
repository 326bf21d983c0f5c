import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import { parseLayerVersionArn } from "../layer-versions.ts";
import { textOf } from "./properties.ts";

const longestStatementId = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversionpermission.html */
export const lambdaLayerVersionPermission: ResourceType = {
  properties: { Action: true, LayerVersionArn: true, OrganizationId: true, Principal: true },
  createOnly: ["Action", "LayerVersionArn", "OrganizationId", "Principal"],
  async create(call, properties) {
    const arn = String(properties.LayerVersionArn);
    const StatementId = call.physicalName(longestStatementId);
    const OrganizationId = textOf(properties.OrganizationId);
    const input = {
      ...layerOf(arn),
      StatementId,
      Action: String(properties.Action),
      Principal: String(properties.Principal),
      ...(OrganizationId !== undefined && { OrganizationId }),
    };
    await call.bus.call("lambda", "AddLayerVersionPermission", input, call.context);
    const id = `${arn}#${StatementId}`;
    return { physicalId: id, attributes: { Id: id } };
  },
  async delete(call, physicalId) {
    const [arn = "", StatementId = ""] = physicalId.split("#");
    const input = { ...layerOf(arn), StatementId };
    const deletion = call.bus.call("lambda", "RemoveLayerVersionPermission", input, call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

function layerOf(arn: string): { readonly LayerName: string; readonly VersionNumber: number } {
  return { LayerName: arn.slice(0, arn.lastIndexOf(":")), VersionNumber: parseLayerVersionArn(arn).version };
}
