import type { CanarySettings, DeploymentCanarySettings } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import { defined } from "./model.ts";
import type { CanaryRecord } from "./records.ts";

/** The canary that these settings ask for; without a deployment of its own it is on the stage's. */
export function newCanary(
  settings: CanarySettings | DeploymentCanarySettings,
  stageDeploymentId: string,
): CanaryRecord {
  const own = "deploymentId" in settings ? settings.deploymentId : undefined;
  const canary = defined({
    deploymentId: own ?? stageDeploymentId,
    percentTraffic: settings.percentTraffic ?? 0,
    stageVariableOverrides: settings.stageVariableOverrides,
    useStageCache: settings.useStageCache ?? false,
  }) as CanaryRecord;
  checkPercentTraffic(canary.percentTraffic);
  return canary;
}

/** @throws AwsError BadRequestException for what is no percentage */
export function checkPercentTraffic(percentTraffic: number): void {
  if (percentTraffic >= 0 && percentTraffic <= 100) return;
  throw badRequest("Invalid canary settings specified. percentTraffic must be between 0.0 and 100.0");
}

/** The variables that requests to the canary see: the stage's, and the canary's own over them. */
export function canaryVariables(
  variables: Readonly<Record<string, string>> | undefined,
  { stageVariableOverrides }: CanarySettings,
): Record<string, string> {
  return { ...variables, ...stageVariableOverrides };
}
