import type { CanarySettings, PatchOperation } from "@aws-sdk/client-api-gateway";
import { AwsError } from "../../kernel/errors.ts";
import type { ResourceCall, ResourceProperties } from "../../kernel/resource-type.ts";

/** Runs a deletion; what is gone already is no error. */
export async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "NotFoundException")) throw thrown;
  }
}

/** A property that CloudFormation takes as text or as a document, as text. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Patch operations for the properties that have changed, by the paths they are patched at. */
export function replacements(
  properties: ResourceProperties,
  previousProperties: ResourceProperties,
  paths: Readonly<Record<string, string>>,
): PatchOperation[] {
  return Object.entries(paths)
    .filter(([name]) => JSON.stringify(properties[name]) !== JSON.stringify(previousProperties[name]))
    .map(([name, path]) => ({
      op: "replace",
      path,
      value: properties[name] === undefined ? "" : text(properties[name]),
    }));
}

/** Patch operations that make a list of texts out of another one. */
export function listPatches(path: string, wanted: readonly string[], before: readonly string[]): PatchOperation[] {
  const pathOf = (item: string) => `${path}/${item.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const added = wanted.filter((item) => !before.includes(item));
  const removed = before.filter((item) => !wanted.includes(item));
  return [
    ...added.map((item): PatchOperation => ({ op: "add", path: pathOf(item) })),
    ...removed.map((item): PatchOperation => ({ op: "remove", path: pathOf(item) })),
  ];
}

/** CloudFormation's list of tags as a map. */
export function tagMap(tags: unknown): Record<string, string> {
  const list = (tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

/** The members of a property under their API names: the first letter in lower case. Undefined ones are left out. */
export function members(value: unknown, names: readonly string[]): Record<string, unknown> {
  const source = (value ?? {}) as Record<string, unknown>;
  const found = names.filter((name) => source[name] !== undefined);
  return Object.fromEntries(found.map((name) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, source[name]]));
}

/** The settings of a canary: CloudFormation may give its numbers and booleans as texts. */
export function canarySettings(value: unknown): CanarySettings | undefined {
  if (value === undefined) return undefined;
  const { DeploymentId, PercentTraffic, StageVariableOverrides, UseStageCache } = value as ResourceProperties;
  const overrides = Object.entries(StageVariableOverrides ?? {}).map(([name, each]) => [name, String(each)] as const);
  return {
    ...(DeploymentId === undefined ? {} : { deploymentId: String(DeploymentId) }),
    ...(PercentTraffic === undefined ? {} : { percentTraffic: Number(PercentTraffic) }),
    ...(overrides.length === 0 ? {} : { stageVariableOverrides: Object.fromEntries(overrides) }),
    ...(UseStageCache === undefined ? {} : { useStageCache: String(UseStageCache) === "true" }),
  };
}

/** Makes the tags of what has this path what the properties say. */
export async function updateTags(
  call: ResourceCall,
  path: string,
  properties: ResourceProperties,
  previousProperties: ResourceProperties,
): Promise<void> {
  const [tags, before] = [tagMap(properties.Tags), tagMap(previousProperties.Tags)];
  const resourceArn = `arn:aws:apigateway:${call.context.region}::${path}`;
  const tagKeys = Object.keys(before).filter((name) => !(name in tags));
  if (tagKeys.length > 0) await call.bus.call("apigateway", "UntagResource", { resourceArn, tagKeys }, call.context);
  if (Object.keys(tags).length > 0)
    await call.bus.call("apigateway", "TagResource", { resourceArn, tags }, call.context);
}
