import type { CreateRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Transaction } from "../../kernel/store.ts";
import type { ApiRecord, Place } from "./records.ts";
import type { ApiGatewayState } from "./state.ts";

/** The settings of an API that a clone has unless it is told others. */
export function clonedSettings(from: ApiRecord | undefined): Partial<CreateRestApiRequest> {
  if (from === undefined) return {};
  const { description, version, binaryMediaTypes, minimumCompressionSize, apiKeySource, endpointConfiguration } = from;
  const { disableExecuteApiEndpoint } = from;
  return {
    description,
    version,
    binaryMediaTypes,
    minimumCompressionSize,
    apiKeySource,
    endpointConfiguration,
    disableExecuteApiEndpoint,
  };
}

/**
 * Copies all parts of an API into a new one, under the ids they have, but not its deployments and stages. What names the API by its
 * own id names the new one afterwards.
 */
export function cloneApi(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  from: ApiRecord,
  to: ApiRecord,
): void {
  const copies = <Part>(part: Part): Part => {
    const text = JSON.stringify(part).replaceAll(`/restapis/${from.id}/`, `/restapis/${to.id}/`);
    return JSON.parse(text.replaceAll(`"${from.rootResourceId}"`, `"${to.rootResourceId}"`)) as Part;
  };
  for (const each of state.resources.list(transaction, place, from.id)) {
    const copy = copies(each);
    state.resources.put(transaction, place, to.id, copy.id, copy);
  }
  for (const each of state.models.list(transaction, place, from.id)) {
    state.models.put(transaction, place, to.id, each.name, copies(each));
  }
  for (const each of state.gatewayResponses.list(transaction, place, from.id)) {
    state.gatewayResponses.put(transaction, place, to.id, each.responseType, each);
  }
  for (const part of [state.validators, state.authorizers, state.documentationParts] as const) {
    for (const each of part.list(transaction, place, from.id)) {
      part.put(transaction, place, to.id, each.id, copies(each) as never);
    }
  }
}
