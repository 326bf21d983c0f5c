import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { members, replacements, tagMap, unlessGone, updateTags } from "./provisioning.ts";

interface StageProperty {
  readonly ApiId?: string;
  readonly Stage?: string;
  readonly Throttle?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `AWS::ApiGateway::ApiKey` */
export const apiKey: ResourceType = {
  properties: {
    CustomerId: true,
    Description: true,
    Enabled: true,
    GenerateDistinctId: "ignored",
    Name: true,
    StageKeys: true,
    Tags: true,
    Value: true,
  },
  createOnly: ["GenerateDistinctId", "Name", "Value"],
  async create(call, properties) {
    const stageKeys = (properties.StageKeys ?? []) as readonly { RestApiId?: string; StageName?: string }[];
    const input = {
      ...members(properties, ["CustomerId", "Description", "Value"]),
      name: properties.Name ?? call.physicalName(128),
      enabled: String(properties.Enabled) === "true",
      stageKeys: stageKeys.map(({ RestApiId, StageName }) => ({ restApiId: RestApiId, stageName: StageName })),
      tags: tagMap(properties.Tags),
    };
    const { id = "" } = (await call.bus.callNamed("apigateway", "CreateApiKey", input, call.context)) as {
      id?: string;
    };
    return { physicalId: id, attributes: { APIKeyId: id } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const paths = { CustomerId: "/customerId", Description: "/description", Enabled: "/enabled" };
    const patchOperations = replacements(properties, previousProperties, paths);
    await call.bus.call("apigateway", "UpdateApiKey", { apiKey: physicalId, patchOperations }, call.context);
    await updateTags(call, `/apikeys/${physicalId}`, properties, previousProperties);
    return { physicalId, attributes };
  },
  async delete(call, physicalId) {
    await unlessGone(call.bus.call("apigateway", "DeleteApiKey", { apiKey: physicalId }, call.context));
  },
};

/** `AWS::ApiGateway::UsagePlan` */
export const usagePlan: ResourceType = {
  properties: {
    ApiStages: true,
    Description: true,
    Quota: { Limit: true, Offset: true, Period: true },
    Tags: true,
    Throttle: { BurstLimit: true, RateLimit: true },
    UsagePlanName: true,
  },
  createOnly: [],
  async create(call, properties) {
    const quota = numbers(properties.Quota);
    const throttle = numbers(properties.Throttle);
    const input = {
      name: properties.UsagePlanName ?? call.physicalName(128),
      ...members(properties, ["Description"]),
      ...(quota === undefined ? {} : { quota }),
      ...(throttle === undefined ? {} : { throttle }),
      apiStages: stagesOf(properties).map(({ ApiId, Stage, Throttle = {} }) => ({
        apiId: ApiId,
        stage: Stage,
        throttle: Object.fromEntries(Object.entries(Throttle).map(([name, limits]) => [name, numbers(limits)])),
      })),
      tags: tagMap(properties.Tags),
    };
    const created = await call.bus.callNamed("apigateway", "CreateUsagePlan", input, call.context);
    const { id = "" } = created as { id?: string };
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(call, { physicalId: usagePlanId, attributes, properties, previousProperties }) {
    const patchOperations = planPatches(properties, previousProperties);
    await call.bus.call("apigateway", "UpdateUsagePlan", { usagePlanId, patchOperations }, call.context);
    await updateTags(call, `/usageplans/${usagePlanId}`, properties, previousProperties);
    return { physicalId: usagePlanId, attributes };
  },
  async delete(call, usagePlanId, properties) {
    const patchOperations = removedStages(stagesOf(properties));
    await unlessGone(call.bus.call("apigateway", "UpdateUsagePlan", { usagePlanId, patchOperations }, call.context));
    await unlessGone(call.bus.call("apigateway", "DeleteUsagePlan", { usagePlanId }, call.context));
  },
};

/** `AWS::ApiGateway::UsagePlanKey` */
export const usagePlanKey: ResourceType = {
  properties: { KeyId: true, KeyType: true, UsagePlanId: true },
  createOnly: ["KeyId", "KeyType", "UsagePlanId"],
  async create(call, properties) {
    const { KeyId: keyId, KeyType: keyType, UsagePlanId: usagePlanId } = properties;
    await call.bus.callNamed("apigateway", "CreateUsagePlanKey", { keyId, keyType, usagePlanId }, call.context);
    return { physicalId: `${keyId}:${usagePlanId}`, attributes: { Id: `${keyId}:${usagePlanId}` } };
  },
  async delete(call, _physicalId, { KeyId, UsagePlanId }) {
    const input = { keyId: String(KeyId), usagePlanId: String(UsagePlanId) };
    await unlessGone(call.bus.call("apigateway", "DeleteUsagePlanKey", input, call.context));
  },
};

function stagesOf({ ApiStages: stages }: ResourceProperties): readonly StageProperty[] {
  return (stages ?? []) as readonly StageProperty[];
}

/** Limits under their API names; CloudFormation may give numbers as texts. */
function numbers(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined) return undefined;
  const named = members(value, ["BurstLimit", "Limit", "Offset", "Period", "RateLimit"]);
  return Object.fromEntries(
    Object.entries(named).map(([name, each]) => [name, name === "period" ? each : Number(each)]),
  );
}

function planPatches(properties: ResourceProperties, before: ResourceProperties): PatchOperation[] {
  return [
    ...replacements(properties, before, { UsagePlanName: "/name", Description: "/description" }),
    ...limitPatches("/quota", numbers(properties.Quota), numbers(before.Quota)),
    ...limitPatches("/throttle", numbers(properties.Throttle), numbers(before.Throttle)),
    ...removedStages(stagesOf(before)),
    ...stagesOf(properties).flatMap(addedStage),
  ];
}

function limitPatches(
  path: string,
  limits: Readonly<Record<string, unknown>> | undefined,
  before: Readonly<Record<string, unknown>> | undefined,
): PatchOperation[] {
  if (limits === undefined) return before === undefined ? [] : [{ op: "remove", path }];
  return Object.entries(limits).map(([name, value]) => ({
    op: "replace",
    path: `${path}/${name}`,
    value: String(value),
  }));
}

function removedStages(stages: readonly StageProperty[]): PatchOperation[] {
  return stages.map(({ ApiId, Stage }) => ({ op: "remove", path: "/apiStages", value: `${ApiId}:${Stage}` }));
}

function addedStage({ ApiId, Stage, Throttle = {} }: StageProperty): PatchOperation[] {
  const limits = Object.entries(Throttle).flatMap(([method, each]) =>
    Object.entries(numbers(each) ?? {}).map(([name, value]): PatchOperation => {
      const segment = method.replaceAll("~", "~0").replaceAll("/", "~1");
      return { op: "replace", path: `/apiStages/${ApiId}:${Stage}/throttle/${segment}/${name}`, value: String(value) };
    }),
  );
  return [{ op: "add", path: "/apiStages", value: `${ApiId}:${Stage}` }, ...limits];
}
