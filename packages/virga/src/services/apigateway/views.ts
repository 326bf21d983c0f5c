import type { Deployment, GatewayResponse, Method, Resource, RestApi, Stage } from "@aws-sdk/client-api-gateway";
import { gatewayResponseTypes } from "./gateway/gateway-response-types.ts";
import type {
  ApiRecord,
  ApiSnapshot,
  DeploymentRecord,
  GatewayResponseRecord,
  MethodRecord,
  ResourceRecord,
  StageRecord,
} from "./records.ts";

/** What a caller sees of an API. */
export function apiView({ created, ...api }: ApiRecord): RestApi {
  return { ...api, createdDate: new Date(created) };
}

/** What a caller sees of a resource; its methods by name alone unless they are embedded. */
export function resourceView({ methods, ...resource }: ResourceRecord, embedsMethods = false): Resource {
  const names = Object.keys(methods);
  if (names.length === 0) return resource;
  const resourceMethods: Record<string, Method> = embedsMethods
    ? { ...methods }
    : Object.fromEntries(names.map((name) => [name, {}]));
  return { ...resource, resourceMethods };
}

/** What a caller sees of a stage. */
export function stageView({ created, updated, ...stage }: StageRecord): Stage {
  return { ...stage, createdDate: new Date(created), lastUpdatedDate: new Date(updated) };
}

/** What a caller sees of a deployment; which methods it has only if asked for. */
export function deploymentView(
  { created, snapshot, ...deployment }: DeploymentRecord,
  embedsSummary = false,
): Deployment {
  const view = { ...deployment, createdDate: new Date(created) };
  return embedsSummary ? { ...view, apiSummary: summary(snapshot) } : view;
}

/** What a caller sees of a gateway response: the customised one, or AWS's own. */
export function gatewayResponseView(type: string, record: GatewayResponseRecord | undefined): GatewayResponse {
  const base = { responseType: type as GatewayResponse["responseType"], defaultResponse: record === undefined };
  const statusCode = record?.statusCode ?? gatewayResponseTypes.get(type)?.toString();
  const status = statusCode === undefined ? {} : { statusCode };
  return {
    ...base,
    ...status,
    responseParameters: { ...record?.responseParameters },
    responseTemplates: record?.responseTemplates ?? { "application/json": '{"message":$context.error.messageString}' },
  };
}

function summary({ resources }: ApiSnapshot): NonNullable<Deployment["apiSummary"]> {
  const withMethods = resources.filter(({ methods }) => Object.keys(methods).length > 0);
  return Object.fromEntries(
    withMethods.map(({ path, methods }) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, methodSummary(method)])),
    ]),
  );
}

function methodSummary({ authorizationType, apiKeyRequired = false }: MethodRecord) {
  return { authorizationType, apiKeyRequired };
}
