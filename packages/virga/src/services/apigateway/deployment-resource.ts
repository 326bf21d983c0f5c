import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceCall, ResourceType } from "../../kernel/resource-type.ts";
import { canarySettings, replacements, unlessGone } from "./provisioning.ts";

/** `AWS::ApiGateway::Deployment` */
export const deploymentResource: ResourceType = {
  properties: {
    DeploymentCanarySettings: { PercentTraffic: true, StageVariableOverrides: true, UseStageCache: true },
    Description: true,
    RestApiId: true,
    StageName: true,
  },
  createOnly: ["DeploymentCanarySettings", "RestApiId", "StageName"],
  async create(call, properties) {
    const restApiId = String(properties.RestApiId);
    const canary = canarySettings(properties.DeploymentCanarySettings);
    const input = {
      restApiId,
      ...(properties.Description === undefined ? {} : { description: String(properties.Description) }),
      ...(properties.StageName === undefined ? {} : { stageName: String(properties.StageName) }),
      ...(canary === undefined ? {} : { canarySettings: canary }),
    };
    const { id = "" } = await call.bus.call("apigateway", "CreateDeployment", input, call.context);
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  async update(call, { physicalId: deploymentId, attributes, properties, previousProperties }) {
    const restApiId = String(properties.RestApiId);
    const patchOperations = replacements(properties, previousProperties, { Description: "/description" });
    await call.bus.call("apigateway", "UpdateDeployment", { restApiId, deploymentId, patchOperations }, call.context);
    return { physicalId: deploymentId, attributes };
  },
  async delete(call, deploymentId, properties) {
    const restApiId = String(properties.RestApiId);
    if (properties.StageName !== undefined) {
      const stage = { restApiId, stageName: String(properties.StageName) };
      const isCanary = properties.DeploymentCanarySettings !== undefined;
      await unlessGone(
        isCanary
          ? endCanary(call, stage, deploymentId)
          : call.bus.call("apigateway", "DeleteStage", stage, call.context),
      );
    }
    await unlessGone(call.bus.call("apigateway", "DeleteDeployment", { restApiId, deploymentId }, call.context));
  },
};

/** Takes a canary off its stage, unless that has been given another one. */
async function endCanary(
  { bus, context }: ResourceCall,
  stage: { readonly restApiId: string; readonly stageName: string },
  deploymentId: string,
): Promise<void> {
  const { canarySettings } = await bus.call("apigateway", "GetStage", stage, context);
  if (canarySettings?.deploymentId !== deploymentId) return;
  const patchOperations: PatchOperation[] = [{ op: "remove", path: "/canarySettings" }];
  await bus.call("apigateway", "UpdateStage", { ...stage, patchOperations }, context);
}
