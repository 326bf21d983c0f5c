import { methodSettingKey } from "./method-settings.ts";
import type { PatchPath } from "./patch.ts";

const all = ["add", "remove", "replace"] as const;
const replace = ["replace"] as const;
const replaceOrRemove = ["replace", "remove"] as const;

/** `/` in a key is written `~1`. */
function map(path: string, kind: PatchPath["kind"] = "string"): PatchPath {
  return { path: `${path}/{key}`, kind, operations: all };
}

function text(path: string, operations: PatchPath["operations"] = replace): PatchPath {
  return { path, kind: "string", operations };
}

function flag(path: string): PatchPath {
  return { path, kind: "boolean", operations: replace };
}

export const restApiPaths: readonly PatchPath[] = [
  text("/name"),
  text("/description"),
  text("/version"),
  text("/policy"),
  text("/apiKeySource"),
  flag("/disableExecuteApiEndpoint"),
  { path: "/minimumCompressionSize", kind: "integer", operations: replaceOrRemove },
  { path: "/binaryMediaTypes/{type}", kind: "list", operations: all },
  { path: "/endpointConfiguration/types/{type}", kind: "list", operations: replace },
  text("/endpointConfiguration/ipAddressType"),
];

export const resourcePaths: readonly PatchPath[] = [text("/pathPart"), text("/parentId")];

export const methodPaths: readonly PatchPath[] = [
  text("/authorizationType"),
  text("/authorizerId", replaceOrRemove),
  { path: "/authorizationScopes/{scope}", kind: "list", operations: ["add", "remove"] },
  text("/operationName"),
  text("/requestValidatorId", replaceOrRemove),
  flag("/apiKeyRequired"),
  map("/requestParameters", "boolean"),
  map("/requestModels"),
];

export const methodResponsePaths: readonly PatchPath[] = [
  map("/responseParameters", "boolean"),
  map("/responseModels"),
];

export const integrationPaths: readonly PatchPath[] = [
  text("/uri"),
  text("/credentials", replaceOrRemove),
  text("/passthroughBehavior"),
  text("/contentHandling", replaceOrRemove),
  text("/cacheNamespace"),
  text("/httpMethod"),
  { path: "/timeoutInMillis", kind: "integer", operations: replace },
  { path: "/cacheKeyParameters/{parameter}", kind: "list", operations: ["add", "remove"] },
  map("/requestParameters"),
  map("/requestTemplates"),
  { path: "/tlsConfig/insecureSkipVerification", kind: "boolean", operations: replace },
];

export const integrationResponsePaths: readonly PatchPath[] = [
  text("/selectionPattern", replaceOrRemove),
  text("/contentHandling", replaceOrRemove),
  map("/responseParameters"),
  map("/responseTemplates"),
];

export const deploymentPaths: readonly PatchPath[] = [text("/description")];

export const modelPaths: readonly PatchPath[] = [text("/description"), text("/schema")];

export const requestValidatorPaths: readonly PatchPath[] = [
  text("/name"),
  flag("/validateRequestBody"),
  flag("/validateRequestParameters"),
];

export const authorizerPaths: readonly PatchPath[] = [
  text("/name"),
  text("/type"),
  text("/authType"),
  text("/authorizerUri"),
  text("/authorizerCredentials"),
  text("/identitySource"),
  text("/identityValidationExpression", replaceOrRemove),
  { path: "/authorizerResultTtlInSeconds", kind: "integer", operations: replace },
  { path: "/providerARNs/{arn}", kind: "list", operations: ["add", "remove"] },
];

export const apiKeyPaths: readonly PatchPath[] = [
  text("/name"),
  text("/description"),
  text("/customerId"),
  flag("/enabled"),
];

export const usagePlanPaths: readonly PatchPath[] = [
  text("/name"),
  text("/description"),
  text("/productCode"),
  { path: "/throttle", kind: "string", operations: ["remove"] },
  { path: "/throttle/rateLimit", kind: "number", operations: ["add", "replace"] },
  { path: "/throttle/burstLimit", kind: "integer", operations: ["add", "replace"] },
  { path: "/quota", kind: "string", operations: ["remove"] },
  { path: "/quota/limit", kind: "integer", operations: ["add", "replace"] },
  { path: "/quota/offset", kind: "integer", operations: ["add", "replace"] },
  text("/quota/period", ["add", "replace"]),
];

export const gatewayResponsePaths: readonly PatchPath[] = [
  text("/statusCode", all),
  map("/responseParameters"),
  map("/responseTemplates"),
];

export const accountPaths: readonly PatchPath[] = [
  text("/cloudwatchRoleArn", replaceOrRemove),
  { path: "/throttle/rateLimit", kind: "number", operations: replace },
  { path: "/throttle/burstLimit", kind: "integer", operations: replace },
];

function settingKey(captured: Readonly<Record<string, string>>): string {
  return methodSettingKey(captured["{resource}"] ?? "", captured["{method}"] ?? "");
}

/** The settings of methods, `/<resource path>/<HTTP method>/<setting>`; both may be `*`. */
const methodSettings = (
  [
    ["logging/loglevel", "loggingLevel", "string"],
    ["logging/dataTrace", "dataTraceEnabled", "boolean"],
    ["metrics/enabled", "metricsEnabled", "boolean"],
    ["throttling/rateLimit", "throttlingRateLimit", "number"],
    ["throttling/burstLimit", "throttlingBurstLimit", "integer"],
  ] as const
).map(([path, member, kind]): PatchPath => {
  const target: PatchPath["target"] = (captured) => ["methodSettings", settingKey(captured), member];
  return { path: `/{resource}/{method}/${path}`, kind, operations: replace, target };
});

/** The parts of a stage's canary. */
export const canaryPaths: readonly PatchPath[] = [
  { path: "/canarySettings/percentTraffic", kind: "number", operations: replace },
  text("/canarySettings/deploymentId"),
  flag("/canarySettings/useStageCache"),
  { path: "/canarySettings/stageVariableOverrides/{key}", kind: "string", operations: replaceOrRemove },
];

export const stagePaths: readonly PatchPath[] = [
  text("/deploymentId"),
  text("/description"),
  text("/documentationVersion"),
  text("/clientCertificateId", replaceOrRemove),
  flag("/tracingEnabled"),
  { path: "/accessLogSettings", kind: "string", operations: ["remove"] },
  text("/accessLogSettings/destinationArn", all),
  text("/accessLogSettings/format", all),
  map("/variables"),
  ...methodSettings,
  {
    path: "/{resource}/{method}",
    kind: "string",
    operations: ["remove"],
    target: (captured) => ["methodSettings", settingKey(captured)],
  },
];
