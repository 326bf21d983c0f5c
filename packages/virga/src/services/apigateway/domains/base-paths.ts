import type { BasePathMapping } from "@aws-sdk/client-api-gateway";
import type { StoreReader } from "../../../kernel/store.ts";
import { badRequest } from "../errors.ts";
import { defined } from "../model.ts";
import type { PatchPath } from "../patch.ts";
import type { MappingRecord, Place } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";

/** How the empty base path is written. */
const rootPath = "(none)";

/** The key of a base path: nothing and `(none)` are the same. */
export function basePathOf(basePath: string | undefined): string {
  return basePath || rootPath;
}

/**
 * The record of a mapping.
 *
 * @throws AwsError BadRequestException for a base path of several parts, an API or a stage that does not exist
 */
export function newMapping(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  input: BasePathMapping,
): MappingRecord {
  const { restApiId = "", stage } = input;
  const basePath = basePathOf(input.basePath);
  if (basePath.includes("/")) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  if (basePath !== rootPath && !/^[\w$.+!*'()-]+$/.test(basePath)) {
    throw badRequest(`A base path may only contain letters, numbers and one of "$-_.+!*'()", received: ${basePath}`);
  }
  if (!state.hasApi(reader, place, restApiId)) throw badRequest("Invalid REST API identifier specified");
  // The console and CloudFormation write `(none)` for no stage.
  const isStage = stage !== undefined && stage !== "" && stage !== rootPath;
  if (isStage && !state.stages.find(reader, place, restApiId, stage)) {
    throw badRequest("Invalid stage identifier specified");
  }
  return defined({ basePath, restApiId, stage: isStage ? stage : undefined }) as MappingRecord;
}

/**
 * Refuses to delete an API, or one of its stages, while a base path is mapped to it.
 *
 * @throws AwsError BadRequestException
 */
export function checkUnmapped(mappings: Iterable<MappingRecord>, restApiId: string, stageName?: string): void {
  for (const mapping of mappings) {
    if (mapping.restApiId !== restApiId || (stageName !== undefined && mapping.stage !== stageName)) continue;
    throw badRequest(
      `Please remove all base path mappings related to the ${stageName === undefined ? "API" : "stage"} in your account.`,
    );
  }
}

export const basePathMappingPaths: readonly PatchPath[] = [
  { path: "/basePath", kind: "string", operations: ["add", "replace"] },
  { path: "/restapiId", kind: "string", operations: ["replace"], target: () => ["restApiId"] },
  { path: "/stage", kind: "string", operations: ["add", "replace", "remove"] },
];
