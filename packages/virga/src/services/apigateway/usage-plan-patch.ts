import type { ApiStage, PatchOperation } from "@aws-sdk/client-api-gateway";
import { badRequest, notFound } from "./errors.ts";
import { applyPatch } from "./patch.ts";
import { usagePlanPaths } from "./patch-paths.ts";
import type { UsagePlanRecord } from "./usage-plans.ts";

const stagePath = /^\/apiStages(?:\/([^/:]+):([^/]+)\/throttle\/(.+)\/(rateLimit|burstLimit))?$/;

/**
 * Patches a usage plan. Its stages are patched by name: `add` and `remove` at `/apiStages` take `<api>:<stage>`, and the limits of a method
 * are at `/apiStages/<api>:<stage>/throttle/<path>/<METHOD>/rateLimit`.
 */
export function patchUsagePlan(
  before: UsagePlanRecord,
  operations: readonly PatchOperation[] | undefined = [],
): UsagePlanRecord {
  const rest = operations.filter(({ path = "" }) => !path.startsWith("/apiStages"));
  const patched = applyPatch(before, rest, usagePlanPaths);
  let { apiStages } = patched;
  for (const operation of operations) {
    if (operation.path?.startsWith("/apiStages")) apiStages = patchStages(apiStages, operation);
  }
  return { ...patched, apiStages };
}

function patchStages(stages: readonly ApiStage[], { op, path = "", value = "" }: PatchOperation): ApiStage[] {
  const match = stagePath.exec(path);
  if (match === null) throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'`);
  const [, apiId, stage, method, limit] = match;
  if (apiId === undefined) return addOrRemove(stages, op, value);
  const found = stages.find((each) => each.apiId === apiId && each.stage === stage);
  if (found === undefined) throw notFound("Invalid stage identifier specified");
  const name = unescapePath(method ?? "");
  const settings = { ...found.throttle?.[name], [limit ?? ""]: Number(value) };
  const throttle = { ...found.throttle, [name]: settings };
  if (op === "remove") delete throttle[name];
  return stages.map((each) => (each === found ? { ...found, throttle } : each));
}

function addOrRemove(stages: readonly ApiStage[], op: PatchOperation["op"], value: string): ApiStage[] {
  const [apiId = "", stage = ""] = value.split(":");
  const others = stages.filter((each) => !(each.apiId === apiId && each.stage === stage));
  if (op === "add") return [...others, { apiId, stage }];
  if (op === "remove") return others;
  throw badRequest(`Invalid patch path  '/apiStages' specified for op '${op}'. Must be one of: [add, remove]`);
}

function unescapePath(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}
