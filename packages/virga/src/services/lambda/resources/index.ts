import type { ResourceType } from "../../../kernel/resource-type.ts";
import { lambdaAlias } from "./alias.ts";
import { lambdaEventInvokeConfig } from "./event-invoke-config.ts";
import { lambdaEventSourceMapping } from "./event-source-mapping.ts";
import { lambdaFunction } from "./function.ts";
import { lambdaLayerVersion } from "./layer-version.ts";
import { lambdaLayerVersionPermission } from "./layer-version-permission.ts";
import { lambdaPermission } from "./permission.ts";
import { lambdaUrl } from "./url.ts";
import { lambdaVersion } from "./version.ts";

/** The CloudFormation resource types of Lambda. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::Lambda::Alias": lambdaAlias,
  "AWS::Lambda::EventInvokeConfig": lambdaEventInvokeConfig,
  "AWS::Lambda::EventSourceMapping": lambdaEventSourceMapping,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::LayerVersion": lambdaLayerVersion,
  "AWS::Lambda::LayerVersionPermission": lambdaLayerVersionPermission,
  "AWS::Lambda::Permission": lambdaPermission,
  "AWS::Lambda::Url": lambdaUrl,
  "AWS::Lambda::Version": lambdaVersion,
};
