import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { textOf } from "./properties.ts";
import { provision } from "./provisioning.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const lambdaAlias: ResourceType = {
  properties: {
    Description: true,
    FunctionName: true,
    FunctionVersion: true,
    Name: true,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: true },
    RoutingConfig: { AdditionalVersionWeights: true },
  },
  createOnly: ["FunctionName", "Name"],
  async create(call, properties) {
    const { AliasArn } = await call.bus.call("lambda", "CreateAlias", inputOf(properties), call.context);
    call.created(AliasArn!);
    await provision(call, String(properties.FunctionName), String(properties.Name), properties, {});
    return { physicalId: AliasArn!, attributes: { AliasArn } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    await call.bus.call("lambda", "UpdateAlias", inputOf(properties), call.context);
    await provision(call, String(properties.FunctionName), String(properties.Name), properties, previousProperties);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    const input = { FunctionName: String(properties.FunctionName), Name: String(properties.Name) };
    const deletion = call.bus.call("lambda", "DeleteAlias", input, call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

interface VersionWeight {
  readonly FunctionVersion: unknown;
  readonly FunctionWeight: unknown;
}

function inputOf(properties: ResourceProperties) {
  const routing = properties.RoutingConfig as { AdditionalVersionWeights?: readonly VersionWeight[] } | undefined;
  const weights = (routing?.AdditionalVersionWeights ?? []).map(({ FunctionVersion, FunctionWeight }) => [
    String(FunctionVersion),
    Number(FunctionWeight),
  ]);
  return {
    FunctionName: String(properties.FunctionName),
    Name: String(properties.Name),
    FunctionVersion: String(properties.FunctionVersion),
    Description: textOf(properties.Description) ?? "",
    RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) as Record<string, number> },
  };
}
