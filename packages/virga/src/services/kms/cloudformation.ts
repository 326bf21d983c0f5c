import type { CreateKeyCommandInput } from "@aws-sdk/client-kms";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../kernel/resource-type.ts";
import { aliasArn, keyArn } from "./model.ts";

const gone = ["NotFoundException", "KMSInvalidStateException"];

interface TagProperty {
  readonly Key: string;
  readonly Value: unknown;
}

function tagsOf(properties: ResourceProperties) {
  const tags = (properties.Tags ?? []) as readonly TagProperty[];
  return tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: String(Value) }));
}

function policyOf({ KeyPolicy: policy }: ResourceProperties): string | undefined {
  return policy === undefined || typeof policy === "string" ? policy : JSON.stringify(policy);
}

function isTrue(value: unknown): boolean {
  return String(value) === "true";
}

function described({ context: { account, region } }: ResourceCall, id: string): CreatedResource {
  return { physicalId: id, attributes: { Arn: keyArn({ account, region, id }), KeyId: id } };
}

async function setRotation(call: ResourceCall, KeyId: string, properties: ResourceProperties): Promise<void> {
  const { EnableKeyRotation: enabled, RotationPeriodInDays: days } = properties;
  if (isTrue(enabled)) {
    const input = { KeyId, ...(days !== undefined && { RotationPeriodInDays: Number(days) }) };
    await call.bus.call("kms", "EnableKeyRotation", input, call.context);
  } else await call.bus.call("kms", "DisableKeyRotation", { KeyId }, call.context);
}

function setEnabled(call: ResourceCall, KeyId: string, { Enabled: enabled = true }: ResourceProperties) {
  return call.bus.call("kms", isTrue(enabled) ? "EnableKey" : "DisableKey", { KeyId }, call.context);
}

async function createKey(call: ResourceCall, properties: ResourceProperties): Promise<CreatedResource> {
  const { bus, context } = call;
  const input = {
    Description: properties.Description,
    KeySpec: properties.KeySpec,
    KeyUsage: properties.KeyUsage,
    MultiRegion: properties.MultiRegion === undefined ? undefined : isTrue(properties.MultiRegion),
    Origin: properties.Origin,
    Policy: policyOf(properties),
    BypassPolicyLockoutSafetyCheck: isTrue(properties.BypassPolicyLockoutSafetyCheck),
    Tags: tagsOf(properties),
  };
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const { KeyMetadata: metadata } = await bus.call("kms", "CreateKey", given as CreateKeyCommandInput, context);
  const id = metadata!.KeyId!;
  call.created(id);
  if (isTrue(properties.EnableKeyRotation)) await setRotation(call, id, properties);
  if (properties.Enabled !== undefined && !isTrue(properties.Enabled)) await setEnabled(call, id, properties);
  return described(call, id);
}

async function retag(call: ResourceCall, KeyId: string, { properties, previousProperties }: ResourceUpdate) {
  const Tags = tagsOf(properties);
  const kept = new Set(Tags.map(({ TagKey }) => TagKey));
  const TagKeys = tagsOf(previousProperties).flatMap(({ TagKey }) => (kept.has(TagKey) ? [] : [TagKey]));
  if (TagKeys.length > 0) await call.bus.call("kms", "UntagResource", { KeyId, TagKeys }, call.context);
  if (Tags.length > 0) await call.bus.call("kms", "TagResource", { KeyId, Tags }, call.context);
}

async function updateKey(call: ResourceCall, update: ResourceUpdate): Promise<CreatedResource> {
  const { physicalId: KeyId, properties, previousProperties } = update;
  const { bus, context } = call;
  const changed = (...names: readonly string[]) =>
    names.some((name) => JSON.stringify(properties[name]) !== JSON.stringify(previousProperties[name]));
  // A disabled key's rotation cannot be changed.
  const enables = changed("Enabled") && isTrue(properties.Enabled ?? true);
  if (enables) await setEnabled(call, KeyId, properties);
  if (changed("Description")) {
    const Description = String(properties.Description ?? "");
    await bus.call("kms", "UpdateKeyDescription", { KeyId, Description }, context);
  }
  if (changed("KeyPolicy") && properties.KeyPolicy !== undefined) {
    const BypassPolicyLockoutSafetyCheck = isTrue(properties.BypassPolicyLockoutSafetyCheck);
    const input = { KeyId, Policy: policyOf(properties)!, BypassPolicyLockoutSafetyCheck };
    await bus.call("kms", "PutKeyPolicy", input, context);
  }
  if (changed("EnableKeyRotation", "RotationPeriodInDays")) await setRotation(call, KeyId, properties);
  await retag(call, KeyId, update);
  if (changed("Enabled") && !enables) await setEnabled(call, KeyId, properties);
  return described(call, KeyId);
}

/** `AWS::KMS::Key`; `Ref` is the key's id. Deleting it schedules the key's deletion. */
export const key: ResourceType = {
  properties: {
    BypassPolicyLockoutSafetyCheck: true,
    Description: true,
    EnableKeyRotation: true,
    Enabled: true,
    KeyPolicy: true,
    KeySpec: true,
    KeyUsage: true,
    MultiRegion: true,
    Origin: true,
    PendingWindowInDays: true,
    RotationPeriodInDays: true,
    Tags: true,
  },
  createOnly: ["KeySpec", "KeyUsage", "MultiRegion", "Origin"],
  check({ MultiRegion: multiRegion, Origin: origin = "AWS_KMS" }) {
    return [
      ...(isTrue(multiRegion) ? ["MultiRegion keys are not supported"] : []),
      ...(origin === "AWS_KMS" ? [] : [`Origin ${String(origin)} is not supported`]),
    ];
  },
  create: createKey,
  update: updateKey,
  delete(call, KeyId, { PendingWindowInDays: days }) {
    const input = { KeyId, ...(days !== undefined && { PendingWindowInDays: Number(days) }) };
    return unlessGone(call.bus.call("kms", "ScheduleKeyDeletion", input, call.context), ...gone);
  },
};

/** `AWS::KMS::Alias`; `Ref` is the alias's name. */
export const alias: ResourceType = {
  properties: { AliasName: true, TargetKeyId: true },
  createOnly: ["AliasName"],
  async create(call, properties) {
    const AliasName = String(properties.AliasName);
    const input = { AliasName, TargetKeyId: String(properties.TargetKeyId) };
    await call.bus.call("kms", "CreateAlias", input, call.context);
    return describedAlias(call, AliasName);
  },
  async update(call, { physicalId: AliasName, properties }) {
    const input = { AliasName, TargetKeyId: String(properties.TargetKeyId) };
    await call.bus.call("kms", "UpdateAlias", input, call.context);
    return describedAlias(call, AliasName);
  },
  delete(call, AliasName) {
    return unlessGone(call.bus.call("kms", "DeleteAlias", { AliasName }, call.context), ...gone);
  },
};

function describedAlias({ context: { account, region } }: ResourceCall, name: string): CreatedResource {
  return { physicalId: name, attributes: { AliasName: name, Arn: aliasArn(region, account, name) } };
}
