import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { canaryVariables, checkPercentTraffic, newCanary } from "./canary.ts";
import { badRequest } from "./errors.ts";
import { applyPatch } from "./patch.ts";
import { canaryPaths, stagePaths } from "./patch-paths.ts";
import type { CanaryRecord, StageRecord } from "./records.ts";

/** What a promotion copies where; each pair alone. */
const promotions: ReadonlyMap<string, string> = new Map([
  ["/deploymentId", "/canarySettings/deploymentId"],
  ["/variables", "/canarySettings/stageVariableOverrides"],
]);

/** AWS's own list, with its slips. */
const knownPaths =
  "[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]";

/**
 * Applies patch operations to a stage, one after the other; copies promote its canary.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
 *
 * @throws AwsError BadRequestException
 */
export function patchStage(stage: StageRecord, operations: readonly PatchOperation[] = []): StageRecord {
  let patched = stage;
  for (const operation of operations) patched = patchOnce(patched, operation);
  return patched;
}

function patchOnce(stage: StageRecord, operation: PatchOperation): StageRecord {
  const { op, path = "" } = operation;
  if (op === "copy") return promote(stage, operation);
  if (path === "/canarySettings" && op === "remove") {
    const { canarySettings: _ended, ...rest } = stage;
    return rest;
  }
  const isOfCanary = path === "/canarySettings" || path.startsWith("/canarySettings/");
  return isOfCanary ? patchCanary(stage, operation) : applyPatch(stage, [operation], stagePaths);
}

/** Makes what the canary has the stage's own: its deployment, or its variables over those that the stage has. */
function promote(stage: StageRecord, { path = "", from = "" }: PatchOperation): StageRecord {
  if (promotions.get(path) !== from) {
    const [paths, sources] = [Array.from(promotions.keys()).join(", "), Array.from(promotions.values()).join(", ")];
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [${paths}] and valid copy:from are [${sources}]`,
    );
  }
  const { canarySettings: canary } = stage;
  if (canary === undefined) throw badRequest("Promotion not available. Canary does not exist.");
  if (path === "/deploymentId") return { ...stage, deploymentId: canary.deploymentId };
  const variables = canaryVariables(stage.variables, canary);
  return Object.keys(variables).length === 0 ? stage : { ...stage, variables };
}

/** The first patch of a canary makes it. */
function patchCanary(stage: StageRecord, operation: PatchOperation): StageRecord {
  const { op, path = "" } = operation;
  const isOverride = /^\/canarySettings\/stageVariableOverrides\/[^/]+$/.test(path);
  if (op === "add") throw badRequest(`Invalid add operation with path: ${path}`);
  if (op === "remove" && !isOverride) {
    throw badRequest(
      `Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `,
    );
  }
  if (!isOverride && !canaryPaths.some((known) => known.path === path)) {
    throw badRequest(`Invalid method setting path: ${path}. Must be one of: ${knownPaths}`);
  }
  const before: { readonly canarySettings: CanaryRecord } = {
    canarySettings: stage.canarySettings ?? newCanary({}, stage.deploymentId),
  };
  const { canarySettings } = applyPatch(before, [operation], canaryPaths);
  checkPercentTraffic(canarySettings.percentTraffic);
  return { ...stage, canarySettings };
}
