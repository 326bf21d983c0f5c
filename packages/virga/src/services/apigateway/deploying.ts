import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { badRequest, limitExceeded } from "./errors.ts";
import { checkStageName, mostStages } from "./model.ts";
import type { AccountRecord, ApiSnapshot, Place, StageRecord } from "./records.ts";
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
  state.api(reader, place, restApiId);
  const resources = state.resources.list(reader, place, restApiId);
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined)) {
    throw badRequest("No integration defined for method");
  }
  return {
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
  if (!before && state.stages.list(transaction, place, restApiId).length >= mostStages) {
    throw limitExceeded("Maximum number of stages for this API has been reached.");
  }
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
