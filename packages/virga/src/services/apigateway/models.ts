import { badRequest, conflict } from "./errors.ts";
import { gatewayResponseTypes } from "./gateway/gateway-response-types.ts";
import type { ResourceRecord } from "./records.ts";

/** Refuses a model whose name or schema AWS refuses. */
export function checkModel(name: string, schema: string): void {
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
  try {
    const parsed: unknown = JSON.parse(schema);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return;
  } catch {
    // Not JSON: refused like JSON that is no schema.
  }
  throw badRequest(
    "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]",
  );
}

/** Refuses to delete a model that a method still refers to. */
export function checkModelUnused(name: string, resources: readonly ResourceRecord[]): void {
  for (const { methods } of resources) {
    for (const { requestModels, methodResponses } of Object.values(methods)) {
      const used = [requestModels, ...Object.values(methodResponses ?? {}).map(({ responseModels }) => responseModels)];
      if (used.some((models) => Object.values(models ?? {}).includes(name))) {
        throw conflict(`Cannot delete model '${name}', is referenced in method request or response`);
      }
    }
  }
}

/** Refuses a type of gateway response that does not exist, and a status that is none. */
export function checkGatewayResponse(responseType: string, statusCode: string | undefined): void {
  if (!gatewayResponseTypes.has(responseType)) {
    throw badRequest(
      `1 validation error detected: Value '${responseType}' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [${Array.from(gatewayResponseTypes.keys()).join(", ")}]`,
    );
  }
  if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode)) throw badRequest("Invalid status code specified");
}
