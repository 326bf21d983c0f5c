import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { canarySettings, members, replacements, tagMap, unlessGone } from "./provisioning.ts";

type MethodSetting = Readonly<Record<string, unknown>>;

/** The settings of methods that have an effect or are kept, with the paths they are patched at. */
const settingPaths: Readonly<Record<string, string>> = {
  LoggingLevel: "logging/loglevel",
  DataTraceEnabled: "logging/dataTrace",
  MetricsEnabled: "metrics/enabled",
  ThrottlingRateLimit: "throttling/rateLimit",
  ThrottlingBurstLimit: "throttling/burstLimit",
};
const settingNames: ReadonlySet<string> = new Set([...Object.keys(settingPaths), "ResourcePath", "HttpMethod"]);

/** `AWS::ApiGateway::Stage` */
export const stageResource: ResourceType = {
  properties: {
    AccessLogSetting: { DestinationArn: true, Format: true },
    CacheClusterEnabled: true,
    ClientCertificateId: true,
    CanarySetting: { DeploymentId: true, PercentTraffic: true, StageVariableOverrides: true, UseStageCache: true },
    DeploymentId: true,
    Description: true,
    DocumentationVersion: true,
    MethodSettings: true,
    RestApiId: true,
    StageName: true,
    Tags: true,
    TracingEnabled: true,
    Variables: true,
  },
  createOnly: ["RestApiId", "StageName"],
  check: (properties) => unsupportedValues(properties),
  async create(call, properties) {
    const { restApiId, stageName } = name(properties);
    const canary = canarySettings(properties.CanarySetting);
    const input = {
      restApiId,
      stageName,
      ...(canary === undefined ? {} : { canarySettings: canary }),
      ...members(properties, ["DeploymentId", "Description", "DocumentationVersion", "Variables"]),
      tracingEnabled: String(properties.TracingEnabled) === "true",
      tags: tagMap(properties.Tags),
    };
    await call.bus.callNamed("apigateway", "CreateStage", input, call.context);
    call.created(stageName);
    const certified = replacements(properties, {}, { ClientCertificateId: "/clientCertificateId" });
    await patch(call, properties, [...certified, ...settingOperations(properties, {})]);
    return { physicalId: stageName, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    await patch(call, properties, [
      ...memberOperations(properties),
      ...replacements(properties, previousProperties, {
        ClientCertificateId: "/clientCertificateId",
        DocumentationVersion: "/documentationVersion",
      }),
      ...variableOperations(properties, previousProperties),
      ...settingOperations(properties, previousProperties),
      ...canaryOperations(properties, previousProperties),
    ]);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    await unlessGone(call.bus.call("apigateway", "DeleteStage", name(properties), call.context));
  },
};

function name(properties: ResourceProperties): { restApiId: string; stageName: string } {
  return { restApiId: String(properties.RestApiId), stageName: String(properties.StageName ?? "default") };
}

function unsupportedValues(properties: ResourceProperties): readonly string[] {
  const found: string[] = [];
  if (String(properties.CacheClusterEnabled) === "true") found.push("CacheClusterEnabled true is not supported");
  for (const setting of settingsOf(properties)) {
    for (const [key, value] of Object.entries(setting)) {
      if (!settingNames.has(key) && String(value) !== "false") found.push(`MethodSettings ${key} is not supported`);
    }
  }
  return found;
}

function settingsOf({ MethodSettings: settings }: ResourceProperties): readonly MethodSetting[] {
  return (settings ?? []) as readonly MethodSetting[];
}

async function patch(
  call: ResourceCall,
  properties: ResourceProperties,
  patchOperations: PatchOperation[],
): Promise<void> {
  if (patchOperations.length === 0) return;
  await call.bus.call("apigateway", "UpdateStage", { ...name(properties), patchOperations }, call.context);
}

function memberOperations(properties: ResourceProperties): PatchOperation[] {
  return [
    { op: "replace", path: "/deploymentId", value: String(properties.DeploymentId) },
    { op: "replace", path: "/description", value: String(properties.Description ?? "") },
    { op: "replace", path: "/tracingEnabled", value: String(String(properties.TracingEnabled) === "true") },
  ];
}

function variableOperations(properties: ResourceProperties, previousProperties: ResourceProperties): PatchOperation[] {
  const variables = (properties.Variables ?? {}) as Readonly<Record<string, unknown>>;
  const removed = Object.keys((previousProperties.Variables ?? {}) as object).filter((key) => !(key in variables));
  return [
    ...Object.entries(variables).map(([key, value]): PatchOperation => {
      return { op: "replace", path: `/variables/${key}`, value: String(value) };
    }),
    ...removed.map((key): PatchOperation => ({ op: "remove", path: `/variables/${key}` })),
  ];
}

function canaryOperations(properties: ResourceProperties, previousProperties: ResourceProperties): PatchOperation[] {
  const canary = canarySettings(properties.CanarySetting);
  const before = canarySettings(previousProperties.CanarySetting);
  if (canary === undefined) return before === undefined ? [] : [{ op: "remove", path: "/canarySettings" }];
  const overrides = canary.stageVariableOverrides ?? {};
  const replaced = {
    deploymentId: canary.deploymentId ?? String(properties.DeploymentId),
    percentTraffic: canary.percentTraffic ?? 0,
    useStageCache: canary.useStageCache ?? false,
    ...Object.fromEntries(Object.entries(overrides).map(([key, value]) => [`stageVariableOverrides/${key}`, value])),
  };
  const removed = Object.keys(before?.stageVariableOverrides ?? {}).filter((key) => !(key in overrides));
  return [
    ...Object.entries(replaced).map(([path, value]): PatchOperation => {
      return { op: "replace", path: `/canarySettings/${path}`, value: String(value) };
    }),
    ...removed.map((key): PatchOperation => ({ op: "remove", path: `/canarySettings/stageVariableOverrides/${key}` })),
  ];
}

function settingOperations(properties: ResourceProperties, previousProperties: ResourceProperties): PatchOperation[] {
  const operations: PatchOperation[] = settingsOf(previousProperties).map((setting) => ({
    op: "remove",
    path: settingPath(setting),
  }));
  for (const setting of settingsOf(properties)) {
    for (const [key, path] of Object.entries(settingPaths)) {
      if (setting[key] === undefined) continue;
      operations.push({ op: "replace", path: `${settingPath(setting)}/${path}`, value: String(setting[key]) });
    }
  }
  const { DestinationArn, Format } = (properties.AccessLogSetting ?? {}) as Readonly<Record<string, unknown>>;
  if (DestinationArn !== undefined) {
    const destination = String(DestinationArn).replace(/:\*$/, "");
    operations.push({ op: "replace", path: "/accessLogSettings/destinationArn", value: destination });
    if (Format !== undefined) {
      operations.push({ op: "replace", path: "/accessLogSettings/format", value: String(Format) });
    }
  } else if (previousProperties.AccessLogSetting !== undefined) {
    operations.push({ op: "remove", path: "/accessLogSettings" });
  }
  return operations;
}

/** `/<resource path>/<HTTP method>`; `/` within the path is written `~1`. */
function settingPath({ ResourcePath: path = "/*", HttpMethod: method = "*" }: MethodSetting): string {
  return `${String(path)}/${String(method)}`;
}
