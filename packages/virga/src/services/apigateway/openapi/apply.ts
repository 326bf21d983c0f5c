import type { Transaction } from "../../../kernel/store.ts";
import { putParts } from "../documentation/documented-apis.ts";
import { badRequest } from "../errors.ts";
import { defaultModels } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiRecord, MethodRecord, Place, ResourceRecord } from "../records.ts";
import { wholePolicy } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import type { ImportedApi } from "./import.ts";

/**
 * Makes an API what a document says: `overwrite` leaves nothing of what was there, `merge` adds and replaces.
 *
 * @throws AwsError BadRequestException for warnings, where they are to count as errors
 */
export function applyImport(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  api: ApiRecord,
  imported: ImportedApi,
  options: { readonly mode: "merge" | "overwrite"; readonly failOnWarnings: boolean; newId(): string },
): ApiRecord {
  const { warnings } = imported;
  if (options.failOnWarnings && warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n${warnings.map((warning) => `\t${warning}`).join("\n")}`);
  }
  if (options.mode === "overwrite") clear(state, transaction, place, api, options.newId);
  for (const model of imported.models) state.models.put(transaction, place, api.id, model.name, model);
  for (const each of imported.validators) state.validators.put(transaction, place, api.id, each.id, each);
  for (const each of imported.authorizers) state.authorizers.put(transaction, place, api.id, each.id, each);
  for (const each of imported.gatewayResponses) {
    state.gatewayResponses.put(transaction, place, api.id, each.responseType, each);
  }
  putParts(state, transaction, place, api.id, imported.documentation, options);
  putResources(state, transaction, place, api, imported.resources);
  const { policy } = imported.settings;
  const whole = policy === undefined ? {} : { policy: wholePolicy(policy, place, api.id) };
  const after: ApiRecord = {
    ...api,
    ...imported.settings,
    ...whole,
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
  };
  state.putApi(transaction, place, after);
  return after;
}

function clear(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  api: ApiRecord,
  newId: () => string,
): void {
  const parts = [state.resources, state.models, state.validators, state.authorizers, state.gatewayResponses];
  for (const part of parts) part.clear(transaction, place, api.id);
  for (const model of defaultModels(newId)) state.models.put(transaction, place, api.id, model.name, model);
}

/** Puts resources into the tree; those whose path is there already keep their id, and their other methods. */
function putResources(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  api: ApiRecord,
  resources: readonly ResourceRecord[],
): void {
  const before = new Map(state.resources.list(transaction, place, api.id).map((each) => [each.path, each]));
  const added = resources.filter(({ path }) => !before.has(path));
  checkQuota("resources", before.size + added.length);
  const ids = new Map(resources.map(({ id, path }) => [id, before.get(path)?.id ?? id]));
  for (const resource of resources) {
    const existing = before.get(resource.path);
    const id = existing?.id ?? resource.id;
    const parentId =
      resource.parentId === undefined ? {} : { parentId: ids.get(resource.parentId) ?? resource.parentId };
    const methods = { ...existing?.methods, ...withNamespaces(resource.methods, id) };
    state.resources.put(transaction, place, api.id, id, { ...resource, ...parentId, id, methods });
  }
}

/** Integrations keep their cache under their resource's id unless told otherwise. */
function withNamespaces(methods: ResourceRecord["methods"], id: string): Record<string, MethodRecord> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const { methodIntegration } = method;
      if (methodIntegration === undefined || methodIntegration.cacheNamespace !== undefined) return [name, method];
      return [name, { ...method, methodIntegration: { ...methodIntegration, cacheNamespace: id } }];
    }),
  );
}
