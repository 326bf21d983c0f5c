import type { Architecture, LayerVersionContentInput, Runtime } from "@aws-sdk/client-lambda";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import { parseLayerVersionArn } from "../layer-versions.ts";
import { textOf } from "./properties.ts";

const longestName = 64;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
export const lambdaLayerVersion: ResourceType = {
  properties: {
    CompatibleArchitectures: true,
    CompatibleRuntimes: true,
    Content: { S3Bucket: true, S3Key: true, S3ObjectVersion: true },
    Description: true,
    LayerName: true,
    LicenseInfo: true,
  },
  createOnly: ["CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description", "LayerName", "LicenseInfo"],
  async create(call, properties) {
    const LicenseInfo = textOf(properties.LicenseInfo);
    const input = {
      LayerName: textOf(properties.LayerName) ?? call.physicalName(longestName),
      Content: properties.Content as LayerVersionContentInput,
      Description: textOf(properties.Description) ?? "",
      CompatibleRuntimes: (properties.CompatibleRuntimes ?? []) as Runtime[],
      CompatibleArchitectures: (properties.CompatibleArchitectures ?? []) as Architecture[],
      ...(LicenseInfo !== undefined && { LicenseInfo }),
    };
    const { LayerVersionArn } = await call.bus.call("lambda", "PublishLayerVersion", input, call.context);
    return { physicalId: LayerVersionArn!, attributes: { LayerVersionArn } };
  },
  async delete(call, physicalId) {
    const { version } = parseLayerVersionArn(physicalId);
    const LayerName = physicalId.slice(0, physicalId.lastIndexOf(":"));
    await call.bus.call("lambda", "DeleteLayerVersion", { LayerName, VersionNumber: version }, call.context);
  },
};
