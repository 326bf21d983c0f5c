import type { IntegrationResponse, MethodResponse } from "@aws-sdk/client-api-gateway";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { badRequest, notFound } from "./errors.ts";
import type { IntegrationRecord, MethodRecord, Place, ResourceRecord } from "./records.ts";
import type { ApiGatewayState } from "./state.ts";

/** What names a method. */
export interface MethodName {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string | undefined;
}

/** What names a response of a method or an integration. */
export interface ResponseName extends MethodName {
  readonly statusCode: string | undefined;
}

export interface FoundMethod {
  readonly resource: ResourceRecord;
  readonly method: MethodRecord;
}

export interface FoundIntegration extends FoundMethod {
  readonly integration: IntegrationRecord;
}

/** @throws AwsError NotFoundException for an API, resource or method that does not exist */
export function findMethod(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  { restApiId = "", resourceId = "", httpMethod = "" }: MethodName,
): FoundMethod {
  state.api(reader, place, restApiId);
  const resource = state.resources.get(reader, place, restApiId, resourceId);
  const method = resource.methods[httpMethod];
  if (method === undefined) throw notFound("Invalid Method identifier specified");
  return { resource, method };
}

/** @throws AwsError NotFoundException */
export function findMethodResponse(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  name: ResponseName,
): FoundMethod & { readonly response: MethodResponse } {
  const found = findMethod(state, reader, place, name);
  const response = found.method.methodResponses?.[name.statusCode ?? ""];
  if (response === undefined) throw notFound("Invalid Response status code specified");
  return { ...found, response };
}

/** @throws AwsError NotFoundException */
export function findIntegration(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  name: MethodName,
): FoundIntegration {
  const found = findMethod(state, reader, place, name);
  const integration = found.method.methodIntegration;
  if (integration === undefined) throw notFound("Invalid Integration identifier specified");
  return { ...found, integration };
}

/** @throws AwsError NotFoundException */
export function findIntegrationResponse(
  state: ApiGatewayState,
  reader: StoreReader,
  place: Place,
  name: ResponseName,
): FoundIntegration & { readonly response: IntegrationResponse } {
  const found = findIntegration(state, reader, place, name);
  const response = found.integration.integrationResponses?.[name.statusCode ?? ""];
  if (response === undefined) throw notFound("Invalid Response status code specified");
  return { ...found, response };
}

/** Stores a method in its resource. */
export function putMethod(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  restApiId: string,
  resource: ResourceRecord,
  method: MethodRecord,
): void {
  const methods = { ...resource.methods, [method.httpMethod]: method };
  state.resources.put(transaction, place, restApiId, resource.id, { ...resource, methods });
}

/** Stores the integration responses of a method. */
export function putIntegrationResponses(
  state: ApiGatewayState,
  transaction: Transaction,
  place: Place,
  { restApiId = "" }: MethodName,
  { resource, method, integration }: FoundIntegration,
  integrationResponses: Readonly<Record<string, IntegrationResponse>>,
): void {
  const methodIntegration = { ...integration, integrationResponses };
  putMethod(state, transaction, place, restApiId, resource, { ...method, methodIntegration });
}

/** Refuses a status code that is none. */
export function checkStatusCode(statusCode: string): void {
  if (/^[1-5]\d\d$/.test(statusCode)) return;
  throw badRequest(
    `1 validation error detected: Value '${statusCode}' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d`,
  );
}

/** Refuses headers of an integration response that its method response does not declare. */
export function checkResponseParameters(
  method: MethodRecord,
  statusCode: string,
  responseParameters: Readonly<Record<string, string>> | undefined,
): void {
  const declared = method.methodResponses?.[statusCode]?.responseParameters ?? {};
  const unknown = Object.keys(responseParameters ?? {}).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length === 0) return;
  throw badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${unknown.map((name) => `Invalid mapping expression parameter specified: ${name}`).join(", ")}]`,
  );
}
