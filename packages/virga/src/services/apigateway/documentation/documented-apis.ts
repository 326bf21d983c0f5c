import type { Transaction } from "../../../kernel/store.ts";
import { badRequest } from "../errors.ts";
import { type Json, list, object } from "../openapi/document.ts";
import { checkQuota } from "../quotas.ts";
import type { Place } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";
import { checkProperties, type DocumentationPartRecord, findAt, wholeLocation } from "./documentation-parts.ts";

/** The extension of OpenAPI that holds an API's documentation. */
export const documentationExtension = "x-amazon-apigateway-documentation";

/** A part that is not stored yet. */
export type NewPart = Omit<DocumentationPartRecord, "id">;

/**
 * The documentation parts of an OpenAPI document.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-documentation.html
 *
 * @throws AwsError BadRequestException
 */
export function readParts(root: Json): readonly NewPart[] {
  return list(object(root[documentationExtension]).documentationParts).map((each) => {
    const { location, properties } = object(each);
    const text = typeof properties === "string" ? properties : JSON.stringify(properties ?? null);
    return { location: wholeLocation(object(location)), properties: checkProperties(text) };
  });
}

/** Puts parts into an API: `overwrite` leaves nothing of what was there, `merge` adds and replaces. Gives their ids. */
export function putParts(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  restApiId: string,
  parts: readonly NewPart[],
  options: { readonly mode: string; newId(): string },
): string[] {
  if (options.mode !== "merge" && options.mode !== "overwrite") throw badRequest("Invalid import mode specified");
  if (options.mode === "overwrite") state.documentationParts.clear(transaction, place, restApiId);
  const before = state.documentationParts.list(transaction, place, restApiId);
  checkQuota("documentation parts", before.length + parts.length);
  return parts.map((part) => {
    const id = findAt(before, part.location)?.id ?? options.newId();
    state.documentationParts.put(transaction, place, restApiId, id, { ...part, id });
    before.push({ ...part, id });
    return id;
  });
}

/** Refuses a version of its documentation that an API has not. */
export function checkVersion(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  restApiId: string,
  version: string | undefined,
): void {
  if (version) state.documentationVersions.get(transaction, place, restApiId, version);
}
