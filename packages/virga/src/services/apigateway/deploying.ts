import type { CreateDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { badRequest } from "./errors.ts";
import { checkStageName } from "./model.ts";
import { checkQuota, checkVariables } from "./quotas.ts";
import type { AccountRecord, ApiSnapshot, CanaryRecord, Place, StageRecord } from "./records.ts";
import type { ApiGatewayState } from "./state.ts";

/**
 * The whole of an API as it is now.
 *
 * @throws AwsError BadRequestException for an API that can't be deployed: no methods, or one without integration
 */
export function takeSnapshot(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  restApiId: string,
): ApiSnapshot {
  const api = state.api(reader, place, restApiId);
  const resources = state.resources.list(reader, place, restApiId);
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined)) {
    throw badRequest("No integration defined for method");
  }
  return {
    api,
    resources,
    models: state.models.list(reader, place, restApiId),
    validators: state.validators.list(reader, place, restApiId),
    authorizers: state.authorizers.list(reader, place, restApiId),
    gatewayResponses: state.gatewayResponses.list(reader, place, restApiId),
  };
}

/** Puts a deployment on a stage, which is created if it does not exist. */
export function deployToStage(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  restApiId: string,
  stage: Omit<StageRecord, "created" | "updated">,
  now: number,
): StageRecord {
  checkStageName(stage.stageName);
  const before = state.stages.find(transaction, place, restApiId, stage.stageName);
  if (before?.canarySettings !== undefined) {
    throw badRequest(
      `Invalid deployment content specified.Stage ${stage.stageName} has a canary release deployment: it must be removed before another deployment`,
    );
  }
  if (!before) checkQuota("stages", state.stages.list(transaction, place, restApiId).length + 1);
  checkVariables(stage.variables);
  const fresh = { cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE", methodSettings: {} } as const;
  const record = {
    tracingEnabled: false,
    ...fresh,
    ...before,
    ...stage,
    created: before?.created ?? now,
    updated: now,
  };
  state.stages.put(transaction, place, restApiId, stage.stageName, record);
  return record;
}

/** Refuses a canary whose deployment does not exist. */
export function checkCanaryDeployment(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  restApiId: string,
  { canarySettings: canary }: Pick<StageRecord, "canarySettings">,
): void {
  if (canary === undefined || state.deployments.find(reader, place, restApiId, canary.deploymentId)) return;
  throw badRequest("Deployment id does not exist");
}

/**
 * Puts a deployment on a stage as its canary; the stage itself stays on its own.
 *
 * @throws AwsError BadRequestException without a stage that exists
 */
export function deployCanary(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  { restApiId = "", stageName }: CreateDeploymentRequest,
  canarySettings: CanaryRecord,
  now: number,
): void {
  const invalid = "Invalid deployment content specified.";
  if (!stageName) {
    const given = stageName === undefined ? "null" : "empty";
    throw badRequest(
      `${invalid}Non null and non empty stageName must be provided for canary deployment. Provided value is ${given}`,
    );
  }
  const before = state.stages.find(transaction, place, restApiId, stageName);
  if (before === undefined) {
    throw badRequest(`${invalid}Stage ${stageName} must already be created before making a canary release deployment`);
  }
  state.stages.put(transaction, place, restApiId, stageName, { ...before, canarySettings, updated: now });
}

/** Refuses access logging to what is no log group, and any logging before the account has a role for it. */
export function checkAccessLog(stage: StageRecord, { cloudwatchRoleArn }: AccountRecord): void {
  const { destinationArn, format } = stage.accessLogSettings ?? {};
  const logsExecution = Object.values(stage.methodSettings ?? {}).some(
    ({ loggingLevel }) => loggingLevel !== undefined && loggingLevel !== "OFF",
  );
  if ((destinationArn || logsExecution) && !cloudwatchRoleArn) {
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
  }
  if (!destinationArn) return;
  if (!/^arn:aws[\w-]*:(?:logs|firehose):/.test(destinationArn)) {
    throw badRequest(`Invalid ARN specified in the request. ARNs must start with 'arn:': ${destinationArn}`);
  }
  if (format !== undefined && !/\$context\.(?:requestId|extendedRequestId)/.test(format)) {
    throw badRequest(
      "Access Log format must be single line, new line character is allowed only at end of the format; and must contain at least requestId",
    );
  }
}
